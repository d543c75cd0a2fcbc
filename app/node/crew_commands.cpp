// Commands about jobs: what all nodes together find out about their music.
#include <fmt/format.h>

#include <algorithm>

#include "app/control/codec.h"
#include "app/node/commands.h"
#include "app/node/crew.h"

namespace segue::node {

using control::Error;
using control::Request;

namespace {

constexpr std::size_t failed_told_max = 1000;

void describe(const jobs::Status& status, std::size_t waiting, control::Jobs::OfNode& out) {
    out.set_works(status.offer.willing);
    out.set_idle_because(status.idle_because);
    out.set_hands(status.offer.slots);
    out.set_rate(double{status.offer.rate});
    out.set_running(static_cast<std::uint32_t>(status.claims.size()));
    out.set_waiting(static_cast<std::uint32_t>(waiting));
    out.set_done(static_cast<std::uint32_t>(status.done));
    out.set_failed(static_cast<std::uint32_t>(status.failed));
    out.set_done_s(status.done_seconds);
}

template <class NameOf>
void describe(const jobs::WorkId& id, const jobs::Work& work, NameOf name_of, control::Jobs::Failed& out) {
    out.set_id(id.hex());
    std::uint32_t attempts = 0;
    for (const auto& [node, failure] : work.failures) {
        attempts += failure.attempts;
        out.add_nodes(name_of(node));
        out.set_reason(failure.reason);
    }
    out.set_attempts(attempts);
    for (const NodeId& holder : work.holders()) out.add_places(name_of(holder));
}

const char* said(const Request& request, const CrewWishes& now) {
    if (request.has_jobs_offer())
        return now.offers ? "it works when there is something to do" : "it works no more; the others have its share";
    return !now.paused ? "it goes on" : "it rests; the others have its share";
}

}  // namespace

void Commands::jobs_command(const Asked& asked) {
    Crew* crew = core_.world().crew();
    const Request& r = asked.request;
    if (crew && (r.has_jobs_pause() || r.has_jobs_offer())) {
        CrewWishes wishes = crew->wishes();
        if (r.has_jobs_pause()) wishes.paused = r.jobs_pause().paused();
        if (r.has_jobs_offer()) wishes.offers = r.jobs_offer().offers();
        crew->wish(wishes);
        settings_.set_jobs(wishes);
        core_.world().persist(std::string(settings_file), settings_.saved(), World::Write::replace, {});
        return asked.reply(control::done(0, said(r, wishes)));
    }
    if (!crew || !crew->shop())
        return refuse(asked, Error::refused, "this node shares no library (yet)", "`seguectl status` may say why");
    if (!r.has_jobs_retry()) return show_jobs(asked, *crew);
    std::vector<jobs::WorkId> works = crew->shop()->set_aside();
    const auto& named = r.jobs_retry().works();
    if (!named.empty())
        std::erase_if(works, [&](const jobs::WorkId& w) {
            return std::none_of(named.begin(), named.end(),
                                [&](const std::string& n) { return w.hex().starts_with(n); });
        });
    if (works.empty())
        return refuse(asked, Error::not_found,
                      named.empty() ? "nothing was set aside" : "nothing by that id was set aside",
                      "`seguectl jobs --failed` lists what was");
    asked.reply(control::done(0, fmt::format("{} will be tried again", crew->retry(works))));
}

void Commands::show_jobs(const Asked& asked, const Crew& crew) {
    const jobs::Workshop& shop = *crew.shop();
    control::Response response;
    control::Jobs& out = *response.mutable_jobs();
    const auto nodes = named_nodes();
    const auto name_of = [&](const NodeId& node) {
        const auto at = std::find_if(nodes.begin(), nodes.end(), [&](const auto& n) { return n.id == node; });
        return at == nodes.end() ? node.brief() : at->name;
    };
    double rate = 0;
    for (const auto& node : nodes) {
        const bool is_self = node.id == core_.config().self;
        const jobs::Status* status = is_self ? &shop.dispatcher().status() : shop.dispatcher().status(node.id);
        if (!status) continue;
        control::Jobs::OfNode& n = *out.add_nodes();
        n.set_id(node.id.hex());
        n.set_name(node.name);
        n.set_is_self(is_self);
        describe(*status, shop.dispatcher().share(node.id), n);
        if (status->offer.willing) rate += double{status->offer.rate} * status->offer.slots;
    }
    std::sort(out.mutable_nodes()->begin(), out.mutable_nodes()->end(), [](const auto& a, const auto& b) {
        return std::pair(!a.is_self(), a.name()) < std::pair(!b.is_self(), b.name());
    });
    const auto& totals = shop.ledger().totals();
    out.set_recordings(static_cast<std::uint32_t>(totals.works));
    out.set_open(static_cast<std::uint32_t>(totals.open));
    out.set_set_aside(static_cast<std::uint32_t>(totals.set_aside));
    out.set_open_s(static_cast<double>(totals.open_seconds));
    if (rate > 0) out.set_left_s(static_cast<double>(totals.open_seconds) / rate);
    if (asked.request.jobs().failed()) {
        std::vector<jobs::WorkId> failed = shop.set_aside();
        if (failed.size() > failed_told_max) failed.resize(failed_told_max);
        for (const jobs::WorkId& id : failed) describe(id, *shop.ledger().find(id), name_of, *out.add_failed());
    }
    asked.reply(response);
}

}  // namespace segue::node

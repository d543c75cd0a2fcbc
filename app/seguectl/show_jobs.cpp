// Jobs, as people read them.
#include <fmt/format.h>

#include "app/seguectl/show.h"
#include "app/seguectl/words.h"

namespace segue::ctl {
namespace {

std::string counted(std::size_t n, std::string_view thing) {
    return fmt::format("{} {}{}", n, thing, n == 1 ? "" : "s");
}

std::string summary(const control::Jobs& jobs) {
    if (jobs.open() == 0 && jobs.set_aside() == 0)
        return fmt::format("all is known of {}", counted(jobs.recordings(), "recording"));
    const std::string aside = fmt::format("{} set aside (`seguectl jobs --failed`)", jobs.set_aside());
    if (jobs.open() == 0) return fmt::format("nothing to do of {}; {}", counted(jobs.recordings(), "recording"), aside);
    std::string out = fmt::format("{} of {} to do, {} of sound", jobs.open(), counted(jobs.recordings(), "recording"),
                                  span_text(jobs.open_s()));
    if (jobs.left_s() > 0) out += ": " + span_text(jobs.left_s()) + " left";
    if (jobs.set_aside() > 0) out += "; " + aside;
    return out;
}

Table nodes_table(const control::Jobs& jobs) {
    Table table({{"NODE"},
                 {"STATE"},
                 {"RUNNING", Tone::plain, true},
                 {"WAITING", Tone::plain, true},
                 {"RATE", Tone::plain, true},
                 {"DONE", Tone::plain, true},
                 {"FAILED", Tone::plain, true}});
    for (const auto& n : jobs.nodes()) {
        const bool busy = n.running() > 0;
        table.add({{clean(n.name()), n.is_self() ? Tone::strong : Tone::plain},
                   {!n.idle_because().empty() ? clean(n.idle_because())
                    : busy                    ? "at work"
                                              : "idle",
                    !n.idle_because().empty() ? Tone::warn
                    : busy                    ? Tone::good
                                              : Tone::dim},
                   {std::to_string(n.running())},
                   {std::to_string(n.waiting())},
                   {fmt::format("{:.0f}×{}", n.rate(), n.hands())},
                   {std::to_string(n.done())},
                   {std::to_string(n.failed()), n.failed() > 0 ? Tone::warn : Tone::plain}});
    }
    return table;
}

}  // namespace

std::vector<std::string> jobs_lines(const control::Jobs& jobs, const Paint& paint, std::size_t columns) {
    std::vector<std::string> out{paint(Tone::strong, fitted(summary(jobs), columns)), ""};
    for (std::string& line : nodes_table(jobs).lines(paint, columns)) out.push_back(std::move(line));
    return out;
}

std::string jobs_text(const control::Jobs& jobs, const Paint& paint) {
    std::string out = summary(jobs) + "\n" + nodes_table(jobs).text(paint);
    if (jobs.failed().empty()) return out;
    Table failed({{"SET ASIDE"}, {"TRIES", Tone::plain, true}, {"ON"}, {"WHY"}});
    for (const auto& f : jobs.failed()) {
        std::string places;
        for (const std::string& place : f.places()) places += (places.empty() ? "" : ", ") + clean(place);
        failed.add({{brief(f.id())}, {std::to_string(f.attempts())}, {places}, {clean(f.reason()), Tone::warn}});
    }
    return out + "\n" + failed.text(paint);
}

}  // namespace segue::ctl

// Commands about what is played: play and the queue.
#include <fmt/format.h>

#include <algorithm>

#include "app/control/codec.h"
#include "app/node/commands.h"

namespace segue::node {

using control::Error;
using control::Request;

namespace {

// A track as it was found, before it is in any queue.
control::Track describe_found(const handoff::NewEntry& entry, Core& core) {
    handoff::Entry as_queued;
    as_queued.source = entry.source;
    as_queued.facts.value = entry.facts;
    return describe_track(core, as_queued);
}

control::Response added(const Sources::Found& found, Core& core, bool playing, std::size_t queue_size) {
    control::Response r;
    for (const std::string& note : found.notes) r.add_notes("skipped: " + note);
    control::Added& a = *r.mutable_added();
    for (const handoff::NewEntry& entry : found.entries) *a.add_tracks() = describe_found(entry, core);
    a.set_playing(playing);
    a.set_queue_index(static_cast<std::uint32_t>(queue_size >= found.entries.size() ? queue_size - found.entries.size() + 1 : 1));
    return r;
}

}  // namespace

// Applies edits one after the other, each when the one before is done.
class EditChain : public std::enable_shared_from_this<EditChain> {
  public:
    EditChain(SessionHost& sessions, const SessionId& session, std::function<void(const handoff::Done&)> over)
        : sessions_(sessions), session_(session), over_(std::move(over)) {}
    void add(handoff::Edit edit) {
        for (handoff::Edit& piece : handoff::split(std::move(edit))) edits_.push_back(std::move(piece));
    }
    void run() {
        if (edits_.empty()) return over_({});
        handoff::Edit edit = std::move(edits_.front());
        edits_.pop_front();
        sessions_.command(session_, std::move(edit), [self = shared_from_this()](const handoff::Done& done) {
            done.ok ? self->run() : self->over_(done);
        });
    }

  private:
    SessionHost& sessions_;
    SessionId session_;
    std::function<void(const handoff::Done&)> over_;
    std::deque<handoff::Edit> edits_;
};

// outputs: where it is to sound; empty: where the session sounds, or here.
void Commands::play(const Asked& asked, const std::vector<NodeId>& outputs) {
    const control::Play& play = asked.request.play();
    std::vector<std::pair<NodeId, audio::Part>> parts;
    if (!parts_of(asked, play.parts(), parts)) return;
    if (play.sources().empty() && parts.empty()) return edit(asked, handoff::Resume{});
    sources_.find(play.sources(), [this, reply = asked.reply, append = play.append(), start_s = play.start_s(), outputs,
                                   parts = std::move(parts), resume = play.sources().empty()](Sources::Found found) {
        if (found.entries.empty() && !resume) return reply(control::failed(0, found.code, found.problem, found.hint));
        const handoff::SessionMachine* current = core_.sessions().current();
        const SessionId session = current ? current->state().id : core_.sessions().found();
        const auto chain = std::make_shared<EditChain>(
            core_.sessions(), session, [this, reply, session, found, append](const handoff::Done& done) {
                if (!done.ok) return reply(control::failed(0, Error::refused, done.message));
                const handoff::SessionMachine* m = core_.sessions().find(session);
                reply(added(found, core_, true, append && m ? m->state().queue.size() : found.entries.size()));
            });
        if (!outputs.empty()) chain->add(handoff::OutputsSet{outputs});
        for (const auto& [node, part] : parts) {
            chain->add(handoff::OutputAdd{node});
            chain->add(handoff::OutputPart{node, part});
        }
        // Appended to what plays, or played.
        const bool plays = current && (current->state().transport().mode == handoff::Mode::playing ||
                                       current->state().transport().mode == handoff::Mode::loading);
        if (resume) chain->add(handoff::Resume{});
        else if (append && plays) chain->add(handoff::QueueAdd{found.entries, {}, false});
        else chain->add(handoff::Play{found.entries, append, 0});
        if (start_s > 0 && !append) chain->add(handoff::Seek{frames_nearest(nearest_ns(start_s)).count, false});
        chain->run();
        core_.settings_changed();
    });
}

// `--node kitchen play song`: the file is here, the sound is to be there.
void Commands::play_on_target(const Request& request, const NodeId& target, control::Reply reply) {
    const Asked asked{request, std::move(reply), core_.world().now()};
    if (!core_.peers().contains(target))
        return refuse(asked, Error::unreachable, "that node is not here just now", "`seguectl nodes` shows who is");
    if (request.has_queue_add()) return queue_add(asked);
    const handoff::SessionMachine* session = core_.sessions().current();
    const bool sounds_there = session && session->state().outputs.contains(target) && session->state().outputs.at(target).on();
    play(asked, sounds_there ? std::vector<NodeId>{} : std::vector<NodeId>{target});
}

std::optional<handoff::EntryId> Commands::entry_named(const Asked& asked, const handoff::SessionState& state, const control::QueueRef& ref) {
    const std::vector<handoff::EntryId> order = state.queue.order();
    if (ref.ref_case() == control::QueueRef::kIndex && ref.index() >= 1 && ref.index() <= order.size()) return order[ref.index() - 1];
    if (ref.ref_case() == control::QueueRef::kId)
        for (const handoff::EntryId& id : order)
            if (fmt::format("{}-{}", id.node.brief(), id.counter) == ref.id()) return id;
    const std::string what = ref.ref_case() == control::QueueRef::kId ? ref.id() : std::to_string(ref.index());
    refuse(asked, Error::not_found, fmt::format("the queue has no entry {}; it has {} in all", what, order.size()),
           "`seguectl queue` lists them");
    return std::nullopt;
}

void Commands::queue_add(const Asked& asked) {
    const control::QueueAdd& add = asked.request.queue_add();
    const handoff::SessionMachine* current = core_.sessions().current();
    handoff::EntryId before;
    if (add.has_before()) {
        if (!session_or_refuse(asked)) return;
        const auto entry = entry_named(asked, current->state(), add.before());
        if (!entry) return;
        before = *entry;
    }
    sources_.find(add.sources(), [this, reply = asked.reply, before](Sources::Found found) {
        if (found.entries.empty()) return reply(control::failed(0, found.code, found.problem, found.hint));
        const handoff::SessionMachine* session = core_.sessions().current();
        const SessionId id = session ? session->state().id : core_.sessions().found();
        const auto chain = std::make_shared<EditChain>(core_.sessions(), id, [this, reply, id, found](const handoff::Done& done) {
            if (!done.ok) return reply(control::failed(0, Error::refused, done.message));
            reply(added(found, core_, false, core_.sessions().find(id)->state().queue.size()));
        });
        chain->add(handoff::QueueAdd{found.entries, before, false});
        chain->run();
        core_.settings_changed();
    });
}

void Commands::queue_command(const Asked& asked) {
    const Request& r = asked.request;
    if (r.has_queue_add()) return queue_add(asked);
    const handoff::SessionMachine* session = session_or_refuse(asked);
    if (!session) return;
    const handoff::SessionState& state = session->state();
    if (r.has_queue_clear()) return edit(asked, handoff::QueueClear{});
    if (r.has_queue_remove()) {
        handoff::QueueRemove remove;
        for (const control::QueueRef& ref : r.queue_remove().entries()) {
            const auto entry = entry_named(asked, state, ref);
            if (!entry) return;
            remove.entries.push_back(*entry);
        }
        return edit(asked, std::move(remove));
    }
    const auto entry = entry_named(asked, state, r.has_play_entry() ? r.play_entry() : r.queue_move().entry());
    if (!entry) return;
    if (r.has_play_entry()) return edit(asked, handoff::Jump{*entry, {}});
    // The place it has afterwards, from 1: before whoever would be there once it is taken out.
    std::vector<handoff::EntryId> order = state.queue.order();
    std::erase(order, *entry);
    const std::size_t to = r.queue_move().to_index();
    if (to < 1 || to > order.size() + 1)
        return refuse(asked, Error::bad_request, fmt::format("the queue has places 1 to {}", order.size() + 1));
    edit(asked, handoff::QueueMove{{*entry}, to <= order.size() ? order[to - 1] : handoff::EntryId{}});
}

}  // namespace segue::node

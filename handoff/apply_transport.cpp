#include <fmt/format.h>

#include <algorithm>

#include "handoff/apply.h"

namespace segue::handoff {
namespace {

using Outcome = Result<void, Error>;

std::string clock_text(std::int64_t frames) {
    const std::int64_t s = frames / sample_rate_hz;
    return s < 3600 ? fmt::format("{}:{:02}", s / 60, s % 60)
                    : fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

bool reachable(const Draft& d, const NodeId& node) { return !d.context().alive || d.context().alive->contains(node); }
bool can_output(const Draft& d, const NodeId& node) {
    const auto it = d.before().members.find(node);
    return it == d.before().members.end() || (it->second.value.can_output && !it->second.value.forgotten);
}

// Someone must sound it: if no output in reach is on, the device where it was asked for, or else one that can.
Outcome ensure_output(Draft& d) {
    for (const auto& [node, output] : d.before().outputs)
        if (output.on() && reachable(d, node)) return {};
    std::vector<NodeId> choice{d.context().asker, d.context().conductor};
    if (d.context().alive) choice.insert(choice.end(), d.context().alive->begin(), d.context().alive->end());
    for (const NodeId& node : choice)
        if (!node.is_none() && reachable(d, node) && can_output(d, node)) {
            d.write_switch(node, true, d.soon(), fade_switch);
            return {};
        }
    return fail(Error::nothing_to_play, "no device in reach can sound; add one with `outputs add`");
}

Outcome load(Draft& d, const Cue& cue) {
    if (const Outcome ok = ensure_output(d); !ok) return ok;
    d.load(cue);
    return {};
}

Outcome load_or_cue(Draft& d, const Cue& cue) {
    const Mode mode = d.transport().mode;
    if (mode == Mode::playing || mode == Mode::loading) return load(d, cue);
    Transport t = d.transport();
    t.cue = cue;
    t.note.clear();
    d.write(std::move(t));
    return {};
}

bool at_end(const Draft& d, const Cue& cue) {
    const Entry* e = d.before().queue.find(cue.entry);
    return e && e->facts.value.duration > Frames{0} && cue.pos.frame >= e->facts.value.duration.count;
}

}  // namespace

Outcome edit_music(Draft& d, const Resume&) {
    const Where w = d.here();
    if (w.mode == Mode::playing || w.mode == Mode::loading) return {};
    Cue cue = w.cue;
    if (at_end(d, cue)) cue = {d.playable_after(cue.entry), {}};
    const Entry* e = d.before().queue.find(cue.entry);
    if (!e || e->failed()) cue = {d.playable_from(d.before().queue.first()), {}};
    if (cue.entry.is_none())
        return fail(Error::nothing_to_play, d.before().queue.empty()
                                                ? "the queue is empty; add music with `play PATH`"
                                                : "nothing in the queue can be played; `queue` says why");
    return load(d, cue);
}

Outcome edit_music(Draft& d, const Play& e) {
    if (e.entries.empty()) return edit_music(d, Resume{});
    if (e.start >= e.entries.size()) return fail(Error::invalid, "the entry to start with is not among those to play");
    d.reanchor();  // what sounds until the new begins may be removed now
    if (!e.append)
        for (const auto& [id, entry] : d.before().queue.by_id()) d.remove(id);
    if (const Outcome ok = add_entries(d, e.entries, {}); !ok) return ok;
    return load(d, {e.entries[e.start].id, {}});
}

Outcome edit_music(Draft& d, const Pause&) {
    if (d.transport().mode == Mode::stopped || d.here().ended)
        return fail(Error::nothing_to_play, "nothing is playing; start with `play`");
    d.pause();
    return {};
}

Outcome edit_music(Draft& d, const Stop&) {
    const Where w = d.here();
    if (d.transport().mode != Mode::stopped) d.rest(Mode::stopped, w.ended ? w.cue : Cue{w.cue.entry, {}});
    return {};
}

Outcome edit_music(Draft& d, const Seek& e) {
    const Where w = d.here();
    const Entry* entry = d.before().queue.find(w.cue.entry);
    if (!entry) return fail(Error::nothing_to_play, "nothing to seek in; start with `play`");
    constexpr std::int64_t far = open_length.count;
    const std::int64_t base = e.relative ? std::min(w.cue.pos.frame, far) : 0;
    const std::int64_t wanted = std::max<std::int64_t>(0, base + std::clamp(e.frames, -far, far));
    const Frames duration = entry->facts.value.duration;
    if (duration > Frames{0} && wanted >= duration.count)
        return fail(Error::past_end,
                    fmt::format("cannot seek to {}: \"{}\" is {} long; choose an earlier position", clock_text(wanted),
                                title_of(d.before(), w.cue.entry), clock_text(duration.count)));
    return load_or_cue(d, {w.cue.entry, {wanted}});
}

Outcome edit_music(Draft& d, const Next&) {
    if (d.before().queue.empty()) return fail(Error::nothing_to_play, "the queue is empty; add music with `play PATH`");
    const Where w = d.here();
    EntryId next = w.cue.entry.is_none() ? d.playable_from(d.before().queue.first()) : d.playable_after(w.cue.entry);
    if (next.is_none()) {
        if (w.ended || w.mode == Mode::stopped)
            return fail(Error::nothing_to_play, "this was the last track in the queue");
        const Entry* e = d.before().queue.find(w.cue.entry);  // as if it had played to its end
        d.rest(Mode::stopped, {w.cue.entry, {e ? e->facts.value.duration.count : 0}});
        return {};
    }
    return load_or_cue(d, {next, {}});
}

Outcome edit_music(Draft& d, const Previous&) {
    const Where w = d.here();
    if (w.cue.entry.is_none()) return fail(Error::nothing_to_play, "nothing is playing; start with `play`");
    const bool restart = w.cue.pos.frame > frames_floor(previous_restarts_after).count;
    EntryId target = w.cue.entry;
    const Queue& queue = d.before().queue;
    if (!restart) {
        const Queue::Item* item = queue.previous(w.cue.entry);
        while (item && item->second.failed()) item = queue.previous(item->first);
        if (item) target = item->first;
    }
    if (!queue.find(target)) target = d.playable_from(queue.first());
    return load_or_cue(d, {target, {}});
}

Outcome edit_music(Draft& d, const Jump& e) {
    const Entry* entry = d.before().queue.find(e.entry);
    if (!entry) return fail(Error::unknown_entry, "no such entry in the queue; `queue` lists them");
    if (entry->failed())
        return fail(Error::nothing_to_play, fmt::format("\"{}\" cannot be played: {}", title_of(d.before(), e.entry),
                                                        entry->facts.value.failed));
    const Frames duration = entry->facts.value.duration;
    if (e.pos.frame < 0 || (duration > Frames{0} && e.pos.frame >= duration.count))
        return fail(Error::past_end, fmt::format("\"{}\" is {} long; choose an earlier position",
                                                 title_of(d.before(), e.entry), clock_text(duration.count)));
    return load(d, {e.entry, e.pos});
}

}  // namespace segue::handoff

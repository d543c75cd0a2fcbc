#include <algorithm>

#include "handoff/draft.h"
#include "handoff/views.h"
#include "sync/base/assert.h"

namespace segue::handoff {

Where Draft::here() const { return position(state_, context_.now); }

audio::Epoch Draft::fresh_epoch() const {
    // Two conductors may have claimed the same number on two sides of a cut; their epochs must differ all the same.
    const NodeId& node = context_.stamp.ballot.node;
    const std::uint64_t who =
        (std::uint64_t{node.bytes[14]} << 8 | node.bytes[15]) ^ (context_.stamp.ballot.life & 0xffff);
    return {context_.stamp.ballot.number << 16 | who, context_.stamp.revision};
}

// Who goes on within a loop stays in it.
void Draft::keep_loop(const Transport& old, Transport& t) const {
    if (!old.loop || !contains(*old.loop, t.cue)) return;
    t.loop = old.loop;
    if (!t.now) return;
    turn_into(*t.now, t.loop->lap, t.now->anchor.start);
    count_on(*t.now, entry(t.cue.entry).facts.value.beats);
}

Anchor Draft::anchor_at(const Cue& cue) const {
    const Entry* e = delta_.queue.find(cue.entry);
    if (!e) e = state_.queue.find(cue.entry);
    SEGUE_ASSERT(e);
    return {cue.entry, {}, cue.pos, e->facts.value.track, e->facts.value.duration, e->place.value};
}

void Draft::load(const Cue& cue) {
    if (cue.entry.is_none()) return rest(Mode::stopped, {});
    const Transport& old = transport();
    Transport t;
    t.mode = Mode::loading;
    t.cue = cue;
    t.now = Passage{fresh_epoch(), {}, not_yet, audio::open_end, anchor_at(cue), {}};
    keep_loop(old, t);
    if (old.mode == Mode::playing && old.now && old.now->begins <= soon())
        t.before = old.now;
    else if (old.before && old.before->ends > context_.now)
        t.before = old.before;
    if (t.before && old.mode != Mode::paused && old.mode != Mode::stopped) t.before->ends = audio::open_end;
    write(std::move(t));
}

void Draft::start(EnsembleTime at, double speed) {
    Transport t = transport();
    SEGUE_ASSERT(t.mode == Mode::loading && t.now);
    t.mode = Mode::playing;
    t.now->begins = at;
    t.now->timeline = timeline::Timeline::from(at, 0, speed);
    if (t.before) t.before->ends = std::min(t.before->ends, at);
    t.note.clear();
    write(std::move(t));
}

void Draft::rest(Mode mode, const Cue& cue, std::string note) {
    const Transport& old = transport();
    Transport t;
    t.mode = mode;
    t.cue = cue;
    t.note = std::move(note);
    if (old.mode == Mode::playing && old.now && old.now->begins < soon())
        t.before = old.now;
    else if (old.before && old.before->ends > context_.now)
        t.before = old.before;
    if (t.before) t.before->ends = std::min(t.before->ends, soon());
    keep_loop(old, t);
    write(std::move(t));
}

void Draft::pause(std::string note) {
    const Transport& t = transport();
    if (t.mode == Mode::loading) return rest(Mode::paused, t.cue, std::move(note));
    if (t.mode != Mode::playing) return;
    const Where w = position(state_, soon());
    if (w.ended) return rest(Mode::stopped, w.cue, std::move(note));
    rest(Mode::paused, w.cue, std::move(note));
}

void Draft::pause_at(EnsembleTime at, std::string note) {
    const Transport& t = transport();
    if (t.mode == Mode::loading) return rest(Mode::paused, t.cue, std::move(note));
    if (t.mode != Mode::playing) return;
    const Where w = position(state_, std::clamp(at, std::min(t.now->begins, soon()), soon()));
    rest(w.ended ? Mode::stopped : Mode::paused, w.cue, std::move(note));
}

void Draft::reanchor() {
    Transport t = transport();
    if (t.mode != Mode::playing || !t.now || context_.now < t.now->begins) return;
    const Step step = walk(state_, *t.now, context_.now);
    const Entry* e = state_.queue.find(step.entry);
    if (!e) return;  // the anchor's own copy is all there is
    Passage moved = *t.now;
    if (step.entry == moved.anchor.entry) {
        fold(moved, step.run.start + (step.pos - step.run.from));
    } else {
        moved.anchor.start = step.start;
        moved.anchor.from = {};
        moved.anchor.beats_before = 0;
        moved.turns.clear();
        t.loop.reset();
    }
    moved.anchor.entry = step.entry;
    moved.anchor.track = e->facts.value.track.is_none() ? step.track : e->facts.value.track;
    moved.anchor.duration = e->facts.value.duration;
    moved.anchor.place = e->place.value;
    if (moved == *t.now) return;
    t.now = std::move(moved);
    write(std::move(t));
}

void Draft::shift(Nanoseconds delta) {
    const auto later = [&](Passage& p) {
        if (p.begins != not_yet) p.begins += delta;
        if (p.ends != audio::open_end && p.ends != not_yet) p.ends += delta;
        timeline::Timeline moved;
        for (std::size_t i = 0; i < p.timeline.size(); ++i) {
            timeline::Knot k = p.timeline.knot(i);
            k.at += delta;
            const bool good = moved.restore(k);
            SEGUE_ASSERT(good);
        }
        p.timeline = moved;
    };
    Transport t = transport();
    if (t.now) later(*t.now);
    if (t.before) later(*t.before);
    if (t.now || t.before) write(std::move(t));
    for (const auto& [node, output] : state_.outputs) {
        std::vector<audio::Switch> switches = output.switches.value;
        for (audio::Switch& s : switches) s.at += delta;
        if (!switches.empty()) write_switches(node, std::move(switches));
    }
}

EntryId Draft::playable_from(const Queue::Item* item) const {
    while (item) {
        const Entry* e = delta_.queue.find(item->first);
        if (!e) e = &item->second;
        if (!e->failed() && !removed(item->first)) return item->first;
        item = state_.queue.next(item->first);
    }
    return {};
}

EntryId Draft::playable_after(const EntryId& id) const {
    if (state_.queue.find(id)) return playable_from(state_.queue.next(id));
    const Transport& t = state_.transport();  // removed meanwhile: its anchor remembers where it was
    if (!t.now) return {};
    return playable_from(state_.queue.next_from(t.now->anchor.place, t.now->anchor.entry));
}

void Draft::skip(const EntryId& gone) {
    const Transport& t = transport();
    const bool sounding = t.mode == Mode::playing || t.mode == Mode::loading;
    const EntryId current = t.mode == Mode::playing ? here().cue.entry : t.cue.entry;
    if (current != gone || current.is_none()) return;
    const EntryId next = playable_after(gone);
    if (sounding && !next.is_none()) return load({next, {}});
    if (sounding) return rest(Mode::stopped, {});
    Transport moved = t;
    moved.cue = {next, {}};
    write(std::move(moved));
}

}  // namespace segue::handoff

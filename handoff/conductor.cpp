// What the one in charge does by itself: start what is ready, go on at the end of a track, notice that nobody sounds.
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "handoff/draft.h"
#include "handoff/machine.h"
#include "handoff/merge.h"

namespace segue::handoff {

void SessionMachine::conduct() {
    register_members();
    mend_switches();
    watch_bookmarks();
    watch_outputs();
    watch_parts();
    let_go();
    if (state_.transport().mode == Mode::loading)
        watch_loading();
    else
        watch_.reset();
    if (state_.transport().mode == Mode::playing) watch_playing();
    if (state_.transport().mode == Mode::playing) watch_tempo();
    checkpoint();
}

const OutputReport* SessionMachine::report_of(const NodeId& node) const {
    if (node == self_) return own_report_ ? &*own_report_ : nullptr;
    const Peer* p = peer(node);
    return p && p->report ? &*p->report : nullptr;
}

bool SessionMachine::reported_ready(const NodeId& node, const audio::Epoch& epoch) const {
    const OutputReport* r = report_of(node);
    return r && r->epoch == epoch && r->ready;
}

std::vector<NodeId> SessionMachine::sounding() const {
    std::vector<NodeId> out;
    for (const auto& [node, output] : state_.outputs)
        if (output.on() && alive_.contains(node)) out.push_back(node);
    return out;
}

NodeId SessionMachine::able() const {
    const auto can = [&](const NodeId& node) {
        const auto it = state_.members.find(node);
        if (node == self_) return config_.about.can_output && !draining_;
        const Peer* p = peer(node);
        return it != state_.members.end() && it->second.value.can_output && !it->second.value.forgotten &&
               !(p && p->leaving);
    };
    if (can(self_)) return self_;
    for (const NodeId& node : alive_)
        if (can(node)) return node;
    return {};
}

void SessionMachine::watch_loading() {
    const Transport& t = state_.transport();
    const Entry* entry = state_.queue.find(t.cue.entry);
    const bool known = entry && !entry->facts.value.track.is_none();
    if (!watch_ || watch_->epoch != t.now->epoch || watch_->known != known)
        watch_ = Watch{t.now->epoch, known, now_, {}};
    Draft d(state_, context(self_));

    if (!entry || entry->failed()) {  // removed or found bad on the other side of a cut
        d.skip(t.cue.entry);
        return write(d);
    }
    if (!known) {
        if (now_ < watch_->since + entry_patience) return wake_by(watch_->since + entry_patience);
        EntryFacts facts = entry->facts.value;
        facts.failed = alive_.contains(entry->source.node) ? "could not be read in time"
                                                           : name(entry->source.node) + ", where it is, is away";
        d.write(t.cue.entry, facts);
        d.skip(t.cue.entry);
        return write(d);
    }

    std::size_t ready = 0, waiting = 0;
    std::string trouble;
    for (const NodeId& node : sounding()) {
        const OutputReport* r = report_of(node);
        if (reported_ready(node, t.now->epoch))
            ++ready;
        else if (r && !r->error.empty())
            trouble = name(node) + ": " + r->error;
        else
            ++waiting;
    }
    if (ready > 0 && !watch_->first_ready) watch_->first_ready = now_;
    if (ready > 0 && (waiting == 0 || now_ >= *watch_->first_ready + straggler_wait)) {
        start_loaded(d);
        return write(d);
    }
    if (ready > 0) return wake_by(*watch_->first_ready + straggler_wait);
    // What an output says of its device may be of before it was wanted.
    const bool nobody = waiting == 0 && !trouble.empty();
    const LocalTime until = watch_->since + (nobody ? Nanoseconds(trouble_patience) : Nanoseconds(loading_patience));
    if (now_ < until) return wake_by(until);
    d.pause(!trouble.empty()
                ? trouble
                : "no output got ready in " + std::to_string(loading_patience.count()) + " s; `outputs` shows them");
    write(d);
}

void SessionMachine::watch_playing() {
    const Transport& t = state_.transport();
    if (ensemble_ < t.now->begins) return wake_by(t.now->begins);
    const Step step = walk(state_, *t.now, ensemble_);
    Draft d(state_, context(self_));
    const Entry* entry = state_.queue.find(step.entry);
    if (step.kind == Step::Kind::waiting) {
        d.load({step.awaited, {}});
    } else if (step.kind == Step::Kind::ended) {
        d.rest(Mode::stopped, {step.entry, step.pos});
    } else if (!entry || entry->failed()) {
        d.skip(step.entry);
    } else {
        if (step.length < open_length)
            wake_by(t.now->timeline.time_of(static_cast<double>((step.start + step.length).frame)));
        if (step.entry == t.now->anchor.entry) return;
        // Who comes in later, and stretches, needs to know what was before. (Of short tracks that would be too many.)
        const bool stretches =
            state_.settings.value.key_lock && to_seconds(step.length) > to_seconds(reanchor_after_locked);
        const EnsembleTime due = t.now->timeline.time_of(static_cast<double>(step.start.frame)) +
                                 (stretches ? reanchor_after_locked : reanchor_after);
        if (ensemble_ < due) return wake_by(due);
        d.reanchor();
    }
    write(d);
}

// Nobody left who sounds: pause where it was, or go on from another.
void SessionMachine::watch_outputs() {
    const Transport& t = state_.transport();
    if (t.mode != Mode::playing && t.mode != Mode::loading) return;
    if (handover_ || !sounding().empty()) return;
    std::optional<EnsembleTime> last;
    bool any = false;
    for (const auto& [node, output] : state_.outputs) {
        if (!output.on()) continue;
        any = true;
        const Peer* p = peer(node);
        if (!p || node == self_ || p->gone == LocalTime{}) continue;
        // Out of reach, but perhaps only its connection broke.
        if (!p->dead && now_ < p->gone + silent_after) return wake_by(p->gone + silent_after);
        const EnsembleTime went = ensemble_ - (now_ - p->gone);
        last = last ? std::max(*last, went) : went;
    }
    Draft d(state_, context(self_));
    const NodeId next = state_.settings.value.keep_playing && any ? able() : NodeId{};
    if (!next.is_none()) {
        log("no output left in reach: going on from " + name(next));
        d.write_switch(next, true, d.soon(), fade_switch);
    } else {
        d.pause_at(last.value_or(ensemble_), any ? "the last output went away" : "");
    }
    write(d);
}

// Our reign knew of no other when it began, and has played nothing: then what plays under one that lost goes on.
void SessionMachine::go_on_with_a_lost_reign() {
    const Reign& ours = state_.reigns.rbegin()->second;
    if (ours.follows != Stamp{} || !(ours.transport.value == Transport{})) return;
    for (const Ballot& lost : lost_reigns(state_)) {
        const Transport& t = state_.reigns.at(lost).transport.value;
        const bool plays = t.mode == Mode::playing || t.mode == Mode::loading;
        if (!plays || !state_.queue.find(position(state_, t, ensemble_).cue.entry)) continue;
        Draft d(state_, context(self_));
        d.write(t);
        return write(d);
    }
}

// Positions that lost in a cut are kept for people.
void SessionMachine::watch_bookmarks() {
    if (!std::exchange(bookmarks_due_, false)) return;
    go_on_with_a_lost_reign();
    const Where here = position(state_, ensemble_);
    Draft d(state_, context(self_));
    for (const Ballot& lost : lost_reigns(state_)) {
        if (state_.bookmarks.contains(lost)) continue;
        const Transport& t = state_.reigns.at(lost).transport.value;
        const Where w = position(state_, t, ensemble_);
        if (w.cue.entry.is_none() || t.mode == Mode::stopped) continue;
        const std::int64_t apart = w.cue.pos.frame - here.cue.pos.frame;
        if (w.cue.entry == here.cue.entry && std::abs(apart) < frames_floor(seconds(2)).count) continue;
        d.write(lost, Bookmark{w.cue, title_of(state_, w.cue.entry), false});
    }
    for (const auto& [node, taken] : state_.taken) d.compact(node);
    write(d);
}

// Two halves of a house that lived apart may have had times of their own. What one wrote is read by the other's clock;
// a switch that seems far ahead has long been made.
void SessionMachine::mend_switches() {
    Draft d(state_, context(self_));
    for (const auto& [node, output] : state_.outputs) {
        std::vector<audio::Switch> switches = output.switches.value;
        if (switches.empty() || switches.back().at <= ensemble_ + switch_ahead_max) continue;
        EnsembleTime latest = ensemble_;
        for (auto s = switches.rbegin(); s != switches.rend(); ++s) {
            s->at = std::min(s->at, latest);
            latest = s->at - Nanoseconds(1);
        }
        d.write_switches(node, std::move(switches));
    }
    write(d);
}

void SessionMachine::register_members() {
    Draft d(state_, context(self_));
    std::size_t count = state_.members.size();
    for (const NodeId& node : alive_) {
        const Peer* p = peer(node);
        const std::optional<About> about = node == self_ ? config_.about : p ? p->about : std::nullopt;
        const auto it = state_.members.find(node);
        if (!about || (it != state_.members.end() && it->second.value == *about)) continue;
        // Forgotten, and on its way out: word of that has reached us before its connection closed.
        if (it != state_.members.end() && it->second.value.forgotten && !(p && p->invited_again)) continue;
        if (it == state_.members.end() && ++count > members_max) continue;
        d.write(node, *about);
    }
    write(d);
}

// Where it was, should we die with nobody to remember.
void SessionMachine::checkpoint() {
    if (state_.transport().mode != Mode::playing) {
        next_checkpoint_ = now_;
        return;
    }
    if (now_ >= next_checkpoint_) {
        next_checkpoint_ = now_ + checkpoint_interval;
        rest_ = position(state_, ensemble_).cue;
        persist(nullptr, false);
    }
    wake_by(next_checkpoint_);
}

}  // namespace segue::handoff

// What people ask: that it is answered, and done once.
#include "tests/sim/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "handoff/limits.h"
#include "handoff/views.h"
#include "tests/sim/limits.h"

namespace segue::test {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

bool moves_the_transport(const handoff::Edit& e) {
    return std::holds_alternative<handoff::Play>(e) || std::holds_alternative<handoff::Resume>(e) ||
           std::holds_alternative<handoff::Pause>(e) || std::holds_alternative<handoff::Stop>(e) ||
           std::holds_alternative<handoff::Seek>(e) || std::holds_alternative<handoff::Next>(e) ||
           std::holds_alternative<handoff::Previous>(e) || std::holds_alternative<handoff::QueueRemove>(e) ||
           std::holds_alternative<handoff::QueueMove>(e) || std::holds_alternative<handoff::QueueClear>(e) ||
           std::holds_alternative<handoff::OutputAdd>(e) || std::holds_alternative<handoff::OutputRemove>(e) ||
           std::holds_alternative<handoff::SetPolicy>(e);
}

}  // namespace

void Judge::ask(int node, handoff::Edit edit, const std::string& added) {
    Member& m = house_[at(node)];
    const sim::TrueTime now = house_.scheduler.now();
    ++counters.edits;
    Asked asked;
    asked.node = node;
    asked.life = m.life();
    asked.at = now;
    asked.edit = edit;
    asked.added = added;
    const handoff::SessionMachine* s = conductor();
    asked.in_calm = s && storm_.calm_for() > calm_after && transport_quiet(quiet_after) &&
                    now - handover_asked_ > handover_over_after;
    if (asked.in_calm) {
        for (const auto& [id, output] : s->state().outputs) asked.outputs_on += output.on();
        const handoff::Where where = handoff::position(s->state(), m.core().ensemble_now());
        if (const auto* item = s->state().queue.next(where.cue.entry);
            item && where.mode == handoff::Mode::playing && !where.waiting)
            asked.next = item->first;
    }
    if (moves_the_transport(edit)) transport_asked_ = now;
    if (std::holds_alternative<handoff::HandOver>(edit)) {
        handover_asked_ = now;
        ++counters.handovers;
        counters.handovers_in_calm += storm_.calm_for() > calm_after;
    }
    asked_.push_back(std::move(asked));
    const std::size_t index = asked_.size() - 1;
    m.core().sessions().command(m.session()->state().id, std::move(edit),
                                [this, index](const handoff::Done& done) { answered(index, done); });
    m.core().settings_changed();
    m.turn();
}

void Judge::answered(std::size_t index, const handoff::Done& done) {
    Asked& a = asked_[index];
    if (a.answered) return fail("answered once", fmt::format("edit {} of n{} was answered twice", index, a.node));
    house_.trace(house_.scheduler.now(), a.node, "answer", index, done.ok ? "yes" : "no", done.message);
    a.answered = true;
    a.ok = done.ok;
    (done.ok ? counters.acknowledged : counters.refused) += 1;
    if (std::holds_alternative<handoff::HandOver>(a.edit) && !done.ok) ++counters.handovers_refused;
    if (moves_the_transport(a.edit)) transport_asked_ = house_.scheduler.now();
    for (std::size_t i = 0; i < house_.size(); ++i) a.lost_disk |= !house_[i].disk_was_good();
    if (a.in_calm && storm_.calm_for() > calm_after) expect_of(index, done);
}

const handoff::SessionMachine* Judge::conductor() const {
    for (std::size_t i = 0; i < house_.size(); ++i)
        if (house_[i].running() && house_[i].session() && house_[i].session()->conducting()) return house_[i].session();
    return nullptr;
}

// What was asked in calm, and alone, does what it says, once.
void Judge::expect_of(std::size_t index, const handoff::Done& done) {
    const Asked& a = asked_[index];
    const bool next = std::holds_alternative<handoff::Next>(a.edit);
    const auto* hand = std::get_if<handoff::HandOver>(&a.edit);
    if (hand && !done.ok && done.error == handoff::Error::busy)
        return fail("handovers end", fmt::format("edit {} of n{}: {}", index, a.node, done.message));
    if (!done.ok || (!hand && !next) || (next && a.next.is_none())) return;
    const sim::TrueTime asked = a.at, answered = house_.scheduler.now();
    later_.push_back(
        {answered + seconds(2), [this, index, asked, answered, next, keep = hand && hand->keep] {
             const Asked& was = asked_[index];
             const handoff::SessionMachine* s = conductor();
             const bool alone =
                 next ? transport_asked_ <= answered : transport_asked_ < asked && handover_asked_ <= asked;
             if (!s || !alone || storm_.calm_for() < calm_after) return;
             if (next) {
                 const handoff::Where where = handoff::position(s->state(), house_[at(was.node)].core().ensemble_now());
                 const handoff::Entry* entry = s->state().queue.find(was.next);
                 if (entry && !entry->failed() && where.cue.entry != was.next)
                     fail("edits happen once", fmt::format("edit {}: `next` did not lead to the next entry", index));
                 return;
             }
             std::size_t on = 0;
             for (const auto& [id, output] : s->state().outputs) on += output.on();
             if (on != was.outputs_on && !keep)
                 fail("a handover moves the sound",
                      fmt::format("edit {}: {} outputs are on, {} were", index, on, was.outputs_on));
         }});
}

void Judge::watch_answers() {
    const sim::TrueTime now = house_.scheduler.now();
    while (unsettled_ < asked_.size() && asked_[unsettled_].answered) ++unsettled_;
    for (std::size_t i = unsettled_; i < asked_.size(); ++i) {
        Asked& a = asked_[i];
        Member& m = house_[at(a.node)];
        if (a.answered || a.life != m.life() || m.leaving()) continue;
        a.slept |= house_.network.frozen(a.node) || storm_.slept_since(a.node, a.at);
        if (!a.slept && now - a.at > answer_patience)
            fail("every edit is answered",
                 fmt::format("edit {} of n{} has waited {:.0f} s", i, a.node, to_seconds(now - a.at)));
    }
}

}  // namespace segue::test

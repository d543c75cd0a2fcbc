// Edits, from where they are asked to the conductor, each applied once; and the answer back.
#include <algorithm>

#include "handoff/draft.h"
#include "handoff/machine.h"
#include "sync/base/planted.h"

namespace segue::handoff {
namespace {

// What was counted with the edit: the entries it brings.
std::vector<NewEntry>* entries_of(Edit& edit) {
    if (auto* e = std::get_if<Play>(&edit)) return &e->entries;
    if (auto* e = std::get_if<QueueAdd>(&edit)) return &e->entries;
    return nullptr;
}

bool counted_with(const EditId& id, Edit edit) {
    const std::vector<NewEntry>* entries = entries_of(edit);
    if (!entries) return true;
    for (std::size_t i = 0; i < entries->size(); ++i)
        if ((*entries)[i].id != EntryId{id.node, id.counter + 1 + i}) return false;
    return entries->size() <= entries_per_edit_max;
}

constexpr const char* too_few =
    "too few of this session's devices are in reach (policy exclusive); wait for them, or forget those that are gone "
    "for good with `ensemble forget`";

constexpr std::uint8_t hops_max = 2;  // from us over one that hears the conductor

}  // namespace

void SessionMachine::on(const Command& e) {
    std::vector<Edit> parts = split(e.edit);
    if (drained_ || draining_ || pending_.size() + parts.size() > pending_edits_max) {
        const char* why =
            draining_ ? "this device is leaving; ask another" : "too much is waiting here already; try again";
        fx_.notify.emplace_back(Done{e.request, false, Error::busy, why});
        return;
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        std::vector<NewEntry>* entries = entries_of(parts[i]);
        if (entries)
            for (const NewEntry& n : *entries)
                if (n.source.path.size() > path_bytes_max) {
                    fx_.notify.emplace_back(
                        Done{e.request, false, Error::invalid, "a path is longer than any file's can be"});
                    std::erase_if(pending_, [&](const Pending& p) { return p.request == e.request; });
                    return;
                }
        const std::uint64_t first = count(1 + (entries ? entries->size() : 0));
        if (entries)
            for (std::size_t k = 0; k < entries->size(); ++k) (*entries)[k].id = {self_, first + 1 + k};
        const bool slow = std::holds_alternative<HandOver>(parts[i]);
        const LocalTime deadline = now_ + edit_patience + (slow ? Nanoseconds(handover_patience) : Nanoseconds(0));
        pending_.push_back({{self_, first}, std::move(parts[i]), e.request, i + 1 == parts.size(), deadline, now_, {}});
    }
}

// Everything that waits here: decided if we conduct, sent on if somebody else does.
void SessionMachine::pump() {
    // What we see taken in is done, whether or not the answer reaches us.
    for (std::size_t i = 0; i < pending_.size();) {
        const EditId id = pending_[i].id;
        if (state_.has_taken(id.node, id.counter))
            settle({id, true, {}, {}});  // takes it off the list
        else
            ++i;
    }
    if (conducting_ && may_act()) {
        for (std::size_t i = 0; i < pending_.size();) {
            const Pending p = pending_[i];
            if (p.sent_under == ballot_) {  // a handover of our own, under way
                ++i;
                continue;
            }
            pending_[i].sent_under = ballot_;
            const std::optional<Answer> a = decide(p.id, p.edit);
            if (!a) {
                ++i;
                continue;
            }
            settle(*a);  // takes it off the list
        }
    } else {
        const NodeId to = cut_off_ && !alive_.contains(conductor()) ? relay_ : conductor();
        for (Pending& p : pending_) {
            if (!may_act() || !alive_.contains(to) || to == self_) break;
            if (p.sent_under == ballot_ && now_ < p.next_try) continue;
            p.sent_under = ballot_;
            p.next_try = now_ + retry_interval;
            send(to, Forward{p.id, p.edit, 0});
        }
    }
    for (std::size_t i = 0; i < pending_.size();) {
        const Pending& p = pending_[i];
        if (now_ < p.deadline) {
            wake_by(std::min(p.deadline, std::max(p.next_try, now_ + milliseconds(50))));
            ++i;
            continue;
        }
        if (!quorum()) {
            settle({p.id, false, Error::cut_off, too_few});
            continue;
        }
        const bool reach = conductor() != self_ && alive_.contains(conductor());
        settle({p.id, false, reach ? Error::too_late : Error::cut_off,
                reach ? name(conductor()) +
                            ", which conducts, did not answer in time; look whether it happened before asking again"
                      : "no device that conducts this session is in reach; it will be tried by none, ask again"});
    }
}

std::optional<Answer> SessionMachine::decide(const EditId& id, const Edit& edit) {
    if (state_.has_taken(id.node, id.counter) && !SEGUE_PLANTED(duplicate_applied)) return Answer{id, true, {}, {}};
    if (!quorum() && !std::holds_alternative<ForgetMember>(edit)) return Answer{id, false, Error::cut_off, too_few};
    if (!counted_with(id, edit)) return Answer{id, false, Error::invalid, "the edit's entries are not counted with it"};
    if (const auto* h = std::get_if<HandOver>(&edit)) return begin_handover(id, *h);
    Result<Delta, Error> delta = apply(state_, edit, context(id.node));
    if (!delta) return Answer{id, false, delta.error(), delta.message()};
    delta->taken[id.node].add(id.counter, id.counter);
    write(std::move(*delta));
    return Answer{id, true, {}, {}};
}

void SessionMachine::receive(const NodeId& from, const Message&, const Forward& b) {
    if (id_is_ours(b.id)) return;
    // We were its conductor before we were started anew, and it seems that nobody has taken over.
    if (!conducting_ && conductor() == self_ && may_act() && quorum() && !draining_)
        claim("asked as its last conductor");
    if (conducting_) {
        if (!may_act()) return;  // it will be sent again
        if (handover_ && handover_->id == b.id) return;
        if (const std::optional<Answer> a = decide(b.id, b.edit)) answer(*a);
    } else if (b.hops < hops_max && conductor() != from && alive_.contains(conductor())) {
        send(conductor(), Forward{b.id, b.edit, static_cast<std::uint8_t>(b.hops + 1)});
    }
}

void SessionMachine::answer(const Answer& a) {
    if (a.id.is_none()) return;
    if (id_is_ours(a.id)) return settle(a);
    if (alive_.contains(a.id.node)) return send(a.id.node, a);
    // Its asker hears us only by way of others, which know whom it is for.
    if (a.id.node != self_) broadcast(a);
}

void SessionMachine::receive(const NodeId&, const Message&, const Answer& b) {
    if (id_is_ours(b.id))
        settle(b);
    else
        send(b.id.node, b);
}

void SessionMachine::settle(const Answer& a) {
    const auto it = std::find_if(pending_.begin(), pending_.end(), [&](const Pending& p) { return p.id == a.id; });
    if (it == pending_.end()) return;
    const Pending p = *it;
    pending_.erase(it);
    if (a.ok && !p.last) return;
    if (!a.ok) std::erase_if(pending_, [&](const Pending& other) { return other.request == p.request; });
    fx_.notify.emplace_back(Done{p.request, a.ok, a.error, a.message});
}

}  // namespace segue::handoff

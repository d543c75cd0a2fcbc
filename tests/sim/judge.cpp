#include "tests/sim/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "handoff/codec.h"
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

void Counters::add(const Counters& o) {
    claims += o.claims;
    handovers += o.handovers;
    handovers_refused += o.handovers_refused;
    handovers_in_calm += o.handovers_in_calm;
    yields += o.yields;
    edits += o.edits;
    acknowledged += o.acknowledged;
    refused += o.refused;
    unanswered += o.unanswered;
    two_conductors += o.two_conductors;
    merges += o.merges;
    silences += o.silences;
    deaths_of_conductor += o.deaths_of_conductor;
    deaths_in_handover += o.deaths_in_handover;
    thaws += o.thaws;
    torn_writes += o.torn_writes;
    refused_writes += o.refused_writes;
    samples_sounding += o.samples_sounding;
    samples_apart += o.samples_apart;
    steps += o.steps;
    packets += o.packets;
    calm_samples += o.calm_samples;
    for (std::size_t i = 0; i < std::size(deeds); ++i) deeds[i] += o.deeds[i];
    leaderless.insert(leaderless.end(), o.leaderless.begin(), o.leaderless.end());
    silent_solo.insert(silent_solo.end(), o.silent_solo.begin(), o.silent_solo.end());
}

Judge::Judge(House& house, const Script& script, Storm& storm)
    : house_(house),
      script_(script),
      storm_(storm),
      seen_(house.size()),
      sounded_(house.size()),
      sent_(house.size()),
      mute_since_(house.size()) {
    house.stepped = [this](Member& m) { stepped(m); };
    house.says = [this](Member& m, BytesView message) { says(m, message); };
}

void Judge::fail(const std::string& promise, const std::string& what) {
    if (failed()) return;
    violation_ = promise + ": " + what;
    house_.trace(house_.scheduler.now(), -1, "VIOLATION", violation_);
}

// --- after each step

void Judge::stepped(Member& m) {
    ++counters.steps;
    Seen& seen = seen_[at(m.number)];
    if (seen.life != m.life()) seen = Seen{}, seen.life = m.life();
    if (const handoff::SessionMachine* s = m.session()) watch_ballots(m, *s, seen);
    watch_clock(m, seen);
}

void Judge::watch_ballots(Member& m, const handoff::SessionMachine& s, Seen& seen) {
    const handoff::Ballot& ballot = s.ballot();
    if (ballot < seen.ballot)
        fail("ballots never go back",
             fmt::format("n{} went from {} to {}", m.number, seen.ballot.number, ballot.number));
    const bool began = s.conducting() && (!seen.conducting || ballot != seen.ballot);
    if (began) {
        house_.trace(house_.scheduler.now(), m.number, "conducts", ballot.number);
        if (ballot.node != m.id())
            fail("one conductor a ballot",
                 fmt::format("n{} conducts under another's ballot {}", m.number, ballot.number));
        ++counters.claims;
        const auto heard = seen.heard.find(seen.ballot.node);
        const int old = house_.network.number_of(seen.ballot.node);
        const sim::TrueTime lately = house_.scheduler.now() - claims_settle;
        // Within one step it may have gone by somebody else's ballot in between: by what it has just heard.
        const auto between = s.state().reigns.upper_bound(seen.ballot);
        bool next =
            ballot.number == seen.ballot.number + 1 && between != s.state().reigns.end() && between->first == ballot;
        next &= seen.told < house_.scheduler.now();
        const bool there = next && old >= 0 && old != m.number && house_[at(old)].running() &&
                           !house_[at(old)].leaving() && house_.network.connected_for(m.number, old) > claims_settle &&
                           !storm_.slept_since(m.number, lately) && !storm_.slept_since(old, lately);
        if (there && !seen.offered && seen.ballot.node != m.id() && heard != seen.heard.end() &&
            house_.scheduler.now() - heard->second < claims_not_before && heard->second < house_.scheduler.now() &&
            !storm_.slept_since(m.number, heard->second))
            fail("nobody claims from a conductor that is heard",
                 fmt::format("n{} heard n{} {:.0f} ms ago", m.number, seen.ballot.node.bytes[0] - 1,
                             to_seconds(house_.scheduler.now() - heard->second) * 1e3));
    }
    if (seen.conducting && !s.conducting()) {
        ++counters.yields;
        house_.trace(house_.scheduler.now(), m.number, "yields", ballot.number);
    }
    if (seen.ballot != ballot && !began) house_.trace(house_.scheduler.now(), m.number, "ballot", ballot.number);
    const handoff::Role role = s.role();
    seen.offered = role == handoff::Role::offered;
    if (role != handoff::Role::handing_over ||
        storm_.slept_since(m.number, house_.scheduler.now() - handover_over_after))
        seen.handing_since.reset();
    else if (!seen.handing_since)
        seen.handing_since = house_.scheduler.now();
    else if (house_.scheduler.now() - *seen.handing_since > handover_over_after)
        fail("handovers end", fmt::format("n{} has been handing over for {:.0f} s", m.number,
                                          to_seconds(house_.scheduler.now() - *seen.handing_since)));
    seen.conducting = s.conducting();
    seen.ballot = ballot;
}

void Judge::hears(Member& m, int from, bool datagram) {
    Seen& seen = seen_[at(m.number)];
    if (seen.life != m.life()) return;
    seen.told = house_.scheduler.now();
    if (datagram) seen.heard[house_[at(from)].id()] = seen.told;
}

// A heartbeat is how a conductor acts: what it claims is durable by then.
void Judge::says(Member& m, BytesView message) {
    const auto decoded = handoff::decode_message(message);
    if (!decoded || !std::holds_alternative<handoff::Heartbeat>(decoded->body)) return;
    if (decoded->ballot.node != m.id())
        return fail("one conductor a ballot",
                    fmt::format("n{} acts under another's ballot {}", m.number, decoded->ballot.number));
    const auto [life, fresh] = reigns_.try_emplace({decoded->session, decoded->ballot}, m.life());
    if (!fresh && life->second != m.life())
        fail("one conductor a ballot",
             fmt::format("n{} acts under ballot {} of an earlier life", m.number, decoded->ballot.number));
}

// Within a domain ensemble time is slewed, never stepped, unless this machine's own clock has jumped.
void Judge::watch_clock(Member& m, Seen& seen) {
    const clock::EnsembleClock& c = m.core().clock();
    const LocalTime now = m.now();
    if (seen.map && c.domain() == seen.domain && !script_.suspends && now - seen.map->local < woken_late) {
        const Nanoseconds step = c.map().to_ensemble(now) - seen.map->to_ensemble(now);
        // Cut off for long, a follower may be far off, and steps when it hears again. Whoever leads has nothing to step
        // to.
        const bool unsure = !c.leads() && storm_.calm_for() < calm_after;
        if (!unsure && std::chrono::abs(step) > clock_step_max)
            fail("ensemble time never steps", fmt::format("n{} by {:.3f} ms", m.number, to_seconds(step) * 1e3));
    }
    seen.map = c.map();
    seen.domain = c.domain();
}

// --- every 20 ms

void Judge::sample() {
    watch_sound();
    while (!later_.empty() && later_.front().at <= house_.scheduler.now()) {
        later_.front().look();
        later_.pop_front();
    }
    watch_owner();
    if (house_.scheduler.now() >= next_second_) {
        next_second_ = house_.scheduler.now() + seconds(1);
        watch_rates();
        watch_answers();
    }
}

void Judge::watch_sound() {
    const sim::TrueTime now = house_.scheduler.now();
    std::vector<int> sounding;
    std::vector<SimSound::Heard> heard(house_.size());
    std::size_t total = 0;
    for (std::size_t i = 0; i < house_.size(); ++i) {
        Member& m = house_[i];
        const auto h = m.heard();
        if (!h || h->gain <= 0) {
            sounded_[i].reset();
            continue;
        }
        ++total;
        heard[i] = *h;
        sounding.push_back(static_cast<int>(i));
    }
    for (const int i : sounding)
        if (storm_.last_sleep(i) > surely_asleep && storm_.slept_since(i, now - looks_for) &&
            seen_[at(i)].life == house_[at(i)].life())
            fail("who wakes looks first",
                 fmt::format("n{} slept {:.1f} s until {:.3f} s ago, and sounds: {}", i,
                             to_seconds(storm_.last_sleep(i)), to_seconds(now - storm_.woke(i)),
                             house_[at(i)].session()->status(house_[at(i)].core().ensemble_now()).text));
    counters.samples_sounding += total > 0;
    bool different = false;
    for (std::size_t k = 1; k < sounding.size(); ++k)
        for (std::size_t j = 0; j < k; ++j) {
            const int a = sounding[j], b = sounding[k];
            Member &x = house_[at(a)], &y = house_[at(b)];
            if (!house_.network.connected(a, b) || x.session()->state().id != y.session()->state().id) continue;
            if (!house_.network.open(a, b) || !house_.network.open(b, a)) continue;
            const auto &p = heard[at(a)], &q = heard[at(b)];
            if (p.epoch != q.epoch) {
                different = true;
                continue;
            }
            const clock::EnsembleClock &cx = x.core().clock(), &cy = y.core().clock();
            if (cx.domain() != cy.domain() || script_.suspends) continue;
            if (storm_.slept_since(a, now - seconds(8)) || storm_.slept_since(b, now - seconds(8))) continue;
            const double apart = std::abs(p.frame - q.frame) / sample_rate_hz;
            const double bound = to_seconds(cx.path_bound() + cy.path_bound()) + apart_slack_s;
            if (apart > bound && storm_.calm_for() > seconds(8))
                fail("outputs that hear each other agree",
                     fmt::format("n{} and n{} are {:.2f} ms apart, their clocks' bounds allow {:.2f}; epoch {}.{}, "
                                 "ballots {} and {}",
                                 a, b, apart * 1e3, bound * 1e3, p.epoch.ballot >> 16, p.epoch.revision,
                                 x.session()->ballot().number, y.session()->ballot().number));
            ++counters.samples_apart;
        }
    if (!different)
        apart_since_.reset();
    else if (!apart_since_)
        apart_since_ = now;
    else if (now - *apart_since_ > different_max && storm_.calm_for() > different_max && transport_quiet(different_max))
        fail("outputs that hear each other agree", "two play different things");

    // Policy exclusive: never two sides.
    bool two_sides = false;
    for (std::size_t k = 1; k < sounding.size(); ++k) {
        const int a = sounding[0], b = sounding[k];
        const auto exclusive = [&](int i) {
            return house_[at(i)].session()->state().settings.value.policy == handoff::Policy::exclusive;
        };
        bool related = house_.network.connected(a, b);
        for (int via = 0; via < static_cast<int>(house_.size()); ++via)
            related |= house_.network.connected(a, via) && house_.network.connected(via, b);
        two_sides |= exclusive(a) && exclusive(b) && !related;
    }
    if (!two_sides)
        two_sides_since_.reset();
    else if (!two_sides_since_)
        two_sides_since_ = now;
    else if (now - *two_sides_since_ > handoff::overlap_max)
        fail("exclusive is one side", fmt::format("two sides sound for {:.1f} s", to_seconds(now - *two_sides_since_)));

    watch_calm(sounding);
    for (const int i : sounding) sounded_[at(i)] = Sounded{heard[at(i)].epoch, heard[at(i)].frame, now};
}

bool Judge::transport_quiet(Nanoseconds for_how_long) const {
    return house_.scheduler.now() - std::max(transport_asked_, outputs_asked_) > for_how_long;
}

void Judge::watch_calm(const std::vector<int>& sounding) {
    const sim::TrueTime now = house_.scheduler.now();
    if (storm_.calm_for() < calm_after) {
        calm_ballot_ = {};
        return;
    }
    const handoff::SessionMachine* s = nullptr;
    for (std::size_t i = 0; i < house_.size(); ++i) {
        if (!house_[i].running() || !house_[i].session()) return;
        for (std::size_t j = 0; j < i; ++j)
            if (!house_.network.connected(static_cast<int>(i), static_cast<int>(j))) return;
        if (house_[i].session()->conducting()) s = house_[i].session();
    }
    ++counters.calm_samples;
    const bool handing = now - handover_asked_ < handover_over_after;
    if (!s) return;
    if (!calm_ballot_.is_none() && s->ballot() != calm_ballot_ && !handing)
        fail("nobody takes over in calm", fmt::format("ballot {} after {}", s->ballot().number, calm_ballot_.number));
    calm_ballot_ = s->ballot();
    if (!transport_quiet(quiet_after)) return;
    const EnsembleTime t = house_[0].core().ensemble_now();
    const handoff::Where where = handoff::position(s->state(), t);
    const handoff::Transport& transport = s->state().transport();
    // Not within a sample of the end: clocks differ.
    if (handoff::position(s->state(), t + sample_interval).mode != handoff::Mode::playing) return;
    if (where.mode != handoff::Mode::playing || where.waiting || !transport.now ||
        t < transport.now->begins + seconds(1))
        return;
    double level = 0;
    bool healthy = false, held = false;
    for (std::size_t i = 0; i < house_.size(); ++i) {
        const auto h = house_[i].heard();
        const auto own = s->state().outputs.find(house_[i].id());
        const bool on = own != s->state().outputs.end() && own->second.on();
        if (on && house_[i].loudspeaker().open(house_[i].now())) {
            healthy = true;
            if (const auto& programs = house_[i].loudspeaker().plan().programs; !programs.empty())
                held |= house_[i].loudspeaker().has_sound_at(programs.back(), t, milliseconds(50));
        }
        if (!h) continue;
        const float volume = house_[i].loudspeaker().plan().volume;
        level += volume > 0 ? static_cast<double>(h->gain / volume) : 1.0;
    }
    if (healthy && held && level < calm_level_min)
        fail("handovers are gapless", fmt::format("in calm all outputs together sound at {:.2f}", level));
    for (const int i : sounding) {
        const auto h = house_[at(i)].heard();
        const auto& before = sounded_[at(i)];
        if (!h || !before || before->epoch != h->epoch || now - before->at > 2 * sample_interval) continue;
        const double moved = (h->frame - before->frame) / sample_rate_hz - to_seconds(now - before->at);
        if (std::abs(moved) > calm_position_slack_s && !storm_.slept_since(i, now - calm_after))
            fail("the music goes on", fmt::format("n{} jumped by {:.2f} ms in calm", i, moved * 1e3));
    }
}

void Judge::watch_owner() {
    const sim::TrueTime now = house_.scheduler.now();
    std::size_t conductors = 0, settled = 0, sounding = 0;
    bool playing = false, keep = false;
    for (std::size_t i = 0; i < house_.size(); ++i) {
        Member& m = house_[i];
        if (!m.running() || !m.session()) continue;
        conductors += m.session()->conducting();
        settled += m.session()->settled();
        sounding += sounded_[i].has_value();
        playing |= m.session()->settled() && m.session()->state().transport().mode == handoff::Mode::playing;
        keep |= m.session()->state().settings.value.keep_playing;
    }
    counters.two_conductors += conductors > 1;
    if (conductors == 0 && settled > 0 && playing) {
        if (!leaderless_since_) leaderless_since_ = now;
    } else if (leaderless_since_) {
        if (conductors > 0) counters.leaderless.push_back(now - *leaderless_since_);
        leaderless_since_.reset();
    }
    if (sounding == 0 && settled > 0 && playing && keep) {
        if (!silent_since_) silent_since_ = now;
    } else if (silent_since_) {
        if (sounding > 0) counters.silent_solo.push_back(now - *silent_since_);
        counters.silences += 1;
        silent_since_.reset();
    }
}

void Judge::watch_rates() {
    const std::uint64_t most = rate_base + rate_per_peer * (house_.size() - 1);
    for (std::size_t i = 0; i < house_.size(); ++i) {
        const std::uint64_t now = house_[i].sent;
        if (now - sent_[i] > most)
            fail("traffic is bounded",
                 fmt::format("n{} sent {} messages in a second, at most {}", i, now - sent_[i], most));
        sent_[i] = now;
    }
    if (house_.scheduler.waiting() > events_waiting_max)
        fail("queues are bounded", fmt::format("{} events wait", house_.scheduler.waiting()));
}

// --- people

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

void Judge::before(const Action& a) {
    ++counters.deeds[static_cast<std::size_t>(a.deed)];
    Member& m = house_[at(a.node)];
    if (!m.alive() || !m.session()) return;
    const bool deadly = a.deed == Deed::kill || a.deed == Deed::power_cut;
    counters.deaths_of_conductor += deadly && m.session()->conducting();
    const handoff::Role role = m.session()->role();
    counters.deaths_in_handover += deadly && (role == handoff::Role::handing_over || role == handoff::Role::offered);
    counters.thaws += a.deed == Deed::freeze || a.deed == Deed::suspend;
}

void Judge::conclude(const std::vector<bool>& healed) {
    const handoff::SessionMachine* s = nullptr;
    for (std::size_t i = 0; i < house_.size(); ++i) {
        counters.torn_writes += house_[i].disk.torn;
        counters.refused_writes += house_[i].disk.refused;
        for (const auto& [name, bytes] : house_[i].disk.files())
            if (bytes.size() > journal_bytes_max)
                fail("journals are bounded", fmt::format("{} of n{}: {} B", name, i, bytes.size()));
        if (healed[i] && house_[i].session()) s = house_[i].session();
    }
    counters.packets = house_.network.packets;
    if (!s) return;
    counters.merges += !s->state().bookmarks.empty();
    std::map<std::string, int> held;
    for (const auto& [id, entry] : s->state().queue.by_id()) ++held[entry.source.path];
    const bool all = std::find(healed.begin(), healed.end(), false) == healed.end();
    for (std::size_t i = 0; i < asked_.size(); ++i) {
        const Asked& a = asked_[i];
        if (a.added.empty()) continue;
        const auto it = held.find(a.added);
        const int times = it == held.end() ? 0 : it->second;
        if (times > 1) fail("edits happen once", fmt::format("edit {} ({}) is there {} times", i, a.added, times));
        if (times == 0 && a.answered && a.ok && all && !script_.destructive && !a.lost_disk)
            fail("acknowledged edits are kept", fmt::format("edit {} ({}), asked on n{}, is gone", i, a.added, a.node));
        counters.unanswered += !a.answered;
    }
}

}  // namespace segue::test

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

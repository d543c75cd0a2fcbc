// What is heard: that those who sound together sound the same, and that music which should play does.
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

}  // namespace

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

}  // namespace segue::test

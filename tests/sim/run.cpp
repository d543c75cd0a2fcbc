#include "tests/sim/run.h"

#include <fmt/format.h>

#include <algorithm>

#include "handoff/merge.h"
#include "sync/base/planted.h"
#include "tests/sim/limits.h"
#include "tests/sim/people.h"

namespace segue::test {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

const char* kind_text(mesh::Kind k) {
    static constexpr const char* text[] = {"?",     "membership", "clock",   "session",
                                           "media", "segment",    "control", "report"};
    return text[std::min<std::size_t>(static_cast<std::size_t>(k), 7)];
}

class Run {
  public:
    Run(const Script& script, const std::function<void(const std::string&)>& sink)
        : script_(script),
          house_(at(script.nodes), script.seed, true),
          storm_(house_, script),
          judge_(house_, script, storm_),
          people_(house_, judge_) {
        house_.trace.sink = sink;
        if (sink) sink(to_text(script));
        house_.seen = [this](int node, int from, mesh::Kind kind, BytesView bytes, bool datagram) {
            if (kind == mesh::Kind::session) judge_.hears(house_[at(node)], from, datagram);
            house_.trace(house_.scheduler.now(), node, kind_text(kind), from, bytes.size());
        };
    }

    Outcome operator()() {
        begin();
        trouble();
        peace();
        Outcome out;
        out.violation = judge_.violation();
        out.fingerprint = house_.trace.fingerprint();
        out.counters = judge_.counters;
        out.virtual_time = house_.scheduler.now() - begun_;
        return out;
    }

  private:
    // Lets time pass, listening all the while; false when a promise was broken.
    bool pass(Nanoseconds time) {
        const sim::TrueTime end = house_.scheduler.now() + time;
        while (!judge_.failed() && house_.scheduler.now() < end) {
            const sim::TrueTime next = std::min(end, next_sample_);
            while (!judge_.failed() && house_.scheduler.step(next)) {
            }
            if (next == next_sample_ && !judge_.failed()) {
                judge_.sample();
                next_sample_ += sample_interval;
            }
        }
        return !judge_.failed();
    }
    bool pass_until(const std::function<bool()>& condition, Nanoseconds patience) {
        for (const sim::TrueTime end = house_.scheduler.now() + patience; house_.scheduler.now() < end;) {
            if (condition()) return true;
            if (!pass(sample_interval)) return true;  // the broken promise is told already
        }
        return condition();
    }

    // They find each other, and the first one plays.
    void begin() {
        pass(seconds(2));
        people_.found(0);
        people_.perform({{}, Deed::queue_add, 0, 0, 0.1, {}});
        people_.perform({{}, Deed::queue_add, 0, 0, 0.6, {}});
        people_.perform({{}, Deed::resume, 0, 0, 0, {}});
    }

    void trouble() {
        for (const Action& a : script_.actions) {
            if (!pass(begun_ + a.at - house_.scheduler.now())) return;
            if (by_people(a.deed)) {
                if (people_.perform(a))
                    house_.trace(house_.scheduler.now(), a.node, "asks", to_text(a.deed), a.other, a.amount);
                ++judge_.counters.deeds[static_cast<std::size_t>(a.deed)];
                continue;
            }
            house_.trace(house_.scheduler.now(), a.node, "suffers", to_text(a.deed), a.other, to_seconds(a.lasts));
            judge_.before(a);
            storm_.perform(a);
        }
        pass(begun_ + script_.lasts - house_.scheduler.now());
    }

    void peace() {
        if (judge_.failed()) return;
        const std::size_t n = house_.size();
        std::vector<bool> healed(n, true);
        if (!script_.heal_all)
            for (std::size_t i = 0, dead = (n - 1) / 2; i < dead; ++i) healed[(script_.seed + i) % n] = false;
        house_.trace(house_.scheduler.now(), -1, "peace");
        storm_.make_peace(healed);

        const auto each = [&](const std::function<bool(Member&)>& is) {
            for (std::size_t i = 0; i < n; ++i)
                if (healed[i] && !is(house_[i])) return false;
            return true;
        };
        const auto together = [&] {
            for (std::size_t a = 0; a < n; ++a)
                for (std::size_t b = 0; b < a; ++b)
                    if (healed[a] && healed[b] && !house_.network.connected(static_cast<int>(a), static_cast<int>(b)))
                        return false;
            return true;
        };
        if (!pass_until(together, meeting_patience)) return judge_.fail("they find each other", "not in time");
        // A house that was wholly down waits for somebody who wants something.
        for (std::size_t i = 0; i < n; ++i)
            if (healed[i] && house_[i].session()) {
                people_.perform({{}, Deed::rename, static_cast<int>(i), 0, 0, {}});
                break;
            }
        const auto one_conducts = [&] {
            std::size_t conductors = 0;
            for (std::size_t i = 0; i < n; ++i)
                conductors += healed[i] && house_[i].session() && house_[i].session()->conducting();
            return conductors == 1;
        };
        if (!pass_until(one_conducts, one_conductor_within)) return judge_.fail("one conducts in peace", describe());
        const auto equal = [&] {
            std::optional<std::uint64_t> first;
            return each([&](Member& m) {
                       if (!m.session()) return false;
                       const std::uint64_t d = handoff::digest(m.session()->state());
                       return d == first.value_or(d) && (first = d, true);
                   }) &&
                   one_conducts();
        };
        if (!pass_until(equal, equal_within)) return judge_.fail("replicas become equal", describe());
        // And it plays, wherever it is asked for. People ask again when they are told no.
        const std::size_t someone =
            static_cast<std::size_t>(std::find(healed.rbegin(), healed.rend(), true).base() - healed.begin()) - 1;
        const auto sounds = [&] {
            for (std::size_t i = 0; i < n; ++i)
                if (healed[i])
                    if (const auto h = house_[i].heard(); h && h->gain > 0) return true;
            return false;
        };
        people_.perform({{}, Deed::policy, static_cast<int>(someone), 0, 0, {}});
        bool played = false;
        for (int attempt = 0; attempt < 3 && !played; ++attempt) {
            people_.play_own(static_cast<int>(someone));
            played = pass_until(sounds, sounding_within / 3);
        }
        if (!played) return judge_.fail("it plays in peace", describe());
        pass(seconds(3));
        if (judge_.failed()) return;
        if (!pass_until(equal, equal_within)) return judge_.fail("replicas become equal", describe());
        judge_.conclude(healed);
    }

    std::string describe() {
        std::string out;
        for (std::size_t i = 0; i < house_.size(); ++i) {
            Member& m = house_[i];
            if (!m.running() || !m.session()) {
                out += fmt::format(" n{}: {};", i, m.alive() ? "no session" : "dead");
                continue;
            }
            const handoff::SessionMachine& s = *m.session();
            const handoff::Where where = handoff::position(s.state(), m.core().ensemble_now());
            const auto own = s.state().outputs.find(m.id());
            out += fmt::format(
                " n{} ({}, {}{}{:.1f} s, clock {} at {:+.3f} s by {} of {}'s {}): {} ballot {} of {}, {}, {} of {};", i,
                own != s.state().outputs.end() && own->second.on() ? "on" : "off",
                audio::to_text(m.loudspeaker().report().state), where.waiting ? " waiting" : " at ",
                to_seconds(Frames{where.cue.pos.frame}), clock::to_string(m.core().clock().state()),
                to_seconds(m.core().ensemble_now().time_since_epoch() - house_.scheduler.now().time_since_epoch()),
                m.core().clock().reference().bytes[0] - 1, m.core().clock().domain().founder.bytes[0] - 1,
                to_seconds(m.core().clock().domain().founded.time_since_epoch()), handoff::to_text(s.role()),
                s.ballot().number, s.ballot().is_none() ? -1 : s.ballot().node.bytes[0] - 1,
                s.status(m.core().ensemble_now()).text, handoff::digest(s.state()) % 10000, s.state().queue.size());
        }
        return out;
    }

    const Script& script_;
    House house_;
    Storm storm_;
    Judge judge_;
    People people_;
    const sim::TrueTime begun_ = house_.scheduler.now();
    sim::TrueTime next_sample_ = begun_ + sample_interval;
};

#ifdef SEGUE_PLANTS
constexpr bool planted_bugs = true;
#else
constexpr bool planted_bugs = false;
#endif

std::string promise_of(const std::string& violation) { return violation.substr(0, violation.find(':')); }

}  // namespace

bool has_plants() { return planted_bugs; }

std::vector<std::string> plants() {
#ifdef SEGUE_PLANTS
    return {plant_names.begin() + 1, plant_names.end()};
#else
    return {};
#endif
}

bool plant([[maybe_unused]] const std::string& name) {
#ifdef SEGUE_PLANTS
    for (std::size_t i = 0; i < plant_names.size(); ++i)
        if (name == plant_names[i]) {
            planted = static_cast<Plant>(i);
            return true;
        }
#endif
    return false;
}

Outcome run(const Script& script, const std::function<void(const std::string&)>& sink) { return Run(script, sink)(); }

// Delta debugging (A. Zeller, R. Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002), by halves.
Script minimise(const Script& script, std::size_t runs) {
    Script best = script;
    const std::string promise = promise_of(run(best).violation);
    if (promise.empty()) return best;
    for (std::size_t size = std::max<std::size_t>(1, best.actions.size() / 2);; size = size / 2) {
        for (std::size_t from = 0; from < best.actions.size() && runs > 0;) {
            Script less = best;
            const auto first = less.actions.begin() + static_cast<std::ptrdiff_t>(from);
            less.actions.erase(first, first + static_cast<std::ptrdiff_t>(std::min(size, best.actions.size() - from)));
            --runs;
            if (promise_of(run(less).violation) == promise)
                best = std::move(less);
            else
                from += size;
        }
        if (size <= 1 || runs == 0) return best;
    }
}

}  // namespace segue::test

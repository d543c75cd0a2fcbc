// What must hold in a house, whatever happens to it; and how often what is worth testing happened.
//
// Each promise has a name, which a violation begins with. docs/testing.md says what they mean.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "tests/house/member.h"
#include "tests/sim/storm.h"

namespace segue::test {

struct Counters {
    std::uint64_t claims = 0, handovers = 0, handovers_refused = 0, handovers_in_calm = 0, yields = 0;
    std::uint64_t edits = 0, acknowledged = 0, refused = 0, unanswered = 0;
    std::uint64_t two_conductors = 0;  // samples with one on each side of a cut
    std::uint64_t merges = 0;          // runs that ended with a bookmark
    std::uint64_t silences = 0;        // a playing house fell silent…
    std::uint64_t deaths_of_conductor = 0, deaths_in_handover = 0, thaws = 0, torn_writes = 0, refused_writes = 0;
    std::uint64_t samples_sounding = 0, samples_apart = 0, steps = 0, packets = 0, calm_samples = 0;
    std::uint64_t deeds[deed_count] = {};
    std::vector<Nanoseconds> leaderless, silent_solo;  // how long, each time
    void add(const Counters& other);
};

class Judge {
  public:
    Judge(House& house, const Script& script, Storm& storm);

    // After each step of a core.
    void stepped(Member& m);
    // A session datagram leaves it.
    void says(Member& m, BytesView message);
    // One reaches it.
    void hears(Member& m, int from, bool datagram);
    // Every 20 ms of true time.
    void sample();
    // A person asks; the answer is judged when it comes, and when it does not.
    void ask(int node, handoff::Edit edit, const std::string& added = {});
    // The world is about to do this.
    void before(const Action& a);

    bool failed() const { return !violation_.empty(); }
    const std::string& violation() const { return violation_; }
    void fail(const std::string& promise, const std::string& what);

    // At the end, among those who have found peace.
    void conclude(const std::vector<bool>& healed);
    Counters counters;

  private:
    struct Seen {  // of one member's life
        std::uint64_t life = 0;
        bool conducting = false;
        handoff::Ballot ballot;
        bool offered = false;                        // it was to take over by plan
        std::optional<sim::TrueTime> handing_since;  // it gives over
        std::map<NodeId, sim::TrueTime> heard;       // the last session datagram of each
        sim::TrueTime told{};                        // when it last got any session message
        std::optional<clock::ClockMap> map;
        clock::Domain domain{};
    };
    struct Asked {
        int node = 0;
        std::uint64_t life = 0;
        sim::TrueTime at{};
        handoff::Edit edit;
        std::string added;  // the path of what it adds to the queue
        bool answered = false, ok = false;
        bool lost_disk = false;  // …of somebody when it was answered
        bool slept = false;
        bool in_calm = false;        // asked while nothing else was going on
        std::size_t outputs_on = 0;  // …of the session, then
        handoff::EntryId next;       // …and what `next` should go to
    };
    struct Later {
        sim::TrueTime at;
        std::function<void()> look;
    };
    struct Sounded {
        audio::Epoch epoch;
        double frame = 0;
        sim::TrueTime at{};
    };

    void watch_ballots(Member& m, const handoff::SessionMachine& s, Seen& seen);
    void watch_clock(Member& m, Seen& seen);
    void watch_sound();
    void watch_calm(const std::vector<int>& sounding);
    void watch_rates();
    void watch_answers();
    void watch_owner();
    void answered(std::size_t index, const handoff::Done& done);
    void expect_of(std::size_t index, const handoff::Done& done);
    const handoff::SessionMachine* conductor() const;
    bool transport_quiet(Nanoseconds for_how_long) const;

    House& house_;
    const Script& script_;
    Storm& storm_;
    std::string violation_;
    std::vector<Seen> seen_;
    std::map<std::pair<SessionId, handoff::Ballot>, std::uint64_t>
        reigns_;  // the life of its node that has acted under it
    std::deque<Asked> asked_;
    std::size_t unsettled_ = 0;  // of asked_, from here on something may be open
    std::vector<std::optional<Sounded>> sounded_;
    std::vector<std::uint64_t> sent_;
    std::vector<sim::TrueTime> mute_since_;
    sim::TrueTime next_second_{}, transport_asked_{}, handover_asked_{}, outputs_asked_{};
    std::optional<sim::TrueTime> leaderless_since_, silent_since_, apart_since_, two_sides_since_;
    std::deque<Later> later_;
    handoff::Ballot calm_ballot_;
};

}  // namespace segue::test

// What a house of libraries promises, watched while it runs and asked for at its end.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "tests/jobs/house.h"

namespace segue::test {

// Two nodes that hear each other run one task no longer than this: the detection time, and the way of a word.
inline constexpr Nanoseconds both_run_max = jobs::detection;
// Nodes that have been connected for so long know each other's results.
inline constexpr Nanoseconds knows_after = seconds(4);
// All that is open is done, and all copies are equal, so long after the last trouble; a store that was refused tries
// again after ten seconds, and each task takes its time.
inline constexpr Nanoseconds rest_max = seconds(150);
// Of one node, in a minute of trouble and rest: some statuses, heads and small maps. Far more is a quarrel.
inline constexpr std::uint64_t bytes_sent_max = 12'000'000;

class JobsJudge {
  public:
    explicit JobsJudge(JobsHouse& house);
    // Every 20 ms.
    void look();
    // At rest: empty, or what is not yet as it is promised to be.
    std::string unrest() const;
    std::string violation;  // the first; empty: none

    struct Counts {
        std::uint64_t runs = 0, results = 0, doubles = 0, taken_over = 0, set_aside = 0;
        double longest_double_s = 0, rest_s = 0;
    } counts;

  private:
    void begins(JobsMember& member, const jobs::WorkId& work);
    void begins_what_was_just_done(const JobsMember& member, const jobs::WorkId& work);
    void violated(const std::string& what);
    bool hear_each_other(const JobsMember& a, const JobsMember& b, Nanoseconds for_so_long) const;
    bool disk_is_good(const JobsMember& m) const;
    std::string copies_differ() const;
    std::string work_left() const;

    JobsHouse& house_;
    std::map<std::tuple<jobs::WorkId, int, int>, sim::TrueTime> both_run_;  // since
    // All results of a work were in that member's store, which has not been lost or set back since.
    struct Knew {
        std::uint64_t losses = 0;  // of its store, by then
        sim::TrueTime since;
    };
    std::map<jobs::WorkId, std::map<int, Knew>> knew_;
    std::map<jobs::WorkId, std::map<int, sim::TrueTime>> completed_;
    std::map<jobs::WorkId, int> last_run_;
};

}  // namespace segue::test

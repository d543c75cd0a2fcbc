// Bugs kept on purpose, to show that the simulator finds their like: real mistakes, at the places where one would make
// them. Compiled in only with SEGUE_PLANTS (tests; never in what is shipped), and then one at a time, by name.
#pragma once

#ifdef SEGUE_PLANTS

#include <array>
#include <cstdint>

namespace segue {

enum class Plant : std::uint8_t {
    none,
    no_fence,                  // a conductor takes no notice of a higher ballot
    ballot_reused,             // a claim is not made durable, nor told apart from that of an earlier life
    acked_before_persisted,    // answers and messages go out while the write is under way
    commit_without_ready,      // a handover is committed before its target can sound
    stale_timer,               // a planned claim is not called off when the conductor is heard again
    merge_drops_edit,          // of two edits made at once, merging keeps one
    removed_comes_back,        // what one side removed, the other brings back
    reference_steps,           // a new reference goes on from its raw estimate
    duplicate_applied,         // an edit that is asked again is done again
    two_placements,            // a handover leaves its source on
    deadline_across_clocks,    // a deadline in another clock's time
    verdict_never_taken_back,  // a watch that ends leaves its node given up
    return_unheard,            // nobody tells the sessions that a dead member is back
    // In what is replicated, and in jobs:
    told_before_durable,       // others hear of a write that a power cut undoes
    epoch_kept,                // an origin that lost writes goes on counting where it was
    claim_outlives_node,       // what a dead node had claimed stays claimed
    both_go_on,                // of two nodes at one job, neither gives way
    released_too_early,        // a claim ends before its result can be known
    retried_for_ever,          // a job that always fails is never set aside
    second_result_kept,        // of two results of one job, both stay
    dead_results_dropped,      // a lost disk's results are forgotten with it
};
// Found by segue-sim…
inline constexpr std::array plant_names{
    "none", "no-fence", "ballot-reused", "acked-before-persisted", "commit-without-ready", "stale-timer",
    "merge-drops-edit", "removed-comes-back", "reference-steps", "duplicate-applied", "two-placements",
    "deadline-across-clocks", "verdict-never-taken-back", "return-unheard",
};
// …and by segue-jobs-sim, from told_before_durable on.
inline constexpr std::array job_plant_names{
    "told-before-durable", "epoch-kept", "claim-outlives-node", "both-go-on", "released-too-early",
    "retried-for-ever", "second-result-kept", "dead-results-dropped",
};
inline Plant planted = Plant::none;

}  // namespace segue

#define SEGUE_PLANTED(bug) (::segue::planted == ::segue::Plant::bug)
#else
#define SEGUE_PLANTED(bug) false
#endif

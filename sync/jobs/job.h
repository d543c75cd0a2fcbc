// Words of this room. What a job is about is opaque here.
//
//   work    something that jobs are about (a recording), named by the hash of its content
//   kind    what is to be found out of it, 1 … kinds_max; a kind has a version, and a new version is a new job
//   job     (work, kind, version). Its result is a value, the same whoever makes it
//   task    the jobs of one work that are open, done in one go by one node
//   holder  a node that has the work's bytes; any other has to fetch them first
//   claim   a node's word that it is at a task; the others leave it alone meanwhile
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "sync/base/bytes.h"
#include "sync/base/ids.h"
#include "sync/jobs/limits.h"

namespace segue::jobs {

using WorkId = Id<struct WorkTag>;
using Kinds = std::uint32_t;  // a bit for each: 1 << kind

// The kinds this build knows, and in which version; 0: does not know it. Nodes of another catalogue take no part in
// this one's jobs, nor it in theirs.
using Versions = std::array<std::uint16_t, kinds_max + 1>;
Kinds all_kinds(const Versions& versions);
std::uint32_t fingerprint(const Versions& versions);

// What a work costs.
struct Size {
    std::uint32_t seconds = 0;  // of sound to go through
    std::uint64_t bytes = 0;    // to move, for who does not hold it
    bool operator==(const Size&) const = default;
};

// What a node offers.
struct Offer {
    bool willing = false;            // takes part: not paused, not on battery, up to date
    std::uint32_t slots = 0;         // tasks at once
    float rate = rate_default;       // seconds of sound it goes through in a second, in each slot
    std::uint32_t versions = 0;      // fingerprint
    bool operator==(const Offer&) const = default;
};

}  // namespace segue::jobs

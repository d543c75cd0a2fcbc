// What a node tells all others, twice a second and whenever it changes: jobs.proto, mesh::Kind::jobs.
#pragma once

#include <string>
#include <vector>

#include "sync/base/result.h"
#include "sync/jobs/job.h"

namespace segue::jobs {

struct Status {
    Offer offer;
    std::vector<WorkId> claims;
    // For people.
    std::uint64_t done = 0, failed = 0;  // tasks, since the node started
    double done_seconds = 0;             // of sound
    std::string idle_because;            // "paused", "on battery"…; empty: it is not
    bool operator==(const Status&) const = default;
};

enum class MessageError : std::uint8_t { too_long, malformed };

// [any-thread]
Bytes encode(const Status& status);
Result<Status, MessageError> decode(BytesView bytes);

}  // namespace segue::jobs

// What a node keeps of a session over a restart: records appended to one file, each with its length and checksum.
// The state is the merge of all records, so the order of writes hardly matters, and a torn or damaged record costs
// only itself.
#pragma once

#include <optional>

#include "handoff/state.h"
#include "sync/base/bytes.h"

namespace segue::handoff {

// One record: any of its parts.
struct Saved {
    SessionState state;             // a delta
    Ballot highest;                 // heard of or promised: never claim below
    std::uint64_t counter_end = 0;  // counts up to here may have been used by us
    std::optional<Cue> rest;        // where it was lately, for a node that dies alone
};

Bytes encode_record(const Saved& saved);

struct Restored {
    Saved saved;
    std::size_t good_bytes = 0;  // of whole records; less than the file's size: damaged, to be kept for people
    std::size_t records = 0;
};
// Empty or foreign bytes: nothing restored, good_bytes 0.
Restored replay(BytesView file);

}  // namespace segue::handoff

// What is replicated: each node owns a map of records, and everyone keeps a copy of everyone's. Keys and values are
// opaque here.
//
//   origin    the node whose map it is; only it writes
//   sequence  the origin's count of its writes: the later write of a key replaces the earlier one
//   epoch     begins when an origin had to start counting anew; of two records of one key the one of the later
//             (epoch, sequence) holds, whoever it came from, in whatever order, however often
//   standing  how much of an origin's map a node has
//
// A record that was removed stays as a record without a value, so that no old copy brings it back. When an origin has
// collected too many of those it writes its map anew in a new epoch, without them (must_renew), and everyone follows.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "sync/base/bytes.h"
#include "sync/base/ids.h"

namespace segue::replica {

struct Version {
    std::uint64_t epoch = 0;     // 0: none
    std::uint64_t sequence = 0;  // from 1
    constexpr auto operator<=>(const Version&) const = default;
};

struct Record {
    Bytes key;  // 1 … key_bytes_max
    Version version;
    std::optional<Bytes> value;  // none: removed
    bool operator==(const Record&) const = default;
};

// What a node has of an origin's map.
struct Standing {
    Version through;  // everything up to this write; its epoch is 0 when nothing is known
    // The first so many writes of the epoch repeat what was before it: who has them forgets what was of earlier epochs.
    std::uint64_t base = 0;
    std::uint64_t digest = 0;  // of all records it has: the exclusive or of their digest_of
    constexpr bool operator==(const Standing&) const = default;
    // All of this epoch that there was when it began.
    constexpr bool is_whole() const { return through.epoch != 0 && through.sequence >= base; }
};

// Records of one origin in the order of their versions: all that its sender had after one and up to another.
struct Piece {
    NodeId origin;
    std::uint32_t number = 0;  // of the question it answers
    Version after, through;
    std::uint64_t base = 0;  // of the epoch of `through`
    bool more = false;       // the sender has more than that
    std::vector<Record> records;
    bool operator==(const Piece&) const = default;
};

// --- the rules that every store of records keeps (tests/replica/ has one in memory, app/node one on disk)

// One record's part in Standing::digest.
std::uint64_t digest_of(BytesView key, const Version& version);
// Whether `told` replaces what is kept of its key (nothing: Version{}), in a store that stands at `standing`.
bool replaces(const Version& told, const Version& kept, const Standing& standing);
// The standing after a piece, but for the digest; the same as before if the piece does not follow on it.
Standing advanced(const Standing& standing, const Piece& piece);
// Whether a store that goes from one standing to the other must forget the records of earlier epochs.
bool forgets_earlier(const Standing& before, const Standing& after);
// A map with so many records that hold and so many removed ones is to be written anew. So a removal costs at most half
// a record more to tell, and a map is at most three times as long as what is in it.
bool must_renew(std::uint64_t holding, std::uint64_t removed);

}  // namespace segue::replica

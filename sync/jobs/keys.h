// Which records (sync/replica) jobs are derived from. Each node writes its own; what is open is the same for everyone
// who has the same records.
//
//   entry    'e' work place   size, rest    the node holds the work, at this place (a hash of its path)
//   part     'c' work place   size, rest    as an entry, but of a stretch of a file: no jobs are about it
//   result   'r' work kind version  bytes   the node has found this out
//   failure  'f' work versions  …           it went wrong at the node's hands so often
//   pardon   'p' work  generation           failures of earlier generations do not count any more
#pragma once

#include <optional>
#include <string>

#include "sync/base/bytes.h"
#include "sync/jobs/job.h"

namespace segue::jobs {

enum class KeyType : std::uint8_t { entry = 'e', part = 'c', result = 'r', failure = 'f', pardon = 'p' };

struct Key {
    KeyType type = KeyType::entry;
    WorkId work;
    std::uint64_t place = 0;     // of an entry, or a part
    std::uint8_t kind = 0;       // of a result
    std::uint16_t version = 0;   // of a result
    std::uint32_t versions = 0;  // of a failure: fingerprint
    bool operator==(const Key&) const = default;
};
Bytes encode(const Key& key);
// Nothing: not one of ours.
std::optional<Key> decode_key(BytesView bytes);

struct EntryValue {
    Size size;
    Bytes rest;  // the library's own
    bool operator==(const EntryValue&) const = default;
};
Bytes encode(const EntryValue& value);
std::optional<EntryValue> decode_entry(BytesView bytes);

struct Failure {
    std::uint32_t attempts = 0, generation = 0;
    std::string reason;  // one line, at most reason_bytes_max
    bool operator==(const Failure&) const = default;
};
Bytes encode(const Failure& failure);
std::optional<Failure> decode_failure(BytesView bytes);

Bytes encode_pardon(std::uint32_t generation);
std::optional<std::uint32_t> decode_pardon(BytesView bytes);

}  // namespace segue::jobs

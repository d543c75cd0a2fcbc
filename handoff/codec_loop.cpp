// Loops and the turns that lay them out.
#include <cmath>

#include "handoff/codec_parts.h"
#include "handoff/loop.h"

namespace segue::handoff::wire {
namespace {

constexpr std::int64_t frames_limit = std::int64_t{1} << 44;  // eleven years
bool sane(std::int64_t frames) { return frames > -frames_limit && frames < frames_limit; }

void put(const audio::Lap& v, proto::Lap& m) {
    m.set_from(v.from.frame);
    m.set_length(v.length.count);
}
audio::Lap get(const proto::Lap& m, Check& check) {
    check.require(m.from() >= 0 && sane(m.from()) && m.length() >= loop_min.count && m.length() <= loop_max.count);
    return {{m.from()}, {m.length()}};
}

}  // namespace

void put(const Turn& v, proto::Turn& m) {
    m.set_at(v.at.frame);
    m.set_enters(v.enters.frame);
    m.set_beats_before(v.beats_before);
    if (v.lap) put(*v.lap, *m.mutable_lap());
}
Turn get(const proto::Turn& m, Check& check) {
    check.require(sane(m.at()) && m.enters() >= 0 && sane(m.enters()) && std::isfinite(m.beats_before()));
    Turn v{{m.at()}, {m.enters()}, {}, m.beats_before()};
    if (!m.has_lap()) return v;
    v.lap = get(m.lap(), check);
    check.require(v.enters >= v.lap->from && v.enters < v.lap->end());
    return v;
}

void put(const Loop& v, proto::Loop& m) {
    put(v.entry, *m.mutable_entry());
    put(v.lap, *m.mutable_lap());
    m.set_beats(v.beats);
}
Loop get(const proto::Loop& m, Check& check) {
    // Written so that a NaN fails. Doubled and halved, a loop may have become longer than one that is asked for.
    check.require(m.beats() >= 0 && m.beats() <= 0x1p20);
    const auto entry = get_counted<EntryId>(m.entry(), check);
    check.require(!entry.is_none(), CodecError::malformed);
    return {entry, get(m.lap(), check), m.beats()};
}

}  // namespace segue::handoff::wire

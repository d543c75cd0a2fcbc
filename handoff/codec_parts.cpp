#include "handoff/codec_parts.h"

#include <cmath>

#include "handoff/text.h"
#include "sync/base/assert.h"

namespace segue::handoff::wire {
namespace {

// No position, length or time may come near overflow when two of them are added.
constexpr std::int64_t frames_limit = std::int64_t{1} << 44;    // eleven years
constexpr std::int64_t duration_limit = std::int64_t{1} << 40;  // of a track: 265 days
bool sane(std::int64_t frames) { return frames > -frames_limit && frames < frames_limit; }
constexpr std::int64_t time_limit = std::int64_t{1} << 61;
bool sane_time(std::int64_t ns) { return ns > -time_limit && ns < time_limit; }
bool sane_end(std::int64_t ns) { return ns == to_ns(audio::open_end) || ns == to_ns(not_yet) || sane_time(ns); }

}  // namespace

void put(const Passage& v, proto::Passage& m) {
    put(v.epoch, *m.mutable_epoch());
    for (std::size_t i = 0; i < v.timeline.size(); ++i) {
        auto& k = *m.add_knots();
        k.set_at(to_ns(v.timeline.knot(i).at));
        k.set_frame(v.timeline.knot(i).frame);
        k.set_rate(v.timeline.knot(i).rate);
    }
    m.set_begins(to_ns(v.begins));
    m.set_ends(to_ns(v.ends));
    auto& a = *m.mutable_anchor();
    put(v.anchor.entry, *a.mutable_entry());
    a.set_start(v.anchor.start.frame);
    a.set_from(v.anchor.from.frame);
    a.set_track(put(v.anchor.track));
    a.set_duration(v.anchor.duration.count);
    a.set_place(v.anchor.place);
    a.set_beats_before(v.anchor.beats_before);
    for (const Turn& t : v.turns) put(t, *m.add_turns());
}

Passage get(const proto::Passage& m, Check& check) {
    Passage v;
    v.epoch = get(m.epoch());
    check.require(m.knots_size() <= static_cast<int>(timeline::knots_max), CodecError::too_large);
    for (const auto& k : m.knots()) {
        const bool near = sane_time(k.at()) && std::abs(k.frame()) < 0x1p44 && k.rate() > 0x1p-4 && k.rate() < 0x1p4;
        check.require(near && v.timeline.restore({from_ns<EnsembleTime>(k.at()), k.frame(), k.rate()}));
    }
    check.require(sane_end(m.begins()) && sane_end(m.ends()) && m.begins() != to_ns(audio::open_end));
    v.begins = from_ns<EnsembleTime>(m.begins());
    v.ends = from_ns<EnsembleTime>(m.ends());
    // What has a beginning has a timeline.
    check.require((v.begins >= not_yet) == (v.timeline.size() == 0), CodecError::malformed);
    const auto& a = m.anchor();
    check.require(sane(a.start()) && sane(a.from()) && a.from() >= 0 && a.duration() >= 0 &&
                  a.duration() < duration_limit);
    v.anchor = {get_counted<EntryId>(a.entry(), check),
                {a.start()},
                {a.from()},
                get_id<TrackId>(a.track(), check),
                {a.duration()},
                a.place(),
                a.beats_before()};
    check.require(std::isfinite(v.anchor.beats_before));
    check.require(!v.anchor.entry.is_none(), CodecError::malformed);
    check.require(m.turns_size() <= static_cast<int>(turns_max), CodecError::too_large);
    for (const auto& t : m.turns()) {
        v.turns.push_back(get(t, check));
        check.require(v.turns.back().at >= (v.turns.size() > 1 ? v.turns.end()[-2].at : v.anchor.start));
    }
    return v;
}

std::string get_text(const std::string& raw, Check& check) {
    check.require(raw.size() <= text_bytes_max, CodecError::too_large);
    return clean_text(raw);
}

void put(const Ballot& v, proto::Ballot& m) {
    m.set_number(v.number);
    if (!v.node.is_none()) m.set_node(v.node.to_string());
    if (v.life != 0) m.set_life(v.life);
}
Ballot get(const proto::Ballot& m, Check& check) {
    Ballot v{m.number(), get_id<NodeId>(m.node(), check), m.life()};
    // Numbers near the end of the range would leave no higher ballot to claim.
    check.require(v.number < std::uint64_t{1} << 46 && v.is_none() == v.node.is_none(), CodecError::out_of_range);
    return v;
}

void put(const Stamp& v, proto::Stamp& m) {
    if (!v.ballot.is_none()) put(v.ballot, *m.mutable_ballot());
    m.set_revision(v.revision);
}
Stamp get(const proto::Stamp& m, Check& check) {
    check.require(m.revision() < std::uint64_t{1} << 62);
    return {get(m.ballot(), check), m.revision()};
}

void put(const Cue& v, proto::Cue& m) {
    if (!v.entry.is_none()) put(v.entry, *m.mutable_entry());
    m.set_pos(v.pos.frame);
}
Cue get(const proto::Cue& m, Check& check) {
    check.require(sane(m.pos()) && m.pos() >= 0);
    return {get_counted<EntryId>(m.entry(), check), {m.pos()}};
}

void put(const audio::Epoch& v, proto::Epoch& m) {
    m.set_ballot(v.ballot);
    m.set_revision(v.revision);
}
audio::Epoch get(const proto::Epoch& m) { return {m.ballot(), m.revision()}; }

void put(const audio::Part& v, proto::Part& m) {
    m.set_kind(static_cast<proto::PartKind>(v.kind));
    for (const std::string& s : v.stems) m.add_stems(clean_text(s, stem_bytes_max));
}
audio::Part get(const proto::Part& m, Check& check) {
    audio::Part v;
    check.require(proto::PartKind_IsValid(m.kind()));
    v.kind = static_cast<audio::Part::Kind>(m.kind());
    check.require(m.stems_size() <= static_cast<int>(stems_max), CodecError::too_large);
    for (const auto& s : m.stems()) {
        check.require(s.size() <= stem_bytes_max && s == clean_text(s) && (v.stems.empty() || v.stems.back() < s));
        v.stems.push_back(s);
    }
    check.require((v.kind == audio::Part::Kind::stems) != v.stems.empty(), CodecError::malformed);
    return v;
}

namespace {
void put(const audio::SoundLevel& v, proto::Level& m) {
    m.set_lufs(v.lufs);
    m.set_peak_dbtp(v.peak_dbtp);
}
audio::SoundLevel get(const proto::Level& m) { return {m.lufs(), m.peak_dbtp()}; }
}  // namespace

void put(const tempo::BeatGrid& v, proto::BeatGrid& m) {
    for (const tempo::BeatStretch& s : v.stretches) {
        auto& out = *m.add_stretches();
        out.set_first(s.first.frame);
        out.set_beats(s.beats);
        out.set_frames_per_beat(s.frames_per_beat);
    }
    m.set_first_downbeat(v.first_downbeat);
    m.set_beats_per_bar(v.beats_per_bar);
}
tempo::BeatGrid get(const proto::BeatGrid& m, Check& check) {
    tempo::BeatGrid v;
    check.require(m.stretches_size() <= static_cast<int>(tempo::grid_stretches_max), CodecError::too_large);
    for (const auto& s : m.stretches()) v.stretches.push_back({{s.first()}, s.beats(), s.frames_per_beat()});
    v.first_downbeat = m.first_downbeat();
    check.require(m.beats_per_bar() <= tempo::beats_per_bar_max);
    v.beats_per_bar = static_cast<std::uint8_t>(m.beats_per_bar());
    check.require(tempo::is_valid(v));
    return v;
}

void put(const TempoWish& v, proto::TempoWish& m) {
    m.set_mode(static_cast<proto::TempoMode>(v.mode));
    m.set_bpm(v.bpm);
    m.set_speed(v.speed);
    m.set_quantum(v.quantum);
    m.set_start_stop(v.start_stop);
    if (!v.ramp) return;
    auto& r = *m.mutable_ramp();
    put(v.ramp->epoch, *r.mutable_epoch());
    put(v.ramp->entry, *r.mutable_entry());
    r.set_from(v.ramp->from.frame);
    r.set_length(v.ramp->length.count);
    r.set_speed(v.ramp->speed);
}
TempoWish get(const proto::TempoWish& m, Check& check) {
    check.require(proto::TempoMode_IsValid(m.mode()) && m.quantum() <= tempo::quantum_max_beats);
    TempoWish v{static_cast<TempoMode>(m.mode()),       m.bpm(),        m.speed(),
                static_cast<std::uint8_t>(m.quantum()), m.start_stop(), {}};
    if (m.has_ramp()) {
        const auto& r = m.ramp();
        check.require(sane(r.from()) && r.length() > 0 && sane(r.length()));
        v.ramp = TempoRamp{get(r.epoch()), get_counted<EntryId>(r.entry(), check), {r.from()}, {r.length()}, r.speed()};
    }
    check.require(is_valid(v));
    return v;
}

void put(const EntryFacts& v, proto::Facts& m) {
    m.set_track(put(v.track));
    m.set_duration(v.duration.count);
    m.set_title(clean_text(v.title));
    m.set_artist(clean_text(v.artist));
    m.set_failed(clean_text(v.failed));
    if (v.beats) put(v.beats, *m.mutable_beats());
    m.set_beats_by_hand(v.beats_by_hand);
    if (!v.loudness) return;
    auto& loudness = *m.mutable_loudness();
    put(v.loudness->track, *loudness.mutable_track());
    if (v.loudness->album) put(*v.loudness->album, *loudness.mutable_album());
    if (v.loudness_from != EnsembleTime::min()) loudness.set_from(to_ns(v.loudness_from));
}
EntryFacts get(const proto::Facts& m, Check& check) {
    check.require(m.duration() >= 0 && m.duration() < duration_limit);
    std::optional<audio::TrackLoudness> loudness;
    EnsembleTime from = EnsembleTime::min();
    if (m.has_loudness()) {
        const proto::Loudness& l = m.loudness();
        loudness.emplace().track = get(l.track());
        if (l.has_album()) loudness->album = get(l.album());
        if (l.has_from()) from = from_ns<EnsembleTime>(l.from());
        check.require(audio::is_plausible(*loudness));
    }
    return {get_id<TrackId>(m.track(), check),
            {m.duration()},
            get_text(m.title(), check),
            get_text(m.artist(), check),
            get_text(m.failed(), check),
            loudness,
            from,
            m.has_beats() ? get(m.beats(), check) : tempo::BeatGrid{},
            m.beats_by_hand()};
}

void put(const Source& v, proto::Source& m) {
    m.set_node(put(v.node));
    m.set_path(v.path);
}
Source get(const proto::Source& m, Check& check) {
    check.require(m.path().size() <= path_bytes_max, CodecError::too_large);
    return {get_id<NodeId>(m.node(), check), m.path()};
}

void put(const About& v, proto::About& m) {
    m.set_name(clean_text(v.name));
    m.set_can_output(v.can_output);
    m.set_forgotten(v.forgotten);
}
About get(const proto::About& m, Check& check) { return {get_text(m.name(), check), m.can_output(), m.forgotten()}; }

void put(const Transport& v, proto::Transport& m) {
    m.set_mode(static_cast<proto::Mode>(v.mode));
    put(v.cue, *m.mutable_cue());
    if (v.now) put(*v.now, *m.mutable_now());
    if (v.before) put(*v.before, *m.mutable_before());
    m.set_note(clean_text(v.note));
    if (v.loop) put(*v.loop, *m.mutable_loop());
}
Transport get(const proto::Transport& m, Check& check) {
    Transport v;
    check.require(proto::Mode_IsValid(m.mode()));
    v.mode = static_cast<Mode>(m.mode());
    v.cue = get(m.cue(), check);
    if (m.has_now()) v.now = get(m.now(), check);
    if (m.has_before()) v.before = get(m.before(), check);
    v.note = get_text(m.note(), check);
    if (m.has_loop()) v.loop = get(m.loop(), check);
    const bool moving = v.mode == Mode::playing || v.mode == Mode::loading;
    check.require(moving == v.now.has_value(), CodecError::malformed);
    check.require(!v.now || (v.mode == Mode::loading) == (v.now->begins >= not_yet), CodecError::malformed);
    return v;
}

Bytes bytes_of(const google::protobuf::MessageLite& m) {
    Bytes out(m.ByteSizeLong());
    const bool good = m.SerializeToArray(out.data(), static_cast<int>(out.size()));
    SEGUE_ASSERT(good);
    return out;
}

}  // namespace segue::handoff::wire

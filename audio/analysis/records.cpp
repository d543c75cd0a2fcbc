#include "audio/analysis/records.h"

#include <utility>

#include "audio/analysis/analysis.pb.h"
#include "audio/analysis/codec.h"
#include "audio/analysis/limits.h"
#include "audio/import/limits.h"
#include "audio/media/limits.h"
#include "audio/media/wire.h"

namespace segue::audio {

namespace {

using Type = AnalysisRecordType;

Bytes frames_bytes(Frames f) {
    ByteWriter out;
    out.i64(f.count);
    return out.take();
}

struct Payload {
    Type type{};
    Bytes bytes;
};

struct Writer {
    Payload operator()(const AnalysisStarted& e) {
        wire::AnalysisStarted out;
        out.set_track(e.track.to_string());
        out.set_duration_estimate(e.duration_estimate.count);
        return {Type::started, to_bytes(out)};
    }
    Payload operator()(const AnalysisProgress& e) { return {Type::progress, frames_bytes(e.done)}; }
    Payload operator()(const Analysed& e) { return {Type::result, encode(e.result)}; }
    Payload operator()(const AnalysisEnd& e) { return {Type::end, frames_bytes(e.duration)}; }
    Payload operator()(const AnalysisFailed& e) {
        wire::AnalysisFailure out;
        out.set_code(static_cast<std::uint32_t>(e.code));
        out.set_reason(clean_text(e.reason, reason_bytes_max));
        return {Type::failure, to_bytes(out)};
    }
};

Failure<AnalysisError> nonsense(const char* what) {
    return fail(AnalysisError::malformed, std::string("the analyser said nonsense: ") + what);
}

bool is_duration(std::int64_t frames) { return frames >= 0 && frames <= track_frames_max.count; }

std::optional<Frames> frames_from(BytesView payload) {
    ByteReader in(payload);
    const Frames out{in.i64()};
    return in.finished() && is_duration(out.count) ? std::optional(out) : std::nullopt;
}

}  // namespace

Bytes encode_record(const AnalysisEvent& event) {
    const Payload payload = std::visit(Writer{}, event);
    return frame_record(static_cast<std::uint8_t>(payload.type), payload.bytes);
}

AnalysisOr<std::vector<AnalysisEvent>> AnalysisReader::feed(BytesView bytes) {
    return frames_.feed<AnalysisEvent, AnalysisError>(
        bytes,
        [this](std::uint8_t type, BytesView payload) { return parse(static_cast<AnalysisRecordType>(type), payload); },
        [this] { return finished_; }, nonsense);
}

AnalysisOr<AnalysisEvent> AnalysisReader::parse(Type type, BytesView payload) {
    if (!started_ && type != Type::started && type != Type::failure) return nonsense("results before the start");
    switch (type) {
        case Type::started: {
            wire::AnalysisStarted in;
            if (std::exchange(started_, true)) return nonsense("a second start");
            if (!parse_bytes(in, payload) || !is_duration(in.duration_estimate())) return nonsense("its start");
            const auto track = TrackId::from_bytes(in.track());
            if (!track || track->is_none()) return nonsense("a start without a track");
            return AnalysisEvent(AnalysisStarted{*track, Frames{in.duration_estimate()}});
        }
        case Type::progress: {
            const auto done = frames_from(payload);
            if (!done) return nonsense("progress");
            return AnalysisEvent(AnalysisProgress{*done});
        }
        case Type::result: {
            auto result = decode_analysis(payload);
            if (!result) return result.failure();
            if (!missing_.has(analyser_of(*result))) return nonsense("a result that was not asked, or twice");
            missing_.remove(analyser_of(*result));
            return AnalysisEvent(Analysed{std::move(result).value()});
        }
        case Type::end: {
            const auto duration = frames_from(payload);
            if (!duration) return nonsense("the end");
            if (!missing_.empty()) return nonsense("an end before all results");
            finished_ = true;
            return AnalysisEvent(AnalysisEnd{*duration});
        }
        case Type::failure: {
            wire::AnalysisFailure in;
            if (!parse_bytes(in, payload)) return nonsense("a failure");
            finished_ = true;
            const bool known = in.code() >= 1 && in.code() <= static_cast<std::uint32_t>(AnalysisError::malformed);
            return AnalysisEvent(
                AnalysisFailed{known ? static_cast<AnalysisError>(in.code()) : AnalysisError::malformed,
                               clean_text(in.reason(), reason_bytes_max)});
        }
    }
    return nonsense("a record of an unknown kind");
}

}  // namespace segue::audio

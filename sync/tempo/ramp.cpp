#include "sync/tempo/ramp.h"

#include <algorithm>
#include <cmath>

namespace segue::tempo {

double Ramp::speed_at(double frame) const {
    const double done = frames > 0 ? std::clamp((frame - from) / frames, 0.0, 1.0) : 1;
    return speed + (target - speed) * done;
}

double frames_for(double speed, double target, Nanoseconds time) {
    // Of dx/dt = v(x), where v is linear in x.
    const double ratio = target / speed;
    const double mean = std::abs(ratio - 1) < 1e-6 ? speed : (target - speed) / std::log(ratio);
    return mean * to_seconds(time) * sample_rate_hz;
}

std::optional<timeline::Timeline> bent_along(const timeline::Timeline& timeline, const Ramp& ramp, EnsembleTime from) {
    const timeline::Knot last = timeline.knot(timeline.size() - 1);
    // A hair of a frame is what rounding to nanoseconds makes of the ramp's beginning.
    const bool begun = last.frame > ramp.from - 1;
    if (begun && last.frame >= ramp.end() - 1) return std::nullopt;
    const double left_s = (ramp.end() - last.frame) / (last.rate * sample_rate_hz);
    const Nanoseconds piece = begun ? std::min(ramp_piece, nearest_ns(left_s)) : Nanoseconds(0);
    EnsembleTime at = std::max(from, begun ? last.at + piece : timeline.time_of(ramp.from));
    if (at >= from + (begun ? ramp_left_min : ramp_ahead)) return std::nullopt;
    timeline::Timeline bent = timeline;
    for (const EnsembleTime until = from + ramp_ahead; at < until;) {
        const double frame = bent.frame_at(at);
        if (frame >= ramp.end() - 1) {
            bent.bend(at, ramp.target);
            break;
        }
        const double step = ramp.speed_at(frame) * to_seconds(ramp_piece) * sample_rate_hz;
        const double speed = ramp.speed_at(frame + std::min(step, ramp.end() - frame) / 2);
        bent.bend(at, speed);
        at +=
            std::min(ramp_piece, std::max(Nanoseconds(1), nearest_ns((ramp.end() - frame) / (speed * sample_rate_hz))));
    }
    return bent;
}

}  // namespace segue::tempo

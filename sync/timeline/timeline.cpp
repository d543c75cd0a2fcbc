#include "sync/timeline/timeline.h"

#include <algorithm>
#include <cmath>

#include "sync/base/assert.h"

namespace segue::timeline {
namespace {

// Any two times between these can be subtracted from each other. The latest is what stands for "not yet": a program
// that waits for its outputs has its timeline there.
constexpr EnsembleTime latest(Nanoseconds(1ll << 62)), earliest(Nanoseconds(-(1ll << 61)));

}  // namespace

Timeline Timeline::from(EnsembleTime start, double frame, double rate) {
    Timeline t;
    const bool good = t.restore({start, frame, rate});
    SEGUE_ASSERT(good);
    return t;
}

const Knot& Timeline::governing(EnsembleTime t) const {
    SEGUE_ASSERT(size_ > 0);
    std::size_t i = size_ - 1;
    while (i > 0 && knots_[i].at > t) --i;
    return knots_[i];
}

double Timeline::frame_at(EnsembleTime t) const {
    const Knot& k = governing(t);
    return k.frame + to_seconds(t - k.at) * k.rate * sample_rate_hz;
}

EnsembleTime Timeline::time_of(double frame) const {
    SEGUE_ASSERT(size_ > 0);
    std::size_t i = size_ - 1;
    while (i > 0 && knots_[i].frame > frame) --i;
    const Knot& k = knots_[i];
    return k.at + nearest_ns((frame - k.frame) / (k.rate * sample_rate_hz));
}

double Timeline::rate_at(EnsembleTime t) const { return governing(t).rate; }

void Timeline::bend(EnsembleTime at, double rate) {
    SEGUE_ASSERT(size_ > 0 && at >= knots_[size_ - 1].at && rate >= rate_min && rate <= rate_max);
    const Knot next{at, frame_at(at), rate};
    if (at == knots_[size_ - 1].at) {
        knots_[size_ - 1] = next;
        return;
    }
    if (size_ == knots_max) {
        std::move(knots_.begin() + 1, knots_.end(), knots_.begin());
        --size_;
    }
    knots_[size_++] = next;
}

void Timeline::cut(EnsembleTime at) {
    while (size_ > 1 && knots_[size_ - 1].at > at) knots_[--size_] = {};
}

bool Timeline::restore(const Knot& k) {
    // Written so that a NaN fails.
    const bool sane =
        k.rate >= rate_min && k.rate <= rate_max && std::abs(k.frame) <= frame_max && k.at > earliest && k.at <= latest;
    if (size_ == knots_max || !sane) return false;
    if (size_ > 0 && (k.at <= knots_[size_ - 1].at || std::abs(frame_at(k.at) - k.frame) > seam_max)) return false;
    knots_[size_++] = k;
    return true;
}

}  // namespace segue::timeline

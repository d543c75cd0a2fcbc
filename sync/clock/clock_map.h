// The bridge between this machine's clock and ensemble time: a line, and how wrong it may be.
// A value: trivially copyable, so that it may cross to the audio callback.
#pragma once

#include "sync/base/time.h"

namespace segue::clock {

struct ClockMap {
    LocalTime local;  // a pair of instants that are the same moment…
    EnsembleTime ensemble;
    double drift = 0;            // …and how much faster ensemble time runs: (d ensemble / d local) - 1; 1e-6 is 1 ppm
    Nanoseconds error_bound{0};  // |true - mapped| at `local` is at most this

    EnsembleTime to_ensemble(LocalTime t) const {
        const Nanoseconds d = t - local;
        return ensemble + d + nearest_ns(to_seconds(d) * drift);
    }
    // Inverse of to_ensemble, to the nanosecond near the anchor.
    LocalTime to_local(EnsembleTime t) const {
        const Nanoseconds d = t - ensemble;
        return local + d - nearest_ns(to_seconds(d) * (drift / (1 + drift)));
    }
};

}  // namespace segue::clock

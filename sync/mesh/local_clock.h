// Reading this machine's monotonic clock. For drivers only: cores are told `now`.
#pragma once

#include <ctime>

#include "sync/base/time.h"

namespace segue::mesh {

// [any-thread] CLOCK_MONOTONIC: the clock of receive stamps, timers and audio callbacks.
inline LocalTime local_now() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return from_ns<LocalTime>(std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec);
}

}  // namespace segue::mesh

// How long this machine has been suspended. CLOCK_MONOTONIC stands still meanwhile, so local time does not show it.
#pragma once

#include <ctime>

#include "sync/base/time.h"

namespace segue::audio {

// [any-thread] In all, since it was started. Read without a system call, as CLOCK_MONOTONIC is. Too little by as much
// as passes between its two readings, never too much.
inline Nanoseconds time_slept() noexcept {
    timespec with{}, without{};
    clock_gettime(CLOCK_BOOTTIME, &with);
    clock_gettime(CLOCK_MONOTONIC, &without);
    return seconds(with.tv_sec - without.tv_sec) + Nanoseconds(with.tv_nsec - without.tv_nsec);
}

}  // namespace segue::audio

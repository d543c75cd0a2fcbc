// Reading this machine's clock. For drivers only: cores are told `now`.
#pragma once

#include <ctime>

#include "sync/base/time.h"

namespace segue {

// [any-thread, audio callback too: answered without a system call] CLOCK_BOOTTIME: monotonic, and goes on while the
// machine is suspended. CLOCK_MONOTONIC, which stands still meanwhile, would let whoever wakes believe that no time has
// passed, and tell others so.
inline LocalTime local_now() noexcept {
    timespec t{};
    clock_gettime(CLOCK_BOOTTIME, &t);
    return from_ns<LocalTime>(std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec);
}

}  // namespace segue

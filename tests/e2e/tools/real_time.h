// The machine's real CLOCK_MONOTONIC, also from within a time namespace, which shifts it by a constant.
#pragma once

#include <cstdio>
#include <cstring>
#include <ctime>

// Seconds that this process' CLOCK_MONOTONIC is ahead of the machine's.
inline double namespace_offset_s() {
    double offset = 0;
    if (FILE* f = std::fopen("/proc/self/timens_offsets", "r")) {
        char clock[32];
        long s = 0, ns = 0;
        while (std::fscanf(f, "%31s %ld %ld", clock, &s, &ns) == 3)
            if (!std::strcmp(clock, "monotonic")) offset = static_cast<double>(s) + static_cast<double>(ns) * 1e-9;
        std::fclose(f);
    }
    return offset;
}

inline double monotonic_s() {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

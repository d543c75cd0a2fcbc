// Bugs assert; the world returns (result.h). On in release builds too: a wrong state must not go on playing wrong.
// Never used inside the audio callback's loop, where its cost and its message would be unwelcome.
#pragma once

#include <cstdio>
#include <cstdlib>

#define SEGUE_ASSERT(condition)                                                                   \
    do {                                                                                          \
        if (!(condition)) [[unlikely]] {                                                          \
            std::fprintf(stderr, "segue: bug: %s (%s:%d)\n", #condition, __FILE__, __LINE__);     \
            std::abort();                                                                         \
        }                                                                                         \
    } while (false)

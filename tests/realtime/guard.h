// Counts what an audio callback must not do, while a QuietScope exists in the same thread: allocate, free, take a
// mutex, wake a thread, write, sleep. The functions themselves are interposed (guard.cpp), so nothing hides.
#pragma once

namespace segue::testing {

struct Noise {
    long allocations = 0, frees = 0, locks = 0, wakes = 0, writes = 0, sleeps = 0;
    long all() const { return allocations + frees + locks + wakes + writes + sleeps; }
};

class QuietScope {
  public:
    QuietScope();
    ~QuietScope();
    QuietScope(const QuietScope&) = delete;
    QuietScope& operator=(const QuietScope&) = delete;
    // Of this thread, in all scopes so far.
    static const Noise& noise();
};

}  // namespace segue::testing

// When did JACK's current cycle begin? PortAudio dates a JACK callback by when it ran: late by waking up, and by the
// clients that the server runs before it, each cycle alike; so nodes on one server stood 0.1 ms apart. The server's own
// account is the same for all its clients. It is asked through a client without ports, as PortAudio keeps its own to
// itself; the library is the one that PortAudio has loaded, found at run time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sync/base/time.h"

struct _jack_client;

namespace segue::audio {

class JackCycle {
  public:
    JackCycle() = default;
    ~JackCycle() { close(); }
    JackCycle(const JackCycle&) = delete;
    JackCycle& operator=(const JackCycle&) = delete;

    // Without a server or a library that can say: then elapsed() knows nothing.
    void open(const std::string& client);
    void close();
    // Time since the cycle began; nothing when that is not believable (a container with a clock of its own). From the
    // audio callback: reads the server's shared memory and the clock.
    std::optional<Nanoseconds> elapsed() const noexcept;

  private:
    using Cycle = int (*)(const _jack_client*, std::uint32_t*, std::uint64_t*, std::uint64_t*, float*);
    using Now = std::uint64_t (*)();

    _jack_client* client_ = nullptr;
    Cycle cycle_ = nullptr;
    Now now_ = nullptr;
};

}  // namespace segue::audio

#include "audio/device/jack_cycle.h"

#include <dlfcn.h>

#include "audio/device/limits.h"

namespace segue::audio {
namespace {

constexpr int no_start_server = 1;  // JackNoStartServer

template <class F> F symbol(const char* name) { return reinterpret_cast<F>(dlsym(RTLD_DEFAULT, name)); }

}  // namespace

void JackCycle::open(const std::string& client) {
    close();
    const auto open_client = symbol<_jack_client* (*)(const char*, int, int*, ...)>("jack_client_open");
    cycle_ = symbol<Cycle>("jack_get_cycle_times");
    now_ = symbol<Now>("jack_get_time");
    if (open_client && cycle_ && now_) client_ = open_client(client.c_str(), no_start_server, nullptr);
}

void JackCycle::close() {
    const auto close_client = symbol<int (*)(_jack_client*)>("jack_client_close");
    if (client_ && close_client) close_client(client_);
    client_ = nullptr;
}

std::optional<Nanoseconds> JackCycle::elapsed() const noexcept {
    std::uint32_t frame = 0;
    std::uint64_t begun_us = 0, next_us = 0;
    float period_us = 0;
    if (!client_ || cycle_(client_, &frame, &begun_us, &next_us, &period_us) != 0) return std::nullopt;
    const auto since_us = static_cast<std::int64_t>(now_() - begun_us);
    const Nanoseconds since = std::chrono::microseconds(since_us);
    if (since < -jack_cycle_early_max || since > jack_cycle_late_max) return std::nullopt;
    return since;
}

}  // namespace segue::audio

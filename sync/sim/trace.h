// What happened, one dense line an event, and a fingerprint of it all: two runs of one seed must have the same.
// Lines are only made when somebody reads them; the fingerprint is always taken.
//
//   12.345678  n2 recv   n1 heartbeat 61 B        seconds since the run began, where, what, and what with
#pragma once

#include <concepts>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>

#include "sync/sim/scheduler.h"

namespace segue::sim {

class Trace {
  public:
    // Called with each line, without its end; none: no lines.
    std::function<void(const std::string&)> sink;

    // node: its number, or -1 for the house.
    template <class... Args>
    void operator()(TrueTime now, int node, std::string_view what, const Args&... args) {
        mix(static_cast<std::uint64_t>(to_ns(now)));
        mix(static_cast<std::uint64_t>(node + 1));
        mix_one(what);
        (mix_one(args), ...);
        if (sink) {
            std::string line;
            (append(line, args), ...);
            write(now, node, what, line);
        }
    }
    std::uint64_t fingerprint() const { return hash_; }
    void begin(TrueTime now) { begun_ = now; }

  private:
    void mix(std::uint64_t v) {
        hash_ = (hash_ ^ v) * 0x9e3779b97f4a7c15u;
        hash_ ^= hash_ >> 29;
    }
    template <std::integral T>
    void mix_one(T v) {
        mix(static_cast<std::uint64_t>(v));
    }
    void mix_one(double v) { mix(static_cast<std::uint64_t>(v * 1e6)); }
    void mix_one(std::string_view s) {
        std::uint64_t h = s.size();
        for (const char c : s) h = h * 131 + static_cast<unsigned char>(c);
        mix(h);
    }
    static void append(std::string& line, std::string_view s) { (line += ' ') += s; }
    template <std::integral T>
    static void append(std::string& line, T v) {
        (line += ' ') += std::to_string(v);
    }
    static void append(std::string& line, double v) {
        char text[32];
        std::snprintf(text, sizeof text, " %.3f", v);
        line += text;
    }
    void write(TrueTime now, int node, std::string_view what, const std::string& rest);

    std::uint64_t hash_ = 0x5e90e;
    TrueTime begun_{seconds(1000)};
};

}  // namespace segue::sim

// Deterministic randomness for cores and simulations: same seed, same draws, on every platform.
// Not for secrets (mesh uses OpenSSL's). xoshiro256** by D. Blackman and S. Vigna, seeded by splitmix64.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace segue {

class Random {
  public:
    explicit Random(std::uint64_t seed) {
        for (auto& s : state_) {
            std::uint64_t z = (seed += 0x9e3779b97f4a7c15u);
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
            s = z ^ (z >> 31);
        }
    }
    std::uint64_t next() {
        const std::uint64_t out = std::rotl(state_[1] * 5, 7) * 9, t = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= t;
        state_[3] = std::rotl(state_[3], 45);
        return out;
    }
    // In [0, 1).
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    // In [0, n), n > 0. The bias, n / 2^64, is of no matter here.
    std::uint64_t below(std::uint64_t n) { return next() % n; }
    bool chance(double p) { return uniform() < p; }

  private:
    std::array<std::uint64_t, 4> state_;
};

}  // namespace segue

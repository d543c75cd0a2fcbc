// The latest value, across one edge between two threads: what the writer published last is what the reader gets.
// Wait-free on both sides, no allocation. Use it for a plan or a report; use SpscRing where nothing may be missed.
#pragma once

#include <array>
#include <atomic>
#include <type_traits>

namespace segue {

template <class T>
class TripleBuffer {
    static_assert(std::is_trivially_copyable_v<T>, "the reader may be the audio callback: no destructors there");

  public:
    // [one writer thread]
    void publish(const T& value) {
        slot_[back_] = value;
        back_ = state_.exchange(static_cast<unsigned char>(back_ | fresh), std::memory_order_acq_rel) & index;
    }
    // [one reader thread] The latest value. Valid until the next call.
    const T& latest() {
        if (state_.load(std::memory_order_relaxed) & fresh)
            front_ = state_.exchange(front_, std::memory_order_acq_rel) & index;
        return slot_[front_];
    }

  private:
    static constexpr unsigned char index = 3, fresh = 4;
    std::array<T, 3> slot_{};
    unsigned char back_ = 0;   // the writer's
    unsigned char front_ = 1;  // the reader's
    alignas(64) std::atomic<unsigned char> state_{2};
};

}  // namespace segue

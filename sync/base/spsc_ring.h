// A queue of fixed capacity between exactly two threads. Full and empty are answers, not waits.
#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

namespace segue {

template <class T>
class SpscRing {
  public:
    // Holds up to `capacity` elements; allocates here and never again.
    explicit SpscRing(std::size_t capacity) : slot_(capacity + 1) {}

    // [producer thread] The slot to fill next, or null when full; publish() hands it over.
    T* claim() {
        const std::size_t head = head_.load(std::memory_order_relaxed);
        return next(head) == tail_.load(std::memory_order_acquire) ? nullptr : &slot_[head];
    }
    void publish() { head_.store(next(head_.load(std::memory_order_relaxed)), std::memory_order_release); }
    bool push(const T& value) {
        T* s = claim();
        if (!s) return false;
        *s = value;
        publish();
        return true;
    }

    // [consumer thread] The element `ahead` places behind the oldest, or null; release() drops the oldest.
    T* peek(std::size_t ahead = 0) {
        const std::size_t tail = tail_.load(std::memory_order_relaxed);
        const std::size_t head = head_.load(std::memory_order_acquire);
        const std::size_t held = head >= tail ? head - tail : head + slot_.size() - tail;
        return ahead < held ? &slot_[(tail + ahead) % slot_.size()] : nullptr;
    }
    void release() { tail_.store(next(tail_.load(std::memory_order_relaxed)), std::memory_order_release); }
    bool pop(T& out) {
        T* s = peek();
        if (!s) return false;
        out = *s;
        release();
        return true;
    }

    // [any thread] A moment's truth only.
    std::size_t size() const {
        const std::size_t tail = tail_.load(std::memory_order_acquire), head = head_.load(std::memory_order_acquire);
        return head >= tail ? head - tail : head + slot_.size() - tail;
    }
    std::size_t capacity() const { return slot_.size() - 1; }

  private:
    std::size_t next(std::size_t i) const { return i + 1 == slot_.size() ? 0 : i + 1; }
    std::vector<T> slot_;
    alignas(64) std::atomic<std::size_t> head_{0};
    alignas(64) std::atomic<std::size_t> tail_{0};
};

}  // namespace segue

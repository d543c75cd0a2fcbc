// The two ways across the edge between threads: nothing lost or torn in a ring, only whole and ever newer values in a
// triple buffer.
#include <deque>
#include <thread>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sync/base/spsc_ring.h"
#include "sync/base/triple_buffer.h"

namespace segue {
namespace {

RC_GTEST_PROP(SpscRing, BehavesAsABoundedQueue, (std::vector<bool> pushes)) {
    SpscRing<int> ring(static_cast<std::size_t>(*rc::gen::inRange(1, 8)));
    std::deque<int> model;
    int next = 0, out = 0;
    for (bool push : pushes) {
        if (push) {
            const bool room = model.size() < ring.capacity();
            RC_ASSERT(ring.push(next) == room);
            if (room) model.push_back(next);
            ++next;
        } else {
            RC_ASSERT(ring.pop(out) == !model.empty());
            if (!model.empty()) {
                RC_ASSERT(out == model.front());
                model.pop_front();
            }
        }
        RC_ASSERT(ring.size() == model.size());
        for (std::size_t i = 0; i < model.size(); ++i) RC_ASSERT(*ring.peek(i) == model[i]);
        RC_ASSERT(ring.peek(model.size()) == nullptr);
    }
}

TEST(SpscRing, ClaimedIsUnseenUntilPublished) {
    SpscRing<int> ring(1);
    *ring.claim() = 5;
    EXPECT_EQ(ring.peek(), nullptr);
    ring.publish();
    EXPECT_EQ(*ring.peek(), 5);
    EXPECT_EQ(ring.claim(), nullptr);
    ring.release();
    EXPECT_NE(ring.claim(), nullptr);
}

TEST(SpscRing, EverythingArrivesOnceAndInOrder) {
    SpscRing<std::uint64_t> ring(64);
    constexpr std::uint64_t total = 200'000;
    std::thread producer([&] {
        for (std::uint64_t i = 0; i < total;)
            if (ring.push(i))
                ++i;
            else
                std::this_thread::yield();
    });
    std::uint64_t wrong = 0, v = 0;
    for (std::uint64_t want = 0; want < total;) {
        if (!ring.pop(v)) {
            std::this_thread::yield();
            continue;
        }
        wrong += v != want++;
    }
    producer.join();
    EXPECT_EQ(wrong, 0u);
    EXPECT_EQ(ring.size(), 0u);
}

struct Wide {
    std::uint64_t a = 0, b = 0, c = 0, d = 0;
};

TEST(TripleBuffer, ReaderSeesTheLatest) {
    TripleBuffer<int> t;
    EXPECT_EQ(t.latest(), 0);
    t.publish(1);
    t.publish(2);
    EXPECT_EQ(t.latest(), 2);
    EXPECT_EQ(t.latest(), 2) << "and keeps it";
    t.publish(3);
    t.publish(4);
    t.publish(5);
    EXPECT_EQ(t.latest(), 5);
}

TEST(TripleBuffer, ValuesAreWholeAndNeverOlder) {
    TripleBuffer<Wide> t;
    constexpr std::uint64_t total = 200'000;
    std::thread writer([&] {
        for (std::uint64_t i = 1; i <= total; ++i) t.publish({i, i, i, i});
    });
    std::uint64_t last = 0, torn = 0, older = 0;
    while (last < total) {
        const Wide w = t.latest();
        torn += w.a != w.b || w.b != w.c || w.c != w.d;
        older += w.a < last;
        if (w.a == last) std::this_thread::yield();
        last = w.a;
    }
    writer.join();
    EXPECT_EQ(torn, 0u);
    EXPECT_EQ(older, 0u);
}

}  // namespace
}  // namespace segue

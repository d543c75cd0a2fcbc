#include "app/control/feed.h"

#include <gtest/gtest.h>

#include "app/control/limits.h"
#include "tests/control/scripted_handler.h"

namespace segue::control {
namespace {

struct FeedTest : ::testing::Test {
    LocalTime now = from_ns<LocalTime>(1'000'000'000);
    int made = 0;
    std::optional<SnapshotFeed> feed{std::in_place, [this] { return snapshot_response(std::to_string(++made)); }};

    std::unique_ptr<Subscription> subscribe(int& given, std::uint32_t interval_ms) {
        Watch watch;
        watch.set_interval_ms(interval_ms);
        return feed->subscribe(
            watch, [&given](const Response&) { ++given; }, now);
    }
    // Walks from due time to due time.
    void advance(Nanoseconds by) {
        const LocalTime end = now + by;
        for (auto due = feed->next_due(); due && *due <= end; due = feed->next_due()) {
            now = std::max(now, *due);
            feed->tick(now);
        }
        now = end;
    }
};

TEST_F(FeedTest, TheFirstSnapshotComesAtOnceThenOneEachInterval) {
    int given = 0;
    const auto held = subscribe(given, 100);
    EXPECT_EQ(given, 1);
    advance(milliseconds(99));
    EXPECT_EQ(given, 1);
    advance(milliseconds(1));
    EXPECT_EQ(given, 2);
    advance(seconds(1));
    EXPECT_EQ(given, 12);
}

TEST_F(FeedTest, AChangeShowsAtOnceButAStormIsBounded) {
    int given = 0;
    const auto held = subscribe(given, 0);
    advance(seconds(5));
    EXPECT_EQ(given, 1) << "without an interval, only changes";
    feed->changed(now);
    EXPECT_EQ(given, 2);
    for (int i = 0; i < 1000; ++i) {
        feed->changed(now);
        advance(milliseconds(1));
    }
    EXPECT_GE(given, 2 + 19);
    EXPECT_LE(given, 2 + 20);
    const int before = given;
    advance(watch_gap_min);
    EXPECT_LE(given, before + 1) << "the last change is not lost";
    EXPECT_FALSE(feed->next_due());
}

TEST_F(FeedTest, OneSnapshotIsMadeForAllAndNoneForNobody) {
    int a = 0, b = 0;
    auto first = subscribe(a, 100);
    auto second = subscribe(b, 100);
    made = 0;
    advance(milliseconds(100));
    EXPECT_EQ(made, 1);
    EXPECT_EQ(a + b, 4);
    first.reset();
    second.reset();
    EXPECT_FALSE(feed->is_watched());
    feed->changed(now + seconds(1));
    EXPECT_EQ(made, 1);
    EXPECT_FALSE(feed->next_due());
}

TEST_F(FeedTest, AnIntervalTooShortIsTheShortest) {
    int given = 0;
    const auto held = subscribe(given, 1);
    advance(seconds(1));
    EXPECT_EQ(given, 21);
}

TEST_F(FeedTest, AWatcherMayLeaveWhileItIsShownSomething) {
    std::unique_ptr<Subscription> own, other;
    int given = 0;
    Watch watch;
    watch.set_interval_ms(100);
    own = feed->subscribe(
        watch,
        [&](const Response&) {
            if (++given == 2) {
                own.reset();
                other.reset();
            }
        },
        now);
    int others = 0;
    other = subscribe(others, 100);
    advance(seconds(1));
    EXPECT_EQ(given, 2);
    EXPECT_EQ(others, 1);
}

TEST_F(FeedTest, ASubscriptionOutlivesItsFeed) {
    int given = 0;
    const auto held = subscribe(given, 100);
    feed.reset();
    EXPECT_EQ(given, 1);
}

}  // namespace
}  // namespace segue::control

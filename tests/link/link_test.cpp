// Two peers in a network namespace that this test makes: Link's multicast stays inside of it.
#include <gtest/gtest.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <cstring>
#include <mutex>

#include "sync/base/local_clock.h"
#include "sync/link/link.h"

namespace segue::link {
namespace {

// The calling thread's, and that of the threads it starts.
bool enter_own_network() {
    if (::unshare(CLONE_NEWNET) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return false;
    const int fd = ::socket(AF_INET, SOCK_DGRAM, 0);
    ifreq lo{};
    std::strcpy(lo.ifr_name, "lo");
    lo.ifr_flags = IFF_UP | IFF_RUNNING | IFF_LOOPBACK | IFF_MULTICAST;
    const bool up = ::ioctl(fd, SIOCSIFFLAGS, &lo) == 0;
    ::close(fd);
    return up;
}

class Room : public testing::Test {
  protected:
    void SetUp() override {
        static const bool inside = enter_own_network();
        if (!inside) GTEST_SKIP() << "no network namespace can be made here";
    }
    std::unique_ptr<Link> peer() {
        return std::make_unique<Link>([this] {
            const std::lock_guard lock(mutex_);
            changed_.notify_all();
        });
    }
    // Whether it came true while things changed; a machine may be busy.
    template <class Condition>
    bool becomes(Condition condition) {
        std::unique_lock lock(mutex_);
        const LocalTime end = local_now() + seconds(20);
        while (local_now() < end) {
            lock.unlock();
            if (condition()) return true;
            lock.lock();
            changed_.wait_for(lock, milliseconds(20));
        }
        return false;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
};

double phase(const Beat& b, double quantum) { return std::fmod(std::fmod(b.beat, quantum) + quantum, quantum); }

TEST_F(Room, AloneTheTempoIsWhatIsSaid) {
    const auto link = peer();
    EXPECT_FALSE(link->enabled());
    const LocalTime now = local_now();
    link->set_tempo(90, now);
    const Beat a = link->read(now, 4), b = link->read(now + seconds(2), 4);
    EXPECT_NEAR(a.tempo_bpm, 90, 1e-3);
    EXPECT_EQ(a.peers, 0u);
    EXPECT_NEAR(b.beat - a.beat, 3, 1e-3);
    link->set_tempo(5000, now);
    EXPECT_NEAR(link->read(now, 4).tempo_bpm, tempo_max_bpm, 0.1);
    link->set_tempo(120, now);
    link->request_beat(8, now + seconds(1), 4);
    EXPECT_NEAR(link->read(now + seconds(1), 4).beat, 8, 1e-3);
}

TEST_F(Room, PeersFindEachOtherAndShareTempoAndPhase) {
    const auto one = peer(), two = peer();
    one->set_tempo(100, local_now());
    one->enable(true);
    two->enable(true);
    ASSERT_TRUE(becomes([&] { return one->read(local_now(), 4).peers == 1 && two->read(local_now(), 4).peers == 1; }));
    const double apart = one->read(local_now(), 4).tempo_bpm - two->read(local_now(), 4).tempo_bpm;
    EXPECT_NEAR(apart, 0, 1e-3);
    two->set_tempo(137, local_now());
    ASSERT_TRUE(becomes([&] { return std::abs(one->read(local_now(), 4).tempo_bpm - 137) < 1e-3; }));
    // A beat lasts 438 ms; they agree within a few ms also where a busy machine delays what they measure with.
    EXPECT_TRUE(becomes([&] {
        const LocalTime now = local_now();
        const double by = phase(one->read(now, 4), 4) - phase(two->read(now, 4), 4);
        return std::abs(std::remainder(by, 4)) < 0.01;
    }));
}

TEST_F(Room, WhoIsLeftGoesOnAsItWent) {
    const auto one = peer();
    auto two = peer();
    one->set_tempo(97, local_now());
    one->enable(true);
    two->enable(true);
    ASSERT_TRUE(becomes([&] { return two->read(local_now(), 4).peers == 1; }));
    ASSERT_TRUE(becomes(
        [&] { return std::abs(two->read(local_now(), 4).tempo_bpm - one->read(local_now(), 4).tempo_bpm) < 0.01; }));
    const LocalTime at = local_now();
    const Beat before = one->read(at, 4);
    two.reset();
    ASSERT_TRUE(becomes([&] { return one->read(local_now(), 4).peers == 0; }));
    const Beat after = one->read(local_now(), 4);
    EXPECT_NEAR(after.tempo_bpm, before.tempo_bpm, 1e-3);
    const double went = to_seconds(after.at - before.at) * before.tempo_bpm / 60;
    EXPECT_NEAR(std::remainder(after.beat - before.beat - went, 4), 0, 0.02) << "its bar is not moved by that";
}

TEST_F(Room, WildJumpsOfTempoReachTheOthersWithinWhatLinkCanSay) {
    const auto one = peer(), two = peer();
    one->enable(true);
    two->enable(true);
    ASSERT_TRUE(becomes([&] { return two->read(local_now(), 4).peers == 1; }));
    for (const double bpm : {20.0, 999.0, 63.0, 5000.0, 1.0, 128.0}) {
        one->set_tempo(bpm, local_now());
        const double said = std::clamp(bpm, tempo_min_bpm, tempo_max_bpm);
        EXPECT_TRUE(becomes([&] { return std::abs(two->read(local_now(), 4).tempo_bpm - said) < 0.1; })) << bpm;
    }
}

TEST_F(Room, StartAndStopAreSharedByThoseWhoWish) {
    const auto one = peer(), two = peer(), apart = peer();
    for (const auto& p : {one.get(), two.get()}) p->share_start_stop(true);
    for (const auto& p : {one.get(), two.get(), apart.get()}) p->enable(true);
    ASSERT_TRUE(becomes([&] { return one->read(local_now(), 4).peers == 2; }));
    one->set_playing(true, local_now());
    EXPECT_TRUE(becomes([&] { return two->read(local_now(), 4).playing; }));
    EXPECT_FALSE(apart->read(local_now(), 4).playing);
}

}  // namespace
}  // namespace segue::link

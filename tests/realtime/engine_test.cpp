// The engine with its threads and a paced device, in real time: seconds, not microseconds.
#include "audio/engine/engine.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/engine/support.h"

namespace segue::audio::testing {
namespace {

EnsembleTime ensemble_now() { return EnsembleTime(std::chrono::steady_clock::now().time_since_epoch()); }

class EngineInRealTime : public ::testing::Test {
  protected:
    EngineInRealTime() : track_(media_.add(1, 48000 * 30, {{"mix", ruler()}})) {}
    // Until it holds; for long enough on a machine that is busy with other things.
    static bool comes_true(const std::function<bool()>& holds) {
        const auto end = std::chrono::steady_clock::now() + seconds(15);
        while (!holds()) {
            if (std::chrono::steady_clock::now() > end) return false;
            std::this_thread::sleep_for(milliseconds(5));
        }
        return true;
    }
    static void set_clock(Engine& e) {
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        e.set_clock({LocalTime(now), EnsembleTime(now), 0, Nanoseconds(0)});
    }
    TestMedia media_;
    const Manifest& track_;
};

TEST_F(EngineInRealTime, OpensGetsReadyPlaysAndCloses) {
    std::atomic<int> told{0};
    Engine engine({*DeviceSpec::parse("null")}, media_, [&] { ++told; });
    EXPECT_EQ(engine.report().state, Report::State::closed);
    set_clock(engine);
    engine.want_device(true);
    OutputPlan plan = heard({one_track({1, 1}, track_, ensemble_now())});
    plan.switches.clear();
    engine.set_plan(plan);
    ASSERT_TRUE(comes_true([&] { return engine.report().ready; }));
    ASSERT_TRUE(comes_true([&] { return engine.report().state == Report::State::muted; }));
    Report r = engine.report();
    EXPECT_EQ(r.device, "null");
    EXPECT_EQ(r.epoch, (Epoch{1, 1}));
    EXPECT_GE(r.filled_ms, 150);
    EXPECT_EQ(r.gain, 0);
    plan.switches = {{ensemble_now(), true, milliseconds(20)}};
    engine.set_plan(plan);
    ASSERT_TRUE(comes_true([&] { return engine.report().peak > 0.4F; }));
    r = engine.report();
    EXPECT_EQ(r.state, Report::State::playing);
    EXPECT_EQ(r.sounding, (Epoch{1, 1}));
    EXPECT_NEAR(r.error_us, 0, 100);
    EXPECT_GE(told, 2);  // became ready, began to sound
    engine.want_device(false);
    ASSERT_TRUE(comes_true([&] { return engine.report().state == Report::State::closed; }));
}

TEST_F(EngineInRealTime, DecodesBeforeThereIsADevice) {
    Engine engine({*DeviceSpec::parse("null")}, media_, [] {});
    set_clock(engine);
    engine.set_plan(heard({one_track({1, 1}, track_, ensemble_now())}));
    ASSERT_TRUE(comes_true([&] { return engine.report().filled_ms > 500; }));
    EXPECT_FALSE(engine.report().ready);
    engine.set_plan(heard({one_track({1, 2}, track_, ensemble_now(), 48000)}));
    ASSERT_TRUE(comes_true([&] { return engine.report().epoch == Epoch{1, 2} && engine.report().filled_ms > 500; }));
    engine.want_device(true);
    ASSERT_TRUE(comes_true([&] { return engine.report().state == Report::State::playing; }));
}

TEST_F(EngineInRealTime, SaysWhatItWaitsForAndWhyADeviceDoesNotOpen) {
    media_.withheld = {track_.stems[0].segments[0].name};
    Engine engine({*DeviceSpec::parse("wav:/nonexistent/x.wav")}, media_, [] {});
    set_clock(engine);
    engine.want_device(true);
    engine.set_plan(heard({one_track({1, 1}, track_, ensemble_now() + seconds(60))}));
    ASSERT_TRUE(comes_true([&] { return !engine.report().device_error.empty() && engine.report().waiting_for; }));
    const Report r = engine.report();
    EXPECT_EQ(r.state, Report::State::opening);
    EXPECT_EQ(r.waiting_for->segment, track_.stems[0].segments[0].name);
    EXPECT_NE(r.device_error.find("/nonexistent/x.wav"), std::string::npos);
    engine.use_device(*DeviceSpec::parse("null"));
    ASSERT_TRUE(comes_true([&] { return engine.report().device == "null"; }));
    EXPECT_EQ(engine.report().device_error, "");
}

TEST_F(EngineInRealTime, ANewPlanReachesTheCallbackSoon) {
    Engine engine({*DeviceSpec::parse("null")}, media_, [] {});
    set_clock(engine);
    engine.want_device(true);
    OutputPlan plan = heard({one_track({1, 1}, track_, ensemble_now())});
    engine.set_plan(plan);
    ASSERT_TRUE(comes_true([&] { return engine.report().state == Report::State::playing; }));
    for (std::uint64_t n = 2; n < 8; ++n) {
        const auto asked = std::chrono::steady_clock::now();
        engine.set_plan(heard({one_track({1, n}, track_, ensemble_now(), 48000.0 * static_cast<double>(n % 4))}));
        ASSERT_TRUE(comes_true([&] { return engine.report().sounding == Epoch{1, n}; }));
        RecordProperty("ms_" + std::to_string(n),
                       std::to_string(to_seconds(std::chrono::steady_clock::now() - asked) * 1e3));
    }
}

}  // namespace
}  // namespace segue::audio::testing

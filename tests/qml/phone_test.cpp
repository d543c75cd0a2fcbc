// A phone's manners, with a twin of its system.
#include "app/segue/phone.h"

#include <gtest/gtest.h>

#include <QCoreApplication>

#include "tests/qml/fixture.h"

namespace segue::app {
namespace {

struct SystemTwin final : PhoneSystem {
    void attach(Phone*) override {}
    void hold(const NowPlaying& what) override { held = true, shown = what; }
    void let_go() override { held = false; }
    bool held = false;
    NowPlaying shown;
};

// This phone and a speaker sound; a laptop is there, too.
class PhoneTest : public testing::Test {
  protected:
    PhoneTest() {
        facts.devices[0].name = "phone";
        facts.devices[0].volume = 80;
        facts.devices[0].is_output = false;
        house.show(facts);
        port.asked.clear();
    }
    void outputs(bool here, bool speaker) {
        facts.devices[0].is_output = here;
        facts.devices[2].is_output = speaker;
        house.show(facts);
    }
    void state(ui::Play state) {
        facts.session.state = state;
        facts.session.rate = state == ui::Play::playing ? 1 : 0;
        house.show(facts);
    }

    ui::HouseFacts facts = ui::house_of_three();
    ui::RecordingPort port;
    ui::House house{port, [this] { return facts.taken; }};
    SystemTwin system;
    Phone phone{house, system, std::chrono::milliseconds(0)};
};

TEST_F(PhoneTest, IsHeldAwakeWhileItSounds) {
    EXPECT_FALSE(system.held);
    outputs(true, false);
    EXPECT_TRUE(system.held);
    EXPECT_EQ(system.shown.title, "Hand to Hand");
    EXPECT_TRUE(system.shown.playing);
    EXPECT_DOUBLE_EQ(system.shown.position_s, 40);
    outputs(false, true);
    EXPECT_FALSE(system.held) << "others play; it only commands";
}

TEST_F(PhoneTest, IsHeldForAWhileWhenPausedAndNotWhenStopped) {
    outputs(true, false);
    state(ui::Play::paused);
    EXPECT_TRUE(system.held);
    EXPECT_FALSE(system.shown.playing);
    QCoreApplication::processEvents();  // the while is over
    EXPECT_FALSE(system.held);
    state(ui::Play::playing);
    EXPECT_TRUE(system.held);
    state(ui::Play::stopped);
    EXPECT_FALSE(system.held);
}

TEST_F(PhoneTest, AJumpIsShown) {
    outputs(true, false);
    facts.session.position = 90;
    house.show(facts);
    EXPECT_DOUBLE_EQ(system.shown.position_s, 90);
}

TEST_F(PhoneTest, ACallPausesASessionThatSoundsHereAlone) {
    outputs(true, false);
    phone.focus(Phone::Focus::lost_for_now);
    EXPECT_TRUE(port.last<ui::Pause>());
    state(ui::Play::paused);
    phone.focus(Phone::Focus::back);
    EXPECT_TRUE(port.last<ui::Resume>());
}

TEST_F(PhoneTest, ACallTakesThisPhoneOutWhileTheOthersPlayOn) {
    outputs(true, true);
    phone.focus(Phone::Focus::lost_for_now);
    ASSERT_TRUE(port.last<ui::OutputRemove>());
    EXPECT_EQ(port.last<ui::OutputRemove>()->node, "a");
    outputs(false, true);
    EXPECT_TRUE(system.held) << "it is to come back";
    phone.focus(Phone::Focus::back);
    ASSERT_TRUE(port.last<ui::OutputAdd>());
    EXPECT_EQ(port.last<ui::OutputAdd>()->node, "a");
}

TEST_F(PhoneTest, WhatAPersonDecidedMeanwhileStays) {
    outputs(true, false);
    phone.focus(Phone::Focus::lost_for_now);
    state(ui::Play::stopped);
    port.asked.clear();
    phone.focus(Phone::Focus::back);
    EXPECT_TRUE(port.asked.empty()) << "someone has stopped it";

    state(ui::Play::playing);
    phone.focus(Phone::Focus::lost_for_now);
    state(ui::Play::paused);
    phone.pressed(Phone::Key::pause);
    port.asked.clear();
    phone.focus(Phone::Focus::back);
    EXPECT_TRUE(port.asked.empty()) << "paused by hand now";
}

TEST_F(PhoneTest, AnotherPlayerOrPulledHeadphonesAreForGood) {
    outputs(true, true);
    phone.focus(Phone::Focus::lost);
    EXPECT_TRUE(port.last<ui::OutputRemove>());
    outputs(false, true);
    port.asked.clear();
    phone.focus(Phone::Focus::back);
    EXPECT_TRUE(port.asked.empty());

    outputs(true, false);
    phone.headphones_pulled();
    EXPECT_TRUE(port.last<ui::Pause>());
    state(ui::Play::paused);
    port.asked.clear();
    phone.headphones_pulled();
    EXPECT_TRUE(port.asked.empty()) << "it does not sound";
}

TEST_F(PhoneTest, AVoiceLowersThisPhoneAlone) {
    outputs(true, true);
    phone.focus(Phone::Focus::lower);
    ASSERT_TRUE(port.last<ui::SetVolume>());
    EXPECT_EQ(port.last<ui::SetVolume>()->node, "a");
    EXPECT_DOUBLE_EQ(port.last<ui::SetVolume>()->percent, 24);
    facts.devices[0].volume = 24;
    house.show(facts);
    phone.focus(Phone::Focus::back);
    EXPECT_DOUBLE_EQ(port.last<ui::SetVolume>()->percent, 80);

    facts.devices[0].volume = 80;
    house.show(facts);
    phone.focus(Phone::Focus::lower);
    facts.devices[0].volume = 60;  // by hand
    house.show(facts);
    port.asked.clear();
    phone.focus(Phone::Focus::back);
    EXPECT_TRUE(port.asked.empty());
}

TEST_F(PhoneTest, OpensWhatItIsGiven) {
    phone.open({"segue://join/abc"});
    EXPECT_TRUE(port.last<ui::Join>());
    phone.open({"file:///tmp/song.flac"});
    ASSERT_TRUE(port.last<ui::PlayThese>());
    EXPECT_EQ(port.last<ui::PlayThese>()->paths, QStringList("/tmp/song.flac"));
    phone.may_read("/storage/emulated/0/Music");
    bool added = false;
    for (const ui::Deed& d : port.asked) added |= std::holds_alternative<ui::LibraryFolderAdd>(d);
    EXPECT_TRUE(added);
}

}  // namespace
}  // namespace segue::app

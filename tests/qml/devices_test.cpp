#include "qml/model/devices.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include "tests/qml/fixture.h"

namespace segue::ui {
namespace {

class DevicesTest : public testing::Test {
  protected:
    std::vector<Deed> asked;
    HouseFacts house = house_of_three();
    Devices devices{[this](const Deed& d) { asked.push_back(d); }};

    QVariant value(int row, Devices::Role role) const { return devices.data(devices.index(row), role); }
};

TEST_F(DevicesTest, TheSameAgainTellsNobody) {
    devices.show(house);
    QSignalSpy changed(&devices, &QAbstractItemModel::dataChanged), outputs(&devices, &Devices::outputsChanged);
    devices.show(house);
    EXPECT_EQ(changed.count() + outputs.count(), 0);
}

TEST_F(DevicesTest, AChangeTouchesOneRowAndOnlyItsRoles) {
    devices.show(house);
    QSignalSpy changed(&devices, &QAbstractItemModel::dataChanged);
    house.devices[2].level = 0.7;
    devices.show(house);
    ASSERT_EQ(changed.count(), 1);
    EXPECT_EQ(changed[0][0].toModelIndex().row(), 2);
    const auto roles = changed[0][2].value<QList<int>>();
    EXPECT_TRUE(roles.contains(Devices::LevelRole));
    EXPECT_FALSE(roles.contains(Devices::PlainRole));
    EXPECT_FALSE(roles.contains(Devices::NameRole));
}

TEST_F(DevicesTest, NewcomersAreInsertedAndThoseForgottenRemoved) {
    devices.show(house);
    QSignalSpy reset(&devices, &QAbstractItemModel::modelReset), in(&devices, &QAbstractItemModel::rowsInserted),
        out(&devices, &QAbstractItemModel::rowsRemoved);
    house.devices.insert(house.devices.begin() + 1, device("d", "kitchen", false));
    devices.show(house);
    house.devices.erase(house.devices.begin() + 2);
    devices.show(house);
    EXPECT_EQ(reset.count(), 0);
    EXPECT_EQ(in.count(), 1);
    EXPECT_EQ(out.count(), 1);
    EXPECT_EQ(value(1, Devices::NameRole), "kitchen");
    EXPECT_EQ(value(2, Devices::NameRole), "speaker");
}

TEST_F(DevicesTest, ThoseThatAreAwayComeLast) {
    house.devices[1].presence = Presence::gone;
    devices.show(house);
    EXPECT_EQ(value(2, Devices::NameRole), "phone");
    EXPECT_EQ(value(2, Devices::PlainRole), "Away");
}

TEST_F(DevicesTest, AColourStaysWithItsDevice) {
    devices.show(house);
    const QVariant was = value(2, Devices::ColourRole);
    house.devices[1].presence = Presence::gone;
    devices.show(house);
    EXPECT_EQ(value(1, Devices::NameRole), "speaker");
    EXPECT_EQ(value(1, Devices::ColourRole), was);
}

TEST_F(DevicesTest, SaysInPlainWordsWhatIsGoingOn) {
    DeviceFacts d = device("x", "x", true);
    EXPECT_EQ(plain_words(d, true), "Playing, in sync");
    d.error_us = -2500;
    EXPECT_EQ(plain_words(d, true), "Playing, catching up");
    EXPECT_TRUE(is_trouble(d));
    d.sound = Sound::failed;
    d.problem = "the device is busy";
    EXPECT_EQ(plain_words(d, true), "No sound: the device is busy");
    d = device("x", "x", false);
    EXPECT_EQ(plain_words(d, true), "Ready");
    EXPECT_FALSE(is_trouble(d));
}

TEST_F(DevicesTest, WhereItPlaysIsTheOutputsThatAreHere) {
    devices.show(house);
    EXPECT_EQ(devices.playingOn(), "laptop, speaker");
    house.devices[2].presence = Presence::gone;
    devices.show(house);
    EXPECT_EQ(devices.playingOn(), "laptop");
}

TEST_F(DevicesTest, OthersAreAsLoudAsTheTrackAndTheirVolumeMakeThem) {
    house.devices[0].level = 0.9;
    house.devices[2].volume = 50;
    devices.show(house, 0.8);
    EXPECT_DOUBLE_EQ(value(0, Devices::LevelRole).toDouble(), 0.9);
    EXPECT_DOUBLE_EQ(value(2, Devices::LevelRole).toDouble(), 0.4);
}

TEST_F(DevicesTest, VolumesStayOnTheScale) {
    devices.show(house);
    devices.setVolume("c", 140);
    EXPECT_EQ(std::get<SetVolume>(asked.back()).percent, 100);
    devices.setGroupVolume(-5);
    EXPECT_EQ(std::get<SetVolume>(asked.back()).node, "all");
    EXPECT_EQ(std::get<SetVolume>(asked.back()).percent, 0);
}

}  // namespace
}  // namespace segue::ui

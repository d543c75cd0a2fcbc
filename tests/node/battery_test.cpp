// A machine's batteries, as the system tells of them.
#include "app/node/battery.h"

#include <gtest/gtest.h>

#include "tests/node/temporary_folder.h"

namespace segue::node {
namespace {

TEST(Battery, NoneIsNone) {
    const test::TemporaryFolder folder;
    EXPECT_FALSE(read_battery(folder.path()));
    EXPECT_FALSE(read_battery(folder.path() / "missing"));
    folder.write("AC/type", "Mains\n");
    EXPECT_FALSE(read_battery(folder.path()));
}

TEST(Battery, AllOfTheMachinesOwnTogether) {
    const test::TemporaryFolder folder;
    folder.write("BAT0/type", "Battery\n");
    folder.write("BAT0/capacity", "80\n");
    folder.write("BAT0/status", "Discharging\n");
    folder.write("BAT1/type", "Battery\n");
    folder.write("BAT1/capacity", "40\n");
    folder.write("BAT1/status", "Unknown\n");
    folder.write("mouse/type", "Battery\n");
    folder.write("mouse/scope", "Device\n");
    folder.write("mouse/capacity", "5\n");
    const auto battery = read_battery(folder.path());
    ASSERT_TRUE(battery);
    EXPECT_DOUBLE_EQ(battery->percent, 60);
    EXPECT_TRUE(battery->discharging);
}

TEST(Battery, NonsenseIsNotBelieved) {
    const test::TemporaryFolder folder;
    folder.write("BAT0/type", "Battery\n");
    folder.write("BAT0/capacity", "many\n");
    EXPECT_FALSE(read_battery(folder.path()));
    folder.write("BAT0/capacity", "999\n");
    EXPECT_DOUBLE_EQ(read_battery(folder.path())->percent, 100);
}

}  // namespace
}  // namespace segue::node

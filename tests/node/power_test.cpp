// On battery or not, as the kernel's files say.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/node/power.h"

namespace segue::node {
namespace {
namespace fs = std::filesystem;

struct Supplies {
    Supplies() { fs::remove_all(path); }
    ~Supplies() { fs::remove_all(path); }
    void set(const std::string& supply, const std::string& what, const std::string& value) const {
        fs::create_directories(path / supply);
        std::ofstream(path / supply / what) << value << '\n';
    }
    fs::path path = fs::temp_directory_path() / ("segue-power-" + std::to_string(::getpid()));
};

TEST(Power, WithoutABatteryAMachineIsOnMains) {
    Supplies supplies;
    EXPECT_FALSE(is_on_battery(supplies.path));
    supplies.set("AC", "type", "Mains");
    supplies.set("AC", "online", "0");
    EXPECT_FALSE(is_on_battery(supplies.path));
}

TEST(Power, ABatteryThatDischargesIsLivedOnUnlessPluggedIn) {
    Supplies supplies;
    supplies.set("BAT0", "type", "Battery");
    supplies.set("BAT0", "status", "Full");
    EXPECT_FALSE(is_on_battery(supplies.path));
    supplies.set("BAT0", "status", "Discharging");
    EXPECT_TRUE(is_on_battery(supplies.path));
    supplies.set("ucsi", "type", "USB");
    supplies.set("ucsi", "online", "1");
    EXPECT_FALSE(is_on_battery(supplies.path));
}

TEST(Power, TheBatteryOfAMouseIsNotTheMachines) {
    Supplies supplies;
    supplies.set("hidpp", "type", "Battery");
    supplies.set("hidpp", "scope", "Device");
    supplies.set("hidpp", "status", "Discharging");
    EXPECT_FALSE(is_on_battery(supplies.path));
}

}  // namespace
}  // namespace segue::node

#include "app/control/state_dir.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace segue::control {
namespace {

struct StateDirTest : ::testing::Test {
    void SetUp() override {
        for (const char* name : {"SEGUE_STATE_DIR", "XDG_STATE_HOME", "HOME"}) {
            const char* value = std::getenv(name);
            before.emplace_back(name, value ? value : "");
            ::unsetenv(name);
        }
    }
    void TearDown() override {
        for (const auto& [name, value] : before)
            value.empty() ? ::unsetenv(name.c_str()) : ::setenv(name.c_str(), value.c_str(), 1);
    }
    std::vector<std::pair<std::string, std::string>> before;
};

TEST_F(StateDirTest, TheNearestWishWins) {
    ::setenv("HOME", "/home/ada", 1);
    EXPECT_EQ(state_dir(""), "/home/ada/.local/state/segue");
    ::setenv("XDG_STATE_HOME", "/var/ada", 1);
    EXPECT_EQ(state_dir(""), "/var/ada/segue");
    ::setenv("SEGUE_STATE_DIR", "/srv/one/", 1);
    EXPECT_EQ(state_dir(""), "/srv/one");
    EXPECT_EQ(state_dir("/tmp/two/../three"), "/tmp/three");
}

TEST_F(StateDirTest, RelativeOnesBecomeAbsoluteButForXdg) {
    ::setenv("HOME", "/home/ada", 1);
    ::setenv("XDG_STATE_HOME", "relative", 1);
    EXPECT_EQ(state_dir(""), "/home/ada/.local/state/segue");
    EXPECT_EQ(state_dir("here"), std::filesystem::current_path() / "here");
}

TEST_F(StateDirTest, WithoutAHomeThereIsStillAPlace) { EXPECT_TRUE(state_dir("").is_absolute()); }

}  // namespace
}  // namespace segue::control

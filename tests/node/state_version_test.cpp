// A state directory says what it holds, and one of a later release is left alone.
#include <gtest/gtest.h>

#include "app/node/state_dir.h"
#include "tests/node/temporary_folder.h"

namespace segue::node {
namespace {

std::string version_in(const std::filesystem::path& dir) {
    std::ifstream file(dir / "version");
    std::string text;
    std::getline(file, text);
    return text;
}

TEST(StateVersion, IsWrittenOnceAndAcceptedAgain) {
    const test::TemporaryFolder folder;
    const auto dir = folder.path() / "state";
    ASSERT_TRUE(prepare_state_dir(dir));
    EXPECT_EQ(version_in(dir), std::to_string(state_version));
    EXPECT_TRUE(prepare_state_dir(dir));
}

TEST(StateVersion, ALaterOneIsRefusedAndStaysAsItIs) {
    const test::TemporaryFolder folder;
    folder.write("version", std::to_string(state_version + 1));
    const auto refused = prepare_state_dir(folder.path());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), StateDirError::newer);
    EXPECT_NE(refused.message().find("later release"), std::string::npos);
    EXPECT_EQ(version_in(folder.path()), std::to_string(state_version + 1));
}

TEST(StateVersion, WhatIsNoNumberIsTakenForNone) {
    const test::TemporaryFolder folder;
    folder.write("version", "");
    EXPECT_TRUE(prepare_state_dir(folder.path()));
    EXPECT_EQ(version_in(folder.path()), std::to_string(state_version));
}

}  // namespace
}  // namespace segue::node

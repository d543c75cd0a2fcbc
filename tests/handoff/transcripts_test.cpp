// Each story in stories/ is told again; what happens must be what is written there.
//
// SEGUE_REWRITE_STORIES=1 writes down what happens now. Read the difference: it is what a change did to the protocol.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/handoff/story.h"

namespace segue::handoff::test {
namespace {

std::vector<std::string> all_stories() {
    std::vector<std::string> names;
    for (const auto& file : std::filesystem::directory_iterator(SEGUE_STORIES_DIR))
        if (file.path().extension() == ".txt") names.push_back(file.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

class Transcripts : public testing::TestWithParam<std::string> {};

TEST_P(Transcripts, TellsWhatHappens) {
    const std::string path = std::string(SEGUE_STORIES_DIR) + "/" + GetParam() + ".txt";
    std::ifstream in(path);
    const std::string written{std::istreambuf_iterator<char>(in), {}};
    ASSERT_FALSE(written.empty());
    const std::string now = retell(written).text;
    if (std::getenv("SEGUE_REWRITE_STORIES"))
        std::ofstream(path) << now;
    else
        EXPECT_EQ(written, now) << "SEGUE_REWRITE_STORIES=1 rewrites " << path;
}

std::string test_name(const testing::TestParamInfo<std::string>& story) {
    std::string name = story.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}
INSTANTIATE_TEST_SUITE_P(Story, Transcripts, testing::ValuesIn(all_stories()), test_name);

}  // namespace
}  // namespace segue::handoff::test

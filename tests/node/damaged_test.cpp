// Damaged files of the state directory: what is good is used, what was there is kept, and the second start is quiet.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/node/file_index.h"
#include "app/node/settings.h"
#include "sync/mesh/state_file.h"
#include "tests/node/temporary_folder.h"

namespace segue::node {
namespace {
namespace fs = std::filesystem;

std::string contents(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

TEST(Damaged, SettingsKeepWhatIsGood) {
    const test::TemporaryFolder folder;
    Settings settings = Settings::load(folder.path(), "kitchen");
    settings.set_latency(milliseconds(42));
    const Bytes saved = settings.saved();
    const std::string torn(as_text(saved).substr(0, saved.size() - 3));
    folder.write("settings.pb", torn);
    const Settings again = Settings::load(folder.path(), "");
    EXPECT_EQ(again.name(), "kitchen");
    EXPECT_EQ(contents(folder.path() / "settings.pb.damaged-1"), torn);
    EXPECT_EQ(Settings::load(folder.path(), "").name(), "kitchen");
    EXPECT_FALSE(fs::exists(folder.path() / "settings.pb.damaged-2")) << "it has been mended";
}

TEST(Damaged, TheFileIndexKeepsWhatIsBeforeTheDamage) {
    TrackId track;
    track.bytes.fill(7);
    FileIndex index, again;
    index.remember("/a", {1, 2, ""}, track);
    index.remember("/b", {3, 4, ""}, track);
    const Bytes saved = index.saved();
    EXPECT_FALSE(again.restore(BytesView(saved).first(saved.size() - 4)));
    EXPECT_TRUE(again.find("/a", {1, 2, ""}));
    EXPECT_FALSE(again.find("/b", {3, 4, ""}));
    EXPECT_TRUE(FileIndex().restore(saved));
    // A byte that makes one entry nonsense costs that entry alone.
    Bytes flipped = saved;
    flipped[3] = 0xff;  // the length of its path
    FileIndex third;
    EXPECT_FALSE(third.restore(flipped));
    EXPECT_TRUE(third.find("/b", {3, 4, ""}));
}

TEST(Damaged, NothingThatWasKeptIsOverwritten) {
    const test::TemporaryFolder folder;
    const fs::path file = folder.path() / "x.journal";
    for (int i = 1; i <= 3; ++i) {
        const auto kept = mesh::keep_damaged(file, std::to_string(i));
        ASSERT_TRUE(kept.ok());
        EXPECT_EQ(kept->filename(), "x.journal.damaged-" + std::to_string(i));
    }
    EXPECT_EQ(contents(folder.path() / "x.journal.damaged-1"), "1");
}

}  // namespace
}  // namespace segue::node

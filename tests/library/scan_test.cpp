// Folders of real files, read by the real tag reader: what is new is read, what is not is not, what moved is known.
#include "audio/library/scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "audio/import/process.h"
#include "tests/library/samples.h"
#include "tests/library/sound_files.h"
#include "tests/node/as_nobody.h"
#include "tests/node/temporary_folder.h"

namespace segue::library {
namespace {

namespace fs = std::filesystem;
using test::wav;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class ScanTest : public ::testing::Test {
  protected:
    void SetUp() override { catalogue = std::move(Catalogue::open({}, node(1))).value(); }
    ScanProgress scan(bool is_root = true, const std::string& below = "") {
        const std::atomic<bool> cancelled = false;
        Scan scan(*catalogue, reader, {(music / below).string(), is_root, true, now_s}, cancelled);
        for (bool more = true; more;) {
            const auto stepped = scan.step();
            EXPECT_TRUE(stepped.ok()) << (stepped.ok() ? "" : stepped.message());
            more = stepped.ok() && *stepped;
        }
        away = scan.is_away();
        return scan.progress();
    }
    void write(const std::string& name, const std::string& contents) { folder.write("music/" + name, contents); }
    std::vector<std::string> titles() {
        std::vector<std::string> out;
        const auto entries = catalogue->entries(node(1), "", 100);
        for (const Entry& e : *entries) out.push_back(e.tags.title);
        return out;
    }

    test::TemporaryFolder folder;
    fs::path music = folder.path() / "music";
    std::unique_ptr<Catalogue> catalogue;
    TagReader reader{{(fs::path(SEGUE_IMPORTER_DIR) / "segue-importer").string(), "--tags"}};
    std::int64_t now_s = 1000;
    bool away = false;
};

TEST_F(ScanTest, ReadsOnceAndNoticesChanges) {
    write("a.wav", wav("One"));
    write("deep/er/b.wav", wav("Two", 1));
    write("notes.txt", "no music");
    EXPECT_EQ(scan().read, 2u);
    EXPECT_THAT(titles(), ElementsAre("One", "Two"));
    const Entry e = catalogue->entries(node(1), "", 1)->front();
    EXPECT_EQ(e.duration, milliseconds(500));
    EXPECT_EQ(e.format.codec, "wav");
    EXPECT_EQ(e.added_s, 1000);
    EXPECT_EQ(scan().read, 0u);
    write("a.wav", wav("One, again"));
    fs::remove(music / "deep/er/b.wav");
    const ScanProgress p = scan();
    EXPECT_EQ(p.read, 1u);
    EXPECT_EQ(p.gone, 1u);
    EXPECT_THAT(titles(), ElementsAre("One, again"));
}

TEST_F(ScanTest, TheFirstFilesAreThereBeforeTheLast) {
    constexpr int files = 3 * tags_in_flight_max;
    for (int i = 0; i < files; ++i) write(std::to_string(i) + ".wav", wav("Same", static_cast<char>(i)));
    const std::atomic<bool> cancelled = false;
    Scan scan(*catalogue, reader, {music.string(), true, true, now_s}, cancelled);
    while (scan.progress().read == 0) ASSERT_TRUE(scan.step().ok());
    EXPECT_LT(scan.progress().read, static_cast<std::uint64_t>(files));
    EXPECT_FALSE(titles().empty());
}

TEST_F(ScanTest, AMovedFileIsTheSameRecording) {
    write("a.wav", wav("One"));
    scan();
    const Entry before = catalogue->entries(node(1), "", 1)->front();
    fs::create_directory(music / "new");
    fs::rename(music / "a.wav", music / "new/renamed.wav");
    now_s = 2000;
    scan();
    const auto after = *catalogue->entries(node(1), "", 10);
    ASSERT_THAT(after, SizeIs(1));
    EXPECT_EQ(after[0].content, before.content);
    EXPECT_EQ(after[0].added_s, before.added_s);
    EXPECT_THAT(after[0].path, HasSubstr("renamed"));
}

TEST_F(ScanTest, WhatCannotBeReachedIsAwayAndNotGone) {
    write("a.wav", wav("One"));
    scan();
    fs::rename(music, folder.path() / "unplugged");
    scan();
    EXPECT_TRUE(away);
    fs::create_directory(music);  // the empty mount point
    scan();
    EXPECT_TRUE(away);
    EXPECT_THAT(titles(), SizeIs(1));
    fs::remove(music);
    fs::rename(folder.path() / "unplugged", music);
    EXPECT_EQ(scan().read, 0u);
    EXPECT_FALSE(away);
    fs::create_directory(music / "sub");
    fs::rename(music / "a.wav", music / "sub/a.wav");
    scan();
    fs::rename(music / "sub", folder.path() / "elsewhere");
    scan(false, "sub");  // a folder within a folder that is there: gone
    EXPECT_THAT(titles(), SizeIs(0));
}

TEST_F(ScanTest, WhatIsNoMusicIsSetAsideOnce) {
    write("bad.mp3", std::string(5000, 'x'));
    write("empty.flac", "");
    write("cut.wav", wav("Cut").substr(0, 30));
    write("good.wav", wav("Good"));
    EXPECT_EQ(scan().read, 4u);
    EXPECT_THAT(titles(), testing::Contains("Good"));
    const auto refused = *catalogue->refused(10);
    EXPECT_GE(refused.size(), 2u);
    EXPECT_FALSE(refused.front().reason.empty());
    EXPECT_EQ(scan().read, 0u);
    write("bad.mp3", wav("Healed", 3));
    scan();
    EXPECT_THAT(titles(), testing::Contains("Healed"));
}

TEST_F(ScanTest, ACueSheetMakesEntriesAndStemsAreSeen) {
    write("disc.wav", wav("Disc"));
    scan();
    EXPECT_THAT(titles(), ElementsAre("Disc"));
    write("disc.cue",
          "TITLE \"Album\"\nFILE \"disc.wav\" WAVE\nTRACK 01 AUDIO\nTITLE \"First\"\nINDEX 01 00:00:00\n"
          "TRACK 02 AUDIO\nTITLE \"Second\"\nINDEX 01 00:00:20\n");
    fs::last_write_time(music / "disc.cue", fs::file_time_type::clock::now() + std::chrono::seconds(5));
    write("disc.stems/drums.wav", wav("Drums"));
    EXPECT_EQ(scan().read, 1u);
    EXPECT_THAT(titles(), ElementsAre("First", "Second"));
    EXPECT_TRUE(catalogue->entries(node(1), "", 1)->front().has_stems);
    EXPECT_EQ(scan().read, 0u);
}

TEST(WalkTest, AFolderOfTenThousandEntries) {
    const test::TemporaryFolder folder;
    for (int i = 0; i < 5'000; ++i) {
        folder.write(std::to_string(i) + ".wav");
        folder.write(std::to_string(i) + (i % 2 ? ".cue" : ".wav.cue"));
    }
    const auto listed = list_folder(folder.path().string());
    ASSERT_TRUE(listed.ok());
    ASSERT_THAT(listed->files, SizeIs(5'000));
    for (const FoundFile& f : listed->files) ASSERT_FALSE(f.sheet.empty()) << f.path;
}

TEST_F(ScanTest, OddNamesLoopsAndManyFilesInOneFolder) {
    write("caf\xe9 \x01.wav", wav("Latin"));
    fs::create_directory_symlink(music, music / "loop");
    fs::create_directory_symlink("nowhere", music / "broken");
    for (int i = 0; i < 300; ++i) write("many/" + std::to_string(i) + ".wav", wav("Same", static_cast<char>(i)));
    EXPECT_EQ(scan().read, 301u);
    EXPECT_THAT(*catalogue->entries(node(1), "", 1000), SizeIs(301));
    EXPECT_EQ(catalogue->counts()->recordings, 257u) << "equal bytes are one recording";
}

TEST_F(ScanTest, WhatMayNotBeReadIsSaidAndWhatWasKnownStays) {
    write("a.wav", wav("One"));
    write("shut/b.wav", wav("Two", 1));
    write("mine.wav", wav("Mine", 2));
    for (const fs::path& open : {folder.path(), music}) fs::permissions(open, fs::perms(0755));
    scan();
    fs::permissions(music / "shut", fs::perms::none);
    fs::permissions(music / "mine.wav", fs::perms::none);
    write("new.wav", wav("New", 3));
    fs::permissions(music / "new.wav", fs::perms::none);
    {
        const test::AsNobody nobody;
        const std::atomic<bool> cancelled = false;
        Scan scan(*catalogue, reader, {music.string(), true, true, now_s}, cancelled);
        while (*scan.step()) {
        }
        EXPECT_THAT(scan.notes(), ElementsAre(HasSubstr("shut cannot be read")));
    }
    fs::permissions(music / "shut", fs::perms::owner_all);
    EXPECT_THAT(titles(), ElementsAre("One", "Mine", "Two"));
    const auto refused = *catalogue->refused(10);
    ASSERT_THAT(refused, SizeIs(1));
    EXPECT_THAT(refused[0].reason, HasSubstr("no permission"));
}

TEST_F(ScanTest, AHostileFileIsSetAsideAndDoesNoHarm) {
    // Sizes that claim far more than is there, at every place where one stands.
    const std::string good = wav("One", 0, test::cover_chunk(test::bmp(8, 8, 0)));
    for (std::size_t at = 4; at + 4 < good.size(); at += at < 120 ? 4 : 997) {
        std::string bad = good;
        bad.replace(at, 4, "\xff\xff\xff\x7f");
        write("bad" + std::to_string(at) + ".wav", bad);
        write("cut" + std::to_string(at) + ".wav", good.substr(0, at));
    }
    write("good.wav", good);
    const ScanProgress p = scan();
    EXPECT_EQ(p.read, p.found);
    EXPECT_GT(p.refused, 0u);
    EXPECT_THAT(titles(), testing::Contains("One"));
}

TEST(TagReaderTest, AFileThatKillsItsReaderIsSetAside) {
    const test::TemporaryFolder folder;
    const std::string file = folder.write("x.wav", "x").string();
    TagReader reader({"/bin/sh", "-c", "exit 3"});
    reader.ask(file);
    std::vector<TagReader::Answer> answers;
    while (answers.empty()) answers = reader.wait(milliseconds(1000));
    ASSERT_THAT(answers, SizeIs(1));
    EXPECT_EQ(answers[0].said.error(), audio::ImportError::crashed);
    EXPECT_EQ(answers[0].path, file);
}

// Both with a patience too short for the process to say anything in.
TEST(TagReaderTest, AFileThatTakesForEverIsSetAside) {
    const test::TemporaryFolder folder;
    const std::string file = folder.write("x.wav", "x").string();
    const TagReader::Patience computing{milliseconds(20), milliseconds(1'000'000)},
        waiting{milliseconds(1'000'000), milliseconds(20)};
    for (const auto& [script, patience] :
         {std::pair("while :; do :; done", computing), std::pair("exec tail -f /dev/null", waiting)}) {
        TagReader reader({"/bin/sh", "-c", script}, patience);
        reader.ask(file);
        std::vector<TagReader::Answer> answers;
        while (answers.empty()) answers = reader.wait(milliseconds(5));
        EXPECT_EQ(answers[0].said.error(), audio::ImportError::crashed);
        EXPECT_THAT(answers[0].said.message(), HasSubstr("too long"));
    }
}

TEST(TagReaderTest, WithoutItsProgramItSaysSo) {
    const test::TemporaryFolder folder;
    TagReader reader({});
    reader.ask(folder.write("x.wav", "x").string());
    reader.ask((folder.path() / "gone.wav").string());
    const auto answers = reader.wait(milliseconds(1000));
    ASSERT_THAT(answers, SizeIs(2));
    EXPECT_EQ(answers[0].said.error(), audio::ImportError::unavailable);
    EXPECT_EQ(answers[1].said.error(), audio::ImportError::missing);
}

}  // namespace
}  // namespace segue::library

// Pictures in music files and beside them, made small by the real tag reader.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/library/tag_process.h"
#include "audio/media/segment.h"
#include "tests/library/sound_files.h"
#include "tests/node/temporary_folder.h"

namespace segue::library {
namespace {

namespace fs = std::filesystem;
using test::bmp;
using test::cover_chunk;
using test::wav;

struct Size {
    int width = 0, height = 0;
    bool operator==(const Size&) const = default;
};
// As its frame header says (ITU T.81, B.2.2).
Size size_of(const Bytes& jpeg) {
    for (std::size_t i = 2; i + 9 < jpeg.size() && jpeg[i] == 0xff; i += 2u + (jpeg[i + 2] << 8 | jpeg[i + 3]))
        if (jpeg[i + 1] >= 0xc0 && jpeg[i + 1] <= 0xc2)
            return {jpeg[i + 7] << 8 | jpeg[i + 8], jpeg[i + 5] << 8 | jpeg[i + 6]};
    return {};
}

class ThumbnailTest : public ::testing::Test {
  protected:
    TagAnswer ask(const std::string& contents) {
        reader.ask(folder.write("file", contents).string(), TagQuestion::thumbnail);
        std::vector<TagReader::Answer> answers;
        while (answers.empty()) answers = reader.wait(milliseconds(1000));
        return answers.front().said;
    }
    test::TemporaryFolder folder;
    TagReader reader{{(fs::path(SEGUE_IMPORTER_DIR) / "segue-importer").string(), "--tags"}};
};

TEST_F(ThumbnailTest, APictureBesideTheMusicIsMadeSmall) {
    const std::string picture = bmp(600, 300, '\x40');
    const auto said = ask(picture);
    ASSERT_TRUE(said.ok()) << said.message();
    const auto thumbnail = decode_thumbnail(*said);
    ASSERT_TRUE(thumbnail.has_value());
    EXPECT_EQ(thumbnail->of.bytes, audio::segment_name(as_bytes(picture)).bytes);
    EXPECT_EQ(size_of(thumbnail->jpeg), (Size{256, 128}));
}

TEST_F(ThumbnailTest, APictureInTheMusicIsFoundAndNotMadeLarger) {
    const std::string picture = bmp(40, 30, '\x40');
    const auto said = ask(wav("One", 0, cover_chunk(picture)));
    ASSERT_TRUE(said.ok()) << said.message();
    const auto thumbnail = decode_thumbnail(*said);
    ASSERT_TRUE(thumbnail.has_value());
    EXPECT_EQ(thumbnail->of.bytes, audio::segment_name(as_bytes(picture)).bytes);
    EXPECT_EQ(size_of(thumbnail->jpeg), (Size{40, 30}));
}

TEST_F(ThumbnailTest, WhatIsNoPictureIsRefusedAndTheNextIsRead) {
    EXPECT_EQ(ask(wav("One")).error(), audio::ImportError::missing);
    EXPECT_EQ(ask(wav("One", 0, cover_chunk("no picture at all"))).error(), audio::ImportError::damaged);
    EXPECT_EQ(ask("\xff\xd8\xff\xe0 cut").error(), audio::ImportError::damaged);
    std::string huge = bmp(1, 1, 0);
    huge.replace(18, 8, std::string("\0\0\1\0\0\0\1\0", 8));  // 65,536 dots each way, and none of them there
    EXPECT_EQ(ask(huge).error(), audio::ImportError::damaged);
    EXPECT_FALSE(ask("").ok());
    EXPECT_TRUE(ask(bmp(3, 3, 0)).ok());
}

TEST(ThumbnailMessage, OnlyWhatCouldBeOneIsBelieved) {
    const Thumbnail t{{}, {0xff, 0xd8, 1, 2}};
    EXPECT_EQ(decode_thumbnail(encode_thumbnail(t))->jpeg, t.jpeg);
    EXPECT_FALSE(decode_thumbnail({}));
    EXPECT_FALSE(decode_thumbnail(Bytes(100)));
    EXPECT_FALSE(decode_thumbnail(encode_thumbnail({{}, Bytes(thumbnail_bytes_max + 1, 0xff)})));
}

}  // namespace
}  // namespace segue::library

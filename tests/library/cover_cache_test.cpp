// Thumbnails are kept within their bound, over restarts, and a broken one is no worse than none.
#include "audio/library/cover_cache.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/library/samples.h"
#include "tests/node/temporary_folder.h"

namespace segue::library {
namespace {

namespace fs = std::filesystem;

CoverId cover(std::uint8_t n) { return id_of<CoverId>(n); }

Bytes jpeg(std::size_t size, std::uint8_t filling = 7) {
    Bytes out(size, filling);
    out[0] = 0xff, out[1] = 0xd8, out[size - 2] = 0xff, out[size - 1] = 0xd9;
    return out;
}

class CoverCacheTest : public ::testing::Test {
  protected:
    test::TemporaryFolder folder;
    fs::path place = folder.path() / "covers";
};

TEST_F(CoverCacheTest, KeepsOverARestart) {
    {
        CoverCache cache(place);
        EXPECT_EQ(cache.find(cover(1)), std::nullopt);
        EXPECT_TRUE(cache.put(cover(1), jpeg(100)).ok());
        EXPECT_TRUE(cache.put(cover(1), jpeg(200)).ok());
        EXPECT_EQ(cache.bytes(), 200u);
    }
    std::ofstream(place / "half.part") << "x";
    CoverCache again(place);
    EXPECT_EQ(again.find(cover(1)), std::optional(jpeg(200)));
    EXPECT_FALSE(fs::exists(place / "half.part"));
}

TEST_F(CoverCacheTest, DropsWhatWasLookedAtLongestAgo) {
    {
        CoverCache cache(place);
        for (std::uint8_t n = 0; n < 10; ++n) ASSERT_TRUE(cache.put(cover(n), jpeg(100)).ok());
    }
    for (std::uint8_t n = 0; n < 10; ++n)  // the higher its number the longer ago
        fs::last_write_time(place / (cover(n).hex() + ".jpg"),
                            fs::file_time_type::clock::now() - std::chrono::hours(1 + n));
    CoverCache cache(place, 1000);
    EXPECT_TRUE(cache.find(cover(9)).has_value());
    ASSERT_TRUE(cache.put(cover(10), jpeg(100)).ok());
    EXPECT_EQ(cache.bytes(), 900u);
    EXPECT_EQ(cache.find(cover(8)), std::nullopt);
    EXPECT_EQ(cache.find(cover(7)), std::nullopt);
    EXPECT_TRUE(cache.find(cover(9)).has_value());
    EXPECT_TRUE(cache.find(cover(10)).has_value());
}

TEST_F(CoverCacheTest, ADamagedOneIsAsGoodAsNone) {
    CoverCache cache(place);
    ASSERT_TRUE(cache.put(cover(1), jpeg(100)).ok());
    fs::resize_file(place / (cover(1).hex() + ".jpg"), 50);
    EXPECT_EQ(cache.find(cover(1)), std::nullopt);
    EXPECT_EQ(cache.bytes(), 0u);
    EXPECT_EQ(cache.put(cover(2), Bytes(100)).error(), LibraryError::malformed);
}

TEST_F(CoverCacheTest, WithoutAFolderItKeepsNothingAndSaysSo) {
    std::ofstream(place) << "in the way";
    CoverCache cache(place);
    EXPECT_EQ(cache.put(cover(1), jpeg(100)).error(), LibraryError::disk);
    EXPECT_EQ(cache.find(cover(1)), std::nullopt);
}

}  // namespace
}  // namespace segue::library

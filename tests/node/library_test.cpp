// A node's library with its threads and processes, over folders of real files.
#include "app/node/library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <fstream>

#include "app/node/disk.h"
#include "tests/library/samples.h"
#include "tests/library/sound_files.h"
#include "tests/node/temporary_folder.h"

namespace segue::node {
namespace {

namespace fs = std::filesystem;
using test::bmp;
using test::cover_chunk;
using test::wav;
using ::testing::ElementsAre;

class LibraryTest : public ::testing::Test {
  protected:
    void SetUp() override { fs::create_directories(music); }
    void start(const std::string& state = "state") {
        Library::Config c;
        c.state_dir = folder.path() / state;
        fs::create_directories(c.state_dir);
        c.self = library::node(1);
        c.name = "laptop";
        c.more_folders = {music.string()};
        c.note = [this](const std::string& text) { notes.push_back(text); };
        c.changed = [] {};
        library = std::make_unique<Library>(loop, disk, c);
    }
    // Lets the node's thread run until that is so. What never becomes so is stopped by the test's own limit.
    void until(const std::function<bool()>& so) {
        while (!so()) loop.run_one_for(std::chrono::seconds(1));
    }
    library::Found search(const std::string& query) {
        std::optional<library::LibraryResult<library::Found>> found;
        library->search({query}, [&](const auto& f) { found.emplace(f); });
        until([&] { return found.has_value(); });
        return found->ok() ? **found : library::Found{};
    }
    void until_found(const std::string& query, std::size_t tracks) {
        until([&] { return search(query).tracks.size() == tracks; });
    }
    library::LibraryResult<Library::Cover> cover(const library::CoverId& id) {
        std::optional<library::LibraryResult<Library::Cover>> got;
        library->cover(id, [&](const auto& c) { got.emplace(c); });
        until([&] { return got.has_value(); });
        return *got;
    }

    test::TemporaryFolder folder;
    fs::path music = folder.path() / "music";
    asio::io_context loop;
    asio::executor_work_guard<asio::io_context::executor_type> open{loop.get_executor()};
    Disk disk{loop};
    std::vector<std::string> notes;
    std::unique_ptr<Library> library;
};

TEST_F(LibraryTest, FindsItsMusicAndShowsItsCovers) {
    folder.write("music/a/one.wav", wav("One", 1, cover_chunk(bmp(300, 300, '\x20'))));
    folder.write("music/b/two.wav", wav("Two", 2));
    folder.write("music/b/cover.png", bmp(600, 300, '\x60'));  // whatever its name says
    start();
    until_found("", 2);
    const auto one = search("one").tracks.at(0), two = search("two").tracks.at(0);
    const auto made = cover(one.cover);
    ASSERT_TRUE(made.ok()) << made.message();
    EXPECT_GT(made->jpeg.size(), 100u);
    const auto beside = cover(two.cover);
    ASSERT_TRUE(beside.ok()) << beside.message();
    EXPECT_NE(beside->jpeg, made->jpeg);

    // Another picture there: the old one is kept as long as there is room, and no other passes for one that is gone.
    folder.write("music/b/cover.png", bmp(200, 200, '\x10'));
    EXPECT_EQ(cover(two.cover)->jpeg, beside->jpeg);
    fs::remove_all(folder.path() / "state/library/covers");
    fs::create_directory(folder.path() / "state/library/covers");
    EXPECT_EQ(cover(two.cover).error(), library::LibraryError::missing);
    until([&] { return search("two").tracks.at(0).cover != two.cover; });
    EXPECT_TRUE(cover(search("two").tracks.at(0).cover).ok());
    EXPECT_EQ(cover(library::id_of<library::CoverId>(9)).error(), library::LibraryError::missing);
}

}  // namespace
}  // namespace segue::node

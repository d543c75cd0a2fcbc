// A node's library with its threads and processes, over folders of real files.
#include "app/node/library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>
#include <sys/resource.h>

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
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

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

// No file of this process can grow beyond that, as on a full disk.
class FullDisk {
  public:
    explicit FullDisk(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        signal_ = ::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        ::signal(SIGXFSZ, signal_);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

  private:
    rlimit before_{};
    void (*signal_)(int);
};

TEST_F(LibraryTest, AFullDiskIsSaidAndItGoesOnWhenThereIsRoom) {
    start();
    until([&] { return !library->state().scanning && library->state().last_scan_s > 0; });
    for (int i = 0; i < 5; ++i) folder.write("new/" + std::to_string(i) + ".wav", wav("New", static_cast<char>(i)));
    {
        const FullDisk full(8'192);
        fs::rename(folder.path() / "new", music / "new");
        until([&] { return !library->state().problem.empty(); });
        EXPECT_THAT(library->state().problem, HasSubstr("make room"));
        EXPECT_THAT(search("").tracks, IsEmpty()) << "what there is can be searched";
    }
    until_found("new", 5);
    until([&] { return library->state().problem.empty(); });
    EXPECT_THAT(notes, ElementsAre(HasSubstr("make room"), HasSubstr("can be written again")));
}

TEST_F(LibraryTest, ADatabaseThatIsDamagedWhileItRunsIsMadeAnew) {
    for (int i = 0; i < 5; ++i) folder.write("music/" + std::to_string(i) + ".wav", wav("Old", static_cast<char>(i)));
    start();
    until_found("old", 5);
    until([&] { return !library->state().scanning; });
    const fs::path file = folder.path() / "state/library/catalogue.db";
    for (const char* part : {"", "-wal"}) {
        const std::string name = file.string() + part;
        const auto size = fs::file_size(name);
        std::fstream(name, std::ios::in | std::ios::out | std::ios::binary) << std::string(size, 'x');
        fs::resize_file(name, size / 2);
    }
    folder.write("music/new.wav", wav("New", 9));
    ASSERT_TRUE(library->scan("").ok());
    until_found("new", 1);
    until_found("old", 5);
    EXPECT_TRUE(fs::exists(file.string() + ".damaged-1"));
    EXPECT_THAT(notes, Contains(HasSubstr("made anew")));
}

TEST_F(LibraryTest, TwoNodesWithTheSameFolderHaveOneRecordingInTwoPlaces) {
    folder.write("music/a.wav", wav("One"));
    start("one");
    until_found("one", 1);
    const auto first = std::move(library);
    start("two");
    until_found("one", 1);
    std::optional<library::LibraryResult<void>> told;
    library->with_catalogue(
        [this](library::Catalogue* c) {
            const auto mine = c->entries(library::node(1), "", 10);
            const library::Change theirs{mine->front().place(), mine->front()};
            const auto named = c->set_node(library::node(2), "nas", true);
            return named ? c->apply(library::node(2), {&theirs, 1}) : named;
        },
        [&](const library::LibraryResult<void>& done) { told.emplace(done); });
    until([&] { return told.has_value(); });
    const auto found = search("one");
    ASSERT_THAT(found.tracks, SizeIs(1));
    ASSERT_THAT(found.tracks[0].places, SizeIs(2));
    EXPECT_TRUE(found.tracks[0].places[0].here) << "it is played from here";
}

}  // namespace
}  // namespace segue::node

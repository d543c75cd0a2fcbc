// What a job has found out, anywhere, is what playing goes by: nobody listens again.
#include "app/node/stored_finder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <asio/io_context.hpp>
#include <filesystem>
#include <fstream>

#include "app/node/disk.h"
#include "audio/analysis/codec.h"
#include "tests/library/samples.h"

namespace segue::node {
namespace {
namespace fs = std::filesystem;

class StoredFinder : public testing::Test {
  protected:
    StoredFinder() {
        fs::create_directories(folder);
        std::ofstream(file) << std::string(song.size_bytes, 'x');
        Library::Config config;
        config.state_dir = folder;
        config.self = library::node(1);
        config.note = [](const std::string&) {};
        config.changed = [] {};
        config.opened = [this] { opened = true; };
        library = std::make_unique<Library>(loop, disk, std::move(config));
        run_until(opened);
    }
    ~StoredFinder() override {
        library.reset();
        fs::remove_all(folder);
    }
    void run_until(const bool& true_by_then) {
        while (!true_by_then) {
            loop.restart();
            loop.run_one_for(milliseconds(100));
        }
    }
    // A node's entry, and how loud some job found it: so many blocks at one level.
    void put(const NodeId& node, const library::Entry& entry, std::optional<float> lufs) {
        bool done = false;
        library->with_catalogue(
            [&](library::Catalogue* c) {
                const library::Change change{entry.place(), entry};
                if (!c->apply(node, {&change, 1})) return false;
                if (!lufs) return true;
                audio::Loudness measured;
                measured.integrated_lufs = *lufs;
                measured.true_peak_dbtp = *lufs + 9;
                measured.first_bin = static_cast<std::uint16_t>((*lufs + 70) * 2);
                measured.blocks = {100};
                const library::Analysis a{entry.content, "loudness", 1, audio::encode(measured), {}};
                return c->set_analysis({&a, 1}).ok();
            },
            [&](bool good) { done = good; });
        run_until(done);
    }
    std::optional<audio::TrackLoudness> loudness_of_the_song() {
        bool heard = false;
        Stored<audio::TrackLoudness> loudness(*library, library::node(1), runner, audio::Analyser::loudness,
                                              loudness_in, [&] { heard = true; });
        EXPECT_FALSE(loudness.find(library::id_of<TrackId>(1), file, true));
        run_until(heard);
        return loudness.find(library::id_of<TrackId>(1), file, true);
    }

    const fs::path folder = fs::temp_directory_path() / ("segue-finder-" + std::to_string(::getpid()));
    const fs::path file = folder / "song.flac";
    const library::Entry song = library::entry(1, file.string(), "Song", "Her", "Hers");
    asio::io_context loop;
    Disk disk{loop};
    bool opened = false;
    std::unique_ptr<Library> library;
    AnalysisRunner runner{loop};
};

TEST_F(StoredFinder, KnowsWhatSomeJobFoundOut) {
    put(library::node(1), song, -9.5F);
    const auto found = loudness_of_the_song();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->track, (audio::SoundLevel{-9.5F, -0.5F}));
    EXPECT_EQ(runner.running(), 0u);
}

TEST_F(StoredFinder, AnAlbumIsMeasuredOnceAllOfItIs) {
    put(library::node(1), song, -10);
    const library::Entry other = library::entry(2, "/far/away.flac", "Other", "Her", "Hers");
    put(library::node(2), other, std::nullopt);
    auto found = loudness_of_the_song();
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->album) << "one of its tracks is still to be listened to";
    put(library::node(2), other, -14);
    found = loudness_of_the_song();
    ASSERT_TRUE(found && found->album);
    EXPECT_NEAR(found->album->lufs, -11.55, 0.3) << "as if both were one file";
    EXPECT_EQ(found->album->peak_dbtp, -1);
}

}  // namespace
}  // namespace segue::node

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

TEST(StoredFinder, KnowsWhatSomeJobFoundOut) {
    const fs::path folder = fs::temp_directory_path() / ("segue-loudness-" + std::to_string(::getpid()));
    fs::create_directories(folder);
    const fs::path file = folder / "song.flac";
    library::Entry entry = library::entry(1, file.string(), "Song", "Her", "Hers");
    std::ofstream(file) << std::string(entry.size_bytes, 'x');
    {
        asio::io_context loop;
        Disk disk(loop);
        bool opened = false, heard = false;
        Library::Config config;
        config.state_dir = folder;
        config.self = library::node(1);
        config.note = [](const std::string&) {};
        config.changed = [] {};
        config.opened = [&] { opened = true; };
        Library library(loop, disk, std::move(config));
        AnalysisRunner runner(loop);
        Stored<audio::TrackLoudness> loudness(library, library::node(1), runner, audio::Analyser::loudness, loudness_in,
                                              [&] { heard = true; });
        const auto run_until = [&](const bool& true_by_then) {
            while (!true_by_then) {
                loop.restart();
                loop.run_one_for(milliseconds(100));
            }
        };
        run_until(opened);
        bool stored = false;
        library.with_catalogue(
            [&](library::Catalogue* c) {
                audio::Loudness measured;
                measured.integrated_lufs = -9.5f;
                measured.true_peak_dbtp = -0.25f;
                measured.blocks = {1};
                const library::Analysis a{entry.content, "loudness", 1, audio::encode(measured), {}};
                const library::Change change{entry.place(), entry};
                return c->apply(library::node(1), {&change, 1}).ok() && c->set_analysis({&a, 1}).ok();
            },
            [&](bool good) { stored = good; });
        run_until(stored);
        TrackId track;
        track.bytes[0] = 1;
        EXPECT_FALSE(loudness.find(track, file, true));
        run_until(heard);
        const auto found = loudness.find(track, file, true);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->track, (audio::SoundLevel{-9.5f, -0.25f}));
        EXPECT_EQ(runner.running(), 0u);
    }
    fs::remove_all(folder);
}

}  // namespace
}  // namespace segue::node

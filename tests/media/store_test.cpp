// The store on a real disk, in a directory of its own. Nothing here waits for time: flush() and the loaded callback
// say when the disk thread has done its part.
#include "audio/media/store.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <thread>

#include "audio/media/limits.h"
#include "tests/media/tracks.h"

namespace segue::audio {
namespace {

namespace fs = std::filesystem;

class Store : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "segue-store-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        directory_ = name;
    }
    void TearDown() override { fs::remove_all(directory_); }

    StoreOptions options() {
        StoreOptions o;
        o.directory = directory_;
        o.notice = [this](std::string text) {
            const std::lock_guard lock(mutex_);
            notices_.push_back(std::move(text));
        };
        o.loaded = [this] {
            const std::lock_guard lock(mutex_);
            loaded_.notify_all();
        };
        return o;
    }
    void put(SegmentStore& store, const test::TestTrack& track) {
        for (const auto& [name, bytes] : track.blobs) ASSERT_TRUE(store.put(name, bytes));
        ASSERT_TRUE(store.put(track.manifest));
    }
    // segment(), waiting for the disk if need be.
    std::shared_ptr<const Bytes> get(SegmentStore& store, const SegmentName& name) {
        if (auto bytes = store.segment(name)) return bytes;
        std::unique_lock lock(mutex_);
        loaded_.wait(lock, [&] { return store.in_memory(name) || !store.has(name); });
        return store.in_memory(name) ? store.segment(name) : nullptr;
    }
    fs::path segment_file(const SegmentName& name) {
        return directory_ / "segments" / name.hex().substr(0, 2) / name.hex();
    }
    std::vector<std::string> notices() {
        const std::lock_guard lock(mutex_);
        return notices_;
    }

    fs::path directory_;
    Random random_{1};

  private:
    std::mutex mutex_;
    std::condition_variable loaded_;
    std::vector<std::string> notices_;
};

TEST_F(Store, RefusesBytesUnderAnotherName) {
    SegmentStore store(options());
    const Bytes bytes = test::random_segment(random_);
    const auto put = store.put(test::random_id<SegmentName>(random_), bytes);
    ASSERT_FALSE(put);
    EXPECT_EQ(put.error(), MediaError::wrong_name);
    EXPECT_FALSE(store.has(segment_name(bytes)));
    EXPECT_FALSE(store.put(segment_name({}), {}));
    const Bytes huge(blob_bytes_max + 1);
    EXPECT_FALSE(store.put(segment_name(huge), huge));
}

TEST_F(Store, KnowsItsTracksAfterARestart) {
    const test::TestTrack track = test::make_track(random_, 20, {"mix", "drums"});
    {
        SegmentStore store(options());
        put(store, track);
    }  // closing writes what is left
    SegmentStore store(options());
    const auto manifest = store.manifest(track.manifest.id);
    ASSERT_TRUE(manifest);
    EXPECT_EQ(*manifest, track.manifest);
    for (const auto& [name, bytes] : track.blobs) {
        EXPECT_TRUE(store.has(name));
        EXPECT_FALSE(store.in_memory(name));
        const auto got = get(store, name);
        ASSERT_TRUE(got);
        EXPECT_EQ(*got, bytes);
    }
    EXPECT_EQ(store.find_tracks(track.manifest.id.brief()), std::vector<TrackId>{track.manifest.id});
    EXPECT_EQ(store.find_tracks(""), std::vector<TrackId>{track.manifest.id});
    EXPECT_TRUE(store.find_tracks("zz").empty());
}

TEST_F(Store, MemoryIsBoundedAndTheDiskBacksIt) {
    StoreOptions o = options();
    o.memory_bytes = 50'000;  // nine segments
    SegmentStore store(o);
    const test::TestTrack track = test::make_track(random_, 60);
    put(store, track);
    store.flush();
    EXPECT_LE(store.usage().memory_bytes, 50'000u);
    for (const SegmentRef& s : track.manifest.stems[0].segments) ASSERT_TRUE(get(store, s.name));
    EXPECT_LE(store.usage().memory_bytes, 50'000u);
    const SegmentRef &last = track.manifest.stems[0].segments.back(), &first = track.manifest.stems[0].segments.front();
    EXPECT_TRUE(store.in_memory(last.name));
    EXPECT_FALSE(store.in_memory(first.name)) << "used longest ago";
}

TEST_F(Store, DropsAndTellsOnceWhatTheDiskHasSpoilt) {
    const test::TestTrack track = test::make_track(random_, 3);
    {
        SegmentStore store(options());
        put(store, track);
    }
    for (std::size_t i = 0; i < 2; ++i) {
        std::fstream file(segment_file(track.manifest.stems[0].segments[i].name), std::ios::in | std::ios::out);
        file.seekp(100);
        file.put('x');
        file.put('y');
    }
    SegmentStore store(options());
    EXPECT_FALSE(get(store, track.manifest.stems[0].segments[0].name));
    EXPECT_FALSE(get(store, track.manifest.stems[0].segments[1].name));
    EXPECT_FALSE(store.has(track.manifest.stems[0].segments[0].name)) << "so that it is fetched again";
    EXPECT_TRUE(get(store, track.manifest.stems[0].segments[2].name));
    EXPECT_EQ(notices().size(), 1u);
}

TEST_F(Store, ADamagedManifestIsNoManifest) {
    const test::TestTrack track = test::make_track(random_, 3);
    {
        SegmentStore store(options());
        put(store, track);
    }
    std::ofstream(directory_ / "tracks" / track.manifest.id.hex(), std::ios::trunc) << "nonsense";
    SegmentStore store(options());
    EXPECT_FALSE(store.manifest(track.manifest.id));
    EXPECT_FALSE(store.manifest(track.manifest.id));
    EXPECT_TRUE(store.put(track.manifest));
    EXPECT_TRUE(store.manifest(track.manifest.id));
}

TEST_F(Store, PlaysOnFromMemoryWhenTheDiskRefuses) {
    std::ofstream(directory_ / "file") << "in the way";
    StoreOptions o = options();
    o.directory = directory_ / "file" / "media";
    o.memory_bytes = 50'000;
    const test::TestTrack track = test::make_track(random_, 60);
    SegmentStore store(o);
    put(store, track);
    store.flush();
    for (const auto& [name, bytes] : track.blobs) {
        const auto got = store.segment(name);
        ASSERT_TRUE(got) << "nothing may be lost for want of a disk";
        EXPECT_EQ(*got, bytes);
    }
    EXPECT_TRUE(store.manifest(track.manifest.id));
    EXPECT_FALSE(store.usage().disk_works);
    ASSERT_EQ(notices().size(), 1u) << "said once";
    EXPECT_NE(notices()[0].find("playing on from memory"), std::string::npos);
}

TEST_F(Store, WorksWithoutADirectory) {
    StoreOptions o = options();
    o.directory.clear();
    SegmentStore store(o);
    const test::TestTrack track = test::make_track(random_, 5);
    put(store, track);
    store.flush();
    for (const auto& [name, bytes] : track.blobs) EXPECT_TRUE(store.segment(name));
    EXPECT_FALSE(store.has(test::random_id<SegmentName>(random_)));
    EXPECT_EQ(store.find_tracks("").size(), 1u);
    EXPECT_TRUE(notices().empty());
}

TEST_F(Store, TheDiskIsBoundedToo) {
    StoreOptions o = options();
    o.disk_bytes = 300'000;
    {
        SegmentStore store(o);
        for (int i = 0; i < 10; ++i) {
            put(store, test::make_track(random_, 20));
            store.flush();
        }
    }
    SegmentStore store(o);  // counts at the start
    const Bytes one = test::random_segment(random_);
    ASSERT_TRUE(store.put(segment_name(one), one));
    store.flush();
    std::uint64_t bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator(directory_ / "segments"))
        if (entry.is_regular_file()) bytes += entry.file_size();
    EXPECT_LE(bytes, 330'000u);
    EXPECT_GT(bytes, 100'000u);
}

TEST_F(Store, OnlyAFurtherManifestTakesTheOldOnesPlace) {
    SegmentStore store(options());
    const test::TestTrack track = test::make_track(random_, 5);
    Manifest part = track.manifest;
    part.complete = false;
    part.stems[0].segments.resize(2);
    EXPECT_TRUE(store.put(part));
    EXPECT_FALSE(store.put(part));
    Manifest whole = track.manifest;
    whole.revision = 2;
    EXPECT_TRUE(store.put(whole));
    EXPECT_FALSE(store.put(part));
    EXPECT_EQ(*store.manifest(whole.id), whole);
}

TEST_F(Store, ManyThreadsMayUseIt) {
    StoreOptions o = options();
    o.memory_bytes = 100'000;
    SegmentStore store(o);
    const test::TestTrack track = test::make_track(random_, 40);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            Random random(static_cast<std::uint64_t>(t));
            for (int i = 0; i < 500; ++i) {
                const SegmentRef& s = track.manifest.stems[0].segments[random.below(40)];
                if (random.chance(0.4)) (void)store.put(s.name, track.blobs.at(s.name));
                const auto bytes = store.segment(s.name);
                if (bytes) {
                    EXPECT_EQ(bytes->size(), s.bytes);
                }
                (void)store.has(s.name);
            }
        });
    for (auto& t : threads) t.join();
    store.flush();
}

}  // namespace
}  // namespace segue::audio

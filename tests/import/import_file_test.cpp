// What comes out of files of every kind: exact lengths, sound where it belongs, clear failures.
#include <unistd.h>

#include "audio/media/limits.h"
#include "tests/import/files.h"

namespace segue::audio {
namespace {

using namespace test;

class ImportFile : public ImportTest {
  protected:
    // The lag in frames at which the import fits the known sound best, and how well it fits there.
    struct Fit {
        int lag = 0;
        double snr_db = 0;
    };
    static Fit fit(const std::vector<float>& pcm, std::size_t channels) {
        constexpr std::size_t from = 24'000;
        constexpr int reach = 20;
        const std::size_t to = std::min<std::size_t>(pcm.size() / channels - 2'000, 48'000);
        std::vector<double> known;
        for (std::size_t i = from - reach; i < to + reach; ++i)
            known.push_back(sound_at(static_cast<double>(i) / 48'000, 0));
        Fit best{0, -100};
        for (int lag = -reach; lag <= reach; ++lag) {
            double signal = 0, noise = 0;
            for (std::size_t i = from; i < to; ++i) {
                const double expected = known[i - from + static_cast<std::size_t>(reach + lag)];
                const double error = static_cast<double>(pcm[i * channels]) - expected;
                signal += expected * expected;
                noise += error * error;
            }
            const double snr = 10 * std::log10(signal / noise);
            if (snr > best.snr_db) best = {lag, snr};
        }
        return best;
    }
    void expect_failure(const fs::path& path, ImportError code, const std::string& words) {
        const Imported got = import(path);
        ASSERT_TRUE(got.failure) << path;
        EXPECT_EQ(got.failure->code, code) << got.failure->reason;
        EXPECT_NE(got.failure->reason.find(words), std::string::npos) << got.failure->reason;
        EXPECT_EQ(got.failure->reason.find('\n'), std::string::npos);
    }
};

TEST_F(ImportFile, RangesFollowEachOtherWithoutAGap) {
    constexpr int rate = 44'100;
    constexpr std::int64_t whole = 5 * 48'000 + 11;
    write_wav(directory / "a.wav", rate, 1, (whole * rate + 24'000) / 48'000);
    const Frames cuts[] = {Frames{0}, Frames{72'048}, Frames{150'000}, Frames{0}};
    std::vector<TrackId> ids{import(directory / "a.wav").header.track};
    std::vector<float> joined;
    for (int i = 0; i < 3; ++i) {
        const Imported got = import(directory / "a.wav", {cuts[i], cuts[i + 1]});
        ASSERT_TRUE(got.duration);
        EXPECT_EQ(got.duration->count, (i == 2 ? whole : cuts[i + 1].count) - cuts[i].count);
        EXPECT_TRUE(got.notes.empty()) << got.notes[0];
        EXPECT_FALSE(got.header.passed_through);
        ids.push_back(got.header.track);
        const auto pcm = got.decode();
        joined.insert(joined.end(), pcm.begin(), pcm.end());
    }
    std::sort(ids.begin(), ids.end());
    EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end()) << "each is a track of its own";
    ASSERT_EQ(joined.size(), static_cast<std::size_t>(whole));
    // Around each seam as well as anywhere, a tenth of a second at a time.
    for (std::size_t at = 4'800; at + 4'800 < joined.size(); at += 4'800) {
        double signal = 0, noise = 0;
        for (std::size_t i = at; i < at + 4'800; ++i) {
            const double expected = sound_at(static_cast<double>(i) / 48'000, 0);
            const double error = static_cast<double>(joined[i]) - expected;
            signal += expected * expected;
            noise += error * error;
        }
        EXPECT_GT(10 * std::log10(signal / noise), 12) << "at " << at;
    }
    EXPECT_TRUE(import(directory / "a.wav", {Frames{whole + 48'000}, Frames{0}}).failure) << "nothing is there";
}

TEST_F(ImportFile, LengthsAreExactAndSoundIsWhereItBelongs) {
    struct Case {
        int rate, channels;
        std::int64_t frames;
    };
    for (const Case c : {Case{44'100, 2, 123'457},
                         {48'000, 2, 100'001},
                         {22'050, 1, 70'007},
                         {96'000, 2, 200'003},
                         {8'000, 1, 20'001}}) {
        write_wav(directory / "a.wav", c.rate, c.channels, c.frames);
        const Imported got = import(directory / "a.wav");
        ASSERT_TRUE(got.duration) << c.rate;
        const std::int64_t expected = (c.frames * 48'000 * 2 + c.rate) / (2 * c.rate);
        EXPECT_EQ(got.duration->count, expected) << c.rate;
        EXPECT_EQ(got.header.duration_estimate.count, expected) << "a WAV's header is exact";
        EXPECT_EQ(got.header.stems[0].channels, c.channels);
        const std::vector<float> pcm = got.decode();
        ASSERT_EQ(pcm.size(), static_cast<std::size_t>(expected * c.channels));
        const Fit f = fit(pcm, static_cast<std::size_t>(c.channels));
        EXPECT_EQ(f.lag, 0) << c.rate;
        EXPECT_GT(f.snr_db, 20) << c.rate;
    }
}

TEST_F(ImportFile, EveryFormatKeepsItsSampleCount) {
    SEGUE_NEEDS("ffmpeg");
    constexpr std::int64_t frames = 250'123;
    write_wav(directory / "a.wav", 44'100, 2, frames);
    for (const std::string kind : {"flac", "ogg", "mp3", "wv", "m4a"}) {
        const std::string codec = kind == "ogg" ? "-c:a libvorbis" : kind == "mp3" ? "-b:a 256k" : "";
        ASSERT_TRUE(run("ffmpeg -y -i " + quoted("a.wav") + " " + codec + " " + quoted("b." + kind))) << kind;
        const Imported got = import(directory / ("b." + kind));
        ASSERT_TRUE(got.duration) << kind;
        const std::int64_t expected = (frames * 48'000 + 22'050) / 44'100;
        // AAC in MP4 says only in whole packets where it ends, so FFmpeg may leave up to one at the end.
        if (kind == "m4a") {
            EXPECT_GE(got.duration->count, expected);
            EXPECT_LE(got.duration->count, expected + 1'115);
        } else {
            EXPECT_EQ(got.duration->count, expected) << kind;
        }
        const Fit f = fit(got.decode(), 2);
        EXPECT_EQ(f.lag, 0) << kind;
        EXPECT_GT(f.snr_db, 15) << kind;
        EXPECT_TRUE(got.notes.empty()) << kind << ": " << got.notes[0];
    }
}

TEST_F(ImportFile, MoreChannelsAreMixedDown) {
    SEGUE_NEEDS("ffmpeg");
    write_wav(directory / "a.wav", 48'000, 2, 96'000);
    ASSERT_TRUE(run("ffmpeg -y -i " + quoted("a.wav") + " -af 'pan=5.1|FL=c0|FR=c1|FC=0*c0|LFE=0*c0|BL=0*c0|BR=0*c0' " +
                    quoted("six.flac")));
    const Imported got = import(directory / "six.flac");
    ASSERT_TRUE(got.duration);
    EXPECT_EQ(got.header.stems[0].channels, 2);
    EXPECT_EQ(got.duration->count, 96'000);
    double left = 0;
    for (const float v : got.decode()) left += static_cast<double>(v * v);
    EXPECT_GT(left, 100.0) << "it can be heard";
}

TEST_F(ImportFile, TagsAndCoverComeAlong) {
    SEGUE_NEEDS("ffmpeg");
    write_wav(directory / "a.wav", 44'100, 2, 44'100);
    ASSERT_TRUE(run("ffmpeg -y -f lavfi -i testsrc=size=32x32:duration=0.1 -frames:v 1 " + quoted("c.png")));
    for (const std::string kind : {"flac", "mp3"}) {
        ASSERT_TRUE(
            run("ffmpeg -y -i " + quoted("a.wav") + " -i " + quoted("c.png") +
                " -map 0:a -map 1:v -c:v copy -disposition:v attached_pic -metadata title=T -metadata artist='Ä' "
                "-metadata album=L -metadata track=3/12 " +
                quoted("b." + kind)))
            << kind;
        const Imported got = import(directory / ("b." + kind));
        EXPECT_EQ(got.header.tags.title, "T") << kind;
        EXPECT_EQ(got.header.tags.artist, "Ä") << kind;
        EXPECT_EQ(got.header.tags.album, "L");
        EXPECT_EQ(got.header.tags.track_number, 3);
        EXPECT_EQ(got.header.cover_type, "image/png");
        std::ifstream picture(directory / "c.png", std::ios::binary);
        EXPECT_EQ(got.cover, Bytes(std::istreambuf_iterator<char>(picture), {})) << kind;
    }
    EXPECT_EQ(import(directory / "a.wav").header.tags.title, "a") << "no tags: the file's name";
}

TEST_F(ImportFile, StemsBesideTheFileBelongToIt) {
    write_wav(directory / "Song.wav", 44'100, 2, 100'000);
    const TrackId alone = import(directory / "Song.wav").header.track;
    fs::create_directory(directory / "Song.stems");
    write_wav(directory / "Song.stems" / "Drums.wav", 44'100, 1, 100'000);
    write_wav(directory / "Song.stems" / "bass.wav", 44'100, 2, 100'000);
    std::ofstream(directory / "Song.stems" / "notes.txt") << "not a stem";
    const Imported got = import(directory / "Song.wav");
    ASSERT_TRUE(got.duration) << got.failure->reason;
    ASSERT_EQ(got.header.stems.size(), 3u);
    EXPECT_EQ(got.header.stems[0].name, "mix");
    EXPECT_EQ(got.header.stems[1].name, "bass");
    EXPECT_EQ(got.header.stems[2].name, "drums");
    EXPECT_EQ(got.header.stems[2].channels, 1);
    ASSERT_EQ(got.notes.size(), 1u);
    EXPECT_NE(got.notes[0].find("notes.txt"), std::string::npos) << got.notes[0];
    EXPECT_NE(got.header.track, alone);
    const std::vector<float> mix = got.decode(0), drums = got.decode(2);
    ASSERT_EQ(mix.size(), 2 * drums.size()) << "sample-aligned";
    EXPECT_EQ(fit(drums, 1).lag, 0);
    write_wav(directory / "Song.stems" / "Drums.wav", 44'100, 1, 100'001);
    EXPECT_NE(import(directory / "Song.wav").header.track, got.header.track) << "another stem, another track";
}

TEST_F(ImportFile, AStemContainersStreamsAreStems) {
    SEGUE_NEEDS("ffmpeg");
    write_wav(directory / "a.wav", 44'100, 2, 88'200);
    ASSERT_TRUE(run("ffmpeg -y -i " + quoted("a.wav") +
                    " -map 0:a -map 0:a -map 0:a -c:a alac -metadata:s:a:1 handler_name=Drums "
                    "-metadata:s:a:2 handler_name=Bass -f mp4 " +
                    quoted("x.stem.mp4")));
    const Imported got = import(directory / "x.stem.mp4");
    ASSERT_EQ(got.header.stems.size(), 3u);
    EXPECT_EQ(got.header.stems[1].name, "drums");
    EXPECT_EQ(got.header.stems[2].name, "bass");
    EXPECT_EQ(got.duration->count, 96'000);
    EXPECT_EQ(got.segments[2].size(), got.segments[0].size());
}

TEST_F(ImportFile, FailuresAreClear) {
    expect_failure(directory / "nothing.flac", ImportError::missing, "nothing.flac does not exist");
    expect_failure(directory, ImportError::directory, "is a directory");
    std::ofstream(directory / "text.mp3") << "this is a text, and not very long at that\n";
    expect_failure(directory / "text.mp3", ImportError::not_audio, "text.mp3 is not audio Segue can read");
    std::ofstream(directory / "empty.ogg").flush();
    expect_failure(directory / "empty.ogg", ImportError::not_audio, "is not audio Segue can read");
    write_wav(directory / "none.wav", 44'100, 2, 0);
    EXPECT_TRUE(import(directory / "none.wav").failure) << "no samples";
    if (::geteuid() != 0) {
        write_wav(directory / "secret.wav", 44'100, 2, 100);
        fs::permissions(directory / "secret.wav", fs::perms::none);
        expect_failure(directory / "secret.wav", ImportError::unreadable, "no permission to read");
    }
    ASSERT_EQ(std::system(("mkfifo " + quoted("pipe.wav")).c_str()), 0);
    expect_failure(directory / "pipe.wav", ImportError::not_audio, "is not a file");
}

TEST_F(ImportFile, ASilentFilmHasNoSound) {
    SEGUE_NEEDS("ffmpeg");
    ASSERT_TRUE(run("ffmpeg -y -f lavfi -i testsrc=size=32x32:duration=1 -c:v mpeg4 " + quoted("film.mp4")));
    expect_failure(directory / "film.mp4", ImportError::no_audio, "there is no sound in");
}

TEST_F(ImportFile, APlaylistReadsNoOtherFile) {
    write_wav(directory / "secret.wav", 44'100, 2, 44'100);
    std::ofstream(directory / "list.m3u8") << "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n"
                                           << (directory / "secret.wav").string() << "\n#EXT-X-ENDLIST\n";
    EXPECT_TRUE(import(directory / "list.m3u8").failure);
    std::ofstream(directory / "list.ffconcat") << "ffconcat version 1.0\nfile secret.wav\n";
    EXPECT_TRUE(import(directory / "list.ffconcat").failure);
}

TEST_F(ImportFile, ATruncatedFilePlaysWhatThereIs) {
    SEGUE_NEEDS("ffmpeg");
    write_wav(directory / "a.wav", 44'100, 2, 441'000);
    ASSERT_TRUE(run("ffmpeg -y -i " + quoted("a.wav") + " " + quoted("a.flac")));
    ASSERT_TRUE(run("ffmpeg -y -i " + quoted("a.wav") + " -c:a libopus " + quoted("a.opus")));
    for (const std::string name : {"a.wav", "a.flac", "a.opus"}) {
        fs::resize_file(directory / name, fs::file_size(directory / name) / 2);
        const Imported got = import(directory / name);
        ASSERT_TRUE(got.duration) << name << ": " << got.failure->reason;
        EXPECT_GT(got.duration->count, 180'000) << name;
        EXPECT_LT(got.duration->count, 280'000) << name;
        EXPECT_EQ(got.notes.size(), name == "a.wav" ? got.notes.size() : 1u) << name;
        EXPECT_EQ(got.decode().size(), static_cast<std::size_t>(got.duration->count * 2)) << name;
    }
}

}  // namespace
}  // namespace segue::audio

#include "app/importer/import.h"

#include <algorithm>
#include <memory>
#include <set>

#include "app/importer/input_file.h"
#include "app/importer/opus_file.h"
#include "app/importer/transcode.h"
#include "audio/import/limits.h"
#include "audio/media/limits.h"
#include "audio/media/segment.h"
#include "audio/media/wire.h"

namespace segue::importer {

namespace fs = std::filesystem;
using audio::ImportError;

namespace {

// Progress is told every so much of the mix.
constexpr std::int64_t progress_frames = std::int64_t{10} * sample_rate_hz;

struct Track {
    FileInfo info;
    std::vector<std::unique_ptr<StemSource>> sources;
    std::vector<std::string> names;  // of the stems; [0] is "mix"
    bool passed_through = false;
};

bool is_stem_container(const fs::path& path) {
    std::string name = path.filename().string();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return name.ends_with(".stem.mp4") || name.ends_with(".stem.m4a");
}

std::string stem_name(const std::string& title, std::size_t index) {
    std::string name = audio::clean_text(title, audio::stem_name_bytes_max);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return name.empty() || name == "mix" || name == "soundhandler" ? "stem " + std::to_string(index) : name;
}

audio::ImportResult<std::unique_ptr<StemSource>> open_source(const std::shared_ptr<InputFile>& file, FileInfo& info,
                                                             bool& passed_through) {
    if (auto plain = open_plain_opus(file, info)) {
        passed_through = true;
        return plain;
    }
    auto decoder = Decoder::open(file);
    if (!decoder) return decoder.failure();
    info = (*decoder)->info();
    return std::unique_ptr<StemSource>(std::make_unique<Transcoded>(std::move(decoder).value()));
}

void add_container_stems(const std::shared_ptr<InputFile>& file, Track& track) {
    auto mix = Decoder::open(file);
    if (!mix) return;
    const std::vector<std::string> titles = (*mix)->streams();
    for (std::size_t i = 1; i < titles.size() && track.sources.size() < audio::stems_max; ++i) {
        auto decoder = Decoder::open(file, i);
        if (!decoder) continue;
        std::string name = stem_name(titles[i], i);
        if (std::find(track.names.begin(), track.names.end(), name) != track.names.end())
            name = "stem " + std::to_string(i);
        track.names.push_back(std::move(name));
        track.sources.push_back(std::make_unique<Transcoded>(std::move(decoder).value()));
    }
}

class Import {
  public:
    Import(fs::path path, const Say& say, const std::function<void()>& files_are_open, const audio::ImportRange& range)
        : path_(std::move(path)), say_(say), files_are_open_(files_are_open), range_(range) {}

    audio::ImportResult<void> run() {
        auto file = InputFile::open(path_);
        if (!file) return file.failure();
        if (!range_.is_whole()) return run_range(*file);
        const std::vector<NamedInput> stems =
            open_stem_files(path_, [this](const std::string& why) { notes_.push_back("stem left out: " + why); });
        const auto id = track_id(**file, stems);
        if (!id) return id.failure();
        files_are_open_();

        auto mix = open_source(*file, track_.info, track_.passed_through);
        if (!mix) return mix.failure();
        track_.sources.push_back(std::move(mix).value());
        track_.names.emplace_back("mix");
        if (is_stem_container(path_)) add_container_stems(*file, track_);
        for (const NamedInput& stem : stems) add_stem_file(stem);

        say_header(*id);
        return say_segments();
    }

  private:
    // The mix alone, and always encoded anew: packets do not end where tracks do.
    audio::ImportResult<void> run_range(const std::shared_ptr<InputFile>& file) {
        const auto id = track_id(*file, {});
        if (!id) return id.failure();
        files_are_open_();
        auto decoder = Decoder::open(file);
        if (!decoder) return decoder.failure();
        track_.info = (*decoder)->info();
        // How loud the whole file is says nothing of a part of it; as an album it may be known.
        if (auto& loudness = track_.info.loudness; loudness && loudness->album)
            loudness->track = *loudness->album;
        else
            loudness.reset();
        track_.sources.push_back(std::make_unique<Transcoded>(std::move(decoder).value(), range_,
                                                              [this] { say_(audio::ImportProgress{Frames{0}}); }));
        track_.names.emplace_back("mix");
        say_header(track_id(*id, range_));
        return say_segments();
    }

    void add_stem_file(const NamedInput& stem) {
        FileInfo ignored;
        bool passed = false;
        auto source = open_source(stem.file, ignored, passed);
        if (!source) {
            notes_.push_back("stem left out: " + source.message());
            return;
        }
        track_.sources.push_back(std::move(source).value());
        track_.names.push_back(stem.name);
    }

    void say_header(const TrackId& id) {
        audio::ImportHeader header;
        header.track = id;
        header.tags = track_.info.tags;
        header.loudness = track_.info.loudness;
        if (audio::clean_text(header.tags.title, audio::tag_bytes_max).empty())
            header.tags.title = path_.stem().string();
        header.duration_estimate = track_.sources[0]->duration();
        header.cover_type = track_.info.cover_type;
        header.passed_through = track_.passed_through;
        for (std::size_t i = 0; i < track_.sources.size(); ++i) {
            audio::Stem stem = track_.sources[i]->head();
            stem.name = track_.names[i];
            header.stems.push_back(std::move(stem));
        }
        say_(header);
    }

    // The stem that is furthest behind goes on, so that a listener can start as soon as each has its first second.
    audio::ImportResult<void> say_segments() {
        std::vector<Line> lines(track_.sources.size());
        std::size_t segments = 0;
        std::int64_t told = 0;
        while (true) {
            std::size_t next = lines.size();
            for (std::size_t i = 0; i < lines.size(); ++i)
                if (!lines[i].ended && (next == lines.size() || lines[i].frames < lines[next].frames)) next = i;
            if (next == lines.size()) break;
            const bool said = say_segment(next, lines[next]);
            if (said && ++segments == 1) say_cover();
            if (segments >= audio::manifest_segments_max) {
                notes_.emplace_back("too long: cut after " + std::to_string(lines[0].frames / sample_rate_hz / 60) +
                                    " minutes");
                break;
            }
            if (next == 0 && lines[0].frames - told >= progress_frames)
                say_(audio::ImportProgress{Frames{told = lines[0].frames}});
        }
        const std::int64_t heard = lines[0].frames - track_.sources[0]->head().pre_skip;
        const Frames duration{std::min(track_.sources[0]->duration().count, heard)};
        if (duration <= Frames{0})
            return fail(ImportError::damaged, "no sound could be read from " + audio::clean_text(path_.string(), 200));
        say_notes();
        say_(audio::ImportEnd{duration});
        return {};
    }

    struct Line {
        std::int64_t frames = 0;
        std::optional<Bytes> left_over;  // a packet that did not fit
        bool ended = false;
    };

    // One segment of a stem; false: there was none left.
    bool say_segment(std::size_t stem, Line& line) {
        audio::SegmentBuilder builder;
        while (builder.frames() < audio::segment_frames_target) {
            auto packet = line.left_over ? std::exchange(line.left_over, std::nullopt) : track_.sources[stem]->packet();
            if (!packet) {
                line.ended = true;
                break;
            }
            if (!builder.add(*packet)) {
                line.left_over = std::move(packet);
                break;
            }
        }
        if (builder.is_empty()) {
            line.ended = true;
            return false;
        }
        line.frames += builder.frames();
        const std::uint32_t frames = builder.frames();
        say_(audio::ImportSegment{static_cast<std::uint8_t>(stem), frames, builder.take()});
        return true;
    }

    // After the first sound, which must not wait for a picture.
    void say_cover() {
        if (!track_.info.cover.empty()) say_(audio::ImportCover{std::move(track_.info.cover)});
    }

    void say_notes() {
        for (std::size_t i = 0; i < track_.sources.size(); ++i) {
            const std::string note = track_.sources[i]->note();
            if (!note.empty()) notes_.push_back(i == 0 ? note : "stem " + track_.names[i] + ": " + note);
        }
        if (notes_.size() > audio::import_notes_max) notes_.resize(audio::import_notes_max);
        for (const std::string& note : notes_) say_(audio::ImportNote{note});
    }

    fs::path path_;
    const Say& say_;
    const std::function<void()>& files_are_open_;
    audio::ImportRange range_;
    Track track_;
    std::vector<std::string> notes_;
};

}  // namespace

void import_file(const fs::path& path, const Say& say, const std::function<void()>& files_are_open,
                 const audio::ImportRange& range) {
    const auto done = Import(path, say, files_are_open, range).run();
    if (!done) say(audio::ImportFailed{done.error(), done.message()});
}

}  // namespace segue::importer

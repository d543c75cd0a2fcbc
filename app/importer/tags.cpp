#include "app/importer/tags.h"

#include <taglib/aifffile.h>
#include <taglib/apefile.h>
#include <taglib/asffile.h>
#include <taglib/fileref.h>
#include <taglib/flacfile.h>
#include <taglib/mp4file.h>
#include <taglib/mpcfile.h>
#include <taglib/mpegfile.h>
#include <taglib/opusfile.h>
#include <taglib/speexfile.h>
#include <taglib/tpropertymap.h>
#include <taglib/trueaudiofile.h>
#include <taglib/vorbisfile.h>
#include <taglib/wavfile.h>
#include <taglib/wavpackfile.h>

#include <charconv>
#include <cstdlib>

#include "app/importer/decoder.h"
#include "app/importer/pictures.h"
#include "app/importer/tag_stream.h"
#include "audio/library/limits.h"
#include "audio/media/wire.h"

namespace segue::importer {

using audio::ImportError;

namespace {

// Opus says gains against -23 LUFS, ReplayGain 2 against -18.
constexpr float r128_to_replay_gain_db = 5.0f;

// Several values of one tag ("Jazz", "Modal") are one line.
std::string joined(const TagLib::StringList& values) { return values.toString(", ").to8Bit(true); }

class Properties {
  public:
    explicit Properties(const TagLib::PropertyMap& map) : map_(map) {}
    std::string text(const char* key) const {
        const auto found = map_.find(key);
        return found == map_.end() ? std::string() : joined(found->second);
    }
    // The number it begins with: "3/12", "1959-08-17".
    int number(const char* key) const {
        const std::string value = text(key);
        int n = 0;
        std::from_chars(value.data(), value.data() + value.size(), n);
        return n;
    }
    std::optional<float> real(const char* key) const {  // "-6.52 dB"
        const std::string value = text(key);
        char* end = nullptr;
        const float n = std::strtof(value.c_str(), &end);
        return end == value.c_str() ? std::nullopt : std::optional(n);
    }

  private:
    const TagLib::PropertyMap& map_;
};

library::ReplayGain gain_of(const Properties& p) {
    library::ReplayGain out{p.real("REPLAYGAIN_TRACK_GAIN"), p.real("REPLAYGAIN_TRACK_PEAK"),
                            p.real("REPLAYGAIN_ALBUM_GAIN"), p.real("REPLAYGAIN_ALBUM_PEAK")};
    const auto r128 = [&](const char* key) -> std::optional<float> {  // in 1/256 dB
        const auto q8 = p.real(key);
        return q8 ? std::optional(*q8 / 256.0f + r128_to_replay_gain_db) : std::nullopt;
    };
    if (!out.track_gain_db) out.track_gain_db = r128("R128_TRACK_GAIN");
    if (!out.album_gain_db) out.album_gain_db = r128("R128_ALBUM_GAIN");
    return out;
}

library::Tags tags_of(const Properties& p) {
    library::Tags out;
    out.title = p.text("TITLE");
    out.artist = p.text("ARTIST");
    out.album_artist = p.text("ALBUMARTIST");
    out.album = p.text("ALBUM");
    out.genre = p.text("GENRE");
    out.composer = p.text("COMPOSER");
    out.lyrics = p.text("LYRICS");
    out.year = p.number("DATE");
    out.track_number = p.number("TRACKNUMBER");
    out.disc_number = p.number("DISCNUMBER");
    out.replay_gain = gain_of(p);
    out.musicbrainz_track = p.text("MUSICBRAINZ_TRACKID");
    out.musicbrainz_album = p.text("MUSICBRAINZ_ALBUMID");
    out.musicbrainz_artist = p.text("MUSICBRAINZ_ARTISTID");
    return out;
}

std::string codec_of(TagLib::File* file) {
    if (const auto* mp4 = dynamic_cast<TagLib::MP4::File*>(file))
        return mp4->audioProperties() && mp4->audioProperties()->codec() == TagLib::MP4::Properties::ALAC ? "alac"
                                                                                                          : "aac";
    if (dynamic_cast<TagLib::MPEG::File*>(file)) return "mp3";
    if (dynamic_cast<TagLib::FLAC::File*>(file)) return "flac";
    if (dynamic_cast<TagLib::Ogg::Vorbis::File*>(file)) return "vorbis";
    if (dynamic_cast<TagLib::Ogg::Opus::File*>(file)) return "opus";
    if (dynamic_cast<TagLib::Ogg::Speex::File*>(file)) return "speex";
    if (dynamic_cast<TagLib::RIFF::WAV::File*>(file)) return "wav";
    if (dynamic_cast<TagLib::RIFF::AIFF::File*>(file)) return "aiff";
    if (dynamic_cast<TagLib::ASF::File*>(file)) return "wma";
    if (dynamic_cast<TagLib::WavPack::File*>(file)) return "wavpack";
    if (dynamic_cast<TagLib::APE::File*>(file)) return "ape";
    if (dynamic_cast<TagLib::MPC::File*>(file)) return "musepack";
    if (dynamic_cast<TagLib::TrueAudio::File*>(file)) return "tta";
    return {};
}

std::uint32_t count(int n) { return n > 0 ? static_cast<std::uint32_t>(n) : 0; }

bool by_taglib(const std::shared_ptr<InputFile>& input, library::Entry& out) {
    TagStream stream(input);
    const TagLib::FileRef ref(&stream);
    if (ref.isNull() || !ref.audioProperties()) return false;
    const TagLib::AudioProperties& sound = *ref.audioProperties();
    if (sound.lengthInMilliseconds() <= 0 && sound.sampleRate() <= 0) return false;
    const TagLib::PropertyMap map = ref.file()->properties();
    out.tags = tags_of(Properties(map));
    out.duration = milliseconds(sound.lengthInMilliseconds());
    out.format = {codec_of(ref.file()), count(sound.sampleRate()), count(sound.channels()), count(sound.bitrate())};
    const Bytes picture = picture_of(ref.file());
    if (!picture.empty()) out.cover = cover_id(picture);
    return true;
}

audio::ImportResult<void> by_ffmpeg(const std::shared_ptr<InputFile>& input, library::Entry& out) {
    const auto decoder = Decoder::open(input);
    if (!decoder) return decoder.failure();
    const FileInfo info = (*decoder)->info();
    out.tags.title = info.tags.title;
    out.tags.artist = info.tags.artist;
    out.tags.album = info.tags.album;
    out.tags.album_artist = info.tags.album_artist;
    out.tags.genre = info.tags.genre;
    out.tags.year = std::atoi(info.tags.date.c_str());
    out.tags.track_number = info.tags.track_number;
    out.tags.disc_number = info.tags.disc_number;
    out.duration = milliseconds((*decoder)->duration_estimate().count / (sample_rate_hz / 1000));
    out.format.channels = count((*decoder)->channels());
    if (!info.cover.empty()) out.cover = cover_id(info.cover);
    return {};
}

}  // namespace

audio::ImportResult<library::Entry> read_entry(const std::shared_ptr<InputFile>& file) {
    library::Entry out;
    out.path = file->path().string();
    const auto content = content_id(*file);
    if (!content) return fail(ImportError::unreadable, "cannot read " + audio::clean_text(file->path().string(), 200));
    out.content = *content;
    if (!by_taglib(file, out))
        if (const auto read = by_ffmpeg(file, out); !read) return read.failure();
    return library::tidied(std::move(out));
}

Bytes embedded_picture(const std::shared_ptr<InputFile>& file) {
    TagStream stream(file);
    const TagLib::FileRef ref(&stream);
    if (!ref.isNull()) return picture_of(ref.file());
    const auto decoder = Decoder::open(file);
    return decoder ? (*decoder)->info().cover : Bytes{};
}

}  // namespace segue::importer

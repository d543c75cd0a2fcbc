// Any file FFmpeg reads, as float sound at 48 kHz, mono or stereo, with an exact length. The only place that knows
// FFmpeg, but for pictures (thumbnail.h).
//
// FFmpeg gets the file through a descriptor that is already open, and may open nothing else: formats that name other
// files or addresses (playlists, DASH, concat) cannot make it read them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/importer/input_file.h"
#include "app/importer/stem_source.h"

namespace segue::importer {

class Decoder {
  public:
    // Which audio stream of the file: 0 is the one a player would choose, n > 0 the n-th other one.
    static audio::ImportResult<std::unique_ptr<Decoder>> open(std::shared_ptr<InputFile> file, std::size_t stream = 0);
    ~Decoder();

    int channels() const;              // 1 or 2; more are mixed down
    Frames duration_estimate() const;  // at 48 kHz; 0: unknown
    // Titles of the audio streams, the chosen one first.
    std::vector<std::string> streams() const;
    FileInfo info() const;  // tags and cover

    // Before the first read(): makes it begin shortly before this frame at 48 kHz, and returns where; 0 where the
    // format does not know exactly where it is, and all of it has to be read.
    Frames seek(Frames before);
    // The next piece of sound, interleaved, given to `sink` as (samples, frames). False: the end, or too long.
    bool read(const std::function<void(const float*, std::size_t)>& sink);
    // Source samples so far, in frames at 48 kHz, to the nearest. Exact after the end.
    Frames length() const;
    // After the end: a sentence when the file was damaged or ended early, or empty.
    std::string note() const;

  private:
    class Impl;
    explicit Decoder(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace segue::importer

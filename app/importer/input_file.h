// A file opened for reading, once: hashed, then decoded, through the same descriptor, so that nobody can swap it in
// between, and libraries are never given a path.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "audio/import/error.h"
#include "audio/import/process.h"
#include "sync/base/bytes.h"
#include "sync/base/ids.h"

namespace segue::importer {

class InputFile {
  public:
    // missing, unreadable, directory: said about `path` as the user gave it.
    static audio::ImportResult<std::shared_ptr<InputFile>> open(const std::filesystem::path& path);
    // A file that somebody else has opened: `path` is what it is called. Owns the descriptor.
    static audio::ImportResult<std::shared_ptr<InputFile>> adopt(int fd, const std::filesystem::path& path);
    ~InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::int64_t size() const { return size_; }
    // Up to `size` bytes at `offset`; 0 at the end, negative on error. Keeps no position: readers have their own.
    std::int64_t read_at(std::int64_t offset, std::uint8_t* out, std::size_t size) const;

  private:
    InputFile(std::filesystem::path path, int fd, std::int64_t size) : path_(std::move(path)), fd_(fd), size_(size) {}
    std::filesystem::path path_;
    int fd_;
    std::int64_t size_;
};

// Sample-aligned stems of NAME.ext: the files in NAME.stems/ beside it, by name. The stem's name is the file's, in
// lower case, without its extension.
struct StemFile {
    std::string name;
    std::filesystem::path path;
};
std::vector<StemFile> find_stem_files(const std::filesystem::path& track);

struct NamedInput {
    std::string name;  // of the stem
    std::shared_ptr<InputFile> file;
};
// Those that can be opened; of the others, why not, is told to `left_out`.
std::vector<NamedInput> open_stem_files(
    const std::filesystem::path& track,
    const std::function<void(const std::string&)>& left_out = [](const std::string&) {});

// SHA-256/16 of the file's bytes; with stems, of the digests of all of them and the stems' names.
audio::ImportResult<TrackId> track_id(const InputFile& mix, const std::vector<NamedInput>& stems);
// Of a range of the file that has that id by itself.
TrackId track_id(const TrackId& file, const audio::ImportRange& range);

}  // namespace segue::importer

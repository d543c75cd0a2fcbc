#include "app/node/file_index.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <vector>

#include "app/node/node.pb.h"
#include "sync/mesh/salvage.h"

namespace segue::node {
namespace fs = std::filesystem;
namespace {

std::int64_t modified_ns(const struct stat& s) {
    return std::int64_t{s.st_mtim.tv_sec} * 1'000'000'000 + s.st_mtim.tv_nsec;
}

// The importer takes the files of NAME.stems beside NAME.ext as stems: they are part of what the track is.
std::string stems_stamp(const fs::path& file) {
    std::vector<std::string> lines;
    std::error_code failed;
    for (fs::directory_iterator i(fs::path(file).replace_extension(".stems"), failed), end; !failed && i != end; i.increment(failed)) {
        struct stat s {};
        if (::stat(i->path().c_str(), &s) == 0)
            lines.push_back(fmt::format("{}:{}:{}", i->path().filename().string(), s.st_size, modified_ns(s)));
    }
    std::sort(lines.begin(), lines.end());
    return fmt::format("{}", fmt::join(lines, "\n"));
}

}  // namespace

std::optional<FileStamp> stamp_of(const fs::path& file) {
    struct stat s {};
    if (::stat(file.c_str(), &s) != 0 || !S_ISREG(s.st_mode)) return std::nullopt;
    return FileStamp{static_cast<std::uint64_t>(s.st_size), modified_ns(s), stems_stamp(file)};
}

bool FileIndex::restore(BytesView saved) {
    SavedImports imports;
    const bool whole = mesh::parse_what_is_good(as_text(saved), imports);
    for (const SavedImport& f : imports.files())
        if (const auto track = TrackId::from_bytes(std::string_view(f.track())); track && !f.path().empty())
            remember(f.path(), {f.size_bytes(), f.modified_ns(), f.stems()}, *track);
    return whole;
}

Bytes FileIndex::saved() const {
    SavedImports imports;
    for (const Entry& e : entries_) {
        SavedImport& f = *imports.add_files();
        f.set_path(e.path);
        f.set_size_bytes(e.stamp.size_bytes);
        f.set_modified_ns(e.stamp.modified_ns);
        f.set_stems(e.stamp.stems);
        f.set_track(e.track.to_string());
    }
    Bytes out(imports.ByteSizeLong());
    imports.SerializeToArray(out.data(), static_cast<int>(out.size()));
    return out;
}

void FileIndex::remember(const std::string& path, const FileStamp& stamp, const TrackId& track) {
    if (const auto known = by_path_.find(path); known != by_path_.end()) {
        entries_.erase(known->second);
        by_path_.erase(known);
    }
    entries_.push_back({path, stamp, track});
    by_path_[path] = std::prev(entries_.end());
    if (entries_.size() > files_indexed_max) {
        by_path_.erase(entries_.front().path);
        entries_.pop_front();
    }
}

std::optional<TrackId> FileIndex::find(const std::string& path, const FileStamp& stamp) const {
    const auto known = by_path_.find(path);
    if (known == by_path_.end() || known->second->stamp != stamp) return std::nullopt;
    return known->second->track;
}

}  // namespace segue::node

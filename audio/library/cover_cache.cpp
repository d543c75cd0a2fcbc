#include "audio/library/cover_cache.h"

#include <algorithm>
#include <fstream>
#include <vector>

namespace segue::library {

namespace fs = std::filesystem;

namespace {

constexpr const char* extension = ".jpg";
// Beyond the bound it is brought down to so much of it, and not at every picture.
constexpr std::uint64_t kept_percent = 90;

bool is_whole_jpeg(BytesView bytes) {
    const std::size_t n = bytes.size();
    return n > 4 && n <= thumbnail_bytes_max && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[n - 2] == 0xff &&
           bytes[n - 1] == 0xd9;
}

}  // namespace

CoverCache::CoverCache(fs::path folder, std::uint64_t bytes_max) : folder_(std::move(folder)), bytes_max_(bytes_max) {
    std::error_code failed;
    fs::create_directories(folder_, failed);
    for (fs::directory_iterator i(folder_, failed), end; !failed && i != end; i.increment(failed)) {
        const auto cover = CoverId::from_hex(i->path().stem().string());
        std::error_code ignored;
        if (!cover || i->path().extension() != extension) {
            fs::remove(i->path(), ignored);  // half written when the node stopped
            continue;
        }
        const Kept kept{i->file_size(ignored), i->last_write_time(ignored)};
        bytes_ += kept.bytes;
        kept_.emplace(*cover, kept);
    }
    make_room();
}

fs::path CoverCache::file_of(const CoverId& cover) const { return folder_ / (cover.hex() + extension); }

std::optional<Bytes> CoverCache::find(const CoverId& cover) {
    const auto known = kept_.find(cover);
    if (known == kept_.end()) return std::nullopt;
    std::ifstream in(file_of(cover), std::ios::binary);
    Bytes bytes(thumbnail_bytes_max + 1);
    in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    if (!is_whole_jpeg(bytes)) {
        remove(cover);
        return std::nullopt;
    }
    std::error_code ignored;
    known->second.used = fs::file_time_type::clock::now();
    fs::last_write_time(file_of(cover), known->second.used, ignored);
    return bytes;
}

LibraryResult<void> CoverCache::put(const CoverId& cover, BytesView jpeg) {
    if (!is_whole_jpeg(jpeg)) return fail(LibraryError::malformed, "that is no thumbnail");
    const fs::path file = file_of(cover), part = folder_ / (cover.hex() + ".part");
    std::error_code failed;
    {
        std::ofstream out(part, std::ios::binary | std::ios::trunc);
        out.write(reinterpret_cast<const char*>(jpeg.data()), static_cast<std::streamsize>(jpeg.size()));
        out.close();
        if (!out) {
            fs::remove(part, failed);
            return fail(LibraryError::disk, "thumbnails of covers cannot be kept in " + folder_.string());
        }
    }
    fs::rename(part, file, failed);
    if (failed) return fail(LibraryError::disk, "thumbnails of covers cannot be kept: " + failed.message());
    Kept& kept = kept_[cover];
    bytes_ = bytes_ - kept.bytes + jpeg.size();
    kept = {jpeg.size(), fs::file_time_type::clock::now()};
    make_room();
    return {};
}

void CoverCache::remove(const CoverId& cover) {
    std::error_code ignored;
    fs::remove(file_of(cover), ignored);
    const auto known = kept_.find(cover);
    bytes_ -= known->second.bytes;
    kept_.erase(known);
}

void CoverCache::make_room() {
    if (bytes_ <= bytes_max_) return;
    std::vector<std::pair<fs::file_time_type, CoverId>> oldest;
    for (const auto& [cover, kept] : kept_) oldest.emplace_back(kept.used, cover);
    std::sort(oldest.begin(), oldest.end());
    for (const auto& [used, cover] : oldest) {
        if (bytes_ <= bytes_max_ / 100 * kept_percent) return;
        remove(cover);
    }
}

}  // namespace segue::library

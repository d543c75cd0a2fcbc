#include "app/importer/tag_stream.h"

#include <algorithm>

namespace segue::importer {

namespace {

// A header with its tags, as most files have them.
constexpr std::size_t window_bytes = 16'384;
// A few large pictures; a file whose tags are not found by then has none.
constexpr std::int64_t tag_reading_bytes_max = std::int64_t{64} << 20;

}  // namespace

TagStream::TagStream(std::shared_ptr<InputFile> file)
    : file_(std::move(file)), name_(file_->path().filename().string()) {}

TagLib::ByteVector TagStream::readBlock(unsigned long length) {
    const std::int64_t left = std::max<std::int64_t>(0, file_->size() - at_);
    const auto wanted = static_cast<std::size_t>(std::min<std::int64_t>(left, static_cast<std::int64_t>(length)));
    read_ += static_cast<std::int64_t>(wanted);
    if (wanted == 0 || read_ > tag_reading_bytes_max) return {};
    const auto inside = [&] {
        return at_ >= window_begins_ &&
               at_ + static_cast<std::int64_t>(wanted) <= window_begins_ + static_cast<std::int64_t>(window_.size());
    };
    if (!inside()) {
        window_.resize(std::max(wanted, window_bytes));
        const std::int64_t n = file_->read_at(at_, window_.data(), window_.size());
        window_.resize(static_cast<std::size_t>(std::max<std::int64_t>(n, 0)));
        window_begins_ = at_;
    }
    const auto first = static_cast<std::size_t>(at_ - window_begins_);
    const std::size_t there = std::min(wanted, window_.size() - std::min(first, window_.size()));
    at_ += static_cast<std::int64_t>(there);
    return {reinterpret_cast<const char*>(window_.data() + first), static_cast<unsigned>(there)};
}

void TagStream::seek(long offset, Position from) {
    const long base = from == Current ? at_ : from == End ? length() : 0;
    at_ = std::max(0L, base + offset);
}

}  // namespace segue::importer

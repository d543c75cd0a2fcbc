// Bytes are guilty until parsed: a reader that cannot run past its end, and the writer that is its inverse.
// Integers are little-endian. A reader that has failed stays failed and yields zeros, so that a parser can read
// everything it wants and ask once, at the end, whether all of it was there.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segue {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;

inline BytesView as_bytes(std::string_view s) { return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()}; }
inline std::string_view as_text(BytesView b) { return {reinterpret_cast<const char*>(b.data()), b.size()}; }

class ByteReader {
  public:
    explicit ByteReader(BytesView data) : data_(data) {}

    std::uint8_t u8() { return static_cast<std::uint8_t>(integer(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(integer(2)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(integer(4)); }
    std::uint64_t u64() { return integer(8); }
    std::int64_t i64() { return static_cast<std::int64_t>(integer(8)); }

    // The next n bytes, or an empty view and failure.
    BytesView take(std::size_t n) {
        if (failed_ || n > data_.size()) { failed_ = true; return {}; }
        BytesView out = data_.first(n);
        data_ = data_.subspan(n);
        return out;
    }
    BytesView rest() { return take(data_.size()); }

    std::size_t remaining() const { return failed_ ? 0 : data_.size(); }
    bool failed() const { return failed_; }
    // All was there, and nothing is left over.
    bool finished() const { return !failed_ && data_.empty(); }

  private:
    std::uint64_t integer(std::size_t n) {
        std::uint64_t v = 0;
        const BytesView b = take(n);
        for (std::size_t i = b.size(); i-- > 0;) v = v << 8 | b[i];
        return v;
    }
    BytesView data_;
    bool failed_ = false;
};

class ByteWriter {
  public:
    void u8(std::uint8_t v) { integer(v, 1); }
    void u16(std::uint16_t v) { integer(v, 2); }
    void u32(std::uint32_t v) { integer(v, 4); }
    void u64(std::uint64_t v) { integer(v, 8); }
    void i64(std::int64_t v) { integer(static_cast<std::uint64_t>(v), 8); }
    void bytes(BytesView b) { out_.insert(out_.end(), b.begin(), b.end()); }
    std::size_t size() const { return out_.size(); }
    const Bytes& view() const { return out_; }
    Bytes take() { return std::move(out_); }

  private:
    void integer(std::uint64_t v, std::size_t n) {
        for (std::size_t i = 0; i < n; ++i) out_.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
    }
    Bytes out_;
};

}  // namespace segue

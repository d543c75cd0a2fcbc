// Small files of sound and pictures, made from nothing.
#pragma once

#include <cstdint>
#include <string>

namespace segue::test {

inline void append(std::string& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}
inline std::string riff_chunk(const std::string& name, const std::string& contents) {
    std::string out = name;
    append(out, static_cast<std::uint32_t>(contents.size()), 4);
    return out + contents + std::string(contents.size() % 2, '\0');
}

// Half a second of nearly silent PCM with a title in its INFO list; different for each `sound`. `more`: further chunks.
inline std::string wav(const std::string& title, char sound = 0, const std::string& more = {}) {
    std::string format;
    append(format, 1, 2), append(format, 1, 2), append(format, 8000, 4), append(format, 16000, 4);
    append(format, 2, 2), append(format, 16, 2);
    return riff_chunk("RIFF", "WAVE" + riff_chunk("fmt ", format) +
                                  riff_chunk("LIST", "INFO" + riff_chunk("INAM", title + '\0')) +
                                  riff_chunk("data", std::string(8000, sound)) + more);
}

// A picture of one colour.
inline std::string bmp(std::uint32_t width, std::uint32_t height, char grey) {
    const std::uint32_t row = (width * 3 + 3) / 4 * 4;
    std::string out = "BM";
    append(out, 54 + row * height, 4), append(out, 0, 4), append(out, 54, 4);
    append(out, 40, 4), append(out, width, 4), append(out, height, 4), append(out, 1, 2), append(out, 24, 2);
    append(out, 0, 4), append(out, row * height, 4), append(out, 0, 4), append(out, 0, 4);
    append(out, 0, 4), append(out, 0, 4);
    return out + std::string(row * height, grey);
}

// A chunk for wav(): an ID3 tag that has this front cover.
inline std::string cover_chunk(const std::string& picture) {
    const auto big = [](std::uint32_t n, int bits) {
        std::string out;
        for (int i = 3; i >= 0; --i) out += static_cast<char>(n >> (bits * i) & ((1u << bits) - 1));
        return out;
    };
    const std::string body = std::string("\0image/bmp\0\x03\0", 13) + picture;
    const std::string frame = "APIC" + big(static_cast<std::uint32_t>(body.size()), 8) + std::string(2, '\0') + body;
    return riff_chunk("id3 ", std::string("ID3\x03\0\0", 6) + big(static_cast<std::uint32_t>(frame.size()), 7) + frame);
}

}  // namespace segue::test

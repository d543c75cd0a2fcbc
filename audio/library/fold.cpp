#include "audio/library/fold.h"

#include <array>
#include <cstdint>

namespace segue::library {

namespace {

// U+00C0 to U+017F (Latin-1 Supplement and Latin Extended-A), one after another.
constexpr std::array<std::string_view, 192> latin = {
    "a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",   // À
    "d", "n", "o",  "o",  "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "ss",  // Ð; × is nothing
    "a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",   // à
    "d", "n", "o",  "o",  "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "y",   // ð; ÷ is nothing
    "a", "a", "a",  "a",  "a", "a", "c",  "c", "c", "c", "c", "c", "c", "c", "d",  "d",   // Ā
    "d", "d", "e",  "e",  "e", "e", "e",  "e", "e", "e", "e", "e", "g", "g", "g",  "g",   // Đ
    "g", "g", "g",  "g",  "h", "h", "h",  "h", "i", "i", "i", "i", "i", "i", "i",  "i",   // Ġ
    "i", "i", "ij", "ij", "j", "j", "k",  "k", "k", "l", "l", "l", "l", "l", "l",  "l",   // İ
    "l", "l", "l",  "n",  "n", "n", "n",  "n", "n", "n", "n", "n", "o", "o", "o",  "o",   // ŀ
    "o", "o", "oe", "oe", "r", "r", "r",  "r", "r", "r", "s", "s", "s", "s", "s",  "s",   // Ő
    "s", "s", "t",  "t",  "t", "t", "t",  "t", "u", "u", "u", "u", "u", "u", "u",  "u",   // Š
    "u", "u", "u",  "u",  "w", "w", "y",  "y", "y", "z", "z", "z", "z", "z", "z",  "s",   // Ű
};

void append(std::string& out, std::uint32_t c) {
    if (c < 0x800) {
        out += static_cast<char>(0xc0 | c >> 6);
    } else {
        out += static_cast<char>(0xe0 | c >> 12);
        out += static_cast<char>(0x80 | (c >> 6 & 0x3f));
    }
    out += static_cast<char>(0x80 | (c & 0x3f));
}

// A character of two bytes.
void append_folded(std::string& out, std::uint32_t c) {
    if (c >= 0xc0 && c < 0x180) {
        out += latin[c - 0xc0];
    } else if (c == 0x386 || c == 0x3ac) {
        append(out, 0x3b1);  // Greek with tonos
    } else if ((c >= 0x388 && c <= 0x38a) || (c >= 0x3ad && c <= 0x3af)) {
        static constexpr std::uint32_t plain[] = {0x3b5, 0x3b7, 0x3b9};
        append(out, plain[c < 0x3ad ? c - 0x388 : c - 0x3ad]);
    } else if (c == 0x38c || c == 0x3cc) {
        append(out, 0x3bf);
    } else if (c == 0x38e || c == 0x3cd) {
        append(out, 0x3c5);
    } else if (c == 0x38f || c == 0x3ce) {
        append(out, 0x3c9);
    } else if (c == 0x3c2) {
        append(out, 0x3c3);  // final sigma
    } else if (c >= 0x391 && c <= 0x3a9) {
        append(out, c + 0x20);
    } else if (c == 0x401 || c == 0x451) {
        append(out, 0x435);  // ё
    } else if (c == 0x419 || c == 0x439) {
        append(out, 0x438);  // й
    } else if (c >= 0x410 && c <= 0x42f) {
        append(out, c + 0x20);
    } else if (c >= 0x402 && c <= 0x40f) {
        append(out, c + 0x50);
    } else if (c >= 0x300 && c < 0x370) {
        // a combining mark
    } else {
        append(out, c);
    }
}

bool is_apostrophe(std::string_view three) {
    return three == "\xe2\x80\x98" || three == "\xe2\x80\x99" || three == "\xca\xbc";
}

}  // namespace

std::string folded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = static_cast<std::uint8_t>(text[i]);
        if (byte < 0x80) {
            if (byte >= 'A' && byte <= 'Z') {
                out += static_cast<char>(byte + 32);
            } else if (byte != '\'' && byte != '`') {
                out += text[i];
            }
            ++i;
        } else if ((byte & 0xe0) == 0xc0 && i + 1 < text.size()) {
            append_folded(
                out, static_cast<std::uint32_t>((byte & 0x1f) << 6 | (static_cast<std::uint8_t>(text[i + 1]) & 0x3f)));
            i += 2;
        } else {
            const std::size_t n = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 1;
            const std::string_view whole = text.substr(i, n);
            if (!is_apostrophe(whole)) out += whole;
            i += whole.size();
        }
    }
    return out;
}

}  // namespace segue::library

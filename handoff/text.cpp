#include "handoff/text.h"

#include <cstdint>

namespace segue::handoff {
namespace {

// Bytes of the valid UTF-8 character (RFC 3629) at the front; 0 if there is none.
std::size_t character(std::string_view s) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(s[i]); };
    const std::uint8_t first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t n = first >= 0xc2 && first < 0xe0   ? 2
                          : (first & 0xf0) == 0xe0        ? 3
                          : first >= 0xf0 && first < 0xf5 ? 4
                                                          : 0;
    if (n == 0 || s.size() < n) return 0;
    for (std::size_t i = 1; i < n; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    // Overlong forms, surrogates, beyond U+10FFFF.
    if ((first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) >= 0xa0)) return 0;
    if ((first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) >= 0x90)) return 0;
    return n;
}

}  // namespace

std::string clean_text(std::string_view text, std::size_t bytes_max) {
    std::string out;
    while (!text.empty()) {
        const std::size_t n = character(text), take = n == 0 ? 1 : n;
        if (out.size() + take > bytes_max) break;
        const bool control = n == 1 && (static_cast<std::uint8_t>(text[0]) < 0x20 || text[0] == 0x7f);
        if (n == 0 || control)
            out += '?';
        else
            out += text.substr(0, n);
        text.remove_prefix(take);
    }
    return out;
}

}  // namespace segue::handoff

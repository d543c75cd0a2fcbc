// Names come from people and from peers: cut to size between characters, without what could steer a terminal.
#pragma once

#include <string>
#include <string_view>

#include "sync/mesh/limits.h"

namespace segue::mesh {

inline std::string tidy_name(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) out += c;
    if (out.size() <= name_bytes_max) return out;
    std::size_t end = name_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80) --end;  // not within a UTF-8 character
    out.resize(end);
    return out;
}

}  // namespace segue::mesh

// Entries for tests.
#pragma once

#include <string>

#include "audio/library/entry.h"

namespace segue::library {

template <class Id>
Id id_of(std::uint8_t n) {
    Id id;
    id.bytes[0] = n;
    id.bytes[15] = 1;
    return id;
}

inline NodeId node(std::uint8_t n) { return id_of<NodeId>(n); }
inline ContentId content(std::uint8_t n) { return id_of<ContentId>(n); }

inline Entry entry(std::uint8_t n, const std::string& path, const std::string& title, const std::string& artist,
                   const std::string& album, int year = 0) {
    Entry e;
    e.path = path;
    e.size_bytes = 1000u + n;
    e.modified_ns = 5;
    e.content = content(n);
    e.duration = seconds(180);
    e.tags.title = title;
    e.tags.artist = artist;
    e.tags.album = album;
    e.tags.year = year;
    e.tags.track_number = n;
    return e;
}

}  // namespace segue::library

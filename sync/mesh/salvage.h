// What is good of a damaged file that holds one Protocol Buffers message.
#pragma once

#include <string_view>
#include <vector>

namespace segue::mesh {

// The message's fields, as bytes, up to the first that does not end within them.
std::vector<std::string_view> whole_fields(std::string_view message);

// True: it is whole. Otherwise `out` holds those of its fields that can be read, each whole: Protocol Buffers' own
// parser would leave half of one in it.
template <class Message>
bool parse_what_is_good(std::string_view bytes, Message& out) {
    if (out.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return true;
    out.Clear();
    for (const std::string_view field : whole_fields(bytes)) {
        Message one;
        if (one.ParseFromArray(field.data(), static_cast<int>(field.size()))) out.MergeFrom(one);
    }
    return false;
}

}  // namespace segue::mesh

// What the node and its tag reader (segue-importer --tags) say to each other: packets on a socket pair, one question
// and one answer for each file, in order. The file itself comes as an open descriptor beside the question, so that the
// reader needs none of the file system.
//
//   question = u8 what | path       what: 1 tags, 2 thumbnail; the path is a hint and a name, never opened
//   answer   = u8 outcome | bytes   outcome: 0 an entry (entry.h), or a thumbnail; else an ImportError and its reason
//
// A thumbnail is made of the picture in a music file, or of the file itself where that is a picture.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audio/import/error.h"
#include "audio/library/entry.h"
#include "sync/base/bytes.h"

namespace segue::library {

enum class TagQuestion : std::uint8_t { tags = 1, thumbnail = 2 };

// Question, and answer, at most: one packet each.
inline constexpr std::size_t tag_question_bytes_max = 8'192;
inline constexpr std::size_t tag_answer_bytes_max = 131'072;

Bytes encode_question(TagQuestion what, const std::string& path);
struct AskedFile {
    TagQuestion what{};
    std::string path;
};
std::optional<AskedFile> decode_question(BytesView packet);

using TagAnswer = Result<Bytes, audio::ImportError>;
Bytes encode_answer(const TagAnswer& answer);
// What is no answer is a failure: malformed.
TagAnswer decode_answer(BytesView packet);

// A picture made small, and which picture that was: the file may have another by now than it had when it was scanned.
struct Thumbnail {
    CoverId of;
    Bytes jpeg;  // at most thumbnail_bytes_max
};
Bytes encode_thumbnail(const Thumbnail& thumbnail);
std::optional<Thumbnail> decode_thumbnail(BytesView answer);

}  // namespace segue::library

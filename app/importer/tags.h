// What a music file says of itself, without decoding it: by TagLib, and by FFmpeg where TagLib cannot.
#pragma once

#include <memory>

#include "app/importer/input_file.h"
#include "audio/import/error.h"
#include "audio/library/entry.h"
#include "sync/base/bytes.h"

namespace segue::importer {

// An entry without added_s, cue and has_stems, which the file itself does not know. Its path is the InputFile's.
audio::ImportResult<library::Entry> read_entry(const std::shared_ptr<InputFile>& file);

// The picture in the file, front cover first, as it is: JPEG, PNG or something else. Empty: none.
Bytes embedded_picture(const std::shared_ptr<InputFile>& file);

// See library::ContentId. Nothing: the file cannot be read.
std::optional<library::ContentId> content_id(const InputFile& file);
library::CoverId cover_id(BytesView picture);

}  // namespace segue::importer

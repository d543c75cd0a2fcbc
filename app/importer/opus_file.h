// An Ogg Opus file whose packets are taken as they are (RFC 7845): nothing is decoded, nothing is lost.
//
// Only the plain case: one stream, one link, mapping family 0, no holes, granule positions that add up. Anything else
// is for the transcoder. The whole file is looked through first (its pages' checksums too), which takes about a
// millisecond per megabyte, and makes the duration exact before the first packet goes out.
#pragma once

#include <memory>

#include "app/importer/input_file.h"
#include "app/importer/stem_source.h"

namespace segue::importer {

// Null: not an Ogg Opus file, or not a plain one.
std::unique_ptr<StemSource> open_plain_opus(std::shared_ptr<InputFile> file, FileInfo& info);

}  // namespace segue::importer

// The cover in a file, as TagLib's many formats keep it. For tags.cpp only.
#pragma once

#include <taglib/tfile.h>

#include "sync/base/bytes.h"

namespace segue::importer {

// The front cover, or else the first picture, at most library::picture_bytes_max; empty: none.
Bytes picture_of(TagLib::File* file);

}  // namespace segue::importer

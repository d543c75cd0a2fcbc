// Covers made small, whatever format they are kept in.
#pragma once

#include "audio/import/error.h"
#include "sync/base/bytes.h"

namespace segue::importer {

// True for bytes that begin like a picture (JPEG, PNG, WebP, GIF, BMP, TIFF), and not like music.
bool looks_like_picture(BytesView bytes);

// The picture, not larger than library::thumbnail_pixels_max either way and in its own proportions, as JPEG. What is
// small already is not made larger. damaged: it cannot be decoded; too_long: it is too large for that.
audio::ImportResult<Bytes> thumbnail(BytesView picture);

}  // namespace segue::importer

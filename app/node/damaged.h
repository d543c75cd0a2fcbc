// A damaged file of the state directory: what is good of it is used, and nothing of it is lost.
#pragma once

#include <filesystem>

#include "sync/base/bytes.h"

namespace segue::node {

// [any-thread] Keeps `contents` beside the file (mesh::keep_damaged), and says so in the log.
void tell_damaged(const std::filesystem::path& file, BytesView contents);

}  // namespace segue::node

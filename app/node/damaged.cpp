#include "app/node/damaged.h"

#include <spdlog/spdlog.h>

#include "sync/mesh/state_file.h"

namespace segue::node {

void tell_damaged(const std::filesystem::path& file, BytesView contents) {
    const auto kept = mesh::keep_damaged(file, as_text(contents));
    if (kept)
        spdlog::warn("{} was damaged: what is good of it is used; as it was it is kept as {}", file.string(),
                     kept->filename().string());
    else
        spdlog::warn("{} was damaged: what is good of it is used; it could not be kept: {}", file.string(),
                     kept.message());
}

}  // namespace segue::node

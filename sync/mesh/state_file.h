// Small files of the state directory: private, replaced as a whole, read with a limit.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "sync/mesh/error.h"

namespace segue::mesh {

// The directory, made if need be (with its parents), mode 0700.
Outcome<void> make_private_directory(const std::filesystem::path& directory);
// The whole file; nothing when there is none; an error when it cannot be read or is over state_file_bytes_max.
Outcome<std::optional<std::string>> read_state_file(const std::filesystem::path& path);
// Replaces the file, mode 0600: the old bytes or the new are there, whatever happens. durable: also after a power
// cut (waits for the disk); without it, for what can be found out again.
enum class Durable : bool { no, yes };
Outcome<void> write_state_file(const std::filesystem::path& path, std::string_view bytes,
                               Durable durable = Durable::yes);
// Keeps the bytes of a damaged file beside it, as NAME.damaged-1, or the first such name that is free; and says which.
// Nothing that was kept is ever overwritten.
Outcome<std::filesystem::path> keep_damaged(const std::filesystem::path& path, std::string_view bytes);

}  // namespace segue::mesh

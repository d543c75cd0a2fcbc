// Where a node keeps its state, found in the same way by the node and by those who command it:
// what was asked for, $SEGUE_STATE_DIR, $XDG_STATE_HOME/segue, ~/.local/state/segue.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace segue::control {

// [any-thread] `asked`: --state-dir, or empty. Absolute. Nothing is made or checked. Without a home: under
// /tmp, by user number.
std::filesystem::path state_dir(std::string_view asked);

// [any-thread] Where the control socket is when the state directory cannot be written (a read-only disk):
// in $XDG_RUNTIME_DIR, else in /tmp, named after the user and the state directory.
std::filesystem::path stand_in_dir(const std::filesystem::path& state_dir);
// [any-thread] A directory, and no other user's.
bool is_ours(const std::filesystem::path& dir);

inline constexpr std::string_view socket_name = "control.sock";
inline constexpr std::string_view lock_name = "control.lock";

}  // namespace segue::control

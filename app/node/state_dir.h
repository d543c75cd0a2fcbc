// The node's state directory: who it is, the sessions it knows, the audio it holds.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "sync/base/bytes.h"
#include "sync/base/ids.h"
#include "sync/base/result.h"

namespace segue::node {

enum class StateDirError : std::uint8_t { unusable, newer };

// What is in a state directory is read by all later releases; one that writes what earlier ones would misread counts
// this up. In the file `version`, as text.
inline constexpr std::uint32_t state_version = 1;

// [any-thread] Makes it if need be (0700), and says in it what it holds. newer: it was used by a later release. A
// read-only one passes: the node can play on from memory.
Result<void, StateDirError> prepare_state_dir(const std::filesystem::path& dir);

// [any-thread] The journal of each session this node has kept.
std::map<SessionId, Bytes> saved_sessions(const std::filesystem::path& dir);
// "sessions/<id>.journal", within the state directory.
std::string session_file(const SessionId& session);

}  // namespace segue::node

// Starts one of our helper programs, with nothing of ours but what it is given.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace segue::audio {

// [any-thread] The program by its path, in a process group of its own (Ctrl-C is for the node, which then stops it),
// signals as at birth, standard error to nowhere (libraries chat there). Descriptors of less than 0 are /dev/null.
// Nothing: errno says why.
std::optional<pid_t> spawn(const std::vector<std::string>& command, int standard_input, int standard_output);

}  // namespace segue::audio

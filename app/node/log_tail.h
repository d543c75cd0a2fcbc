// The last lines of this process's log, for those who look into a node from elsewhere.
#pragma once

#include <string>
#include <vector>

namespace segue::node {

// As much as a person reads back, and as a message carries easily.
inline constexpr std::size_t log_lines_kept = 200;
inline constexpr std::size_t log_line_bytes_max = 400;

struct LogLine {
    double age_s = 0;
    std::string level, text;
};

// [any-thread, before others log] From now on lines of weight "info" and above are kept, whatever else is done with
// them. A second call does nothing.
void keep_log_tail();
// [any-thread] The latest last.
std::vector<LogLine> log_tail();

}  // namespace segue::node

// What this machine runs on.
#pragma once

#include <filesystem>
#include <optional>

namespace segue::node {

struct Battery {
    double percent = 0;  // 1..100, of all that there are together
    bool discharging = false;
};

// [any-thread] Nothing: it has no battery of its own (a mouse's does not count). Reads the system's files each time.
std::optional<Battery> read_battery(const std::filesystem::path& supplies);

// [node-thread] The same of this machine, looked at no more than every ten seconds.
std::optional<Battery> battery_of_this_machine();

}  // namespace segue::node

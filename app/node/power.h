// Whether this machine lives on its battery just now.
#pragma once

#include <filesystem>

namespace segue::node {

// [any-thread] As Linux tells it (sysfs-class-power). Machines without a battery, or that say nothing: false.
bool is_on_battery(const std::filesystem::path& supplies = "/sys/class/power_supply");

}  // namespace segue::node

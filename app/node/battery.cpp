#include "app/node/battery.h"

#include <algorithm>
#include <fstream>
#include <string>

#include "sync/base/local_clock.h"

namespace segue::node {
namespace {

constexpr seconds look_interval{10};
constexpr int supplies_max = 16;

std::string line_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

}  // namespace

std::optional<Battery> read_battery(const std::filesystem::path& supplies) {
    Battery out;
    int batteries = 0, looked = 0;
    std::error_code failed;
    for (auto it = std::filesystem::directory_iterator(supplies, failed);
         !failed && it != std::filesystem::directory_iterator(); it.increment(failed)) {
        if (++looked > supplies_max) break;
        const std::filesystem::path one = it->path();
        if (line_of(one / "type") != "Battery" || line_of(one / "scope") == "Device") continue;
        const std::string capacity = line_of(one / "capacity");
        if (capacity.empty() || capacity.size() > 3 ||
            !std::all_of(capacity.begin(), capacity.end(), [](char c) { return c >= '0' && c <= '9'; }))
            continue;
        out.percent += std::clamp(std::stod(capacity), 1.0, 100.0);
        out.discharging = out.discharging || line_of(one / "status") == "Discharging";
        ++batteries;
    }
    if (batteries == 0) return std::nullopt;
    out.percent /= batteries;
    return out;
}

std::optional<Battery> battery_of_this_machine() {
    static std::optional<Battery> last;
    static LocalTime looked = long_ago;
    const LocalTime now = local_now();
    if (now - looked < look_interval) return last;
    looked = now;
    return last = read_battery("/sys/class/power_supply");
}

}  // namespace segue::node

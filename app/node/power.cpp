#include "app/node/power.h"

#include <fstream>
#include <string>

namespace segue::node {
namespace fs = std::filesystem;

namespace {

std::string word_in(const fs::path& file) {
    std::string word;
    std::ifstream(file) >> word;
    return word;
}

}  // namespace

bool is_on_battery(const fs::path& supplies) {
    std::error_code none;
    bool discharges = false;
    for (const fs::directory_entry& supply : fs::directory_iterator(supplies, none)) {
        const std::string type = word_in(supply.path() / "type");
        // The batteries of a mouse or a headset are of scope Device.
        if (type == "Battery" && word_in(supply.path() / "scope") != "Device")
            discharges |= word_in(supply.path() / "status") == "Discharging";
        else if (type != "Battery" && word_in(supply.path() / "online") == "1")
            return false;  // plugged in; a battery that gives a little all the same is no reason to rest
    }
    return discharges;
}

}  // namespace segue::node

// What a node is started with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "audio/device/device.h"

namespace segue::node {

struct Options {
    std::string name;                      // empty: the one it was given before, or the host's
    std::filesystem::path state_dir;
    audio::DeviceSpec audio;
    std::string listen_address;            // empty: everywhere
    std::uint16_t listen_port = 0;         // with explicit_port; else the default, or the next free one
    bool explicit_port = false;
    std::vector<std::string> peers;        // HOST:PORT
    bool discovery = true;
    std::vector<std::filesystem::path> music;  // folders for the library, besides those it has
    std::string join;                      // segue://join/…; empty: none
};

}  // namespace segue::node

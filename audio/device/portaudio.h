// Real devices, through PortAudio.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "audio/device/device.h"

namespace segue::audio {

// [device-thread] `host_api` empty: PortAudio's default device. Errors: no_device, refused.
Result<std::unique_ptr<OutputDevice>, DeviceError> open_portaudio(const std::string& host_api,
                                                                  const std::string& device, const std::string& client);
// Errors: no_device.
Result<void, DeviceError> check_portaudio(const std::string& host_api, const std::string& device);
std::vector<std::string> list_portaudio();

}  // namespace segue::audio

// The sound devices that this system has of its own: PortAudio's (system_portaudio.cpp), or on Android AAudio's
// (system_aaudio.cpp). One of the two is compiled.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "audio/device/device.h"

namespace segue::audio {

// [device-thread] `spec` is of kind standard or portaudio. Errors: no_device, refused.
Result<std::unique_ptr<OutputDevice>, DeviceError> open_system(const DeviceSpec& spec, const std::string& client);
// Errors: no_device.
Result<void, DeviceError> check_system(const DeviceSpec& spec);
// In the form that DeviceSpec::parse reads.
std::vector<std::string> list_system();

}  // namespace segue::audio

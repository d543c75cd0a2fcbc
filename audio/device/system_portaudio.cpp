#include "audio/device/portaudio.h"
#include "audio/device/system.h"

namespace segue::audio {

// Of kind standard a spec names neither API nor device: PortAudio's default.
Result<std::unique_ptr<OutputDevice>, DeviceError> open_system(const DeviceSpec& spec, const std::string& client) {
    return open_portaudio(spec.host_api, spec.device, client);
}

Result<void, DeviceError> check_system(const DeviceSpec& spec) { return check_portaudio(spec.host_api, spec.device); }

std::vector<std::string> list_system() { return list_portaudio(); }

}  // namespace segue::audio

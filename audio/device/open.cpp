#include "audio/device/device.h"
#include "audio/device/paced.h"
#include "audio/device/portaudio.h"

namespace segue::audio {

Result<std::unique_ptr<OutputDevice>, DeviceError> open_device(const DeviceSpec& spec, const std::string& client) {
    switch (spec.kind) {
        case DeviceSpec::Kind::null:
            return std::unique_ptr<OutputDevice>(std::make_unique<PacedDevice>("null", nullptr));
        case DeviceSpec::Kind::wav: {
            auto sink = make_wav_sink(spec.file);
            if (!sink) return sink.failure();
            return std::unique_ptr<OutputDevice>(std::make_unique<PacedDevice>(spec.text(), std::move(*sink)));
        }
        case DeviceSpec::Kind::standard:
            return open_portaudio({}, {}, client);
        case DeviceSpec::Kind::portaudio:
            return open_portaudio(spec.host_api, spec.device, client);
    }
    return fail(DeviceError::bad_spec, "no such kind of device");
}

Result<void, DeviceError> check_device(const DeviceSpec& spec) {
    if (spec.kind == DeviceSpec::Kind::standard) return check_portaudio({}, {});
    if (spec.kind == DeviceSpec::Kind::portaudio) return check_portaudio(spec.host_api, spec.device);
    return {};
}

std::vector<std::string> list_devices() {
    std::vector<std::string> out = list_portaudio();
    out.emplace_back("null");
    return out;
}

}  // namespace segue::audio

#include "audio/device/device.h"
#include "audio/device/paced.h"
#include "audio/device/system.h"

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
        case DeviceSpec::Kind::portaudio:
            return open_system(spec, client);
    }
    return fail(DeviceError::bad_spec, "no such kind of device");
}

Result<void, DeviceError> check_device(const DeviceSpec& spec) {
    return spec.kind == DeviceSpec::Kind::null || spec.kind == DeviceSpec::Kind::wav ? Result<void, DeviceError>()
                                                                                     : check_system(spec);
}

std::vector<std::string> list_devices() {
    std::vector<std::string> out = list_system();
    out.emplace_back("null");
    return out;
}

}  // namespace segue::audio

#include <algorithm>
#include <string_view>

#include "audio/device/device.h"

namespace segue::audio {
namespace {

constexpr std::string_view forms =
    "write default, null, wav:FILE or portaudio:HOSTAPI[:DEVICE], such as portaudio:ALSA";

}  // namespace

Result<DeviceSpec, DeviceError> DeviceSpec::parse(std::string_view text) {
    const auto bad = [&](std::string_view why) {
        return fail(DeviceError::bad_spec,
                    "audio device '" + std::string(text) + "' " + std::string(why) + "; " + std::string(forms));
    };
    const std::size_t colon = text.find(':');
    const std::string_view kind = text.substr(0, colon);
    const std::string_view rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
    DeviceSpec spec;
    if (kind == "default" || kind == "null") {
        if (colon != std::string_view::npos) return bad("takes nothing behind its name");
        spec.kind = kind == "null" ? Kind::null : Kind::standard;
        return spec;
    }
    if (kind == "wav") {
        if (rest.empty()) return bad("names no file");
        spec.kind = Kind::wav;
        spec.file = rest;
        return spec;
    }
    if (kind == "portaudio") {
        const std::size_t second = rest.find(':');
        spec.kind = Kind::portaudio;
        spec.host_api = rest.substr(0, second);
        if (spec.host_api.empty()) return bad("names no host API");
        if (second != std::string_view::npos) {
            spec.device = rest.substr(second + 1);
            if (spec.device.empty()) return bad("names no device behind its last colon");
        }
        return spec;
    }
    return bad("is of no known kind");
}

std::string DeviceSpec::text() const {
    switch (kind) {
        case Kind::standard:
            return "default";
        case Kind::null:
            return "null";
        case Kind::wav:
            return "wav:" + file;
        case Kind::portaudio:
            return "portaudio:" + host_api + (device.empty() ? "" : ":" + device);
    }
    return {};
}

}  // namespace segue::audio

#include "audio/device/portaudio.h"

#include <dlfcn.h>
#include <pa_jack.h>
#include <pa_linux_alsa.h>
#include <portaudio.h>

#include <algorithm>
#include <cctype>
#include <mutex>
#include <utility>

#include "audio/device/jack_cycle.h"
#include "audio/device/limits.h"
#include "sync/base/local_clock.h"

namespace segue::audio {
namespace {

void quiet_jack(const char*) {}
void quiet_alsa(const char*, int, const char*, int, const char*, ...) {}

// Sound libraries tell the terminal about each device they fail to find. These are their own switches for that; looked
// up at run time, because which of them PortAudio was built with is its affair.
void silence_libraries() {
    const auto set = [](const char* name, auto* handler) {
        if (void* f = dlsym(RTLD_DEFAULT, name)) reinterpret_cast<void (*)(decltype(handler))>(f)(handler);
    };
    set("jack_set_error_function", quiet_jack);
    set("jack_set_info_function", quiet_jack);
    set("snd_lib_error_set_handler", quiet_alsa);
}

// PortAudio counts its users; with none left it forgets the devices it saw, so the next one looks again.
class Library {
  public:
    explicit Library(const std::string& client) {
        const std::lock_guard lock(mutex());
        silence_libraries();
        static std::string name;  // PortAudio keeps the pointer
        if (users()++ == 0 && !client.empty()) {
            name = client;
            PaJack_SetClientName(name.c_str());
        }
        error_ = Pa_Initialize();
    }
    ~Library() {
        const std::lock_guard lock(mutex());
        --users();
        if (error_ == paNoError) Pa_Terminate();
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
    PaError error() const { return error_; }

  private:
    static std::mutex& mutex() {
        static std::mutex m;
        return m;
    }
    static int& users() {
        static int n = 0;
        return n;
    }
    PaError error_;
};

std::string lower(std::string s) {
    std::transform(s.begin(), s.end(), s.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return s;
}

// ALSA names are long ("HDA Intel: ALC3246 (hw:0,0)"): a part of one is enough, a whole one is best.
int closeness(const std::string& name, const std::string& asked) {
    if (name == asked) return 3;
    if (name.starts_with(asked)) return 2;
    return name.find(asked) != std::string::npos ? 1 : 0;
}

std::string whats_here() {
    std::string out;
    for (const std::string& s : list_portaudio()) out += (out.empty() ? "" : ", ") + s;
    return out.empty() ? "there is no sound device here; play to nothing with --audio null"
                       : "there are: " + out + "; or play to nothing with --audio null";
}

Result<PaDeviceIndex, DeviceError> find_device(const std::string& host_api, const std::string& device) {
    if (host_api.empty()) {
        const PaDeviceIndex d = Pa_GetDefaultOutputDevice();
        if (d == paNoDevice) return fail(DeviceError::no_device, "no default sound device; " + whats_here());
        return d;
    }
    for (PaHostApiIndex a = 0; a < Pa_GetHostApiCount(); ++a) {
        const PaHostApiInfo* api = Pa_GetHostApiInfo(a);
        if (lower(api->name).find(lower(host_api)) == std::string::npos) continue;
        PaDeviceIndex best = device.empty() ? api->defaultOutputDevice : paNoDevice;
        int best_closeness = 0;
        for (int i = 0; i < api->deviceCount && !device.empty(); ++i) {
            const PaDeviceIndex d = Pa_HostApiDeviceIndexToDeviceIndex(a, i);
            const PaDeviceInfo* info = Pa_GetDeviceInfo(d);
            const int c = info && info->maxOutputChannels > 0 ? closeness(info->name, device) : 0;
            if (c > best_closeness) best = d, best_closeness = c;
        }
        if (best != paNoDevice) return best;
        return fail(DeviceError::no_device, (device.empty() ? api->name + std::string(" has no output device; ")
                                                            : "no device '" + device + "' in " + api->name + "; ") +
                                                whats_here());
    }
    return fail(DeviceError::no_device, "no sound system '" + host_api + "' here; " + whats_here());
}

class PortAudioDevice final : public OutputDevice {
  public:
    explicit PortAudioDevice(const std::string& client) : library_(client) {}
    ~PortAudioDevice() override {
        if (!stream_) return;
        Pa_AbortStream(stream_);
        Pa_CloseStream(stream_);
    }
    PortAudioDevice(const PortAudioDevice&) = delete;
    PortAudioDevice& operator=(const PortAudioDevice&) = delete;

    Result<void, DeviceError> open(const std::string& host_api, const std::string& device);

    const std::string& name() const override { return name_; }
    int rate_hz() const override { return rate_hz_; }
    Nanoseconds latency() const override { return latency_; }
    Result<void, DeviceError> start(BlockRenderer& renderer) override {
        renderer_ = &renderer;
        if (const PaError e = Pa_StartStream(stream_)) return refused(e);
        return {};
    }

  private:
    Failure<DeviceError> refused(PaError e) const {
        std::string why = Pa_GetErrorText(e);
        if (e == paUnanticipatedHostError)
            if (const PaHostErrorInfo* info = Pa_GetLastHostErrorInfo(); info && info->errorText && *info->errorText)
                why = info->errorText;
        return fail(DeviceError::refused, "sound device '" + name_ + "' would not open: " + why);
    }
    static int callback(const void*, void* out, unsigned long frames, const PaStreamCallbackTimeInfo* time,
                        PaStreamCallbackFlags, void* self);
    void render(float* out, int frames, double delay_s) noexcept;

    Library library_;
    PaStream* stream_ = nullptr;
    std::string name_;
    int rate_hz_ = sample_rate_hz;
    Nanoseconds latency_{0};
    JackCycle jack_cycle_;
    BlockRenderer* renderer_ = nullptr;
    DacPos next_;
};

Result<void, DeviceError> PortAudioDevice::open(const std::string& host_api, const std::string& device) {
    if (library_.error() != paNoError)
        return fail(DeviceError::no_device,
                    std::string("sound cannot be used here: ") + Pa_GetErrorText(library_.error()));
    const auto found = find_device(host_api, device);
    if (!found) return found.failure();
    const PaDeviceInfo* info = Pa_GetDeviceInfo(*found);
    const PaHostApiInfo* api = Pa_GetHostApiInfo(info->hostApi);
    name_ = std::string(api->name) + ": " + info->name;
    if (info->maxOutputChannels < 2) return fail(DeviceError::refused, "sound device '" + name_ + "' is not stereo");

    PaStreamParameters p{};
    p.device = *found;
    p.channelCount = 2;
    p.sampleFormat = paFloat32;
    p.suggestedLatency = api->type == paALSA ? to_seconds(alsa_latency) : info->defaultLowOutputLatency;
    // Its own rate only where it must: sound servers convert worse than we do.
    PaError e = paInvalidSampleRate;
    for (const double rate : {static_cast<double>(sample_rate_hz), info->defaultSampleRate, 44100.0}) {
        e = Pa_OpenStream(&stream_, nullptr, &p, rate, paFramesPerBufferUnspecified, paDitherOff, callback, this);
        if (e == paNoError) break;
        stream_ = nullptr;
    }
    if (e != paNoError) return refused(e);
    const PaStreamInfo* opened = Pa_GetStreamInfo(stream_);
    rate_hz_ = static_cast<int>(opened->sampleRate + 0.5);
    latency_ = nearest_ns(opened->outputLatency);
    if (api->type == paJACK) jack_cycle_.open("segue-clock");
    if (api->type == paALSA) PaAlsa_EnableRealtimeScheduling(stream_, 1);  // if the system lets us
    return {};
}

int PortAudioDevice::callback(const void*, void* out, unsigned long frames, const PaStreamCallbackTimeInfo* time,
                              PaStreamCallbackFlags, void* self) {
    // The stream's clock is of unknown kind (real time, JACK's, wandering in a container): only this difference holds.
    static_cast<PortAudioDevice*>(self)->render(static_cast<float*>(out), static_cast<int>(frames),
                                                time->outputBufferDacTime - time->currentTime);
    return paContinue;
}

void PortAudioDevice::render(float* out, int frames, double delay_s) noexcept {
    LocalTime now = local_now();
    if (const auto since = jack_cycle_.elapsed()) now = now - *since;
    Nanoseconds delay = latency_;
    const bool told = delay_s > 0 && delay_s < to_seconds(device_latency_max);
    if (told) delay = nearest_ns(delay_s);
    renderer_->render({out, frames, next_, now + delay, delay, told ? LatencySource::reported : LatencySource::stated});
    next_ += Frames{frames};
}

}  // namespace

Result<std::unique_ptr<OutputDevice>, DeviceError> open_portaudio(const std::string& host_api,
                                                                  const std::string& device,
                                                                  const std::string& client) {
    auto d = std::make_unique<PortAudioDevice>(client);
    if (const auto opened = d->open(host_api, device); !opened) return opened.failure();
    return std::unique_ptr<OutputDevice>(std::move(d));
}

Result<void, DeviceError> check_portaudio(const std::string& host_api, const std::string& device) {
    const Library library("");
    if (library.error() != paNoError)
        return fail(DeviceError::no_device, std::string("PortAudio: ") + Pa_GetErrorText(library.error()) +
                                                "; play to nothing with --audio null");
    const auto found = find_device(host_api, device);
    return found ? Result<void, DeviceError>() : found.failure();
}

std::vector<std::string> list_portaudio() {
    const Library library("");
    std::vector<std::string> out;
    if (library.error() != paNoError) return out;
    for (PaDeviceIndex d = 0; d < Pa_GetDeviceCount(); ++d)
        if (const PaDeviceInfo* info = Pa_GetDeviceInfo(d); info->maxOutputChannels >= 2)
            out.push_back(std::string("portaudio:") + Pa_GetHostApiInfo(info->hostApi)->name + ":" + info->name);
    return out;
}

}  // namespace segue::audio

// A player as simple as can be: a click at each multiple of 100 ms of the machine's real CLOCK_MONOTONIC, placed by
// what PortAudio says about the device. Two of them, recorded, show what the rig itself can tell apart.
//
//   clicker HOSTAPI DEVICE CLIENT SECONDS     e.g. clicker JACK system a 20;  clicker ALSA kitchen - 20
#include <portaudio.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/tools/dac_line.h"
#include "tests/e2e/tools/real_time.h"

extern "C" PaError PaJack_SetClientName(const char* name) __attribute__((weak));

namespace {

constexpr double rate = 48000, every_s = 0.1, memory_s = 4.0, settle_s = 4.0;

struct State {
    PaStream* stream = nullptr;
    double offset = namespace_offset_s(), frames = 0, next = 0;
    DacLine line{rate, memory_s};
    long late = 0, underflows = 0;
};

int callback(const void*, void* output, unsigned long n, const PaStreamCallbackTimeInfo* t, PaStreamCallbackFlags flags,
             void* user) {
    State& s = *static_cast<State*>(user);
    auto* out = static_cast<float*>(output);
    std::fill(out, out + 2 * n, 0.0f);
    if (flags & paOutputUnderflow) ++s.underflows;
    const double leaves = monotonic_s() - s.offset + (t->outputBufferDacTime - t->currentTime);
    s.line.add(s.frames, leaves, static_cast<double>(n));
    const double begin = s.line.at(s.frames), end = s.line.at(s.frames + static_cast<double>(n));
    if (s.frames < settle_s * rate) s.next = (std::floor(end / every_s) + 2) * every_s;
    while (s.next < end) {
        const double at = (s.next - begin) / (end - begin) * static_cast<double>(n);
        const auto i = static_cast<unsigned long>(std::max(0.0, std::floor(at)));
        const double part = at - static_cast<double>(i);
        if (at < 0) ++s.late;
        if (i + 1 < n) {  // two samples whose centroid is the exact moment
            for (unsigned c = 0; c < 2; ++c) {
                out[2 * i + c] = static_cast<float>(0.8 * (1 - part));
                out[2 * (i + 1) + c] = static_cast<float>(0.8 * part);
            }
        }
        s.next += every_s;
    }
    s.frames += static_cast<double>(n);
    return paContinue;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 5) return std::fprintf(stderr, "usage: clicker HOSTAPI DEVICE CLIENT SECONDS\n"), 2;
    const std::string api = argv[1], device = argv[2];
    static const std::string client = argv[3];
    if (PaJack_SetClientName) PaJack_SetClientName(client.c_str());
    if (Pa_Initialize() != paNoError) return 1;
    PaDeviceIndex found = paNoDevice;
    for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); ++i) {
        const PaDeviceInfo* d = Pa_GetDeviceInfo(i);
        if (d->maxOutputChannels >= 2 && device == d->name &&
            std::string(Pa_GetHostApiInfo(d->hostApi)->name).find(api) != std::string::npos)
            found = i;
    }
    if (found == paNoDevice) return std::fprintf(stderr, "clicker: no device %s of %s\n", argv[2], argv[1]), 1;
    State s;
    PaStreamParameters p{};
    p.device = found;
    p.channelCount = 2;
    p.sampleFormat = paFloat32;
    p.suggestedLatency = Pa_GetDeviceInfo(found)->defaultHighOutputLatency;
    PaError e = Pa_OpenStream(&s.stream, nullptr, &p, rate, api == "JACK" ? paFramesPerBufferUnspecified : 512,
                              paNoFlag, callback, &s);
    if (e == paNoError) e = Pa_StartStream(s.stream);
    if (e != paNoError) return std::fprintf(stderr, "clicker: %s\n", Pa_GetErrorText(e)), 1;
    std::this_thread::sleep_for(std::chrono::duration<double>(std::atof(argv[4])));
    Pa_StopStream(s.stream);
    std::printf("{\"late\": %ld, \"underflows\": %ld}\n", s.late, s.underflows);
    Pa_Terminate();
}

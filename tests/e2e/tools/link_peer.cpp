// A musician in the room: a peer of Ableton Link that shares nothing with Segue but the network, and clicks on each
// beat. What Segue plays in tempo is held against its clicks.
//
//   link_peer HOSTAPI DEVICE CLIENT SECONDS BPM      lines on standard input: "tempo BPM", answered by "ok SECONDS",
//                                                    the machine's real CLOCK_MONOTONIC when it was said to Link,
//                                                    how many others are in the room, and whether it plays;
//                                                    "play 1" and "play 0" start and stop it, "ask 0" only asks
#include <portaudio.h>

#include <ableton/Link.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

#include "tests/e2e/tools/dac_line.h"
#include "tests/e2e/tools/real_time.h"

extern "C" PaError PaJack_SetClientName(const char* name) __attribute__((weak));

namespace {

constexpr double rate = 48000, settle_s = 3.0, quantum = 4;
using std::chrono::microseconds;

struct State {
    ableton::Link link;
    double frames = 0, next = 0;
    DacLine line{rate, 4.0};
    explicit State(double bpm) : link(bpm) {}
};

// A burst of 2 ms whose middle is the beat, so that it survives any resampling; higher where a bar begins.
float burst(double seconds_from_beat, bool bar) {
    constexpr double half = 0.001, turn = 6.283185307179586;
    if (std::abs(seconds_from_beat) >= half) return 0;
    const double envelope = 0.5 + 0.5 * std::cos(seconds_from_beat / half * turn / 2);
    return static_cast<float>(0.7 * envelope * std::cos(turn * (bar ? 4000 : 2000) * seconds_from_beat));
}

int callback(const void*, void* output, unsigned long n, const PaStreamCallbackTimeInfo* t, PaStreamCallbackFlags,
             void* user) {
    State& s = *static_cast<State*>(user);
    auto* out = static_cast<float*>(output);
    const double now = monotonic_s();
    const double linked = static_cast<double>(s.link.clock().micros().count()) * 1e-6;
    s.line.add(s.frames, now + (t->outputBufferDacTime - t->currentTime), static_cast<double>(n));
    const auto state = s.link.captureAudioSessionState();
    for (unsigned long i = 0; i < n; ++i) {
        float x = 0;
        if (s.frames > settle_s * rate) {
            const double at = s.line.at(s.frames + static_cast<double>(i)) + (linked - now);
            // To the nearest microsecond below Link, in fractions above it.
            const double us = at * 1e6;
            const double beat = state.beatAtTime(microseconds(static_cast<long long>(std::floor(us))), quantum) +
                                (us - std::floor(us)) * 1e-6 * state.tempo() / 60;
            const double nearest = std::round(beat);
            const bool bar = std::abs(std::remainder(nearest, quantum)) < 0.5;
            x = burst((beat - nearest) * 60 / state.tempo(), bar);
        }
        out[2 * i] = out[2 * i + 1] = x;
    }
    s.frames += static_cast<double>(n);
    return paContinue;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 6) return std::cerr << "usage: link_peer HOSTAPI DEVICE CLIENT SECONDS BPM\n", 2;
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
    if (found == paNoDevice) return std::cerr << "link_peer: no device " << device << " of " << api << "\n", 1;
    State s(std::atof(argv[5]));
    s.link.enableStartStopSync(true);
    s.link.enable(true);
    PaStreamParameters p{};
    p.device = found;
    p.channelCount = 2;
    p.sampleFormat = paFloat32;
    p.suggestedLatency = Pa_GetDeviceInfo(found)->defaultHighOutputLatency;
    PaStream* stream = nullptr;
    PaError e = Pa_OpenStream(&stream, nullptr, &p, rate, api == "JACK" ? paFramesPerBufferUnspecified : 512, paNoFlag,
                              callback, &s);
    if (e == paNoError) e = Pa_StartStream(stream);
    if (e != paNoError) return std::cerr << "link_peer: " << Pa_GetErrorText(e) << "\n", 1;
    std::thread([seconds = std::atof(argv[4])] {
        std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
        std::_Exit(0);
    }).detach();
    std::string word;
    double value = 0;
    while (std::cin >> word >> value) {
        auto state = s.link.captureAppSessionState();
        if (word == "tempo") state.setTempo(value, s.link.clock().micros());
        if (word == "play") state.setIsPlaying(value != 0, s.link.clock().micros());
        if (word != "ask") s.link.commitAppSessionState(state);
        std::cout << "ok " << std::fixed << monotonic_s() - namespace_offset_s() << " " << s.link.numPeers() << " "
                  << state.isPlaying() << std::endl;
    }
    std::this_thread::sleep_for(std::chrono::duration<double>(std::atof(argv[4])));
}

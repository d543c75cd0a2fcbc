// Records what several JACK clients put out, sample-aligned, into one multichannel float WAV.
//
//   recorder OUT.wav PLAYER=REGEX...     until SIGTERM or SIGINT, or the server's end; prints "ready" once it records
//
// Each PLAYER gets two channels. The output ports of every client whose name matches REGEX are connected to them as
// soon as they appear, also when a client goes and comes back. Frames are placed by the server's own frame count, so a
// cycle that it lost is silence in the file and not a shift. OUT.wav.json says how file frames relate to the real
// CLOCK_MONOTONIC (pairs of [frame, seconds]), counts lost cycles and overruns, and tells where it lost the former ([frame, frames]).
#include <jack/jack.h>
#include <jack/ringbuffer.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/tools/real_time.h"

namespace {

struct Player {
    std::string name, pattern;
    jack_port_t* port[2];
};

struct Loss {
    std::int64_t frame;  // in the file
    std::int64_t frames;
};

struct ClockPair {
    std::int64_t frame;  // in the file
    double jack_us;      // JACK's clock
};

std::atomic<bool> over{false}, ports_changed{true};

struct Recorder {
    jack_client_t* jack = nullptr;
    std::vector<Player> players;
    jack_ringbuffer_t* ring = nullptr;  // interleaved frames
    jack_ringbuffer_t *clock_ring = nullptr, *loss_ring = nullptr;
    std::vector<float> block;
    jack_nframes_t first = 0, expected = 0;
    std::int64_t length = 0;  // frames put into the ring
    std::int64_t clock_due = 0;
    bool begun = false;
    std::atomic<std::uint64_t> lost_frames{0}, dropped_frames{0};

    std::size_t channels() const { return 2 * players.size(); }

    void put(const float* frames, jack_nframes_t count) {
        const std::size_t bytes = count * channels() * sizeof(float);
        if (jack_ringbuffer_write_space(ring) < bytes)
            dropped_frames += count;
        else
            jack_ringbuffer_write(ring, reinterpret_cast<const char*>(frames), bytes), length += count;
    }

    // [JACK thread]
    int cycle(jack_nframes_t n) {
        jack_nframes_t frame = 0;
        jack_time_t now = 0, next = 0;
        float period = 0;
        if (jack_get_cycle_times(jack, &frame, &now, &next, &period)) return 0;
        if (!begun) first = expected = frame, begun = true;
        const jack_nframes_t skipped = frame - expected;
        if (skipped > 0 && skipped < 48000u * 10) {
            lost_frames += skipped;
            const Loss loss{length, skipped};
            jack_ringbuffer_write(loss_ring, reinterpret_cast<const char*>(&loss), sizeof loss);
            std::fill(block.begin(), block.end(), 0.0f);
            for (jack_nframes_t left = skipped; left > 0;) {
                const auto part =
                    std::min<jack_nframes_t>(left, static_cast<jack_nframes_t>(block.size() / channels()));
                put(block.data(), part);
                left -= part;
            }
        }
        expected = frame + n;
        if (length >= clock_due) {
            const ClockPair pair{length, static_cast<double>(now)};
            jack_ringbuffer_write(clock_ring, reinterpret_cast<const char*>(&pair), sizeof pair);
            clock_due = length + 4800;
        }
        for (std::size_t p = 0; p < players.size(); ++p)
            for (std::size_t c = 0; c < 2; ++c) {
                const auto* in = static_cast<const float*>(jack_port_get_buffer(players[p].port[c], n));
                for (jack_nframes_t i = 0; i < n; ++i) block[i * channels() + 2 * p + c] = in[i];
            }
        put(block.data(), n);
        return 0;
    }

    void connect_players() {
        for (Player& p : players) {
            const char** found =
                jack_get_ports(jack, ("^" + p.pattern + ":").c_str(), JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput);
            std::string client;
            std::size_t c = 0;
            for (std::size_t i = 0; found && found[i]; ++i) {
                const std::string port = found[i], of = port.substr(0, port.find(':'));
                c = of == client ? c + 1 : 0;
                client = of;
                if (c < 2 && !jack_port_connected_to(p.port[c], found[i]))
                    jack_connect(jack, found[i], jack_port_name(p.port[c]));
            }
            if (found) jack_free(found);
        }
    }
};

// How far the real CLOCK_MONOTONIC is ahead of JACK's clock, by the tightest of some readings.
double jack_to_monotonic_s() {
    double best = 1e9, ahead = 0;
    for (int i = 0; i < 30; ++i) {
        const double a = monotonic_s(), j = static_cast<double>(jack_get_time()) * 1e-6, b = monotonic_s();
        if (b - a < best) best = b - a, ahead = (a + b) / 2 - j;
    }
    return ahead;
}

void put32(FILE* f, std::uint32_t v) { std::fwrite(&v, 4, 1, f); }
void put16(FILE* f, unsigned v) {
    const auto w = static_cast<std::uint16_t>(v);
    std::fwrite(&w, 2, 1, f);
}
void header(FILE* f, unsigned channels, unsigned rate, std::uint64_t bytes) {
    const auto size = static_cast<std::uint32_t>(std::min<std::uint64_t>(bytes, 0xffffff00u));
    std::rewind(f);
    std::fwrite("RIFF", 4, 1, f), put32(f, size + 36), std::fwrite("WAVEfmt ", 8, 1, f), put32(f, 16), put16(f, 3);
    put16(f, channels), put32(f, rate), put32(f, rate * channels * 4), put16(f, channels * 4), put16(f, 32);
    std::fwrite("data", 4, 1, f), put32(f, size);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return std::fprintf(stderr, "usage: recorder OUT.wav PLAYER=REGEX...\n"), 2;
    Recorder r;
    for (int i = 2; i < argc; ++i) {
        const std::string word = argv[i];
        const auto eq = word.find('=');
        r.players.push_back({word.substr(0, eq), eq == std::string::npos ? word : word.substr(eq + 1), {}});
    }
    r.jack = jack_client_open("recorder", JackNoStartServer, nullptr);
    if (!r.jack) return std::fprintf(stderr, "recorder: no JACK server\n"), 1;
    const unsigned rate = jack_get_sample_rate(r.jack), channels = static_cast<unsigned>(r.channels());
    for (Player& p : r.players)
        for (int c = 0; c < 2; ++c)
            p.port[c] = jack_port_register(r.jack, (p.name + (c ? "_r" : "_l")).c_str(), JACK_DEFAULT_AUDIO_TYPE,
                                           JackPortIsInput, 0);
    r.block.resize(8192 * channels);
    r.ring = jack_ringbuffer_create(static_cast<std::size_t>(rate) * 8 * channels * sizeof(float));
    r.clock_ring = jack_ringbuffer_create(sizeof(ClockPair) * 4096);
    r.loss_ring = jack_ringbuffer_create(sizeof(Loss) * 4096);
    FILE* out = std::fopen(argv[1], "wb");
    if (!out) return std::perror(argv[1]), 1;
    header(out, channels, rate, 0);
    for (int s : {SIGTERM, SIGINT}) std::signal(s, [](int) { over = true; });
    jack_set_process_callback(
        r.jack, [](jack_nframes_t n, void* self) { return static_cast<Recorder*>(self)->cycle(n); }, &r);
    jack_set_port_registration_callback(
        r.jack, [](jack_port_id_t, int, void*) { ports_changed = true; }, nullptr);
    jack_on_shutdown(
        r.jack, [](void*) { over = true; }, nullptr);
    if (jack_activate(r.jack)) return std::fprintf(stderr, "recorder: JACK would not run it\n"), 1;
    std::puts("ready");
    std::fflush(stdout);

    std::vector<char> buffer(1 << 20);
    std::string clock;
    std::uint64_t bytes = 0;
    for (bool last = false; !last;) {
        last = over;
        if (ports_changed.exchange(false)) r.connect_players();
        const double ahead = jack_to_monotonic_s();
        for (ClockPair pair{};
             jack_ringbuffer_read(r.clock_ring, reinterpret_cast<char*>(&pair), sizeof pair) == sizeof pair;) {
            char text[64];
            std::snprintf(text, sizeof text, "%s[%lld, %.6f]", clock.empty() ? "" : ", ",
                          static_cast<long long>(pair.frame), pair.jack_us * 1e-6 + ahead);
            clock += text;
        }
        for (std::size_t n;
             (n = jack_ringbuffer_read(r.ring, buffer.data(), buffer.size() / (4 * channels) * (4 * channels))) > 0;)
            bytes += std::fwrite(buffer.data(), 1, n, out);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    jack_deactivate(r.jack);
    header(out, channels, rate, bytes);
    std::fclose(out);
    FILE* note = std::fopen((std::string(argv[1]) + ".json").c_str(), "w");
    if (!note) return std::perror(argv[1]), 1;
    std::fprintf(note, "{\"rate\": %u, \"players\": [", rate);
    for (std::size_t i = 0; i < r.players.size(); ++i)
        std::fprintf(note, "%s\"%s\"", i ? ", " : "", r.players[i].name.c_str());
    std::string losses;
    for (Loss loss; jack_ringbuffer_read(r.loss_ring, reinterpret_cast<char*>(&loss), sizeof loss) == sizeof loss;)
        losses += (losses.empty() ? "[" : ", [") + std::to_string(loss.frame) + ", " + std::to_string(loss.frames) + "]";
    std::fprintf(note, "], \"lost_frames\": %llu, \"dropped_frames\": %llu, \"losses\": [%s], \"clock\": [%s]}\n",
                 static_cast<unsigned long long>(r.lost_frames), static_cast<unsigned long long>(r.dropped_frames),
                 losses.c_str(), clock.c_str());
    std::fclose(note);
    jack_client_close(r.jack);
}

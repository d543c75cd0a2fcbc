// A sound card with a clock of its own that is known exactly: an ALSA plugin.
//
//   pcm_type.clocked { lib "…/libasound_module_pcm_clocked.so" }
//   pcm.kitchen { type clocked  file "/tmp/kitchen.f32"  zero "1234.5"  ppm "30" }
//
// Its converter takes frame n at zero + n / (48000 * (1 + ppm / 1e6)) seconds of the real CLOCK_MONOTONIC, whatever
// the scheduler does to the player: position and delay are exact, an underrun is an underrun. What it plays is kept
// in FILE, interleaved 32-bit float, each frame at its own frame number: FILE is the loudspeaker's signal against
// true time. FILE.log tells when it started, stopped and ran dry. `grain` makes the position move in steps of so many
// frames, as that of a DMA engine does.
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <fcntl.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/e2e/tools/real_time.h"

namespace {

constexpr unsigned channels = 2;
constexpr double nominal_hz = 48000;

struct Card {
    snd_pcm_ioplug_t io{};
    int file = -1;
    FILE* log = nullptr;
    double zero = 0, rate = nominal_hz, offset = namespace_offset_s();
    std::int64_t grain = 1;
    std::int64_t start = 0;    // the card's frame number of this run's first frame
    std::int64_t written = 0;  // frames given to it in this run
    bool running = false;
    std::vector<float> held;  // frames given before the run began

    double now() const { return monotonic_s() - offset; }
    std::int64_t frame_now() const { return static_cast<std::int64_t>(std::floor((now() - zero) * rate)); }
    std::int64_t played() const {
        if (!running) return 0;
        const std::int64_t n = frame_now() - start;
        return n < 0 ? 0 : n - n % grain;
    }
    void note(const char* what) const {
        if (log)
            std::fprintf(log, "%.6f %s %lld\n", now(), what, static_cast<long long>(start + played())),
                std::fflush(log);
    }
    // Wakes the player at the real time at which the card reaches `frame`.
    void wake_at(std::int64_t frame) const {
        const double t = zero + static_cast<double>(frame) / rate + offset;
        itimerspec when{};
        when.it_value.tv_sec = static_cast<time_t>(t);
        when.it_value.tv_nsec = std::clamp(static_cast<long>((t - std::floor(t)) * 1e9), 1L, 999'999'999L);
        timerfd_settime(io.poll_fd, TFD_TIMER_ABSTIME, &when, nullptr);
    }
    void wake_next() const {
        const std::int64_t period = static_cast<std::int64_t>(io.period_size);
        wake_at(running ? start + (played() / period + 1) * period : frame_now());
    }
    void keep(const float* samples, std::int64_t frames, std::int64_t at) const {
        if (at < 0 || frames <= 0) return;
        const auto size = static_cast<std::size_t>(frames) * channels * sizeof(float);
        if (pwrite(file, samples, size, at * channels * static_cast<off_t>(sizeof(float))) < 0)
            std::perror("clocked card");
    }
};

Card& of(snd_pcm_ioplug_t* io) { return *static_cast<Card*>(io->private_data); }

int on_start(snd_pcm_ioplug_t* io) {
    Card& c = of(io);
    c.start = c.frame_now() + 1;
    c.running = true;
    c.keep(c.held.data(), static_cast<std::int64_t>(c.held.size() / channels), c.start);
    c.held.clear();
    c.note("start");
    if (c.log)
        std::fprintf(c.log, "buffer %lu period %lu held %lld\n", io->buffer_size, io->period_size,
                     static_cast<long long>(c.written));
    c.wake_next();
    return 0;
}

int on_stop(snd_pcm_ioplug_t* io) {
    Card& c = of(io);
    if (c.running) {  // what was queued and not yet played is never heard
        c.note("stop");
        const std::int64_t played = c.played(), rest = c.written - played;
        if (rest > 0)
            c.keep(std::vector<float>(static_cast<std::size_t>(rest) * channels).data(), rest, c.start + played);
    }
    c.running = false;
    return 0;
}

int on_prepare(snd_pcm_ioplug_t* io) {
    Card& c = of(io);
    c.running = false;
    c.written = 0;
    c.held.clear();
    c.wake_next();
    return 0;
}

snd_pcm_sframes_t on_pointer(snd_pcm_ioplug_t* io) {
    Card& c = of(io);
    const std::int64_t played = c.played();
    if (c.running && played > c.written) {
        c.note("underrun");
        return -EPIPE;
    }
    return static_cast<snd_pcm_sframes_t>(played % static_cast<std::int64_t>(io->buffer_size));
}

int on_delay(snd_pcm_ioplug_t* io, snd_pcm_sframes_t* delay) {
    Card& c = of(io);
    *delay = static_cast<snd_pcm_sframes_t>(std::max<std::int64_t>(0, c.written - c.played()));
    return 0;
}

snd_pcm_sframes_t on_transfer(snd_pcm_ioplug_t* io, const snd_pcm_channel_area_t* area, snd_pcm_uframes_t offset,
                              snd_pcm_uframes_t size) {
    Card& c = of(io);
    if (c.running && c.played() > c.written)
        return -EPIPE;  // stopped since it asked: nothing can be played in the past
    std::vector<float> samples(size * channels);
    for (unsigned ch = 0; ch < channels; ++ch) {
        const char* from = static_cast<const char*>(area[ch].addr) + area[ch].first / 8;
        for (snd_pcm_uframes_t i = 0; i < size; ++i) {
            const char* at = from + (offset + i) * (area[ch].step / 8);
            float& out = samples[i * channels + ch];
            if (io->format == SND_PCM_FORMAT_FLOAT_LE)
                std::memcpy(&out, at, sizeof out);
            else {
                std::int16_t v = 0;
                std::memcpy(&v, at, sizeof v);
                out = static_cast<float>(v) / 32768.0f;
            }
        }
    }
    if (c.running)
        c.keep(samples.data(), static_cast<std::int64_t>(size), c.start + c.written);
    else
        c.held.insert(c.held.end(), samples.begin(), samples.end());
    c.written += static_cast<std::int64_t>(size);
    return static_cast<snd_pcm_sframes_t>(size);
}

int on_revents(snd_pcm_ioplug_t* io, pollfd* p, unsigned count, unsigned short* revents) {
    Card& c = of(io);
    *revents = 0;
    if (count == 0 || !(p->revents & POLLIN)) return 0;
    std::uint64_t expirations = 0;
    if (read(io->poll_fd, &expirations, sizeof expirations) < 0 && errno != EAGAIN) return -errno;
    const snd_pcm_sframes_t room = snd_pcm_avail_update(io->pcm);
    c.wake_next();
    if (room < 0 || room >= static_cast<snd_pcm_sframes_t>(io->period_size)) *revents = POLLOUT;
    if (*revents) c.wake_at(0);  // stays readable while there is room, as a card does
    return 0;
}

int on_close(snd_pcm_ioplug_t* io) {
    Card* c = &of(io);
    on_stop(io);
    close(c->file);
    close(io->poll_fd);
    if (c->log) std::fclose(c->log);
    delete c;
    return 0;
}

const snd_pcm_ioplug_callback_t callbacks = [] {
    snd_pcm_ioplug_callback_t cb{};
    cb.start = on_start, cb.stop = on_stop, cb.pointer = on_pointer, cb.transfer = on_transfer, cb.close = on_close;
    cb.prepare = on_prepare, cb.delay = on_delay, cb.poll_revents = on_revents;
    return cb;
}();

}  // namespace

extern "C" {

SND_PCM_PLUGIN_DEFINE_FUNC(clocked) {
    (void)root;
    auto* c = new Card;
    std::string file;
    snd_config_iterator_t i, next;
    snd_config_for_each(i, next, conf) {
        snd_config_t* n = snd_config_iterator_entry(i);
        const char *id = nullptr, *text = nullptr;
        if (snd_config_get_id(n, &id) < 0 || snd_config_get_string(n, &text) < 0) continue;
        if (!std::strcmp(id, "file")) file = text;
        if (!std::strcmp(id, "zero")) c->zero = std::atof(text);
        if (!std::strcmp(id, "ppm")) c->rate = nominal_hz * (1 + std::atof(text) * 1e-6);
        if (!std::strcmp(id, "grain")) c->grain = std::max(1, std::atoi(text));
    }
    if (file.empty() || stream != SND_PCM_STREAM_PLAYBACK) {
        delete c;
        return -EINVAL;
    }
    c->file = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    c->log = std::fopen((file + ".log").c_str(), "ae");
    c->io.version = SND_PCM_IOPLUG_VERSION;
    c->io.name = "Clocked card";
    c->io.callback = &callbacks;
    c->io.private_data = c;
    c->io.flags = SND_PCM_IOPLUG_FLAG_MONOTONIC;
    c->io.poll_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    c->io.poll_events = POLLIN;
    const int error = c->file < 0 ? -errno : snd_pcm_ioplug_create(&c->io, name, stream, mode);
    if (error < 0) {
        delete c;
        return error;
    }
    const unsigned access[] = {SND_PCM_ACCESS_RW_INTERLEAVED, SND_PCM_ACCESS_MMAP_INTERLEAVED};
    const unsigned format[] = {SND_PCM_FORMAT_S16_LE, SND_PCM_FORMAT_FLOAT_LE};
    snd_pcm_ioplug_set_param_list(&c->io, SND_PCM_IOPLUG_HW_ACCESS, 2, access);
    snd_pcm_ioplug_set_param_list(&c->io, SND_PCM_IOPLUG_HW_FORMAT, 2, format);
    snd_pcm_ioplug_set_param_minmax(&c->io, SND_PCM_IOPLUG_HW_CHANNELS, channels, channels);
    snd_pcm_ioplug_set_param_minmax(&c->io, SND_PCM_IOPLUG_HW_RATE, 48000, 48000);
    snd_pcm_ioplug_set_param_minmax(&c->io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 64 * 2 * channels, 8192 * 4 * channels);
    snd_pcm_ioplug_set_param_minmax(&c->io, SND_PCM_IOPLUG_HW_PERIODS, 2, 64);
    *pcmp = c->io.pcm;
    return 0;
}
SND_PCM_PLUGIN_SYMBOL(clocked);

}  // extern "C"

// What engine tests stand on: tracks encoded on the fly, a simulated sound card, and the real renderer, voices and
// decoder between them, in one thread and in virtual time.
#pragma once

#include <opus.h>

#include <cmath>
#include <complex>
#include <functional>
#include <map>
#include <memory>
#include <numbers>
#include <set>
#include <utility>
#include <vector>

#include "audio/engine/renderer.h"
#include "audio/engine/voice_bank.h"
#include "audio/media/segment.h"
#include "audio/media/source.h"
#include "sync/base/random.h"

namespace segue::audio::testing {

using Signal = std::function<std::pair<double, double>(std::int64_t)>;  // frame -> left, right

inline double tone(double hz, std::int64_t frame, double level = 0.5) {
    return level * std::sin(2 * std::numbers::pi * hz * static_cast<double>(frame) / sample_rate_hz);
}
// Left says where to the microsecond, right which of the left's periods it is.
inline constexpr double fine_hz = 1000, coarse_hz = 50;
inline Signal ruler(std::int64_t offset = 0) {
    return [offset](std::int64_t f) { return std::pair{tone(fine_hz, f + offset), tone(coarse_hz, f + offset)}; };
}

inline TrackId track_id(std::uint8_t n) {
    TrackId id;
    id.bytes.fill(n);
    return id;
}

class TestMedia final : public MediaSource {
  public:
    std::shared_ptr<const Manifest> manifest(const TrackId& track) const override {
        const auto it = manifests_.find(track);
        return it == manifests_.end() ? nullptr : it->second;
    }
    std::shared_ptr<const Bytes> segment(const SegmentName& name) const override {
        const auto it = segments_.find(name);
        return it == segments_.end() || withheld.contains(name) ? nullptr : it->second;
    }

    // Encodes `frames` of each signal as one stem; the first is the mix.
    const Manifest& add(std::uint8_t n, std::int64_t frames, const std::vector<std::pair<std::string, Signal>>& stems,
                        std::int16_t gain_q8_db = 0) {
        auto m = std::make_shared<Manifest>();
        m->id = track_id(n);
        m->complete = true;
        m->duration = Frames{frames};
        for (const auto& [name, signal] : stems) m->stems.push_back(encode(name, frames, signal, gain_q8_db));
        return *(manifests_[m->id] = std::move(m));
    }
    std::set<SegmentName> withheld;  // not here yet

  private:
    Stem encode(const std::string& name, std::int64_t frames, const Signal& signal, std::int16_t gain) {
        constexpr int packet = 960;
        int error = 0;
        OpusEncoder* e = opus_encoder_create(sample_rate_hz, 2, OPUS_APPLICATION_AUDIO, &error);
        opus_encoder_ctl(e, OPUS_SET_BITRATE(256000));
        opus_int32 skip = 0;
        opus_encoder_ctl(e, OPUS_GET_LOOKAHEAD(&skip));
        Stem stem{name, 2, static_cast<std::uint32_t>(skip), gain, {}};
        SegmentBuilder builder;
        const auto flush = [&] {
            const std::uint32_t n = builder.frames();
            auto bytes = std::make_shared<Bytes>(builder.take());
            const SegmentName id = segment_name(*bytes);
            stem.segments.push_back({id, n, static_cast<std::uint32_t>(bytes->size())});
            segments_[id] = std::move(bytes);
        };
        std::vector<float> pcm(2 * packet);
        std::vector<std::uint8_t> out(4000);
        for (std::int64_t f = 0; f < frames + skip; f += packet) {
            for (int i = 0; i < packet; ++i) {
                const auto [l, r] = f + i < frames ? signal(f + i) : std::pair{0.0, 0.0};
                pcm[static_cast<std::size_t>(2 * i)] = static_cast<float>(l);
                pcm[static_cast<std::size_t>(2 * i + 1)] = static_cast<float>(r);
            }
            const opus_int32 n =
                opus_encode_float(e, pcm.data(), packet, out.data(), static_cast<opus_int32>(out.size()));
            builder.add(BytesView(out).first(static_cast<std::size_t>(n)));
            if (builder.frames() >= 48000) flush();
        }
        if (!builder.is_empty()) flush();
        opus_encoder_destroy(e);
        return stem;
    }
    std::map<TrackId, std::shared_ptr<const Manifest>> manifests_;
    std::map<SegmentName, std::shared_ptr<const Bytes>> segments_;
};

// A sound card whose truth is known: its crystal is off, its reports are not exact.
struct SimCard {
    double ppm = 0;
    int rate_hz = 48000;
    int block = 480;
    Nanoseconds latency = milliseconds(20);
    std::function<double(Random&)> report_error = [](Random&) { return 0.0; };  // s, added to the truth
    double lost_s = 0;                                                          // time it has lost since it was opened

    // Local seconds at which frame f really leaves.
    double leaves(double f) const { return 1000 + to_seconds(latency) + f / (rate_hz * (1 + ppm * 1e-6)) + lost_s; }
};

// One output: card, renderer, voices, decoder; and what came out, with the true ensemble time of each frame.
class Output {
  public:
    explicit Output(const MediaSource& media, SimCard c = {}, std::uint64_t seed = 1)
        : card(std::move(c)), renderer(voices), bank(voices, media), random_(seed) {
        renderer.device_opened(card.rate_hz);
        map.local = LocalTime(seconds(1000));
        map.ensemble = EnsembleTime(seconds(5000));
        set_clock(map);
    }

    void set_plan(const OutputPlan& p) {
        plan = p;
        renderer.set_plan(to_render_plan(p));
    }
    void set_clock(const clock::ClockMap& m) {
        map = m;
        renderer.set_clock(m);
    }
    // Ensemble time of now: of what is being given to the card.
    EnsembleTime now() const {
        return truth.to_ensemble(LocalTime(nearest_ns(card.leaves(static_cast<double>(frames_)))));
    }

    void run(double s) {
        const auto end = frames_ + static_cast<std::int64_t>(s * card.rate_hz);
        while (frames_ < end) step();
    }
    void run_until(EnsembleTime t) {
        while (now() < t) step();
    }
    void step() {
        if (decodes) {
            const RenderReport& said = renderer.report();
            const EnsembleTime head =
                said.settled ? said.head : map.to_ensemble(local_now() + card.latency) + plan.latency;
            while (bank.turn(plan, head, &said)) {
            }
        }
        const double leaves = card.leaves(static_cast<double>(frames_)) + card.report_error(random_);
        std::vector<float> out(static_cast<std::size_t>(2 * card.block));
        before_render();
        renderer.render({out.data(), card.block, DacPos{frames_}, LocalTime(nearest_ns(leaves))});
        after_render();
        for (int i = 0; i < card.block; ++i) {
            left.push_back(out[static_cast<std::size_t>(2 * i)]);
            right.push_back(out[static_cast<std::size_t>(2 * i + 1)]);
            at.push_back(
                to_seconds(truth.to_ensemble(LocalTime(nearest_ns(card.leaves(static_cast<double>(frames_ + i))))) -
                           EnsembleTime{}));
        }
        frames_ += card.block;
        report = renderer.report();
    }
    LocalTime local_now() const {
        return LocalTime(nearest_ns(card.leaves(static_cast<double>(frames_)))) - card.latency;
    }

    SimCard card;
    Voices voices;
    Renderer renderer;
    VoiceBank bank;
    OutputPlan plan;
    clock::ClockMap map;  // as the node believes
    clock::ClockMap truth{LocalTime(seconds(1000)), EnsembleTime(seconds(5000)), 0, Nanoseconds(0)};
    RenderReport report;
    bool decodes = true;
    std::function<void()> before_render = [] {}, after_render = [] {};
    std::vector<float> left, right;
    std::vector<double> at;  // ensemble seconds at which that frame really left

    // First frame that left at or after t.
    std::size_t index(EnsembleTime t) const {
        return static_cast<std::size_t>(std::lower_bound(at.begin(), at.end(), to_seconds(t - EnsembleTime{})) -
                                        at.begin());
    }
    double peak(EnsembleTime from, EnsembleTime to) const {
        double p = 0;
        for (std::size_t i = index(from); i < index(to); ++i)
            p = std::max({p, std::abs(static_cast<double>(left[i])), std::abs(static_cast<double>(right[i]))});
        return p;
    }
    // How late the ruler is, in µs, over [from, to]: positive is late. `rate`: of the timeline there.
    double ruler_error_us(const timeline::Timeline& timeline, EnsembleTime from, EnsembleTime to) const {
        std::complex<double> fine, coarse;
        double rate = timeline.rate_at(from);
        for (std::size_t i = index(from); i < index(to); ++i) {
            const double frame = timeline.frame_at(EnsembleTime(nearest_ns(at[i])));
            const double turn = 2 * std::numbers::pi * frame / sample_rate_hz;
            fine += static_cast<double>(left[i]) * std::polar(1.0, -turn * fine_hz);
            coarse += static_cast<double>(right[i]) * std::polar(1.0, -turn * coarse_hz);
        }
        const auto late = [&](std::complex<double> z, double hz) {  // sin(a - d) against exp(-ia): phase is -d - pi/2
            return -std::remainder(std::arg(z) + std::numbers::pi / 2, 2 * std::numbers::pi) /
                   (2 * std::numbers::pi * hz);
        };
        const double roughly = late(coarse, coarse_hz), exactly = late(fine, fine_hz);
        const double periods = std::round((roughly - exactly) * fine_hz);
        return (exactly + periods / fine_hz) / rate * 1e6;
    }

  private:
    std::int64_t frames_ = 0;
    Random random_;
};

inline Program one_track(Epoch e, const Manifest& m, EnsembleTime begins, double frame = 0) {
    Program p;
    p.epoch = e;
    p.timeline = timeline::Timeline::from(begins, frame);
    p.begins = begins;
    p.items = {{m.id, ProgramPos{0}, MediaPos{0}, m.duration}};
    return p;
}
inline OutputPlan heard(std::vector<Program> programs) {
    OutputPlan plan;
    plan.programs = std::move(programs);
    plan.switches = {{EnsembleTime{}, true, Nanoseconds(0)}};
    return plan;
}

}  // namespace segue::audio::testing

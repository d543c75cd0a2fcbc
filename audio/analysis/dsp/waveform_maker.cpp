#include "audio/analysis/dsp/waveform_maker.h"

#include <algorithm>
#include <cmath>

#include "audio/analysis/limits.h"

namespace segue::audio {

namespace {
constexpr float silence_amplitude = 0.001F;  // -60 dBFS

std::uint8_t level(double amplitude) {
    return static_cast<std::uint8_t>(std::lround(255 * std::sqrt(std::clamp(amplitude, 0.0, 1.0))));
}
}  // namespace

void WaveformMaker::add(const float* samples, std::size_t frames, int channels) {
    const auto width = static_cast<std::size_t>(channels);
    while (frames > 0) {
        if (points_.empty() || points_.back().frames == frames_per_point_) {
            if (points_.size() == wave_points_max) halve();
            if (points_.empty() || points_.back().frames == frames_per_point_) points_.emplace_back();
        }
        Point& point = points_.back();
        const std::size_t n = std::min<std::size_t>(frames, frames_per_point_ - point.frames);
        float peak = 0, power = 0;
        for (std::size_t i = 0; i < n * width; ++i) {
            const float a = std::abs(samples[i]);
            peak = std::max(peak, a);
            power += a * a;
        }
        point.peak = std::max(point.peak, peak);
        point.power += static_cast<double>(power) / static_cast<double>(width);
        point.frames += static_cast<std::uint32_t>(n);
        if (peak >= silence_amplitude) {  // most sound is: only then is it looked at frame by frame
            const auto is_loud = [](float v) { return std::abs(v) >= silence_amplitude; };
            const float* end = samples + n * width;
            if (first_loud_ < 0) first_loud_ = frames_ + (std::find_if(samples, end, is_loud) - samples) / channels;
            const auto last =
                std::find_if(std::reverse_iterator(end), std::reverse_iterator(samples), is_loud).base() - 1;
            last_loud_ = frames_ + (last - samples) / channels;
        }
        samples += n * width;
        frames -= n;
        frames_ += static_cast<std::int64_t>(n);
    }
}

void WaveformMaker::halve() {
    frames_per_point_ *= 2;
    for (std::size_t i = 0; i < points_.size(); i += 2) {
        Point point = points_[i];
        if (i + 1 < points_.size()) {
            point.peak = std::max(point.peak, points_[i + 1].peak);
            point.power += points_[i + 1].power;
            point.frames += points_[i + 1].frames;
        }
        points_[i / 2] = point;
    }
    points_.resize((points_.size() + 1) / 2);
}

Waveform WaveformMaker::waveform() const {
    Waveform out;
    out.frames_per_point = frames_per_point_;
    for (const Point& p : points_)
        out.points.push_back({level(double{p.peak}), level(std::sqrt(p.power / std::max(p.frames, 1U)))});
    return out;
}

Silence WaveformMaker::silence() const {
    if (first_loud_ < 0) return {Frames{frames_}, Frames{0}};
    return {Frames{first_loud_}, Frames{frames_ - 1 - last_loud_}};
}

}  // namespace segue::audio

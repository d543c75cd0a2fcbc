#include "audio/stretch/vocoder.h"

#include <qm-dsp/dsp/transforms/FFT.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "audio/stretch/limits.h"

namespace segue::audio {
namespace {

using Complex = std::complex<double>;

Complex unit(Complex z) {
    const double size = std::abs(z);
    return size > quiet ? z / size : Complex(1, 0);
}

}  // namespace

struct Vocoder::Spectrum {
    std::vector<Complex> left = std::vector<Complex>(bins), right = left;
};

// Two real signals at once: the left one as the real part, the right as the imaginary.
class Vocoder::Fourier {
  public:
    std::vector<double> real = std::vector<double>(window), imaginary = real;
    void forward() { transform(false); }
    void back() { transform(true); }

  private:
    void transform(bool inverse) {
        fft_.process(inverse, real.data(), imaginary.data(), real_out_.data(), imaginary_out_.data());
        real.swap(real_out_);
        imaginary.swap(imaginary_out_);
    }
    FFT fft_{window};
    std::vector<double> real_out_ = std::vector<double>(window), imaginary_out_ = real_out_;
};

Vocoder::Vocoder()
    : fourier_(std::make_unique<Fourier>()),
      here_(std::make_unique<Spectrum>()),
      before_(std::make_unique<Spectrum>()),
      shape_(window),
      energy_(bins),
      turn_(bins) {
    for (int i = 0; i < window; ++i)
        shape_[static_cast<std::size_t>(i)] = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * i / window);
    peaks_.reserve(bins);
    state_ = fresh();
}

Vocoder::State Vocoder::fresh() { return {std::vector<Complex>(bins), std::vector<Complex>(bins)}; }

Vocoder::~Vocoder() = default;

void Vocoder::analyse(const Stereo& from, Spectrum& to) {
    for (std::size_t i = 0; i < window; ++i) {
        fourier_->real[i] = shape_[i] * static_cast<double>(from.left[i]);
        fourier_->imaginary[i] = shape_[i] * static_cast<double>(from.right[i]);
    }
    fourier_->forward();
    for (std::size_t k = 0; k < bins; ++k) {
        const std::size_t mirror = (window - k) % window;
        const Complex z(fourier_->real[k], fourier_->imaginary[k]);
        const Complex w(fourier_->real[mirror], -fourier_->imaginary[mirror]);
        to.left[k] = 0.5 * (z + w);
        to.right[k] = Complex(0, -0.5) * (z - w);
    }
}

// A bin that is louder than both beside it leads those around, to the softest between it and the next.
void Vocoder::find_peaks() {
    peaks_.clear();
    for (std::size_t k = 0; k < bins; ++k) energy_[k] = std::norm(here_->left[k]) + std::norm(here_->right[k]);
    int softest = 0;  // since the last peak
    for (int k = 0; k < bins; ++k) {
        const auto at = [&](int i) { return i < 0 || i >= bins ? -1.0 : energy_[static_cast<std::size_t>(i)]; };
        if (at(k) < at(softest)) softest = k;
        if (!(at(k) > at(k - 1) && at(k) >= at(k + 1))) continue;
        if (!peaks_.empty()) peaks_.back().to = softest;
        peaks_.push_back({k, peaks_.empty() ? 0 : softest, bins});
        softest = k;
    }
}

Complex Vocoder::turn_at(int peak, Phases phases, const Home& home) const {
    if (home.hops <= 0) return {1, 0};
    // The bins beside a peak are of the same partial: together they tell its phase best.
    Complex carried;
    double was = 0;
    for (int k = std::max(0, peak - 1); k <= std::min(bins - 1, peak + 1); ++k) {
        const auto i = static_cast<std::size_t>(k);
        carried += state_.left[i] * std::conj(before_->left[i]) + state_.right[i] * std::conj(before_->right[i]);
        was += std::norm(before_->left[i]) + std::norm(before_->right[i]);
    }
    if (phases == Phases::struck && energy_[static_cast<std::size_t>(peak)] > struck_rise * was) return {1, 0};
    const Complex turn = unit(carried);
    if (home.hops > homing_hops) return turn;
    // Where it will be at the hop where all are home, if it sounds on as it does; a share of that is taken back now.
    const double ahead = std::remainder(std::arg(turn) + frequency_at(peak) * home.slip, 2 * std::numbers::pi);
    return turn * std::polar(1.0, -ahead / home.hops);
}

// Of the partial at a peak, in radians a frame, by what its phase did over a hop.
double Vocoder::frequency_at(int peak) const {
    Complex moved;
    for (int k = std::max(0, peak - 1); k <= std::min(bins - 1, peak + 1); ++k) {
        const auto i = static_cast<std::size_t>(k);
        moved += here_->left[i] * std::conj(before_->left[i]) + here_->right[i] * std::conj(before_->right[i]);
    }
    const double centre = 2 * std::numbers::pi * peak / window;
    return centre + std::remainder(std::arg(moved) - centre * hop, 2 * std::numbers::pi) / hop;
}

void Vocoder::turn_all(Phases phases, const Home& home) {
    if (peaks_.empty()) std::fill(turn_.begin(), turn_.end(), Complex(1, 0));
    for (const Peak& p : peaks_) std::fill(turn_.begin() + p.from, turn_.begin() + p.to, turn_at(p.bin, phases, home));
}

void Vocoder::synthesise(std::span<float> left, std::span<float> right) {
    for (std::size_t k = 0; k < bins; ++k) {
        state_.left[k] = here_->left[k] * turn_[k];
        state_.right[k] = here_->right[k] * turn_[k];
    }
    for (std::size_t k = 0; k < bins; ++k) {
        const std::size_t mirror = (window - k) % window;
        const Complex l = state_.left[k], r = state_.right[k];
        fourier_->real[k] = l.real() - r.imag();
        fourier_->imaginary[k] = l.imag() + r.real();
        if (k == 0 || k == bins - 1) {  // real in a real signal, whatever the turn made of it
            fourier_->real[k] = l.real();
            fourier_->imaginary[k] = r.real();
            continue;
        }
        fourier_->real[mirror] = l.real() + r.imag();
        fourier_->imaginary[mirror] = r.real() - l.imag();
    }
    fourier_->back();
    constexpr double overlapped = 1.5;  // what four squared windows add up to
    for (std::size_t i = 0; i < window; ++i) {
        left[i] += static_cast<float>(fourier_->real[i] * shape_[i] / overlapped);
        right[i] += static_cast<float>(fourier_->imaginary[i] * shape_[i] / overlapped);
    }
}

void Vocoder::add(const Stereo& here, const Stereo& before, Phases phases, const Home& home, std::span<float> left,
                  std::span<float> right) {
    analyse(here, *here_);
    analyse(before, *before_);
    find_peaks();
    turn_all(phases, home);
    synthesise(left, right);
}

}  // namespace segue::audio

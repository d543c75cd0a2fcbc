// When does a frame leave the device? A straight line through what the device says, robust against how it says it.
//
//   report           late by waking up ·          JACK through PortAudio reports when the callback wakes: errors are
//     |       ·   ·                               one-sided, up to milliseconds. Then only the earliest reports are
//     |   · ·    ··  ·                            true, and the line is the edge of their lower hull that lies under
//     | ·___·__·____·_·__ true line               their mean (Moon, Skelly, Towsley: "Estimation and Removal of Clock
//     +------------------ frames                  Skew from Network Delay Measurements", 1999).
//
// ALSA reports to within microseconds on both sides; there the hull would hang on the noise, and a least-squares line
// is three times steadier. So the two lines are mixed by how closely the reports agree. A delay-locked loop, the usual
// choice, was compared on the same traces: equal for small symmetric jitter, 60-400 µs late under one-sided jitter.
//
// The line's slope is the device's true rate, so nothing that follows it has a standing error.
// Pure: no clock is read. Fixed size, allocates nothing: it lives in the audio callback.
#pragma once

#include <array>
#include <cstdint>

#include "audio/engine/limits.h"
#include "sync/base/frames.h"
#include "sync/base/time.h"

namespace segue::audio {

class DacClock {
  public:
    // Forgets everything: another device, or the same opened anew.
    void restart(int nominal_rate_hz) noexcept;
    // Frame `first` leaves at `leaves`, says the device. Positions must grow from report to report.
    void report(DacPos first, LocalTime leaves) noexcept;

    // There is an estimate to go by: ~50 ms and 3 reports after a restart or a gap, at once after lost time.
    bool is_settled() const noexcept { return settled_; }
    // Valid when settled. Inverse of each other to the nanosecond.
    LocalTime time_of(DacPos frame) const noexcept;
    double frame_at(LocalTime t) const noexcept;  // fractional DacPos
    // How much faster than nominal the device runs, measured by the local clock: 1e-6 is 1 ppm.
    double rate_off() const noexcept { return -slope_; }
    // How closely the device's reports agree: the middle half of them lie within this many seconds.
    double spread() const noexcept { return spread_; }
    // Times the device lost (or gained) time and was measured anew.
    std::uint64_t losses() const noexcept { return losses_; }

  private:
    // y: how much later than nominal the report is, in s; x: nominal seconds since the origin.
    struct Bin {
        double x = 0, y = 0;            // the earliest report in it
        double mean_x = 0, mean_y = 0;  // of all of them
        int count = 0;
    };
    struct Line {
        double at = 0, slope = 0;  // value at x_ref_
    };
    double line_at(double x) const noexcept { return offset_ + slope_ * (x - x_ref_); }
    void add(double x, double y) noexcept;
    bool lost_time(double x, double y, double residual) noexcept;
    void begin_at(double x, double y) noexcept;
    void begin_behind_gap(double x, double y) noexcept;
    void solve() noexcept;
    Line lower_edge() noexcept;
    Line least_squares(double median, double spread, const Line& about) noexcept;
    double span() const noexcept { return bin(held_ - 1).x - bin(0).x; }
    double rate_doubt() const noexcept { return rate_known_ ? dac_rate_off_early / 10 : dac_rate_off_early; }
    const Bin& bin(std::size_t i) const noexcept { return bins_[(oldest_ + i) % dac_bins_max]; }
    Bin& bin(std::size_t i) noexcept { return bins_[(oldest_ + i) % dac_bins_max]; }

    double nominal_ = 48000;
    bool started_ = false, settled_ = false;
    DacPos origin_frame_;
    LocalTime origin_time_;
    double offset_ = 0, slope_ = 0, x_ref_ = 0;  // the estimate: y = offset + slope * (x - x_ref)
    double spread_ = 0;
    double prior_slope_ = 0;  // believed before the window can tell
    bool rate_known_ = false;
    std::array<Bin, dac_bins_max> bins_{};
    std::size_t oldest_ = 0, held_ = 0;
    double bin_begin_ = 0;
    int reports_ = 0;
    double first_x_ = 0;
    int off_in_a_row_ = 0;
    double off_min_ = 0, off_max_ = 0, off_x_ = 0;
    int early_in_a_row_ = 0;
    std::uint64_t losses_ = 0;
    std::array<std::uint16_t, dac_bins_max> hull_{};
    std::array<double, dac_bins_max> sorted_{};
};

}  // namespace segue::audio

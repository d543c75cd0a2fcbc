// ITU-R BS.1770-4, section 2, over counted blocks: mean power of the blocks above the absolute gate, then of those
// above 10 LU below that mean. Counting in half LU moves the result by less than 0.05 LU.
#include <algorithm>
#include <cmath>

#include "audio/analysis/analysis.h"
#include "audio/analysis/limits.h"

namespace segue::audio {

namespace {

constexpr double bin_lu = 0.5, relative_gate_lu = -10;

double middle_of(std::size_t bin) { return double{Loudness::silent_lufs} + (static_cast<double>(bin) + 0.5) * bin_lu; }
double power(double lufs) { return std::pow(10, lufs / 10); }

// Mean loudness of the counted blocks from `gate` up; of a bin that the gate cuts, the share above it.
double mean_above(const std::vector<std::uint64_t>& counts, double gate) {
    double sum = 0, weight = 0;
    for (std::size_t bin = 0; bin < counts.size(); ++bin) {
        const double share = std::clamp((middle_of(bin) + bin_lu / 2 - gate) / bin_lu, 0.0, 1.0);
        sum += power(middle_of(bin)) * share * static_cast<double>(counts[bin]);
        weight += share * static_cast<double>(counts[bin]);
    }
    return weight > 0 ? 10 * std::log10(sum / weight) : double{Loudness::silent_lufs};
}

}  // namespace

Loudness album_loudness(const std::vector<const Loudness*>& tracks) {
    std::vector<std::uint64_t> counts(loudness_bins_max);
    Loudness out;
    for (const Loudness* track : tracks) {
        out.true_peak_dbtp = std::max(out.true_peak_dbtp, track->true_peak_dbtp);
        for (std::size_t i = 0; i < track->blocks.size() && track->first_bin + i < counts.size(); ++i)
            counts[track->first_bin + i] += track->blocks[i];
    }
    const double ungated = mean_above(counts, Loudness::silent_lufs);
    out.integrated_lufs = static_cast<float>(mean_above(counts, ungated + relative_gate_lu));

    const auto counted = [](std::uint64_t n) { return n > 0; };
    const auto first = std::find_if(counts.begin(), counts.end(), counted);
    const auto last = std::find_if(counts.rbegin(), counts.rend(), counted).base();
    if (first == counts.end()) return out;
    out.first_bin = static_cast<std::uint16_t>(first - counts.begin());
    for (auto it = first; it != last; ++it)
        out.blocks.push_back(static_cast<std::uint32_t>(std::min<std::uint64_t>(*it, UINT32_MAX)));
    return out;
}

}  // namespace segue::audio

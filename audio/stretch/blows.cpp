#include "audio/stretch/blows.h"

#include <algorithm>

#include "audio/stretch/limits.h"

namespace segue::audio {
namespace {

constexpr std::int64_t block = 32;  // frames, 0.7 ms: a blow is found as exactly
// Blocks that what was before is told from, 43 ms …
constexpr std::int64_t background = 64;
// … and on both sides of a blow in which no other one is, 64 ms.
constexpr std::int64_t apart = 96;
static_assert((background + apart + 3) * block <= Blows::context);

}  // namespace

void Blows::begin_at(std::int64_t first) {
    taken_to_ = first;
    // The first block may lack some frames: it is behind the context.
    first_block_ = first >= 0 ? first / block : -((-first + block - 1) / block);
    judged_ = first_block_;
    energy_.clear();
    rise_.clear();
    found_.clear();
    last_left_ = last_right_ = 0;
}

void Blows::take(std::span<const float> left, std::span<const float> right) {
    for (std::size_t i = 0; i < left.size(); ++i, ++taken_to_) {
        const float l = left[i] - last_left_, r = right[i] - last_right_;  // differences: highs are emphasised
        last_left_ = left[i];
        last_right_ = right[i];
        const auto at = static_cast<std::size_t>((taken_to_ - first_block_ * block) / block);
        if (at >= energy_.size()) energy_.resize(at + 1);
        energy_[at] +=
            static_cast<double>(l) * static_cast<double>(l) + static_cast<double>(r) * static_cast<double>(r);
    }
    judge();
}

void Blows::judge() {
    const auto whole = static_cast<std::int64_t>(energy_.size()) - 1;  // blocks that are complete
    const auto size = [](const auto& d) { return static_cast<std::int64_t>(d.size()); };
    const auto energy = [&](std::int64_t k) { return energy_[static_cast<std::size_t>(k)]; };
    while (size(rise_) + 1 < whole) {
        const std::int64_t k = size(rise_);
        double before = 0;
        for (std::int64_t i = std::max(std::int64_t{0}, k - background); i < k; ++i) before += energy(i);
        const double now = (energy(k) + energy(k + 1)) / 2;
        rise_.push_back(now < blow_energy_min ? 0 : now / (before / background + blow_energy_min));
    }
    for (; judged_ + apart < first_block_ + size(rise_); ++judged_) {
        const std::int64_t k = judged_ - first_block_;
        const double rise = rise_[static_cast<std::size_t>(k)];
        if (rise < blow_rise) continue;
        const auto from = rise_.begin() + std::max(std::int64_t{0}, k - apart);
        if (std::max_element(from, rise_.begin() + k + apart + 1) == rise_.begin() + k)
            found_.push_back((judged_ + 1) * block);
    }
}

void Blows::forget_before(std::int64_t first) {
    while (!found_.empty() && found_.front() < first) found_.pop_front();
    while (!rise_.empty() && (first_block_ + 1) * block < first && first_block_ + apart + background < judged_) {
        energy_.pop_front();
        rise_.pop_front();
        ++first_block_;
    }
}

std::optional<std::int64_t> Blows::before(std::int64_t frame) const {
    const auto at = std::lower_bound(found_.begin(), found_.end(), frame);
    return at == found_.begin() ? std::nullopt : std::optional(*(at - 1));
}

std::optional<std::int64_t> Blows::from(std::int64_t frame) const {
    const auto at = std::lower_bound(found_.begin(), found_.end(), frame);
    return at == found_.end() ? std::nullopt : std::optional(*at);
}

}  // namespace segue::audio

#include "audio/engine/program_sound.h"

#include <algorithm>

#include "sync/base/assert.h"

namespace segue::audio {
namespace {

// What is not wanted any more goes in pieces, so that what is need not be moved each time.
constexpr std::int64_t dropped_at_once = sample_rate_hz / 2;

std::int64_t end_of(const std::vector<ProgramItem>& items) {
    return items.empty() ? 0 : (items.back().start + items.back().length).frame;
}

}  // namespace

ProgramSound::ProgramSound(const MediaSource& source, const Program& program, Part part)
    : source_(source),
      known_end_(end_of(program.items)),
      decode_(std::make_unique<DecodeAhead>(source, program.items, std::move(part), ProgramPos{0}, program.gains)) {}

void ProgramSound::begin_at(std::int64_t first) {
    if (first >= base_ && first <= end() && !left_.empty()) return;
    left_.clear();
    right_.clear();
    base_ = first;
    silent_from_.reset();
    decode_->skip_to(ProgramPos{first});
}

void ProgramSound::forget_before(std::int64_t first) {
    const std::int64_t gone = std::min(first, end()) - base_;
    if (gone < dropped_at_once) return;
    left_.erase(left_.begin(), left_.begin() + gone);
    right_.erase(right_.begin(), right_.begin() + gone);
    base_ += gone;
}

bool ProgramSound::reach(std::int64_t wanted) {
    while (end() < wanted) {
        switch (decode_->next(chunk_)) {
            case DecodeAhead::Outcome::made:
                left_.insert(left_.end(), chunk_.left.begin(), chunk_.left.begin() + chunk_.frames);
                right_.insert(right_.end(), chunk_.right.begin(), chunk_.right.begin() + chunk_.frames);
                break;
            case DecodeAhead::Outcome::waiting:
                return false;
            case DecodeAhead::Outcome::drained:
                if (!silent_from_) silent_from_ = end();
                return true;
        }
    }
    return true;
}

void ProgramSound::copy(std::int64_t first, std::span<float> left, std::span<float> right) const {
    std::fill(left.begin(), left.end(), 0.0F);
    std::fill(right.begin(), right.end(), 0.0F);
    const std::int64_t from = std::max(first, base_);
    const std::int64_t to = std::min(first + static_cast<std::int64_t>(left.size()), end());
    if (from >= to) return;
    std::copy_n(left_.begin() + (from - base_), to - from, left.begin() + (from - first));
    std::copy_n(right_.begin() + (from - base_), to - from, right.begin() + (from - first));
}

std::optional<std::int64_t> ProgramSound::adopt(const Program& program) {
    if (silent_from_ && end_of(program.items) > *silent_from_) return silent_from_;
    ProgramPos parted;
    if (!decode_->adopt(program.items, &parted, program.gains)) return parted.frame;
    known_end_ = end_of(program.items);
    return std::nullopt;
}

void ProgramSound::change(const Program& program, std::int64_t from) {
    const std::int64_t kept = std::clamp(from - base_, std::int64_t{0}, end() - base_);
    left_.resize(static_cast<std::size_t>(kept));
    right_.resize(static_cast<std::size_t>(kept));
    silent_from_.reset();
    known_end_ = end_of(program.items);
    decode_ = std::make_unique<DecodeAhead>(source_, program.items, Part(part()), ProgramPos{end()}, program.gains);
}

}  // namespace segue::audio

// A program's decoded frames, to be looked at more than once: a stretch of them, from what is still needed to what has
// been asked for.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "audio/engine/decode_ahead.h"

namespace segue::audio {

class ProgramSound {
  public:
    // [media-thread] All of it.
    ProgramSound(const MediaSource& source, const Program& program, Part part);

    // Frames from here on are wanted. Those that are held stay, if they go on from here.
    void begin_at(std::int64_t first);
    // Frames before it are not wanted any more.
    void forget_before(std::int64_t first);
    // Everything before `end` is at hand. Behind the last known item is silence. False: waiting() says for what.
    bool reach(std::int64_t end);
    // Reached frames. What was forgotten is silence.
    void copy(std::int64_t first, std::span<float> left, std::span<float> right) const;

    // The same program, known further or changed. Otherwise, and without a change: the frame from which on it is not
    // what was handed out.
    std::optional<std::int64_t> adopt(const Program& program);
    // That program, from this frame on.
    void change(const Program& program, std::int64_t from);

    std::int64_t begin() const { return base_; }           // nothing before it is at hand any more
    std::int64_t known_end() const { return known_end_; }  // of the items
    const Part& part() const { return decode_->part(); }
    const std::optional<WaitingFor>& waiting() const { return decode_->waiting(); }

  private:
    std::int64_t end() const { return base_ + static_cast<std::int64_t>(left_.size()); }

    const MediaSource& source_;
    std::int64_t known_end_;
    std::unique_ptr<DecodeAhead> decode_;
    std::int64_t base_ = 0;
    std::vector<float> left_, right_;          // frames base_ …
    std::optional<std::int64_t> silent_from_;  // handed out as silence for want of items
    Chunk chunk_;
};

}  // namespace segue::audio

// Where something is struck: drums, plucked strings, the beginning of a word. Stretched, a blow has to stay what it is,
// so it is looked for first.
//
// A blow is where the sound's energy, its highs emphasised, rises at once to several times what it was, and more so
// than anywhere near. Told from the samples around it alone, so it is found alike wherever one begins to look.
//
// Pure. One thread at a time. All positions are frames of the source.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>

namespace segue::audio {

class Blows {
  public:
    // So many frames on both sides of a place decide whether it is one: who begins to look that far before it finds it.
    static constexpr std::int64_t context = 6144;

    // Forgets everything; samples will be given from here on.
    void begin_at(std::int64_t first);
    // The samples that follow.
    void take(std::span<const float> left, std::span<const float> right);
    std::int64_t taken_to() const { return taken_to_; }
    void forget_before(std::int64_t first);

    // The last one before `frame`, and the first at or after it; known up to taken_to() - context.
    std::optional<std::int64_t> before(std::int64_t frame) const;
    std::optional<std::int64_t> from(std::int64_t frame) const;

  private:
    void judge();

    std::int64_t taken_to_ = 0;
    std::deque<double> energy_;     // of blocks; the last one is not complete
    std::int64_t first_block_ = 0;  // the first of them
    std::int64_t judged_ = 0;       // blocks before this one are
    std::deque<double> rise_;       // of each block, over what was before it
    std::deque<std::int64_t> found_;
    float last_left_ = 0, last_right_ = 0;
};

}  // namespace segue::audio

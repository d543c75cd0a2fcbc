#include "audio/engine/voice.h"

#include <algorithm>

namespace segue::audio {

void VoiceReader::trim(ProgramPos position) noexcept {
    while (const Chunk* c = ring_.peek()) {
        if (c->serial == entry_.serial && c->start.frame + c->frames > position.frame) return;
        // A chunk may be newer than the table we know: then it is the next table's, not ours to drop.
        if (c->serial > entry_.serial) return;
        ring_.release();
    }
}

std::int64_t VoiceReader::held(ProgramPos first, std::int64_t enough) noexcept {
    std::int64_t reached = first.frame;
    const std::int64_t target = first.frame + enough;
    for (std::size_t i = 0; reached < target; ++i) {
        const Chunk* c = ring_.peek(i);
        if (!c) break;
        if (c->serial != entry_.serial || c->start.frame + c->frames <= reached) continue;
        if (c->start.frame > reached) break;
        reached = c->start.frame + c->frames;
    }
    return std::clamp(std::min(reached, entry_.valid_until.frame) - first.frame, std::int64_t{0}, enough);
}

void VoiceReader::copy(ProgramPos first, int count, float* left, float* right) noexcept {
    std::fill_n(left, count, 0.0F);
    std::fill_n(right, count, 0.0F);
    const std::int64_t from = first.frame, to = std::min(first.frame + count, entry_.valid_until.frame);
    for (std::size_t i = 0;; ++i) {
        const Chunk* c = ring_.peek(i);
        if (!c) return;
        if (c->serial != entry_.serial) continue;
        if (c->start.frame >= to) return;
        const std::int64_t a = std::max(from, c->start.frame), b = std::min(to, c->start.frame + c->frames);
        if (a >= b) continue;
        std::copy_n(c->left.data() + (a - c->start.frame), b - a, left + (a - from));
        std::copy_n(c->right.data() + (a - c->start.frame), b - a, right + (a - from));
    }
}

}  // namespace segue::audio

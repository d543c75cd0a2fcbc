#include "audio/engine/decode_ahead.h"

#include <algorithm>

namespace segue::audio {
namespace {

// Which stems of a track a part is made of; the mix if it has none of those asked for.
std::vector<std::size_t> stems_of(const Manifest& m, const Part& part) {
    std::vector<std::size_t> out;
    if (part.kind == Part::Kind::stems)
        for (std::size_t i = 0; i < m.stems.size(); ++i)
            if (std::find(part.stems.begin(), part.stems.end(), m.stems[i].name) != part.stems.end()) out.push_back(i);
    if (out.empty()) out.push_back(0);
    return out;
}

void take_part(Part::Kind kind, float* left, float* right, int count) {
    for (int i = 0; i < count; ++i) {
        switch (kind) {
            case Part::Kind::left:
                right[i] = left[i];
                break;
            case Part::Kind::right:
                left[i] = right[i];
                break;
            case Part::Kind::mono:
                left[i] = right[i] = 0.5F * (left[i] + right[i]);
                break;
            case Part::Kind::all:
            case Part::Kind::stems:
                return;
        }
    }
}

// What sounds at p, as far as it stays what it is: a track's frame, and how long that goes on.
struct Sound {
    TrackId track;
    std::int64_t frame = 0;
    std::int64_t lasts = 0;  // 0: nothing is known at p
};

Sound sound_at(const std::vector<ProgramItem>& items, ProgramPos p) {
    for (const ProgramItem& i : items)
        if (p >= i.start && p < i.start + i.length)
            return {i.track, (i.from + (p - i.start)).frame, (i.start + i.length - p).count};
    return {};
}

}  // namespace

DecodeAhead::DecodeAhead(const MediaSource& source, std::vector<ProgramItem> items, Part part, ProgramPos from,
                         GainCurve gains)
    : source_(source),
      items_(std::move(items)),
      gains_(std::move(gains)),
      part_(std::move(part)),
      begun_(from),
      reached_(from) {}

bool DecodeAhead::adopt(const std::vector<ProgramItem>& items, ProgramPos* until, const GainCurve& gains) {
    ProgramPos parted = reached_;
    bool same = has_same_items(items, parted);
    // Of what is past, the gains may have been forgotten with the items.
    const ProgramPos known = items.empty() ? begun_ : std::max(begun_, items.front().start);
    if (const auto at = where_gains_part(gains_, gains, known, parted)) {
        parted = *at;
        same = false;
    }
    if (same) {
        items_ = items;
        gains_ = gains;
    } else if (until) {
        *until = parted;
    }
    return same;
}

// False: `until` is where they part.
bool DecodeAhead::has_same_items(const std::vector<ProgramItem>& items, ProgramPos& until) const {
    if (items == items_) return true;
    // Past items may have been forgotten: only where both know something can they differ.
    for (ProgramPos p = begun_; p < reached_;) {
        const Sound mine = sound_at(items_, p), theirs = sound_at(items, p);
        const bool past = theirs.lasts == 0 && (items.empty() || p < items.front().start);
        if (!past && mine.lasts > 0 &&
            (theirs.lasts == 0 || mine.track != theirs.track || mine.frame != theirs.frame)) {
            until = p;
            return false;
        }
        if (mine.lasts > 0 && theirs.lasts > 0)
            p += Frames{std::min(mine.lasts, theirs.lasts)};
        else if (mine.lasts > 0 && past)
            p = std::min(items.empty() ? reached_ : items.front().start, p + Frames{mine.lasts});
        else
            break;  // nothing of mine is decoded from here on
    }
    return true;
}

const ProgramItem* DecodeAhead::item_at(ProgramPos p) const {
    const auto behind =
        std::find_if(items_.begin(), items_.end(), [p](const ProgramItem& i) { return p < i.start + i.length; });
    return behind == items_.end() ? nullptr : &*behind;
}

bool DecodeAhead::open(const ProgramItem& item) {
    const MediaPos wanted = item.from + (reached_ - item.start);
    if (readers_.empty() || open_track_ != item.track) {
        const auto manifest = source_.manifest(item.track);
        if (!manifest || manifest->stems.empty()) {
            waiting_ = WaitingFor{item.track, {}};
            return false;
        }
        readers_.clear();
        for (std::size_t stem : stems_of(*manifest, part_)) readers_.emplace_back(source_, item.track, stem);
        open_track_ = item.track;
    }
    for (StemReader& r : readers_) r.seek(wanted);
    return true;
}

// Adds to the chunk what one turn of all readers gives. 0: waiting.
int DecodeAhead::add(const ProgramItem& item, Chunk& chunk) {
    if (!open(item)) return 0;
    auto n = static_cast<int>(
        std::min<std::int64_t>(chunk_frames - chunk.frames, (item.start + item.length - reached_).count));
    for (StemReader& r : readers_) {
        const int ready = r.prepare();
        if (ready == 0) {
            waiting_ = r.waiting();
            return 0;
        }
        n = std::min(n, ready);
    }
    float* left = chunk.left.data() + chunk.frames;
    float* right = chunk.right.data() + chunk.frames;
    std::fill_n(left, n, 0.0F);
    std::fill_n(right, n, 0.0F);
    for (StemReader& r : readers_) r.add_to(left, right, n);
    take_part(part_.kind, left, right, n);
    return n;
}

DecodeAhead::Outcome DecodeAhead::next(Chunk& chunk) {
    waiting_.reset();
    chunk.frames = 0;
    chunk.start = reached_;
    while (chunk.frames < chunk_frames) {
        const ProgramItem* item = item_at(reached_);
        if (!item) break;
        int n = 0;
        if (reached_ < item->start) {  // before the first item, or between two: silence
            n = static_cast<int>(std::min<std::int64_t>(chunk_frames - chunk.frames, (item->start - reached_).count));
            std::fill_n(chunk.left.data() + chunk.frames, n, 0.0F);
            std::fill_n(chunk.right.data() + chunk.frames, n, 0.0F);
        } else {
            n = add(*item, chunk);
        }
        if (n == 0) break;
        chunk.frames += n;
        reached_ += Frames{n};
    }
    apply_gain(gains_, chunk.start, chunk.frames, chunk.left.data(), chunk.right.data());
    if (chunk.frames > 0) return Outcome::made;
    return waiting_ ? Outcome::waiting : Outcome::drained;
}

void DecodeAhead::skip_to(ProgramPos position) { begun_ = reached_ = position; }

}  // namespace segue::audio

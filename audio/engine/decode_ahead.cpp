#include "audio/engine/decode_ahead.h"

#include <algorithm>
#include <array>
#include <utility>

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

bool is_same(const Sound& a, const Sound& b) {
    if (a.track != b.track || a.at != b.at || a.fade != b.fade) return false;
    // A fade's gains count from its end.
    return a.fade == Frames{0} || (a.next_track == b.next_track && a.next_at == b.next_at && a.lasts == b.lasts);
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
        const bool here = mine.lasts > Frames{0}, there = theirs.lasts > Frames{0};
        const bool past = !there && (items.empty() || p < items.front().start);
        if (!past && here && (!there || !is_same(mine, theirs))) {
            until = p;
            return false;
        }
        if (here && there)
            p += std::min(mine.lasts, theirs.lasts);
        else if (here && past)
            p = std::min(items.empty() ? reached_ : items.front().start, p + mine.lasts);
        else
            break;  // nothing of mine is decoded from here on
    }
    return true;
}

bool DecodeAhead::open(Reading& reading, const TrackId& track, MediaPos at) {
    if (reading.stems.empty() || reading.track != track) {
        const auto manifest = source_.manifest(track);
        if (!manifest || manifest->stems.empty()) {
            waiting_ = WaitingFor{track, {}};
            return false;
        }
        reading.stems.clear();
        for (std::size_t stem : stems_of(*manifest, part_)) reading.stems.emplace_back(source_, track, stem);
        reading.track = track;
    }
    for (StemReader& r : reading.stems) r.seek(at);
    return true;
}

// How many frames all of them have ready, of those wanted. 0: waiting.
int DecodeAhead::prepare(Reading& reading, int wanted) {
    for (StemReader& r : reading.stems) {
        const int ready = r.prepare();
        if (ready == 0) {
            waiting_ = r.waiting();
            return 0;
        }
        wanted = std::min(wanted, ready);
    }
    return wanted;
}

// Adds to the chunk what one turn of all readers gives. 0: waiting.
int DecodeAhead::add(const Sound& sound, Chunk& chunk) {
    if (fading_in_.is_at(sound.track, sound.at) && !reading_.is_at(sound.track, sound.at))
        std::swap(reading_, fading_in_);  // the fade is over
    if (!open(reading_, sound.track, sound.at)) return 0;
    auto n = static_cast<int>(std::min<std::int64_t>(chunk_frames - chunk.frames, sound.lasts.count));
    const bool fades = sound.fade > Frames{0};
    const bool has_next = fades && sound.next_at >= MediaPos{0};
    if (has_next) {
        if (!open(fading_in_, sound.next_track, sound.next_at)) return 0;
        n = prepare(fading_in_, n);
    } else if (fades) {
        n = static_cast<int>(std::min<std::int64_t>(n, -sound.next_at.frame));
    }
    if (n > 0) n = prepare(reading_, n);
    if (n == 0) return 0;
    float* left = chunk.left.data() + chunk.frames;
    float* right = chunk.right.data() + chunk.frames;
    std::fill_n(left, n, 0.0F);
    std::fill_n(right, n, 0.0F);
    for (StemReader& r : reading_.stems) r.add_to(left, right, n);
    if (fades) {
        const float whole = static_cast<float>(sound.fade.count), now = static_cast<float>(sound.lasts.count);
        std::array<float, chunk_frames> next_left{}, next_right{};
        if (has_next)
            for (StemReader& r : fading_in_.stems) r.add_to(next_left.data(), next_right.data(), n);
        for (int k = 0; k < n; ++k) {
            const auto i = static_cast<std::size_t>(k);
            const float old = (now - static_cast<float>(k)) / whole;
            left[k] = old * left[k] + (1 - old) * next_left[i];
            right[k] = old * right[k] + (1 - old) * next_right[i];
        }
    }
    take_part(part_.kind, left, right, n);
    return n;
}

DecodeAhead::Outcome DecodeAhead::next(Chunk& chunk) {
    waiting_.reset();
    chunk.frames = 0;
    chunk.start = reached_;
    while (chunk.frames < chunk_frames) {
        const auto item = std::find_if(items_.begin(), items_.end(),
                                       [this](const ProgramItem& i) { return reached_ < i.start + i.length; });
        if (item == items_.end()) break;
        int n = 0;
        if (reached_ < item->start) {  // before the first item, or between two: silence
            n = static_cast<int>(std::min<std::int64_t>(chunk_frames - chunk.frames, (item->start - reached_).count));
            std::fill_n(chunk.left.data() + chunk.frames, n, 0.0F);
            std::fill_n(chunk.right.data() + chunk.frames, n, 0.0F);
        } else {
            n = add(sound_at(items_, reached_), chunk);
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

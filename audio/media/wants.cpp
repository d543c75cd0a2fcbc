#include "audio/media/wants.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "audio/media/limits.h"

namespace segue::audio {

std::vector<std::size_t> stems_for(const Manifest& manifest, const Part& part) {
    std::vector<std::size_t> out;
    if (part.kind == Part::Kind::stems) {
        for (const std::string& name : part.stems) {
            const auto stem = std::find_if(manifest.stems.begin(), manifest.stems.end(),
                                           [&](const Stem& s) { return s.name == name; });
            if (stem != manifest.stems.end()) out.push_back(static_cast<std::size_t>(stem - manifest.stems.begin()));
        }
    }
    if (out.empty()) out.push_back(0);
    return out;
}

SegmentRange segments_for(const Stem& stem, MediaPos from, MediaPos to) {
    if (to <= from) return {};
    // On the axis of decoded frames, where 0 is the first one out of the decoder.
    const std::int64_t begin = from.frame + stem.pre_skip - pre_roll.count, end = to.frame + stem.pre_skip;
    SegmentRange range{stem.segments.size(), stem.segments.size()};
    std::int64_t at = 0;
    for (std::size_t i = 0; i < stem.segments.size(); ++i) {
        const std::int64_t next = at + stem.segments[i].frames;
        if (next > begin && range.first == stem.segments.size()) range.first = i;
        if (at >= end) {
            range.last = i;
            break;
        }
        at = next;
    }
    range.first = std::min(range.first, range.last);
    return range;
}

namespace {

class Collector {
  public:
    Collector(const MediaSource& source, const OutputPlan& plan, const clock::ClockMap& clock, LocalTime now,
              const Horizon& horizon)
        : source_(source), plan_(plan), clock_(clock), now_(now), horizon_(horizon) {}

    // The rest of each program's items, from the playhead on; what is already behind is remembered for later.
    void add(const Program& program, std::size_t& items_left) {
        if (program.timeline.size() == 0) return;
        const EnsembleTime playhead_time = std::max(clock_.to_ensemble(now_), program.begins);
        if (program.ends <= playhead_time) return;
        const double playhead = program.timeline.frame_at(playhead_time);
        // Stretched sound depends on some of what was before.
        const double needed = program.key_lock
                                  ? program.timeline.frame_at(std::max(playhead_time - key_lock_memory, program.begins))
                                  : playhead;
        for (const ProgramItem& item : program.items) {
            const ProgramPos item_end = item.start + item.length;
            if (static_cast<double>(item_end.frame) <= needed) continue;
            if (static_cast<double>(item_end.frame) > playhead) {
                if (items_left == 0) return;
                --items_left;
            }
            note_track(item.track);
            const auto manifest = source_.manifest(item.track);
            if (!manifest) continue;
            const auto first = std::max(item.start.frame, static_cast<std::int64_t>(std::floor(needed)));
            const MediaPos here = sound_at({item}, ProgramPos{first}).at;
            if (item.lap) {
                add_laps(program, item, *manifest, ProgramPos{first});
            } else {
                add_ahead(program, {item.track, ProgramPos{first}, here, item_end - ProgramPos{first}}, *manifest);
                add_behind(*manifest, here);
            }
            if (!manifest->cover.is_none()) later_.push_back({manifest->id, manifest->cover, 0, LocalTime::max()});
        }
    }

    Wants finish() {
        std::stable_sort(wants_.segments.begin(), wants_.segments.end(),
                         [](const auto& a, const auto& b) { return a.deadline < b.deadline; });
        wants_.segments.insert(wants_.segments.end(), later_.begin(), later_.end());
        std::unordered_set<SegmentName> seen;
        std::erase_if(wants_.segments, [&](const WantedSegment& w) { return !seen.insert(w.name).second; });
        return std::move(wants_);
    }

  private:
    void note_track(const TrackId& track) {
        if (std::find(wants_.tracks.begin(), wants_.tracks.end(), track) == wants_.tracks.end())
            wants_.tracks.push_back(track);
    }

    // This lap and the next, with what fades in before it; then the rest of the track, for when it is left.
    void add_laps(const Program& program, const ProgramItem& item, const Manifest& manifest, ProgramPos p) {
        const MediaPos here = sound_at({item}, p).at;
        const Frames rest = item.lap->end() - here;
        add_ahead(program, {item.track, p, here, rest}, manifest);
        const Frames run_up = std::min(item.run_up, item.lap->from - MediaPos{0});
        add_ahead(program, {item.track, p + rest - run_up, item.lap->from - run_up, item.lap->length + run_up},
                  manifest);
        for (const std::size_t s : stems_for(manifest, plan_.part)) {
            const Stem& stem = manifest.stems[s];
            for (std::size_t i = segments_for(stem, item.lap->end(), {item.lap->end().frame + 1}).first;
                 i < stem.segments.size(); ++i)
                later_.push_back({manifest.id, stem.segments[i].name, stem.segments[i].bytes, LocalTime::max()});
        }
        add_behind(manifest, item.lap->from);
    }

    void add_ahead(const Program& program, const ProgramItem& item, const Manifest& manifest) {
        const std::vector<std::size_t> own = stems_for(manifest, plan_.part);
        std::vector<std::size_t> stems = own;
        if (plan_.others)
            for (const std::size_t s : stems_for(manifest, *plan_.others))
                if (std::find(own.begin(), own.end(), s) == own.end()) stems.push_back(s);
        for (std::size_t k = 0; k < stems.size(); ++k) {
            const Stem& stem = manifest.stems[stems[k]];
            const Nanoseconds patience = k < own.size() ? Nanoseconds(0) : Nanoseconds(others_patience);
            const SegmentRange range = segments_for(stem, item.from, item.from + item.length);
            std::int64_t decoded = -static_cast<std::int64_t>(stem.pre_skip);  // media position of segment i
            for (std::size_t i = 0; i < range.last; ++i) {
                if (i >= range.first) {
                    const auto program_frame = static_cast<double>(item.start.frame + decoded - item.from.frame);
                    const LocalTime due =
                        clock_.to_local(std::max(program.timeline.time_of(program_frame), program.begins));
                    const LocalTime deadline = std::max(due, now_) + patience;
                    if (deadline - now_ <= horizon_.ahead)
                        wants_.segments.push_back(
                            {manifest.id, stem.segments[i].name, stem.segments[i].bytes, deadline});
                }
                decoded += stem.segments[i].frames;
            }
        }
    }

    void add_behind(const Manifest& manifest, MediaPos here) {
        if (!horizon_.behind) return;
        for (const std::size_t s : stems_for(manifest, plan_.part)) {
            const Stem& stem = manifest.stems[s];
            const SegmentRange range = segments_for(stem, MediaPos{0}, here);
            for (std::size_t i = range.last; i-- > 0;)  // nearest the playhead first
                later_.push_back({manifest.id, stem.segments[i].name, stem.segments[i].bytes, LocalTime::max()});
        }
    }

    const MediaSource& source_;
    const OutputPlan& plan_;
    const clock::ClockMap& clock_;
    LocalTime now_;
    const Horizon& horizon_;
    Wants wants_;
    std::vector<WantedSegment> later_;
};

}  // namespace

Wants wanted_segments(const OutputPlan& plan, const MediaSource& source, const clock::ClockMap& clock, LocalTime now,
                      const Horizon& horizon) {
    Collector collector(source, plan, clock, now, horizon);
    std::size_t items_left = horizon.items;
    for (const Program& program : plan.programs) collector.add(program, items_left);
    return collector.finish();
}

}  // namespace segue::audio

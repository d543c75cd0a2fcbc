#include "audio/engine/program.h"

#include <algorithm>

namespace segue::audio {
namespace {

// A run of one track: from `at` on, until `end` of the program.
struct Run {
    MediaPos at;
    ProgramPos end;
};

Run run_at(const ProgramItem& item, ProgramPos p) {
    const Frames in = p - item.start;
    const ProgramPos end = item.start + item.length;
    if (!item.lap) return {item.from + in, end};
    const Frames into{((item.from - item.lap->from) + in).count % item.lap->length.count};
    return {item.lap->from + into, std::min(end, p + (item.lap->length - into))};
}

}  // namespace

Sound sound_at(const std::vector<ProgramItem>& items, ProgramPos p) {
    const auto item = std::find_if(items.begin(), items.end(),
                                   [p](const ProgramItem& i) { return p >= i.start && p < i.start + i.length; });
    if (item == items.end()) return {};
    const Run run = run_at(*item, p);
    Sound sound{item->track, run.at, run.end - p, {}, {}, {}};
    const ProgramItem* after = run.end < item->start + item->length                  ? &*item
                               : item + 1 != items.end() && item[1].start == run.end ? &item[1]
                                                                                     : nullptr;
    if (!after || after->run_up <= Frames{0}) return sound;
    if (sound.lasts > after->run_up) {
        sound.lasts -= after->run_up;
        return sound;
    }
    sound.next_track = after->track;
    sound.next_at = run_at(*after, run.end).at - sound.lasts;
    sound.fade = after->run_up;
    return sound;
}

}  // namespace segue::audio

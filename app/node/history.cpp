#include "app/node/history.h"

#include <algorithm>

#include "app/node/damaged.h"
#include "app/node/disk.h"
#include "app/node/saved_entry.h"
#include "sync/mesh/salvage.h"

namespace segue::node {
namespace {

// What is kept of an entry: not its beats, its level, nor why it failed.
handoff::NewEntry kept_of(const handoff::Entry& entry) {
    handoff::NewEntry out;
    out.source = entry.source;
    out.facts.track = entry.facts.value.track;
    out.facts.title = entry.facts.value.title;
    out.facts.artist = entry.facts.value.artist;
    out.facts.duration = entry.facts.value.duration;
    return out;
}

bool same_music(const handoff::NewEntry& one, const handoff::NewEntry& other) {
    return one.facts.track.is_none() || other.facts.track.is_none() ? one.source == other.source
                                                                    : one.facts.track == other.facts.track;
}

// Something shorter is over by itself.
bool was_skipped(const History::Played& last, EnsembleTime now) {
    const Frames length = last.entry.facts.duration;
    return now >= last.at && now < last.at + skipped_within &&
           (length.count == 0 || to_seconds(length) > 2 * to_seconds(skipped_within));
}

}  // namespace

History History::load(const std::filesystem::path& state_dir) {
    History out;
    SavedHistory kept;
    const auto file = Disk::read(state_dir / history_file);
    if (file && !mesh::parse_what_is_good(as_text(*file), kept)) tell_damaged(state_dir / history_file, *file);
    for (const SavedPlayed& played : kept.played()) {
        Played one{played.number(), read(played.entry()), from_ns<EnsembleTime>(played.at_ns())};
        if (!names_music(one.entry) || one.number < out.next_ || one.number == UINT32_MAX) continue;
        out.next_ = one.number + 1;
        out.played_.push_back(std::move(one));
        if (out.played_.size() > history_kept) out.played_.pop_front();
    }
    return out;
}

Bytes History::saved() const {
    SavedHistory out;
    for (const Played& one : played_) {
        SavedPlayed& played = *out.add_played();
        played.set_number(one.number);
        describe(one.entry, *played.mutable_entry());
        played.set_at_ns(to_ns(one.at));
    }
    Bytes bytes(out.ByteSizeLong());
    out.SerializeToArray(bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

bool History::sounds(const handoff::EntryId& id, const handoff::Entry& entry, EnsembleTime now) {
    const bool goes_on = id == sounding_;
    // Of what goes on more may have become known: its track, its length.
    if (goes_on && (played_.empty() || (played_.back().entry.facts.track == entry.facts.value.track &&
                                        played_.back().entry.facts.duration == entry.facts.value.duration)))
        return false;
    handoff::NewEntry heard = kept_of(entry);
    const bool was_here = !sounding_.is_none();
    sounding_ = id;
    if (goes_on) {
        played_.back().entry = std::move(heard);
        return true;
    }
    // After a start a session goes on with what it had.
    if (!was_here && !played_.empty() && same_music(played_.back().entry, heard)) return false;
    if (was_here && !played_.empty() && was_skipped(played_.back(), now)) played_.pop_back();
    played_.push_back({next_++, std::move(heard), now});
    if (played_.size() > history_kept) played_.pop_front();
    return true;
}

const History::Played* History::find(std::uint32_t number) const {
    const auto found =
        std::find_if(played_.begin(), played_.end(), [number](const Played& p) { return p.number == number; });
    return found == played_.end() ? nullptr : &*found;
}

}  // namespace segue::node

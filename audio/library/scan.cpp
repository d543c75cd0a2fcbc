#include "audio/library/scan.h"

#include <algorithm>

#include "audio/library/cue.h"
#include "audio/library/limits.h"
#include "audio/library/text.h"
#include "audio/media/segment.h"
#include "audio/media/wire.h"

namespace segue::library {

namespace {

// A person reads a few; a thousand unreadable folders are one problem.
constexpr std::size_t notes_max = 20;
// How long a step waits for the tag reader.
constexpr milliseconds answer_patience{50};

}  // namespace

Scan::Scan(Catalogue& catalogue, TagReader& reader, ScanWish wish, const std::atomic<bool>& cancelled)
    : catalogue_(catalogue), reader_(reader), wish_(std::move(wish)), cancelled_(cancelled) {
    while (wish_.folder.size() > 1 && wish_.folder.ends_with('/')) wish_.folder.pop_back();
}

LibraryResult<bool> Scan::step() {
    if (!diff_) {
        if (const auto looked = look(); !looked) return looked.failure();
        return true;
    }
    if (cancelled_) return fail(LibraryError::cancelled, "the scan was cancelled");
    while (!to_read_.empty() && reader_.in_flight() < tags_in_flight_max) {
        ToRead next = std::move(to_read_.front());
        to_read_.pop_front();
        reader_.ask(next.file.path);
        std::string path = next.file.path;
        asked_.insert_or_assign(std::move(path), std::move(next));
    }
    for (const TagReader::Answer& answer : reader_.wait(answer_patience)) {
        const auto asked = asked_.find(answer.path);
        if (asked == asked_.end()) continue;
        take(answer, asked->second);
        asked_.erase(asked);
    }
    const bool is_read = to_read_.empty() && asked_.empty();
    if (is_read)
        while (!gone_.empty() && changes_.size() < scan_batch) {
            auto entries = catalogue_.entries_of_file(gone_.back());
            if (!entries) return entries.failure();
            for (const Entry& e : *entries) changes_.push_back({e.place(), {}});
            readable_again_.push_back(std::move(gone_.back()));
            gone_.pop_back();
            ++progress_.gone;
        }
    if (is_read || is_due())
        if (const auto applied = apply(); !applied) return applied.failure();
    return !is_read || !gone_.empty();
}

bool Scan::is_due() const {
    const std::size_t waiting = std::max(changes_.size(), refused_.size());
    return waiting >= scan_batch || (waiting > 0 && std::chrono::steady_clock::now() - applied_ >= scan_batch_wait_max);
}

LibraryResult<void> Scan::look() {
    auto known = catalogue_.known_files(wish_.folder);
    if (!known) return known.failure();
    const bool had_some = !known->empty();
    diff_.emplace(std::move(*known));
    const auto sort_in = [&](FoundFolder folder) {
        folders_.push_back(folder.path);
        for (FoundFile& file : folder.files) {
            ++progress_.found;
            if (diff_->found(file)) {
                to_read_.push_back({std::move(file), folder.cover});
            } else {
                ++progress_.unchanged;
            }
        }
        return !cancelled_;
    };
    LibraryResult<void> looked;
    if (wish_.deep) {
        looked = walk(wish_.folder, {sort_in, [&](const std::string& folder, const std::string& why) {
                                         diff_->keep_within(folder);
                                         note(why);
                                     }});
    } else {
        diff_->keep_below(wish_.folder);
        auto folder = list_folder(wish_.folder);
        if (folder) {
            (void)sort_in(std::move(*folder));
        } else {
            looked = folder.failure();
        }
    }
    const bool is_missing = !looked.ok() && looked.error() != LibraryError::cancelled;
    if (!looked.ok() && !is_missing) return looked;
    if (wish_.is_root && (is_missing || (progress_.found == 0 && folders_.size() <= 1 && had_some))) {
        away_ = true;
        return {};
    }
    if (is_missing && looked.error() != LibraryError::missing) return looked;
    for (const auto& [path, file] : diff_->gone()) gone_.push_back(path);
    progress_.to_read = to_read_.size();
    progress_.walked = true;
    return {};
}

void Scan::take(const TagReader::Answer& answer, const ToRead& asked) {
    ++progress_.read;
    const FoundFile& file = asked.file;
    auto entry = answer.said.ok() ? decode_entry(*answer.said)
                                  : LibraryResult<Entry>(fail(LibraryError::unreadable, answer.said.message()));
    const auto old = catalogue_.entries_of_file(file.path);
    if (!entry) {
        ++progress_.refused;
        refused_.push_back({file.path, file.size_bytes, file.modified_ns, entry.message()});
        if (old)
            for (const Entry& e : *old) changes_.push_back({e.place(), {}});
        return;
    }
    // The reader may have been taken over by an earlier file: what it says of a file's name does not count.
    Entry whole = std::move(*entry);
    whole.path = file.path;
    whole.size_bytes = file.size_bytes;
    whole.modified_ns = file.modified_ns;
    whole.added_s = wish_.now_s;
    whole.has_stems = file.has_stems;
    whole.cue.reset();
    if (whole.cover.is_none()) whole.cover = cover_beside(asked.cover);
    std::vector<Entry> entries;
    if (!file.sheet.empty())
        if (const auto text = read_small_file(file.sheet, sheet_bytes_max))
            entries = cue_entries(whole, parse_cue(*text), file.sheet);
    if (entries.empty()) entries.push_back(std::move(whole));
    if (old)
        for (const Entry& e : *old)
            if (std::none_of(entries.begin(), entries.end(), [&](const Entry& n) { return n.place() == e.place(); }))
                changes_.push_back({e.place(), {}});
    for (Entry& e : entries) {
        if (const auto kept = keep_what_moved(e); !kept) note(kept.message());
        std::string place = e.place();
        changes_.push_back({std::move(place), std::move(e)});
    }
    readable_again_.push_back(file.path);
}

// The same recording was here already: under this name, or under one that is gone.
LibraryResult<void> Scan::keep_what_moved(Entry& entry) {
    auto here = catalogue_.places_here(entry.content);
    if (!here) return here.failure();
    for (const Entry& e : *here) {
        if (e.path != entry.path && !diff_->gone().contains(e.path)) continue;
        entry.added_s = std::min(entry.added_s, e.added_s);
        if (entry.track.is_none()) entry.track = e.track;
    }
    return {};
}

CoverId Scan::cover_beside(const std::string& picture) {
    if (picture.empty()) return {};
    if (last_cover_.first != picture) {
        const auto bytes = read_small_file(picture, picture_bytes_max);
        last_cover_ = {picture, bytes ? CoverId{audio::segment_name(as_bytes(*bytes)).bytes} : CoverId{}};
    }
    return last_cover_.second;
}

LibraryResult<void> Scan::apply() {
    if (!changes_.empty()) {
        const auto applied = catalogue_.apply(catalogue_.self(), changes_);
        if (!applied) return applied;
        changes_.clear();
    }
    if (!refused_.empty() || !readable_again_.empty()) {
        const auto kept = catalogue_.set_refused(refused_, readable_again_);
        if (!kept) return kept;
        refused_.clear();
        readable_again_.clear();
    }
    applied_ = std::chrono::steady_clock::now();
    return {};
}

void Scan::note(const std::string& text) {
    if (notes_.size() < notes_max) notes_.push_back(text);
}

}  // namespace segue::library

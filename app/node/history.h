// What has sounded in the sessions this node is in, whoever played it and wherever it sounded; in history.pb.
#pragma once

#include <deque>
#include <filesystem>

#include "handoff/edit.h"
#include "handoff/queue.h"
#include "sync/base/bytes.h"
#include "sync/base/time.h"

namespace segue::node {

inline constexpr std::string_view history_file = "history.pb";
inline constexpr std::size_t history_kept = 500;  // some days of music; a list that people still scroll through
// Who goes on so soon has not listened to it.
inline constexpr seconds skipped_within{5};

// [node-thread]
class History {
  public:
    struct Played {
        std::uint32_t number = 0;  // its own, while the node runs
        handoff::NewEntry entry;
        EnsembleTime at;  // it began
    };
    static History load(const std::filesystem::path& state_dir);
    Bytes saved() const;

    // This entry of a queue sounds. True: the history is another one now.
    bool sounds(const handoff::EntryId& id, const handoff::Entry& entry, EnsembleTime now);
    void clear() { played_.clear(); }

    const std::deque<Played>& played() const { return played_; }  // latest last
    const Played* find(std::uint32_t number) const;

  private:
    std::deque<Played> played_;
    handoff::EntryId sounding_;
    std::uint32_t next_ = 1;  // number
};

}  // namespace segue::node

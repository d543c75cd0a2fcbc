// From import events to blobs and a growing manifest: pure. The node puts both into the store and tells the exchange.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "audio/import/records.h"
#include "sync/base/time.h"

namespace segue::audio {

class TrackIntake {
  public:
    struct Effects {
        std::vector<std::pair<SegmentName, Bytes>> blobs;  // store.put() these first …
        std::optional<Manifest> manifest;                  // … then this, if it is worth telling
    };
    // [one thread at a time] The manifest is told at once with each stem's first segments (sound must not wait), then a
    // few times a second, and when complete.
    Effects accept(ImportEvent event, LocalTime now);

    // The import broke off for good. What has come so far, as a complete manifest of that length; nothing if there is
    // no sound in it. The queue can then play what there is and go on; do not keep it on disk, the file may heal.
    std::optional<Manifest> cut_short() const;

    const Manifest& manifest() const { return manifest_; }
    bool has_track() const { return !manifest_.id.is_none(); }
    const std::vector<std::string>& notes() const { return notes_; }
    // Set by ImportFailed. A manifest that had begun stays incomplete: what came of it plays.
    const std::optional<ImportFailed>& failure() const { return failure_; }

  private:
    Manifest manifest_;
    std::vector<std::string> notes_;
    std::optional<ImportFailed> failure_;
    LocalTime told_ = LocalTime::min();
    bool cover_due_ = false;
};

}  // namespace segue::audio

// How loud tracks are, as some node's job has found out; what nobody has measured yet is listened to here.
// [node-thread]
#pragma once

#include <map>

#include "app/node/library.h"
#include "app/node/loudness.h"

namespace segue::node {

class StoredLoudness final : public LoudnessFinder {
  public:
    // `found`: something new is known. The library and the runner must outlive it.
    StoredLoudness(Library& library, const NodeId& self, AnalysisRunner& runner, std::function<void()> found);
    std::optional<audio::TrackLoudness> find(const TrackId& track, const std::filesystem::path& file) override;

  private:
    void look_up(const TrackId& track, const std::filesystem::path& file);

    Library& library_;
    NodeId self_;
    MeasuredLoudness measured_;
    std::function<void()> found_;
    struct Known {
        bool looked_up = false;
        std::optional<audio::TrackLoudness> loudness;
    };
    std::map<TrackId, Known> known_;
};

}  // namespace segue::node

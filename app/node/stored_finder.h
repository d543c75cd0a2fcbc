// The same, as some node's job has found it out; what nobody has found out yet is listened to here. [node-thread]
#pragma once

#include <map>

#include "app/node/library.h"
#include "app/node/track_finder.h"

namespace segue::node {

template <class Value>
class Stored final : public TrackFinder<Value> {
  public:
    // `found`: something new is known. The library and the runner must outlive it.
    Stored(Library& library, const NodeId& self, AnalysisRunner& runner, audio::Analyser analyser,
           typename Listening<Value>::Read read, std::function<void()> found);
    std::optional<Value> find(const TrackId& track, const std::filesystem::path& file, bool needed) override;

  private:
    void look_up(const TrackId& track, const std::filesystem::path& file);

    Library& library_;
    NodeId self_;
    audio::Analyser analyser_;
    typename Listening<Value>::Read read_;
    Listening<Value> listening_;
    std::function<void()> found_;
    struct Known {
        bool looked_up = false;
        std::optional<Value> value;
    };
    std::map<TrackId, Known> known_;
};

}  // namespace segue::node

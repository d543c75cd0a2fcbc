// Which requests of peers to answer, when: pure. Bounded per peer, in order, as the bytes come from disk.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "audio/media/messages.h"
#include "sync/base/time.h"

namespace segue::audio {

// Where a segment is, as far as the driver knows.
enum class Holding : std::uint8_t { in_memory, on_disk, absent };
using HoldingOf = std::function<Holding(const SegmentName&)>;

class Serving {
  public:
    struct Effects {
        std::vector<std::pair<NodeId, SegmentName>> send;  // now, in this order; they were in memory when asked
        std::vector<SegmentName> load;                     // from disk, then poll()
        std::vector<std::pair<NodeId, DontHave>> deny;
    };

    // [node-thread]
    Effects want(const NodeId& from, const Want& want, const HoldingOf& holding, LocalTime now);
    // [node-thread] Looks again at what waits: after loads, and at next_poll().
    Effects poll(const HoldingOf& holding, LocalTime now);
    LocalTime next_poll(LocalTime now) const;

    // A peer asked for a manifest that is still growing: it is told of each revision until it is complete.
    // segments_known: per stem, what it has been sent. False: it follows too many already.
    bool follow(const NodeId& peer, const TrackId& track, std::vector<std::size_t> segments_known);
    // Who is to hear of this revision, and what of it; they count as knowing it afterwards.
    std::vector<std::pair<NodeId, ManifestGrowth>> publish(const Manifest& manifest);

    void peer_down(const NodeId& peer);

  private:
    struct Waiting {
        SegmentName name;
        LocalTime until;  // then it is denied: the disk has lost it
    };
    struct Peer {
        std::deque<Waiting> waiting;
        std::map<TrackId, std::vector<std::size_t>> follows;
        double tokens = 0;  // segments that may be sent at once
        LocalTime refilled = from_ns<LocalTime>(0);
    };
    void serve(const NodeId& id, Peer& peer, const HoldingOf& holding, LocalTime now, Effects& out);

    std::map<NodeId, Peer> peers_;
};

}  // namespace segue::audio

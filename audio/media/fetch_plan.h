// Which segment to ask whom for, and when: pure.
//
// The wants come ordered, nearest the playhead first. Each is asked of the peer that should deliver it soonest: the
// one with the least outstanding per measured rate, among those that have said they hold the track (then those that
// have said nothing, never those that said no). What is outstanding at one peer is bounded by what it delivers in
// `window_time`, so that a seek does not wait behind a queue of its own making, and a fast link is never idle.
//
// A request fails by DontHave, by false bytes (the peer is shunned for a while), by the peer going, or by taking
// several times as long as it should while someone else could deliver: then the next peer is asked.
//
// Rejected: asking everyone and taking the first (doubles the traffic where it is scarcest); one source per track
// (a slow phone would throttle a joiner beside a fast laptop).
#pragma once

#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <variant>
#include <vector>

#include "audio/media/messages.h"
#include "audio/media/wants.h"
#include "sync/base/ids.h"
#include "sync/base/time.h"

namespace segue::audio {

// What a node wants just now; replaces what it wanted before. `segments` holds only what is not here.
struct FetchGoal {
    struct Track {
        TrackId id;
        std::uint32_t revision = 0;  // of the manifest here; 0: none
        bool complete = false;
    };
    std::vector<Track> tracks;            // in playing order
    std::vector<WantedSegment> segments;  // most urgent first
};

struct PeerUp {
    NodeId peer;
};
struct PeerDown {
    NodeId peer;
};
struct GoalChanged {
    FetchGoal goal;
};
struct SaidHave {
    NodeId from;
    Have have;
};
struct SaidDontHave {
    NodeId from;
    std::vector<SegmentName> names;
};
struct SaidNoManifest {
    NodeId from;
    TrackId track;
};
struct ManifestArrived {
    NodeId from;
    TrackId track;
    std::uint32_t revision;
    bool complete;
};  // and was taken over
struct DataArrived {
    NodeId from;
    SegmentName name;
    std::size_t bytes;
    bool genuine;
};  // genuine: hash is right
struct Tick {};

using FetchEvent = std::variant<PeerUp, PeerDown, GoalChanged, SaidHave, SaidDontHave, SaidNoManifest, ManifestArrived,
                                DataArrived, Tick>;

struct FetchEffects {
    struct Send {
        NodeId to;
        MediaMessage message;
    };
    std::vector<Send> sends;
};

class FetchPlan {
  public:
    // [node-thread]
    FetchEffects step(const FetchEvent& event, LocalTime now);
    // [node-thread] When step(Tick) is due, if nothing happens before; LocalTime::max(): never.
    LocalTime next_tick() const;

    // For people and tests.
    struct PeerState {
        std::size_t outstanding_bytes = 0;
        std::size_t outstanding = 0;
        double rate = 0;  // bytes per second, measured
        bool shunned = false;
    };
    std::optional<PeerState> peer(const NodeId& id, LocalTime now) const;
    std::size_t missing() const { return missing_.size(); }  // wanted and not here
    // Wanted segments that every peer that is up has denied: no use waiting for them.
    std::size_t unavailable() const;

  private:
    struct Request {
        LocalTime sent, expires;
        std::size_t bytes = 0;
    };
    struct Peer {
        std::map<TrackId, Have> holds;
        std::unordered_map<SegmentName, Request> requests;
        std::unordered_map<SegmentName, LocalTime> denied;  // until when not to ask again
        std::map<TrackId, LocalTime> manifest_denied;
        std::size_t outstanding_bytes = 0;
        double rate = 0;       // bytes/s
        LocalTime busy_since;  // when the interval being measured began
        std::size_t busy_bytes = 0;
        LocalTime shunned_until = LocalTime::min();
        int timeouts = 0;  // in a row
    };
    struct ManifestAsk {
        NodeId peer;
        LocalTime expires;
    };

    void on(const PeerUp&, LocalTime);
    void on(const PeerDown&, LocalTime);
    void on(const GoalChanged&, LocalTime);
    void on(const SaidHave&, LocalTime);
    void on(const SaidDontHave&, LocalTime);
    void on(const SaidNoManifest&, LocalTime);
    void on(const ManifestArrived&, LocalTime);
    void on(const DataArrived&, LocalTime);
    void on(const Tick&, LocalTime) {}

    void expire(LocalTime now);
    void ask_for_manifests(LocalTime now, FetchEffects& out);
    void ask_for_segments(LocalTime now, FetchEffects& out);
    Peer* best_peer(const WantedSegment& want, LocalTime now, NodeId& id);
    bool outstanding_anywhere(const SegmentName& name) const;
    void measure(Peer& peer, std::size_t bytes, LocalTime now);
    static std::size_t window_bytes(const Peer& peer);

    std::map<NodeId, Peer> peers_;  // ordered, so that the same events give the same effects
    FetchGoal goal_;
    std::unordered_map<SegmentName, WantedSegment> missing_;
    std::map<TrackId, ManifestAsk> manifest_asks_;
};

}  // namespace segue::audio

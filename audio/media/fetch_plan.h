// Which segment to ask whom for, and when: pure.
//
// The wants come ordered, nearest the playhead first. Each is asked of the peer that should deliver it soonest: the
// one with the least outstanding per measured rate, among those that have said they hold the track (or, where nobody
// has said so, anybody who has not said no). What is outstanding at one peer is bounded by what it delivers in a
// quarter of a second, so that a seek does not wait behind a queue of its own making, and a fast link is never idle.
//
// A request fails by DontHave, by false bytes (the peer is shunned for a while), by the peer going, or by taking
// several times as long as it should while someone else could deliver: then the next peer is asked.
//
// Rejected: asking everyone and taking the first (doubles the traffic where it is scarcest); one source per track
// (a slow phone would throttle a joiner beside a fast laptop).
#pragma once

#include <map>
#include <optional>
#include <set>
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
        bool complete = false;       // or not to be asked for (it is being imported here)
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
// A manifest, or its growth, has come and was taken over.
struct ManifestArrived {
    NodeId from;
    TrackId track;
    std::uint32_t revision = 0;
    bool complete = false;
};
// genuine: the hash is right.
struct DataArrived {
    NodeId from;
    SegmentName name;
    std::size_t bytes = 0;
    bool genuine = false;
};
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
    LocalTime next_tick(LocalTime now) const;

    // Worth keeping when it comes: wanted, and not here.
    bool is_missing(const SegmentName& name) const { return missing_.contains(name); }
    std::size_t missing() const { return missing_.size(); }
    // Missing segments that every peer that is up has denied: no use waiting for them.
    std::size_t unavailable(LocalTime now) const;

    // For people and tests.
    struct PeerState {
        std::size_t outstanding = 0;  // requests
        std::size_t outstanding_bytes = 0;
        double rate = 0;  // bytes per second as measured; 0: not yet
        bool shunned = false;
    };
    std::optional<PeerState> peer(const NodeId& id, LocalTime now) const;

  private:
    struct Request {
        LocalTime sent, expires;
        std::size_t bytes = 0;
    };
    struct Peer {
        std::map<TrackId, Have> holds;
        std::unordered_map<SegmentName, Request> requests;
        std::unordered_map<SegmentName, LocalTime> denied;  // not to be asked again until then
        std::map<TrackId, LocalTime> manifest_denied;
        std::set<TrackId> manifest_owed;  // asked for, and it did not come in time
        std::size_t outstanding_bytes = 0;
        double rate = 0;  // bytes/s
        LocalTime measured_since;
        std::size_t measured_bytes = 0;
        LocalTime shunned_until = LocalTime::min();

        bool is_shunned(LocalTime now) const { return now < shunned_until; }
        std::size_t window_bytes() const;
        double assumed_rate() const;
        void take_off(const SegmentName& name);
        void measure(std::size_t bytes, LocalTime now);
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
    // Could this peer be asked for it at all (besides what is outstanding there)?
    bool may_ask(const Peer& peer, const SegmentName& name, LocalTime now) const;
    std::map<NodeId, Peer>::iterator best_peer(const WantedSegment& want, LocalTime now);
    bool is_outstanding(const SegmentName& name) const;
    bool is_open_elsewhere(const NodeId& not_at, const SegmentName& name, LocalTime now) const;

    std::map<NodeId, Peer> peers_;  // ordered, so that the same events give the same effects
    FetchGoal goal_;
    std::unordered_map<SegmentName, TrackId> missing_;
    struct ManifestAsk {
        LocalTime again;  // then the next one is asked
        NodeId peer;      // none: everybody
    };
    std::map<TrackId, ManifestAsk> manifest_asked_;
};

}  // namespace segue::audio

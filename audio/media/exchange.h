// A node's whole traffic in media: joins store, fetch plan and serving. No sockets, no threads: messages and the time
// come in, messages go out; app/node drives it. [node-thread] throughout.
//
//   exchange.peer_up(id, now);  exchange.want(plan, clock, now);  exchange.message(from, kind, bytes, now);
//   for (auto& m : exchange.take_outgoing()) transport.send(m.to, m.kind, m.bytes);
//   timer at exchange.next_poll() -> exchange.poll(now)
#pragma once

#include <set>
#include <vector>

#include "audio/engine/program.h"
#include "audio/media/fetch_plan.h"
#include "audio/media/serving.h"
#include "audio/media/store.h"
#include "audio/media/wants.h"
#include "sync/mesh/mesh.h"

namespace segue::audio {

class MediaExchange {
  public:
    explicit MediaExchange(SegmentStore& store) : store_(store) {}

    struct Outgoing {
        NodeId to;
        mesh::Kind kind;  // media or segment
        Bytes bytes;
    };
    // What is to be sent since the last call. To be asked after every other call.
    std::vector<Outgoing> take_outgoing();

    void peer_up(const NodeId& peer, LocalTime now);
    void peer_down(const NodeId& peer, LocalTime now);
    // kind media or segment. Malformed messages are counted and dropped.
    void message(const NodeId& from, mesh::Kind kind, BytesView bytes, LocalTime now);

    // What this node's output is to play. Call when the plan or the clock map changes, and about every second while
    // playing. tracks_too: more tracks to hold manifests and covers of (the rest of the queue), at low priority.
    void want(const OutputPlan& plan, const clock::ClockMap& clock, LocalTime now,
              const std::vector<TrackId>& tracks_too = {});

    // A local import has put segments or a manifest into the store.
    void local_track_grew(const TrackId& track, LocalTime now);

    // When poll() is due; also call it when the store has loaded something.
    LocalTime next_poll() const;
    void poll(LocalTime now);

    struct Status {
        std::size_t missing = 0;      // segments wanted and not here
        std::size_t unavailable = 0;  // …that nobody who is up has
        bool playable = false;        // what sounds within the next two seconds is here
        std::size_t malformed = 0;    // messages dropped, since the start
    };
    Status status(LocalTime now) const;
    // [true once per growth] Tracks whose manifest has come or grown since the last call: views may refresh.
    std::vector<TrackId> take_changed_tracks();

  private:
    void accept_manifest(const NodeId& from, Manifest manifest, LocalTime now);
    void accept_growth(const NodeId& from, const ManifestGrowth& growth, LocalTime now);
    void answer_manifest(const NodeId& to, const WantManifest& want);
    void announce(const TrackId& track, const NodeId* only_to);
    bool is_whole(const Manifest& manifest) const;
    void refresh_goal(LocalTime now);
    void apply(FetchEffects effects);
    void apply(Serving::Effects effects);
    void send(const NodeId& to, const MediaMessage& message);
    HoldingOf holding() const;

    SegmentStore& store_;
    FetchPlan plan_;
    Serving serving_;
    std::set<NodeId> peers_;
    OutputPlan output_;
    clock::ClockMap clock_;
    std::vector<TrackId> tracks_too_;
    std::vector<TrackId> wanted_tracks_;
    std::set<TrackId> changed_;
    std::vector<Outgoing> outgoing_;
    std::size_t malformed_ = 0;
    LocalTime goal_due_ = LocalTime::max();
};

}  // namespace segue::audio

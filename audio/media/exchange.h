// A node's whole traffic in media: joins store, fetch plan and serving. No sockets, no threads: messages and the time
// come in, messages go out; app/node drives it. [node-thread] throughout.
//
//   exchange.peer_up(id, now);  exchange.want(plan, clock, now);  exchange.message(from, lane, bytes, now);
//   for (auto& m : exchange.take_outgoing()) transport.send(m.to, m.lane, m.bytes);
//   timer at exchange.next_poll(now) -> exchange.poll(now)
//
// Only what this node wants is taken in: a member cannot fill another's disk.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "audio/engine/program.h"
#include "audio/media/fetch_plan.h"
#include "audio/media/serving.h"
#include "audio/media/store.h"
#include "audio/media/wants.h"

namespace segue::audio {

class MediaExchange {
  public:
    explicit MediaExchange(SegmentStore& store) : store_(store) {}

    struct Outgoing {
        NodeId to;
        MediaLane lane;
        Bytes bytes;
    };
    // What is to be sent since the last call. To be asked after every other call.
    std::vector<Outgoing> take_outgoing() { return std::exchange(outgoing_, {}); }

    void peer_up(const NodeId& peer, LocalTime now);
    void peer_down(const NodeId& peer, LocalTime now);
    // Malformed messages are counted and dropped.
    void message(const NodeId& from, MediaLane lane, BytesView bytes, LocalTime now);

    // What this node's output is to play. Call when the plan or the clock map has changed. tracks_too: more tracks to
    // know about (the rest of the queue): their manifests and covers, not their sound.
    void want(const OutputPlan& plan, const clock::ClockMap& clock, LocalTime now,
              const std::vector<TrackId>& tracks_too = {});

    // A local import has put segments and a manifest into the store.
    void local_track_grew(const TrackId& track, LocalTime now);
    // It has ended, well or badly; if badly, the rest may come from others.
    void local_import_ended(const TrackId& track, LocalTime now);

    // When poll() is due; also to be called when the store has loaded something (StoreOptions::loaded).
    LocalTime next_poll(LocalTime now) const;
    void poll(LocalTime now);

    struct Status {
        std::size_t missing = 0;      // segments wanted and not here
        std::size_t unavailable = 0;  // …that nobody who is up has
        std::size_t malformed = 0;    // messages dropped, since the start
        bool playable = false;        // what is to sound within the next two seconds is here
    };
    Status status(LocalTime now) const;
    // Tracks whose manifest has come or grown since the last call, so that views and the engine may look again.
    std::vector<TrackId> take_changed_tracks();

  private:
    void receive(const NodeId& from, const Want& m, LocalTime now);
    void receive(const NodeId& from, const DontHave& m, LocalTime now);
    void receive(const NodeId& from, const WantManifest& m, LocalTime now);
    void receive(const NodeId& from, const NoManifest& m, LocalTime now);
    void receive(const NodeId& from, const Have& m, LocalTime now);
    void receive(const NodeId& from, const Manifest& m, LocalTime now);
    void receive(const NodeId& from, const ManifestGrowth& m, LocalTime now);
    void receive_data(const NodeId& from, BytesView bytes, LocalTime now);

    bool wants_track(const TrackId& track) const;
    void track_changed(const Manifest& manifest, LocalTime now);
    void refresh_goal(LocalTime now);
    void announce_changes();
    Have holding_of(const Manifest& manifest) const;
    HoldingOf holding() const;
    void step(const FetchEvent& event, LocalTime now);
    void apply(const Serving::Effects& effects);
    void send(const NodeId& to, const MediaMessage& message);

    SegmentStore& store_;
    FetchPlan plan_;
    Serving serving_;
    std::set<NodeId> peers_;
    OutputPlan output_;
    clock::ClockMap clock_;
    std::vector<TrackId> tracks_too_, wanted_tracks_;
    std::map<TrackId, Have> announced_;
    std::set<TrackId> importing_, changed_;
    std::vector<Outgoing> outgoing_;
    std::size_t malformed_ = 0;
    LocalTime refresh_due_ = LocalTime::max();
};

}  // namespace segue::audio

#include "app/node/room.h"

#include <spdlog/spdlog.h>

#include <cmath>

#include "handoff/tempo.h"
#include "sync/base/local_clock.h"
#include "sync/link/link.h"

namespace segue::node {

// Link's threads and sockets are made when it is first needed.
class LinkRoom::Impl {
  public:
    explicit Impl(std::function<void()> changed) : changed_(std::move(changed)) {}
    link::Link& link() {
        if (!link_) link_ = std::make_unique<link::Link>(changed_);
        return *link_;
    }
    void leave() {
        if (link_) link_->enable(false);
    }

  private:
    std::function<void()> changed_;
    std::unique_ptr<link::Link> link_;
};

LinkRoom::LinkRoom(std::function<void()> changed) : impl_(std::make_unique<Impl>(std::move(changed))) {}
LinkRoom::~LinkRoom() = default;

void LinkRoom::enter(double bpm) {
    if (bpm > 0) impl_->link().set_tempo(bpm, local_now());
    impl_->link().enable(true);
}
void LinkRoom::leave() { impl_->leave(); }

Room::Heard LinkRoom::heard(LocalTime at, double quantum_beats) {
    const link::Beat b = impl_->link().read(at, quantum_beats);
    return {b.at, b.beat, b.tempo_bpm, b.peers, b.playing};
}

void LinkRoom::lead(double bpm, double beat, LocalTime at, double quantum_beats) {
    link::Link& link = impl_->link();
    const link::Beat now = link.read(at, quantum_beats);
    constexpr double same_bpm = 0.005;  // less is the drift between two clocks
    if (std::abs(now.tempo_bpm - bpm) > same_bpm) link.set_tempo(bpm, at);
    constexpr double same_beat = 0.002;  // a millisecond
    if (now.peers == 0 && std::abs(std::remainder(now.beat - beat, quantum_beats)) > same_beat)
        link.request_beat(beat, at, quantum_beats);
}

void LinkRoom::share_start_stop(bool on) { impl_->link().share_start_stop(on); }
void LinkRoom::set_playing(bool playing, LocalTime at) { impl_->link().set_playing(playing, at); }

void Bridge::refresh(const clock::ClockMap& clock) {
    Room* room = world_.room();
    if (!room) return;
    const LocalTime now = world_.now();
    const handoff::SessionMachine* session = nullptr;
    for (const SessionId& id : sessions_.all()) {
        const handoff::SessionMachine* m = sessions_.find(id);
        if (m->conducting() && m->state().settings.value.tempo.mode != handoff::TempoMode::free) session = m;
    }
    enter_or_leave(session, clock, now);
    if (!session || now < next_) return;
    next_ = now + handoff::room_interval;
    const handoff::TempoWish& wish = session->state().settings.value.tempo;
    room->share_start_stop(wish.start_stop);
    if (wish.mode == handoff::TempoMode::lead) lead(session->state(), clock, now);
    const Room::Heard before = heard_;
    heard_ = room->heard(now, wish.quantum);
    if (before.peers != heard_.peers || before.bpm != heard_.bpm) {
        spdlog::info("in the room: {} others, at {:.2f} bpm", heard_.peers, heard_.bpm);
        world_.changed();
    }
    std::optional<tempo::RoomBeat> beat;
    if (heard_.peers > 0) beat = {clock.to_ensemble(heard_.at), heard_.beat, heard_.bpm / (1 + clock.drift)};
    const SessionId id = session->state().id;
    start_and_stop(*session, now);
    sessions_.room_heard(id, beat);
}

// What it is asked to do may change the session at once.
void Bridge::start_and_stop(const handoff::SessionMachine& session, LocalTime now) {
    if (!session.state().settings.value.tempo.start_stop) return start_stop_.forget();
    const handoff::Mode mode = session.state().transport().mode;
    switch (start_stop_.step(heard_.playing, mode == handoff::Mode::playing || mode == handoff::Mode::loading)) {
        case StartStop::Deed::nothing:
            return;
        case StartStop::Deed::start_session:
            return sessions_.command(session.state().id, handoff::Resume{}, {});
        case StartStop::Deed::stop_session:
            return sessions_.command(session.state().id, handoff::Pause{}, {});
        case StartStop::Deed::start_room:
            return world_.room()->set_playing(true, now);
        case StartStop::Deed::stop_room:
            return world_.room()->set_playing(false, now);
    }
}

void Bridge::enter_or_leave(const handoff::SessionMachine* session, const clock::ClockMap& clock, LocalTime now) {
    if (bridging_ != (session != nullptr)) {
        bridging_ = !bridging_;
        heard_ = {};
        start_stop_.forget();
        next_ = now;
        leaves_at_ = now + room_lingering;
        if (bridging_ && !inside_) {
            inside_ = true;
            world_.room()->enter(handoff::tempo_at(session->state(), clock.to_ensemble(now)));
        }
        world_.changed();
    }
    if (inside_ && !bridging_ && now >= leaves_at_) {
        inside_ = false;
        world_.room()->leave();
    }
}

void Bridge::lead(const handoff::SessionState& session, const clock::ClockMap& clock, LocalTime now) {
    const EnsembleTime at = clock.to_ensemble(now);
    // Until the next turn: where it changes gradually, what it is in the middle of that.
    const double bpm = handoff::led_tempo(session, at + handoff::room_interval / 2);
    const std::optional<double> beat = handoff::beat_at(session, at);
    if (bpm > 0 && beat) world_.room()->lead(bpm * (1 + clock.drift), *beat, now, session.settings.value.tempo.quantum);
}

}  // namespace segue::node

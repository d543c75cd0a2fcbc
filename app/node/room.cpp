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
    return {b.at, b.beat, b.tempo_bpm, b.peers};
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
    if (wish.mode == handoff::TempoMode::lead) lead(session->state(), clock, now);
    const Room::Heard before = heard_;
    heard_ = room->heard(now, wish.quantum);
    if (before.peers != heard_.peers || before.bpm != heard_.bpm) {
        spdlog::info("in the room: {} others, at {:.2f} bpm", heard_.peers, heard_.bpm);
        world_.changed();
    }
    std::optional<tempo::RoomBeat> beat;
    if (heard_.peers > 0) beat = {clock.to_ensemble(heard_.at), heard_.beat, heard_.bpm / (1 + clock.drift)};
    sessions_.room_heard(session->state().id, beat);
}

void Bridge::enter_or_leave(const handoff::SessionMachine* session, const clock::ClockMap& clock, LocalTime now) {
    if (bridging_ != (session != nullptr)) {
        bridging_ = !bridging_;
        heard_ = {};
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
    const double bpm = handoff::led_tempo(session, at);
    const std::optional<double> beat = handoff::beat_at(session, at);
    if (bpm > 0 && beat) world_.room()->lead(bpm * (1 + clock.drift), *beat, now, session.settings.value.tempo.quantum);
}

}  // namespace segue::node

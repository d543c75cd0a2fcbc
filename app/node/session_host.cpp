#include "app/node/session_host.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstring>

#include "app/node/state_dir.h"
#include "handoff/codec.h"
#include "handoff/limits.h"
#include "sync/base/planted.h"

namespace segue::node {

// A session with the effects that wait for an earlier one's durable write.
namespace {

bool commits(const handoff::Effects& effects) {
    return std::any_of(effects.send.begin(), effects.send.end(), [](const handoff::Outgoing& out) {
        return std::holds_alternative<handoff::Commit>(out.message.body);
    });
}

}  // namespace

struct SessionHost::Hosted {
    Hosted(handoff::Config config, const std::optional<handoff::Saved>& saved, LocalTime now)
        : id(config.session), machine(std::move(config), saved, now) {}
    SessionId id;
    handoff::SessionMachine machine;
    std::deque<handoff::Effects> waiting;
    bool writing = false;
    std::optional<handoff::Outgoing> last_beat;  // the last heartbeat sent: says nothing that is not durable
    // A Commit waits for the disk: until it is out, we conduct to others.
    LocalTime beat_again = LocalTime::max(), beat_until;
    LocalTime wake = LocalTime::max();
};

SessionHost::SessionHost(World& world, const NodeId& self, std::string name, std::uint32_t incarnation,
                         std::function<EnsembleTime(LocalTime)> ensemble, Callbacks callbacks)
    : world_(world),
      self_(self),
      name_(std::move(name)),
      incarnation_(incarnation),
      ensemble_(std::move(ensemble)),
      callbacks_(std::move(callbacks)) {}
SessionHost::~SessionHost() = default;

SessionHost::Hosted& SessionHost::host(const SessionId& session, const std::optional<handoff::Saved>& saved) {
    handoff::Config config;
    config.self = self_;
    config.about.name = name_;
    config.session = session;
    config.session_name = name_;
    config.incarnation = incarnation_;
    auto& slot = hosted_[session];
    slot = std::make_unique<Hosted>(std::move(config), saved, world_.now());
    Hosted& h = *slot;
    step(h, handoff::Tick{});  // learns when it wants to be woken
    for (const auto& [peer, name] : peers_) step(h, handoff::PeerUp{peer, name});
    return h;
}

void SessionHost::restore(const SessionId& session, const Bytes& journal) {
    const handoff::Restored restored = handoff::replay(journal);
    if (restored.good_bytes < journal.size()) {
        world_.note(fmt::format(
            "{0} was damaged: what is good of it is used; as it was it is kept beside it, as {0}.damaged-1 or the like",
            session_file(session)));
        world_.persist(session_file(session), journal, World::Write::aside, {});
        world_.persist(session_file(session), restored.records > 0 ? handoff::encode_record(restored.saved) : Bytes(),
                       World::Write::replace, {});
    }
    if (restored.records > 0) host(session, restored.saved);
}

void SessionHost::step(Hosted& hosted, const handoff::Event& event) {
    const LocalTime now = world_.now();
    const bool sounded = hosted.machine.may_sound();
    handoff::Effects effects = hosted.machine.step(event, now, ensemble_(now));
    hosted.wake = effects.wake;
    if (sounded && !hosted.machine.may_sound()) callbacks_.changed();  // falling silent waits for no disk
    say_at_once(hosted, effects);
    if (hosted.writing) beat_meanwhile(hosted, effects);
    if (effects.persist.empty() && effects.send.empty() && effects.notify.empty()) return;
    if (commits(effects)) {
        hosted.beat_again = now + handoff::heartbeat_interval;
        hosted.beat_until = now + handoff::handover_patience;
    }
    hosted.waiting.push_back(std::move(effects));
    pump(hosted);
}

void SessionHost::step_all(const handoff::Event& event) {
    for (const SessionId& id : all()) step(*hosted_.at(id), event);
}

// Applies what may be applied: up to the next durable write, and on when that is done.
void SessionHost::pump(Hosted& hosted) {
    while (!hosted.writing && !hosted.waiting.empty()) {
        handoff::Effects& effects = hosted.waiting.front();
        bool durable = false;
        for (handoff::Persist& p : effects.persist) durable = durable || p.durable;
        for (std::size_t i = 0; i < effects.persist.size(); ++i) {
            handoff::Persist& p = effects.persist[i];
            const bool last = i + 1 == effects.persist.size();
            const auto how = p.replace         ? World::Write::replace
                             : durable && last ? World::Write::append
                             : p.durable       ? World::Write::append
                                               : World::Write::append_lazily;
            std::function<void()> done;
            if (durable && last && !SEGUE_PLANTED(acked_before_persisted)) {
                hosted.writing = true;
                done = [this, id = hosted.id] {
                    Hosted& h = *hosted_.at(id);
                    h.writing = false;
                    handoff::Effects written = std::move(h.waiting.front());
                    h.waiting.pop_front();
                    perform(h, written);
                    pump(h);
                };
            }
            world_.persist(session_file(hosted.id), std::move(p.bytes), how, std::move(done));
        }
        effects.persist.clear();
        if (durable && !SEGUE_PLANTED(acked_before_persisted)) return;
        handoff::Effects ready = std::move(effects);
        hosted.waiting.pop_front();
        perform(hosted, ready);
    }
}

void SessionHost::say_at_once(Hosted& hosted, handoff::Effects& effects) {
    handoff::Effects early;
    for (handoff::Outgoing& out : effects.send)
        if (out.at_once) early.send.push_back(std::move(out));
    if (early.send.empty()) return;
    std::erase_if(effects.send, [](const handoff::Outgoing& out) { return out.at_once; });
    perform(hosted, early);
}

// A slow disk must not make this node look dead: while a write is awaited, the last heartbeat is said again. It is of
// the same reign, and tells nothing of what is not durable yet.
void SessionHost::beat_meanwhile(Hosted& hosted, handoff::Effects& effects) {
    std::erase_if(effects.send, [&](const handoff::Outgoing& out) {
        const auto* said = std::get_if<handoff::Heartbeat>(&out.message.body);
        if (!said || !hosted.last_beat || out.message.ballot != hosted.last_beat->message.ballot) return false;
        std::get<handoff::Heartbeat>(hosted.last_beat->message.body).stamp = said->stamp;
        hosted.last_beat->to = out.to;
        beat(hosted);
        return true;
    });
}

void SessionHost::beat(const Hosted& hosted) {
    if (!hosted.last_beat) return;
    const Bytes bytes = handoff::encode(as_of_now(hosted, hosted.last_beat->message));
    for (const NodeId& to : hosted.last_beat->to) world_.transport().send_datagram(to, mesh::Kind::session, bytes);
}

// What is left of a lease is less by the time that its telling has waited for the disk.
handoff::Message SessionHost::as_of_now(const Hosted& hosted, handoff::Message message) const {
    const milliseconds left = hosted.machine.lease_left(world_.now());
    if (auto* beat = std::get_if<handoff::Heartbeat>(&message.body)) beat->lease = left;
    if (auto* heard = std::get_if<handoff::StillHeard>(&message.body)) heard->lease = std::min(heard->lease, left);
    return message;
}

void SessionHost::perform(Hosted& hosted, handoff::Effects& effects) {
    for (handoff::Outgoing& out : effects.send) {
        out.message = as_of_now(hosted, std::move(out.message));
        const Bytes bytes = handoff::encode(out.message);
        for (const NodeId& to : out.to) {
            if (out.datagram)
                world_.transport().send_datagram(to, mesh::Kind::session, bytes);
            else
                world_.transport().send(to, mesh::Kind::session, bytes);
        }
        if (std::holds_alternative<handoff::Commit>(out.message.body)) hosted.beat_again = LocalTime::max();
        if (out.datagram && std::holds_alternative<handoff::Heartbeat>(out.message.body))
            hosted.last_beat = std::move(out);
    }
    for (const handoff::Notice& notice : effects.notify) {
        if (const auto* done = std::get_if<handoff::Done>(&notice)) {
            const auto waiting = answers_.find(done->request);
            if (waiting == answers_.end()) continue;
            const Answer answer = std::move(waiting->second);
            answers_.erase(waiting);
            if (answer) answer(*done);
        } else if (std::holds_alternative<handoff::Changed>(notice)) {
            callbacks_.changed();
        } else if (const auto* log = std::get_if<handoff::Log>(&notice)) {
            spdlog::info("session: {}", log->line);
        } else if (draining_ > 0 && --draining_ == 0) {
            callbacks_.drained();
        }
    }
}

void SessionHost::peer_up(const NodeId& peer, const std::string& name) {
    peers_[peer] = name;
    step_all(handoff::PeerUp{peer, name});
}
void SessionHost::peer_down(const NodeId& peer, handoff::Down how) {
    peers_.erase(peer);
    step_all(handoff::PeerDown{peer, how});
}
void SessionHost::peer_failed(const NodeId& peer) { step_all(handoff::PeerFailed{peer}); }
void SessionHost::peer_rtt(const NodeId& peer, Nanoseconds rtt) { step_all(handoff::PeerRtt{peer, rtt}); }
void SessionHost::clock_stepped(Nanoseconds delta) { step_all(handoff::ClockStepped{delta}); }

void SessionHost::message(const NodeId& from, BytesView bytes) {
    auto message = handoff::decode_message(bytes);
    if (!message) {
        spdlog::debug("session message from {} not understood: {}", from.brief(), message.message());
        return;
    }
    auto known = hosted_.find(message->session);
    if (known == hosted_.end()) {
        if (hosted_.size() >= sessions_max) return;
        host(message->session, std::nullopt);
        known = hosted_.find(message->session);
    }
    step(*known->second, handoff::MessageIn{from, std::move(*message)});
}

void SessionHost::own_output(const SessionId& session, const handoff::OutputReport& report) {
    if (const auto h = hosted_.find(session); h != hosted_.end()) step(*h->second, handoff::OwnOutput{report});
}

void SessionHost::room_heard(const SessionId& session, const std::optional<tempo::RoomBeat>& beat) {
    if (const auto h = hosted_.find(session); h != hosted_.end()) step(*h->second, handoff::RoomHeard{beat});
}

void SessionHost::rename(const std::string& name) { name_ = name; }

void SessionHost::drain() {
    if (hosted_.empty()) return callbacks_.drained();
    draining_ = hosted_.size();
    step_all(handoff::Shutdown{});
}

void SessionHost::tick() {
    const LocalTime now = world_.now();
    for (const SessionId& id : all())
        if (Hosted& h = *hosted_.at(id); h.wake <= now) step(h, handoff::Tick{});
    for (const SessionId& id : all()) {
        Hosted& h = *hosted_.at(id);
        if (h.beat_again > now) continue;
        h.beat_again = now < h.beat_until ? now + handoff::heartbeat_interval : LocalTime::max();
        beat(h);
        step(h, handoff::StillWriting{});
    }
}

LocalTime SessionHost::next_wake() const {
    LocalTime due = LocalTime::max();
    for (const auto& [id, h] : hosted_) due = std::min({due, h->wake, h->beat_again});
    return due;
}

void SessionHost::command(const SessionId& session, handoff::Edit edit, Answer answer) {
    const std::uint64_t request = ++last_request_;
    answers_[request] = std::move(answer);
    step(*hosted_.at(session), handoff::Command{request, std::move(edit)});
}

SessionId SessionHost::found() {
    SessionId id;
    const std::uint64_t a = world_.random(), b = world_.random();
    std::memcpy(id.bytes.data(), &a, 8);
    std::memcpy(id.bytes.data() + 8, &b, 8);
    host(id, std::nullopt);
    return id;
}

const handoff::SessionMachine* SessionHost::find(const SessionId& session) const {
    const auto h = hosted_.find(session);
    return h == hosted_.end() ? nullptr : &h->second->machine;
}

const handoff::SessionMachine* SessionHost::current() const {
    // What ranks first decides; ties go to the newest write, then to the id, so that every node picks alike.
    const auto rank = [this](const handoff::SessionMachine& m) {
        const handoff::SessionState& s = m.state();
        const auto own = s.outputs.find(self_);
        const bool sounds_here = own != s.outputs.end() && own->second.on();
        const bool lively = s.transport().mode != handoff::Mode::stopped;
        return std::tuple(sounds_here || m.role() == handoff::Role::offered, lively, !s.queue.empty(), s.latest, s.id);
    };
    const handoff::SessionMachine* best = nullptr;
    for (const auto& [id, h] : hosted_)
        if (!best || rank(*best) < rank(h->machine)) best = &h->machine;
    return best;
}

std::vector<SessionId> SessionHost::all() const {
    std::vector<SessionId> out;
    for (const auto& [id, h] : hosted_) out.push_back(id);
    return out;
}

}  // namespace segue::node

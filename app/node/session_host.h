// The sessions this node knows, driven: one SessionMachine each, its effects applied strictly in order
// (persist, send, notify) although a durable write takes its time. [node-thread]
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "app/node/world.h"
#include "handoff/machine.h"

namespace segue::node {

// A house has a handful of sessions; a peer that tells of more is broken.
inline constexpr std::size_t sessions_max = 16;

class SessionHost {
  public:
    struct Callbacks {
        std::function<void()> changed;  // some session's state, role or status
        std::function<void()> drained;  // nothing depends on this node any more
    };
    using Answer = std::function<void(const handoff::Done&)>;

    SessionHost(World& world, const NodeId& self, std::string name, std::uint32_t incarnation,
                std::function<EnsembleTime(LocalTime)> ensemble, Callbacks callbacks);
    ~SessionHost();

    // A journal kept from before. What is damaged in it is set aside.
    void restore(const SessionId& session, const Bytes& journal);

    void peer_up(const NodeId& peer, const std::string& name);
    void peer_down(const NodeId& peer, handoff::Down how);
    void peer_failed(const NodeId& peer);
    void peer_rtt(const NodeId& peer, Nanoseconds rtt);
    void message(const NodeId& from, BytesView bytes);
    void clock_stepped(Nanoseconds delta);
    void own_output(const SessionId& session, const handoff::OutputReport& report);
    void room_heard(const SessionId& session, const std::optional<tempo::RoomBeat>& beat);
    void rename(const std::string& name);
    void drain();
    void tick();
    LocalTime next_wake() const;

    // An edit of a session; `answer` is called once.
    void command(const SessionId& session, handoff::Edit edit, Answer answer);
    // A new session of this node's.
    SessionId found();
    // The one this node's people mean: where it sounds, else where it last did, else the liveliest. None: there is
    // none.
    const handoff::SessionMachine* current() const;
    const handoff::SessionMachine* find(const SessionId& session) const;
    std::vector<SessionId> all() const;

  private:
    struct Hosted;
    Hosted& host(const SessionId& session, const std::optional<handoff::Saved>& saved);
    void step(Hosted& hosted, const handoff::Event& event);
    void step_all(const handoff::Event& event);
    void pump(Hosted& hosted);
    void say_at_once(Hosted& hosted, handoff::Effects& effects);
    handoff::Message as_of_now(const Hosted& hosted, handoff::Message message) const;
    void beat(const Hosted& hosted);
    void beat_meanwhile(Hosted& hosted, handoff::Effects& effects);
    void perform(Hosted& hosted, handoff::Effects& effects);

    World& world_;
    NodeId self_;
    std::string name_;
    std::uint32_t incarnation_;
    std::function<EnsembleTime(LocalTime)> ensemble_;
    Callbacks callbacks_;
    std::map<SessionId, std::unique_ptr<Hosted>> hosted_;
    std::map<NodeId, std::string> peers_;
    std::map<std::uint64_t, Answer> answers_;
    std::uint64_t last_request_ = 0;
    std::size_t draining_ = 0;
};

}  // namespace segue::node

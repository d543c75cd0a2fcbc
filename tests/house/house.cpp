#include "tests/house/house.h"

#include <algorithm>

namespace segue::test {
namespace {

constexpr Nanoseconds stream_delay = microseconds(400), datagram_delay = microseconds(150), jitter = microseconds(200);
constexpr Nanoseconds disk_delay = milliseconds(2), device_opening = milliseconds(60), tick = milliseconds(1);

NodeId numbered(std::size_t i) {
    NodeId id;
    id.bytes.fill(static_cast<std::uint8_t>(i + 1));
    return id;
}

}  // namespace

House::House(std::size_t members, std::uint64_t seed) : now_(seconds(1000)), random_(seed) {
    for (std::size_t i = 0; i < members; ++i) members_.push_back(std::make_unique<Member>(*this, i));
}
House::~House() = default;

void House::after(Nanoseconds delay, std::function<void()> what) { due_.push({now_ + delay, ++order_, std::move(what)}); }

void House::step_to(LocalTime t) {
    while (!due_.empty() && due_.top().at <= t) {
        Due next = due_.top();
        due_.pop();
        now_ = std::max(now_, next.at);
        next.what();
    }
    now_ = t;
    for (const auto& m : members_) m->turn();
}

void House::run(Nanoseconds time, const std::function<void()>& each) {
    for (const LocalTime end = now_ + time; now_ < end;) {
        step_to(now_ + tick);
        if (each) each();
    }
}

std::optional<Nanoseconds> House::run_until(const std::function<bool()>& condition, Nanoseconds patience) {
    const LocalTime start = now_;
    while (!condition()) {
        if (now_ - start > patience) return std::nullopt;
        step_to(now_ + tick);
    }
    return now_ - start;
}

void House::connect(std::size_t a, std::size_t b) {
    for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
        Member& m = *members_[from];
        mesh::PeerInfo info;
        info.id = members_[to]->id();
        info.name = "node " + std::to_string(to);
        info.address = "10.0.0." + std::to_string(to + 1) + ":24470";
        m.peers_[info.id] = now_;
        m.core_->peer_up(info);
    }
}

void House::connect_all() {
    for (std::size_t a = 0; a < size(); ++a)
        for (std::size_t b = a + 1; b < size(); ++b) connect(a, b);
}

void House::kill(std::size_t i) {
    Member& dead = *members_[i];
    dead.alive_ = false;
    for (const auto& m : members_)
        if (m->alive_ && m->peers_.contains(dead.id()))
            after(stream_delay, [&m = *m, id = dead.id()] {
                if (m.alive_ && m.peers_.erase(id)) m.core_->peer_down(id, mesh::Gone::closed);
            });
}

handoff::Done House::command(std::size_t member, handoff::Edit edit) {
    node::SessionHost& sessions = members_[member]->core().sessions();
    const SessionId session = sessions.current() ? sessions.current()->state().id : sessions.found();
    std::optional<handoff::Done> answer;
    sessions.command(session, std::move(edit), [&](const handoff::Done& done) { answer = done; });
    members_[member]->core().settings_changed();
    run_until([&] { return answer.has_value(); }, seconds(10));
    return answer.value_or(handoff::Done{0, false, handoff::Error::too_late, "no answer"});
}

handoff::Done House::play(std::size_t member, const std::string& file) {
    std::optional<node::Librarian::Look> look;
    members_[member]->core().librarian().look(file, [&](const node::Librarian::Look& l) { look = l; });
    handoff::NewEntry entry;
    entry.source = {members_[member]->id(), file};
    if (look && look->facts) entry.facts = *look->facts;
    return command(member, handoff::Play{{entry}, false, 0});
}

// --- a member

House::Member::Member(House& house, std::size_t index)
    : house_(house),
      id_(numbered(index)),
      shift_(seconds(100 * static_cast<std::int64_t>(index))),
      drift_(40e-6 * (static_cast<double>(index % 3) - 1)),
      store_(audio::StoreOptions{}),
      sound_(store_, device_opening),
      imports_(store_) {
    settings_.set_name("node " + std::to_string(index));
    core_ = std::make_unique<node::Core>(
        *this, node::CoreConfig{id_, settings_.name(), from_ns<EnsembleTime>(1'700'000'000'000'000'000 + static_cast<std::int64_t>(index) * 5'000'000'000), 1000 + index},
        settings_);
    core_->start({});
}
House::Member::~Member() = default;

LocalTime House::Member::now() const {
    const Nanoseconds t = house_.now_.time_since_epoch();
    return LocalTime(t + shift_ + nearest_ns(to_seconds(t) * drift_));
}

void House::Member::turn() {
    if (!alive_) return;
    if (sound_.advance(now())) core_->sound_changed();
    if (core_->next_wake() <= now()) core_->wake();
}

std::optional<SimSound::Heard> House::Member::heard() const { return alive_ ? sound_.heard(now()) : std::nullopt; }

double House::Member::position_s() {
    return session() ? to_seconds(Frames{handoff::position(session()->state(), core_->ensemble_now()).cue.pos.frame}) : 0;
}

void House::Member::persist(const std::string& file, Bytes contents, Write how, std::function<void()> done) {
    Bytes& f = disk_[file];
    if (how == Write::replace) f.clear();
    f.insert(f.end(), contents.begin(), contents.end());
    house_.after(disk_delay, [this, done = std::move(done)] {
        if (alive_ && done) done();
    });
}

House::Member* House::Member::peer(const NodeId& id) {
    for (const auto& m : house_.members_)
        if (m->id_ == id) return m->alive_ ? m.get() : nullptr;
    return nullptr;
}

void House::Member::send(const NodeId& to, mesh::Kind kind, BytesView message) {
    const auto stream = peers_.find(to);
    if (stream == peers_.end()) return;
    // In order: no message overtakes the one before it.
    const auto wobble = nearest_ns(house_.random_.uniform() * to_seconds(jitter));
    stream->second = std::max(stream->second, house_.now_ + stream_delay + wobble);
    house_.after(stream->second - house_.now_, [this, to, kind, bytes = Bytes(message.begin(), message.end())] {
        if (Member* receiver = peer(to); receiver && receiver->peers_.contains(id_)) receiver->core_->message(id_, kind, bytes);
    });
}

void House::Member::send_datagram(const NodeId& to, mesh::Kind kind, BytesView message) {
    const auto wobble = nearest_ns(house_.random_.uniform() * to_seconds(jitter));
    house_.after(datagram_delay + wobble, [this, to, kind, bytes = Bytes(message.begin(), message.end())] {
        if (Member* receiver = peer(to); receiver && receiver->peers_.contains(id_))
            receiver->core_->datagram(id_, kind, bytes, receiver->now());
    });
}

}  // namespace segue::test

#include "tests/house/member.h"

#include <algorithm>

namespace segue::test {
namespace {

NodeId numbered(int i) {
    NodeId id;
    id.bytes.fill(static_cast<std::uint8_t>(i + 1));
    return id;
}

// A process that was asked to end ends after this in any case.
constexpr Nanoseconds leaving_patience = milliseconds(2500);

}  // namespace

Member::Member(House& house, int n)
    : number(n),
      clock(seconds(100 * n), 40e-6 * (static_cast<double>(n % 3) - 1), house.scheduler.now()),
      disk(house.scheduler, house.random),
      house_(house),
      id_(numbered(n)),
      // No two nodes have the same, as with times of starts: a ballot names the life of whoever chose its number.
      incarnation_(1000 * static_cast<std::uint64_t>(n + 1)) {
    settings_.set_name("node " + std::to_string(n));
}
Member::~Member() = default;

void Member::start() {
    ++life_;
    leaving_ = false;
    started_ = house_.scheduler.now();
    if (!store_ || forgets_audio) store_ = std::make_unique<audio::SegmentStore>(audio::StoreOptions{});
    sound_ = std::make_unique<SimSound>(*store_, sound_faults);
    imports_ = std::make_unique<SyntheticImports>(*store_);
    const auto wall = from_ns<EnsembleTime>(1'700'000'000'000'000'000 + std::int64_t{number} * 5'000'000'000) +
                      house_.scheduler.now().time_since_epoch();
    core_ =
        std::make_unique<node::Core>(*this, node::CoreConfig{id_, settings_.name(), wall, ++incarnation_}, settings_);
    sim::Network::Process process;
    process.id = id_;
    process.name = settings_.name();
    process.handler = core_.get();
    process.now = [this] { return now(); };
    process.turn = [this] { turn(); };
    process.seen = [this](int from, mesh::Kind kind, BytesView bytes, bool datagram) {
        if (house_.seen) house_.seen(number, from, kind, bytes, datagram);
    };
    house_.network.start(number, std::move(process));
    std::map<SessionId, Bytes> journals;
    for (const auto& [file, bytes] : disk.files())
        if (file.starts_with("sessions/") && file.ends_with(".journal"))
            if (const auto session = SessionId::from_hex(file.substr(9, 32))) journals.emplace(*session, bytes);
    core_->start(journals);
    wake_at_ = sim::TrueTime::max();
    turn();
}

void Member::kill(sim::Disk::Crash how, bool left) {
    if (!alive()) return;
    ++life_;
    disk.crash(how);
    house_.network.stop(number, left);
    core_.reset();
    sound_.reset();
    imports_.reset();
}

void Member::freeze() { house_.network.freeze(number); }

void Member::thaw() {
    house_.network.thaw(number);
    if (alive()) turn();
}

void Member::shut_down() {
    if (!running() || leaving_) return;
    leaving_ = true;
    const auto die = [this, life = life_] {
        if (life_ == life) kill(sim::Disk::Crash::process, true);
    };
    house_.scheduler.after(leaving_patience, die);
    core_->drain([this, die] { house_.scheduler.after(milliseconds(1), die); });
    turn();
}

std::optional<SimSound::Heard> Member::heard() const { return running() ? sound_->heard(now()) : std::nullopt; }

double Member::position_s() {
    return session() ? to_seconds(Frames{handoff::position(session()->state(), core_->ensemble_now()).cue.pos.frame})
                     : 0;
}

// What follows from what just happened: the loudspeaker's state, invariants, the next wake.
void Member::turn() {
    if (!running()) return;
    if (sound_->advance(now())) core_->sound_changed();
    if (house_.stepped) house_.stepped(*this);
    wake_when_due();
}

void Member::wake_when_due() {
    const LocalTime due = std::max(now(), std::min(core_->next_wake(), sound_->next_wake()));
    const sim::TrueTime at = clock.when(due);
    if (wake_at_ > house_.scheduler.now() && wake_at_ <= at) return;  // it is on its way
    wake_at_ = at;
    house_.scheduler.at(at, [this, life = life_, at] {
        if (life_ != life || wake_at_ != at) return;
        wake_at_ = sim::TrueTime::max();
        if (!running()) return;
        if (core_->next_wake() <= now()) core_->wake();
        turn();
    });
}

void Member::persist(const std::string& file, Bytes contents, Write how, std::function<void()> done) {
    const auto kind = how == Write::replace  ? sim::Disk::How::replace
                      : how == Write::append ? sim::Disk::How::append
                                             : sim::Disk::How::append_lazily;
    std::string name = file;
    for (int n = 1; how == Write::aside && (n == 1 || disk.files().contains(name)); ++n)
        name = file + ".damaged-" + std::to_string(n);
    disk.write(name, std::move(contents), how == Write::aside ? sim::Disk::How::replace : kind,
               [this, life = life_, done = std::move(done)](bool) {
                   if (life_ != life || !done) return;
                   // The disk's thread stands still with its process; its answer comes when that goes on.
                   house_.network.enter(number, done);
               });
}

void Member::send(const NodeId& to, mesh::Kind kind, BytesView message) {
    sent += kind != mesh::Kind::segment;
    house_.network.send(number, to, kind, message);
}

void Member::send_datagram(const NodeId& to, mesh::Kind kind, BytesView message) {
    ++sent;
    if (kind == mesh::Kind::session && house_.says) house_.says(*this, message);
    house_.network.send_datagram(number, to, kind, message);
}

}  // namespace segue::test

#include "tests/jobs/member.h"

#include <algorithm>

#include "sync/base/planted.h"
#include "tests/jobs/house.h"

namespace segue::test {
namespace {

NodeId numbered(int i) {
    NodeId id;
    id.bytes.fill(static_cast<std::uint8_t>(i + 1));
    return id;
}

// What a kind finds out of a work: the same wherever that happens.
Bytes found_out(const jobs::WorkId& work, std::uint8_t kind) { return {kind, work.bytes[0], work.bytes[1]}; }

}  // namespace

JobsMember::JobsMember(JobsHouse& house, int n)
    : number(n),
      id(numbered(n)),
      clock(seconds(100 * n), 20e-6 * (n % 3 - 1), house.scheduler.now()),
      house_(house) {}

LocalTime JobsMember::now() const { return clock.local(house_.scheduler.now()); }
bool JobsMember::running() const { return alive() && !house_.network.frozen(number); }

// --- life

void JobsMember::start() {
    ++life_;
    started = house_.scheduler.now();
    // A machine without a battery for its clock may count its epochs from far back.
    const auto wall = static_cast<std::uint64_t>(house_.scheduler.now().time_since_epoch().count());
    if (!store_)
        store_ = std::make_unique<MemoryStore>(id, house_.random.chance(0.5) ? wall : 1 + house_.random.below(3),
                                               jobs::is_kept);
    store_->piece_records = 6;
    shop_ = std::make_unique<jobs::Workshop>(id, sim_versions, store_->standings());
    for (const auto& [origin, standing] : store_->standings())
        for (const auto& [key, record] : store_->records(origin)) shop_->load(origin, key, record.value);
    wake_at_ = sim::TrueTime::max();
    sim::Network::Process process;
    process.id = id;
    process.name = "node " + std::to_string(number);
    process.handler = this;
    process.now = [this] { return now(); };
    process.turn = [this] { settle(); };
    process.seen = [this](int from, mesh::Kind kind, BytesView bytes, bool) {
        house_.trace(house_.scheduler.now(), number, "hears", from, static_cast<int>(kind), bytes.size());
    };
    house_.network.start(number, std::move(process));
    put_files();
    offer();
    settle();
}

void JobsMember::kill(bool power, bool left) {
    if (!alive()) return;
    ++life_;
    house_.network.stop(number, left);
    shop_.reset();
    tasks_.clear();
    disk_.clear();
    disk_busy_ = false;
    if (power) store_->power_cut(), ++losses;
}

void JobsMember::wipe() {
    store_.reset();
    ++wipes;
    ++losses;
}

void JobsMember::fill_disk(bool full) {
    disk_full = full;
    disk_changed = house_.scheduler.now();
}

void JobsMember::freeze() { house_.network.freeze(number); }
void JobsMember::thaw() {
    thawed = house_.scheduler.now();
    house_.network.thaw(number);
    if (alive()) settle();
}

// --- the library: what is on the disk is what the records say

void JobsMember::put_files() {
    std::set<Bytes> wanted;
    const auto& records = store_->records(id);
    for (const auto& [work, places] : files)
        for (const std::uint64_t place : places) {
            const jobs::Key key{.type = jobs::KeyType::entry, .work = work, .place = place};
            wanted.insert(encode(key));
            const auto had = records.find(encode(key));
            if (had == records.end() || !had->second.value)
                shop_->put(key, encode(jobs::EntryValue{house_.works[work].size, {}}), now());
        }
    for (const auto& [bytes, record] : std::map(records)) {
        const auto key = jobs::decode_key(bytes);
        if (key && key->type == jobs::KeyType::entry && record.value && !wanted.contains(bytes))
            shop_->remove(*key, now());
    }
}

void JobsMember::add(const jobs::WorkId& work, std::uint64_t place) {
    if (!files[work].insert(place).second) return;
    house_.network.enter(number, [this, work, place] {
        shop_->put({.type = jobs::KeyType::entry, .work = work, .place = place},
                   encode(jobs::EntryValue{house_.works[work].size, {}}), now());
    });
}

void JobsMember::remove(const jobs::WorkId& work, std::uint64_t place) {
    const auto at = files.find(work);
    if (at == files.end() || at->second.erase(place) == 0) return;
    if (at->second.empty()) files.erase(at);
    house_.network.enter(number, [this, work, place] {
        shop_->remove({.type = jobs::KeyType::entry, .work = work, .place = place}, now());
    });
}

void JobsMember::offer() { shop_->offer({!paused, slots, 20, 0}, paused ? "paused" : "", now()); }

void JobsMember::set_paused(bool on) {
    paused = on;
    house_.network.enter(number, [this] { offer(); });
}

std::size_t JobsMember::retry_all() {
    if (!running()) return 0;
    const std::size_t n = shop_->retry(shop_->set_aside(), now());
    settle();
    return n;
}

// --- the mesh

void JobsMember::peer_up(const mesh::PeerInfo& peer) { shop_->peer_up(peer.id, now()); }
void JobsMember::peer_down(const NodeId& peer, mesh::Gone) { shop_->peer_down(peer, now()); }

void JobsMember::message(const NodeId& from, mesh::Kind kind, BytesView message) {
    if (kind == mesh::Kind::jobs)
        shop_->status_message(from, message, now());
    else
        shop_->replica_message(from, message, now());
}

// --- hands

void JobsMember::later(Nanoseconds delay, std::function<void()> what) {
    house_.scheduler.after(delay, [this, life = life_, what = std::move(what)] {
        if (life == life_) house_.network.enter(number, what);
    });
}

void JobsMember::disk(std::function<void()> what) {
    disk_.push_back(std::move(what));
    if (!disk_busy_) disk_next();
}

void JobsMember::disk_next() {
    disk_busy_ = true;
    later(nearest_ns(to_seconds(disk_latency) * house_.random.uniform(0.5, 1.5)), [this] {
        const auto what = std::move(disk_.front());
        disk_.pop_front();
        disk_busy_ = false;
        if (!disk_.empty()) disk_next();
        what();
    });
}

void JobsMember::settle() {
    if (!running() || settling_) return;
    settling_ = true;
    jobs::WorkshopEffects out = shop_->take();
    for (const jobs::WorkId& work : out.cancel) tasks_.erase(work);
    for (const auto& s : out.send) {
        bytes_sent += s.bytes.size();
        house_.network.send(number, s.to, s.bulk ? mesh::Kind::replica_piece : mesh::Kind::replica, s.bytes);
    }
    if (!out.status.empty())
        for (const NodeId& peer : shop_->peers()) {
            bytes_sent += out.status.size();
            house_.network.send(number, peer, mesh::Kind::jobs, out.status);
        }
    for (replica::Piece& piece : out.store)
        disk([this, piece = std::move(piece)] {
            const replica::Standing before = store_->standing(id);
            jobs::Workshop::Answer answer{piece.origin, {}, !disk_full, {}, {}};
            if (!disk_full) {
                for (auto& c : store_->store(piece)) {
                    const auto key = jobs::decode_key(c.key);
                    house_.trace(house_.scheduler.now(), number, "stores", house_.find(c.origin)->number,
                                 std::string_view(reinterpret_cast<const char*>(c.key.data()), 1),
                                 key ? key->work.brief() : "?", c.value ? "" : "removed");
                    answer.changes.push_back({c.origin, std::move(c.key), std::move(c.value)});
                }
                if (!(store_->standing(id) == before)) {
                    answer.own = store_->standing(id);
                    store_->sync();
                }
            }
            answer.standing = store_->standing(piece.origin);
            shop_->stored(answer, now());
        });
    for (const replica::Read& r : out.read)
        disk([this, r] { shop_->has_read(r.token, store_->read(r.origin, r.after), now()); });
    if (out.renew)
        disk([this, above = *out.renew] {
            store_->renew(above);
            ++renewals;
            store_->sync();
            shop_->renewed(store_->standing(id), now());
        });
    if (!out.write.empty())
        disk([this, writes = std::move(out.write)] {
            if (!disk_full) {
                for (const jobs::Write& w : writes) store_->write(w.key, w.value);
                if (!SEGUE_PLANTED(told_before_durable)) store_->sync();
            }
            shop_->written(store_->standing(id), !disk_full, now());
        });
    for (const auto& f : out.fetch) fetch(f);
    for (const auto& r : out.run) run(r);
    settling_ = false;
    wake_when_due();
}

void JobsMember::fetch(const jobs::Effects::Fetch& f) {
    const std::uint64_t task = tasks_[f.work] = ++task_;
    const jobs::Size size = house_.works[f.work].size;
    later(nearest_ns(0.01 + static_cast<double>(size.bytes) / 20e6), [this, f, task] {
        if (const auto t = tasks_.find(f.work); t == tasks_.end() || t->second != task) return;
        JobsMember* from = house_.find(f.from);
        const bool there = from->running() && from->files.contains(f.work) &&
                           house_.network.connected(number, from->number) && house_.network.open(from->number, number);
        shop_->fetched(f.work, there, now());
    });
}

void JobsMember::run(const jobs::Effects::Run& r) {
    ++runs;
    if (house_.begins) house_.begins(*this, r.work);
    house_.trace(house_.scheduler.now(), number, "runs", r.work.brief());
    const std::uint64_t task = tasks_[r.work] = ++task_;
    later(nearest_ns(house_.works[r.work].size.seconds / 20.0 * slowness), [this, r, task] {
        if (const auto t = tasks_.find(r.work); t == tasks_.end() || t->second != task) return;
        tasks_.erase(r.work);
        finish(r.work, r.kinds);
    });
}

void JobsMember::finish(const jobs::WorkId& work, jobs::Kinds kinds) {
    const Nature nature = house_.works[work].nature;
    jobs::Workshop::Found found;
    if (nature == Nature::poisoned || (nature == Nature::flaky && house_.random.chance(0.4))) {
        found.outcome = jobs::Outcome::failed;
        found.reason = "the analyser died of it";
    } else {
        for (std::uint8_t kind = 1; kind <= 3; ++kind)
            if ((kinds >> kind & 1) != 0 && !(nature == Nature::halting && kind == 2))
                found.results.emplace_back(kind, found_out(work, kind));
    }
    if (found.results.size() == 3 && house_.completes) house_.completes(*this, work);
    shop_->finished(work, found, now());
}

// --- time

void JobsMember::wake_when_due() {
    const LocalTime due = std::max(now() + microseconds(1), shop_->next_wake());
    if (due == LocalTime::max()) return;
    const sim::TrueTime at = clock.when(due);
    if (wake_at_ > house_.scheduler.now() && wake_at_ <= at) return;
    wake_at_ = at;
    house_.scheduler.at(at, [this, life = life_, at] {
        if (life_ != life || wake_at_ != at) return;
        wake_at_ = sim::TrueTime::max();
        if (!running()) return;
        if (shop_->next_wake() <= now()) shop_->tick(now());
        settle();
    });
}

}  // namespace segue::test

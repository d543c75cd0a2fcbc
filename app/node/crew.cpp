#include "app/node/crew.h"

#include <algorithm>
#include <system_error>

namespace segue::node {
namespace fs = std::filesystem;

namespace {

// Of what peers tell before this node has read its own records; a few seconds' worth. Who is not heard tells again
// when the connection is made anew.
constexpr std::size_t early_max = 4096;

}  // namespace

// What the record thread makes of the file at the start.
struct Crew::Loaded {
    std::unique_ptr<jobs::Workshop> shop;
    std::vector<std::pair<jobs::Key, std::uint64_t>> own;
};

Crew::Crew(asio::io_context& loop, mesh::Transport& transport, Config config)
    : transport_(transport), config_(std::move(config)) {
    std::error_code ignored;
    fs::remove_all(config_.state_dir / "fetched", ignored);
    fs::create_directories(config_.state_dir / "fetched", ignored);
    store_ = std::make_unique<RecordStore>(loop, config_.state_dir / "records.db", config_.self, config_.epoch,
                                           [this](const std::string& problem) { config_.note(problem); });
    store_->ask(
        [self = config_.self, versions = config_.hands.versions](RecordFile& f) -> RecordOr<Loaded> {
            Loaded out{std::make_unique<jobs::Workshop>(self, versions, f.standings()), {}};
            const auto read = f.each([&](const NodeId& origin, BytesView bytes, BytesView value) {
                out.shop->load(origin, bytes, Bytes(value.begin(), value.end()));
                const auto key = origin == self ? jobs::decode_key(bytes) : std::nullopt;
                if (key && (key->type == jobs::KeyType::entry || key->type == jobs::KeyType::part))
                    out.own.emplace_back(*key, replica::digest_of(value, {}));
            });
            if (!read) return read.failure();
            return out;
        },
        [this](RecordOr<Loaded> loaded) {
            if (loaded) begin_life(*loaded);
        });
}

Crew::~Crew() {
    for (const auto& [work, task] : tasks_)
        if (task.ticket) config_.hands.cancel(*task.ticket);
}

void Crew::begin_life(Loaded& loaded) {
    shop_ = std::move(loaded.shop);
    config_.loaded(std::move(loaded.own));
    offer();
    for (const NodeId& peer : peers_) peer_up(peer);
    for (const Early& e : std::exchange(early_, {})) message(e.from, e.kind, e.message);
}

// --- the mesh

void Crew::peer_up(const NodeId& peer) {
    peers_.insert(peer);
    if (!shop_) return;
    shop_->peer_up(peer, config_.now());
    settle();
}

void Crew::peer_down(const NodeId& peer) {
    peers_.erase(peer);
    std::erase_if(early_, [&](const Early& e) { return e.from == peer; });
    if (!shop_) return;
    exchange(files_.peer_down(peer));
    shop_->peer_down(peer, config_.now());
    settle();
}

void Crew::message(const NodeId& from, mesh::Kind kind, BytesView message) {
    if (!shop_) {
        if (early_.size() < early_max) early_.push_back({from, kind, Bytes(message.begin(), message.end())});
        return;
    }
    const LocalTime now = config_.now();
    if (kind == mesh::Kind::jobs)
        shop_->status_message(from, message, now);
    else if (kind == mesh::Kind::file)
        exchange(files_.asked(from, message));
    else if (kind == mesh::Kind::file_piece)
        exchange(files_.arrived(from, message, now));
    else
        shop_->replica_message(from, message, now);
    settle();
}

void Crew::forget(const NodeId& node) {
    if (!shop_) return;
    shop_->forget(node, config_.now());
    settle();
}

void Crew::wake() {
    if (!shop_) return;
    const LocalTime now = config_.now();
    if (files_.next_wake() <= now) exchange(files_.tick(now));
    if (shop_->next_wake() <= now) shop_->tick(now);
    settle();
}

LocalTime Crew::next_wake() const {
    return shop_ ? std::min(shop_->next_wake(), files_.next_wake()) : LocalTime::max();
}

// --- this node's library

void Crew::put(const jobs::Key& entry, Bytes value) {
    if (!shop_) return;
    shop_->put(entry, std::move(value), config_.now());
    settle();
}

void Crew::remove(const jobs::Key& entry) {
    if (!shop_) return;
    shop_->remove(entry, config_.now());
    settle();
}

// --- what people ask

void Crew::wish(const CrewWishes& wishes) {
    config_.wishes = wishes;
    offer();
}

void Crew::on_battery(bool on) {
    if (std::exchange(battery_, on) != on) offer();
}

std::size_t Crew::retry(const std::vector<jobs::WorkId>& works) {
    if (!shop_) return 0;
    const std::size_t n = shop_->retry(works, config_.now());
    settle();
    return n;
}

void Crew::offer() {
    if (!shop_) return;
    const char* idle_because = !config_.hands.run       ? "no analyser is installed"
                               : !config_.wishes.offers ? "offers nothing"
                               : config_.wishes.paused  ? "paused"
                               : battery_               ? "on battery"
                                                        : "";
    jobs::Offer offer{*idle_because == 0, config_.slots, jobs::rate_default, 0};
    if (took_s_ > 1) {
        const double rate = std::clamp<double>(heard_s_ / took_s_, double{jobs::rate_min}, double{jobs::rate_max});
        // A new rate places everybody's work anew: it is told when it is worth that.
        if (std::max(rate / rate_told_, rate_told_ / rate) > jobs::rate_step) rate_told_ = rate;
    }
    offer.rate = static_cast<float>(rate_told_);
    shop_->offer(offer, idle_because, config_.now());
    settle();
}

// --- what is to be done

void Crew::settle() {
    if (settling_) return;
    settling_ = true;
    jobs::WorkshopEffects out = shop_->take();
    for (const jobs::WorkId& work : out.cancel) {
        files_.cancel(work);
        end(work);
    }
    for (const auto& s : out.send)
        transport_.send(s.to, s.bulk ? mesh::Kind::replica_piece : mesh::Kind::replica, s.bytes);
    if (!out.status.empty())
        for (const NodeId& peer : shop_->peers()) transport_.send(peer, mesh::Kind::jobs, out.status);
    store_work(out);
    for (const auto& f : out.fetch) {
        tasks_[f.work] = {{}, fetched_path(f.work), ++task_number_};
        exchange(files_.fetch(f.work, f.from, config_.now()));
    }
    for (const auto& r : out.run) run(r.work, r.kinds);
    settling_ = false;
    config_.changed();
}

void Crew::store_work(jobs::WorkshopEffects& out) {
    const auto stored = [this](const NodeId& origin) {
        return [this, origin](RecordOr<jobs::Workshop::Answer> said) {
            jobs::Workshop::Answer answer{origin, shop_->replicator().standing(origin), false, {}, {}};
            if (said) answer = std::move(*said);
            shop_->stored(answer, config_.now());
            settle();
            if (answer.good) config_.records_changed(origin);
            if (answer.own) config_.records_changed(config_.self);
        };
    };
    for (replica::Piece& piece : out.store) {
        const NodeId origin = piece.origin;
        store_->ask([piece = std::move(piece)](RecordFile& f) { return f.store(piece); }, stored(origin));
    }
    for (const NodeId& origin : out.drop)
        store_->ask([origin](RecordFile& f) { return f.drop(origin); }, stored(origin));
    for (const replica::Read& r : out.read)
        store_->ask([r](RecordFile& f) { return f.read(r.origin, r.after); },
                    [this, r](RecordOr<replica::Piece> said) {
                        replica::Piece nothing;
                        nothing.origin = r.origin;
                        shop_->has_read(r.token, said ? std::move(*said) : nothing, config_.now());
                        settle();
                    });
    if (out.renew)
        store_->ask([above = *out.renew](RecordFile& f) { return f.renew(above); },
                    [this](RecordOr<replica::Standing> said) {
                        if (said) shop_->renewed(*said, config_.now());
                        settle();
                    });
    if (!out.write.empty())
        store_->ask([writes = std::move(out.write)](RecordFile& f) { return f.write(writes); },
                    [this](RecordOr<replica::Standing> said) {
                        shop_->written(said ? *said : replica::Standing{}, said.ok(), config_.now());
                        settle();
                        if (said) config_.records_changed(config_.self);
                    });
}

}  // namespace segue::node

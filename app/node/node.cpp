#include "app/node/node.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <random>
#include <thread>

#include "app/control/feed.h"
#include "app/control/server.h"
#include "app/node/collection.h"
#include "app/node/commands.h"
#include "app/node/core.h"
#include "app/node/disk.h"
#include "app/node/import_runner.h"
#include "app/node/log_tail.h"
#include "app/node/power.h"
#include "app/node/room.h"
#include "app/node/settings.h"
#include "app/node/state_dir.h"
#include "audio/engine/engine.h"
#include "audio/engine/outline.h"
#include "sync/mesh/address.h"
#include "sync/base/local_clock.h"
#include "sync/mesh/network.h"
#include "sync/mesh/revocations.h"

namespace segue::node {
namespace fs = std::filesystem;

namespace {

// A leaving node is gone by then, whatever became of its handoff.
constexpr milliseconds drain_max{2000};

EnsembleTime wall_time() {
    return from_ns<EnsembleTime>(std::chrono::duration_cast<Nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count());
}

std::uint64_t random_u64() {
    static std::random_device device;
    return std::uint64_t{device()} << 32 | device();
}

class EngineSound final : public Sound {
  public:
    EngineSound(const Options& options, const std::string& name, const audio::MediaSource& media, std::function<void()> changed)
        : engine_({options.audio, "segue-" + name}, media, std::move(changed)) {}
    void set_plan(const audio::OutputPlan& plan) override { engine_.set_plan(plan); }
    void set_clock(const clock::ClockMap& map) override { engine_.set_clock(map); }
    void sound_until(LocalTime until) override { engine_.sound_until(until); }
    void want_device(bool wanted) override { engine_.want_device(wanted); }
    void media_arrived() override { engine_.media_arrived(); }
    void identify() override { engine_.identify(); }
    audio::Report report() const override { return engine_.report(); }

  private:
    audio::Engine engine_;
};

}  // namespace

class Node::Impl final : public World, public Door {
  public:
    Impl(asio::io_context& loop, const Options& options, mesh::Identity identity, Settings settings)
        : loop_(loop),
          options_(options),
          alive_(std::make_shared<bool>(true)),
          timer_(loop),
          disk_(loop),
          settings_(std::move(settings)),
          store_({.directory = options.state_dir / "store",
                  .notice = [this](std::string text) { from_elsewhere([this, text] { note(text); }); },
                  .loaded = [this] { from_elsewhere([this] { if (core_) { core_->store_loaded(); arm(); } }); }}),
          imports_(loop, store_, disk_, options.state_dir / "imports.pb"),
          analyses_(loop),
          room_([this] { from_elsewhere([this] { room_changed(); }); }),
          self_(identity.node()),
          core_config_{self_, settings_.name(), wall_time(), static_cast<std::uint64_t>(::time(nullptr))} {
        core_ = std::make_unique<Core>(*this, core_config_, settings_);
        network_ = std::make_unique<mesh::Network>(loop, std::move(identity), network_config(), *core_,
                                                   [this](const mesh::Notice& n) { noticed(n); });
        sound_ = std::make_unique<EngineSound>(options, settings_.name(), store_,
                                               [this] { from_elsewhere([this] { sound_changed(); }); });
        commands_ = std::make_unique<Commands>(*core_, *this, settings_, options_,
                                               [this](auto answer) { list_devices(std::move(answer)); });
        commands_->outlines_by([this](const TrackId& track, auto answer) { make_outline(track, std::move(answer)); });
        collection_ = std::make_unique<Collection>(loop, disk_, analyses_, *network_, collection_config());
        core_->on_library = [this](const NodeId& from, mesh::Kind kind, BytesView message) {
            collection_->message(from, kind, message);
        };
        core_->on_library_peer = [this](const NodeId& peer, bool up) {
            up ? collection_->peer_up(peer, core_->peers().at(peer).info.name) : collection_->peer_down(peer);
        };
        commands_->on_shutdown([this](bool now) { now ? stop_now() : drain([this] { stop_now(); }); });
    }

    ~Impl() override {
        *alive_ = false;
        collection_.reset();
        if (device_lister_.joinable()) device_lister_.join();
    }

    Result<void, NodeError> start() {
        auto server = control::Server::open(loop_, options_.state_dir, *commands_);
        if (!server) return fail(NodeError::state, server.message());
        server_ = std::move(*server);
        const auto port = network_->start();
        if (!port) return fail(NodeError::network, port.message());
        core_->start(saved_sessions(options_.state_dir));
        core_->reachable_at(network_->addresses());
        spdlog::info("{} ({}) listens on port {}; ensemble {}; state in {}", settings_.name(), self_.brief(), *port,
                     network_->identity().ensemble().brief(), options_.state_dir.string());
        if (!options_.join.empty()) join_at_start();
        arm();
        return {};
    }

    void drain(std::function<void()> done) {
        spdlog::info("leaving: handing over first");
        drain_timer_.emplace(loop_, drain_max);
        drained_ = std::move(done);
        drain_timer_->async_wait([this](asio::error_code stopped) { if (!stopped) drain_done(); });
        core_->drain([this] { drain_done(); });
        arm();
    }

    void on_shutdown(std::function<void()> stop) { stop_ = std::move(stop); }

    control::Handler& handler() { return *commands_; }
    void cut(bool cut) { network_->cut(cut); }

    // World
    LocalTime now() const override { return local_now(); }
    std::uint64_t random() override { return random_u64(); }
    mesh::Transport& transport() override { return *network_; }
    void dial(const NodeId& node, const std::vector<std::string>& addresses) override {
        for (const std::string& a : addresses)
            if (const auto where = mesh::parse_host_port(a)) network_->connect_hint(where->host, where->port, node);
    }
    void persist(const std::string& file, Bytes contents, Write how, std::function<void()> done) override {
        const auto disk_how = how == Write::replace  ? Disk::How::replace
                              : how == Write::append ? Disk::How::append
                              : how == Write::aside  ? Disk::How::aside
                                                     : Disk::How::append_lazily;
        disk_.write(options_.state_dir / file, std::move(contents), disk_how,
                    [this, done = std::move(done)](const std::string& problem) {
                        disk_answered(problem);
                        if (!done) return;
                        done();
                        arm();
                    });
    }
    Sound& sound() override { return *sound_; }
    Imports& imports() override { return imports_; }
    LoudnessFinder* loudness() override { return &collection_->loudness(); }
    BeatFinder* beats() override { return &collection_->beats(); }
    audio::SegmentStore& store() override { return store_; }
    Library* library() override { return &collection_->library(); }
    Crew* crew() override { return &collection_->crew(); }
    Room* room() override { return &room_; }
    void note(const std::string& text) override {
        spdlog::warn("{}", text);
        commands_->note(text);
    }
    void changed() override { if (commands_) commands_->changed(); }

    // Door
    EnsembleId ensemble() const override { return network_->identity().ensemble(); }
    mesh::Role role() const override { return network_->identity().role(); }
    std::vector<std::string> addresses() const override { return network_->addresses(); }
    mesh::Outcome<std::string> invite(const mesh::InvitationTerms& terms) override { return network_->create_invitation(terms); }
    void join(const std::string& link, std::function<void(mesh::Outcome<EnsembleId>)> done) override {
        network_->join(link, std::move(done));
    }
    mesh::Outcome<void> leave() override {
        auto left = network_->leave();
        collection_->look_around();
        return left;
    }
    mesh::Outcome<void> forget(const NodeId& node) override {
        auto forgotten = network_->forget(node);
        if (forgotten) core_->forgotten(node);
        collection_->look_around();
        return forgotten;
    }
    const mesh::NetworkStats& traffic() const override { return network_->stats(); }
    void rename(const std::string& name) override {
        network_->rename(name);
        core_->rename(name);
        collection_->renamed(name);
    }

    // Any of our callbacks may have changed what is due next.
    void arm() {
        const LocalTime due = std::min({core_->next_wake(), commands_->next_due(), collection_->next_wake()});
        if (due == armed_) return;
        armed_ = due;
        if (due == LocalTime::max()) { timer_.cancel(); return; }
        timer_.expires_after(std::max(Nanoseconds(0), due - local_now()));
        timer_.async_wait([this](asio::error_code stopped) {
            if (stopped) return;
            armed_ = LocalTime::min();
            core_->wake();
            commands_->tick(local_now());
            collection_->wake();
            arm();
        });
    }

  private:
    mesh::NetworkConfig network_config() const {
        mesh::NetworkConfig c;
        c.listen = options_.listen_address;
        if (options_.explicit_port) c.port = options_.listen_port;
        c.explicit_port = options_.explicit_port;
        c.state_dir = options_.state_dir;
        c.peers = options_.peers;
        c.discovery = options_.discovery;
        c.name = settings_.name();
        return c;
    }

    Collection::Config collection_config() {
        Collection::Config c;
        c.self = self_;
        c.name = settings_.name();
        c.state_dir = options_.state_dir;
        c.folders = options_.music;
        c.epoch = static_cast<std::uint64_t>(to_ns(core_config_.wall));
        c.wishes = settings_.jobs();
        c.now = local_now;
        c.note = [this](const std::string& text) { note(text); };
        c.changed = [this] { changed(); };
        c.due = [this] { arm(); };
        c.found = [this] {
            core_->settings_changed();
            arm();
        };
        c.ensemble = [this] { return network_->identity().ensemble(); };
        c.times_forgotten = [this](const NodeId& node) {
            const mesh::Revocations& known = network_->identity().revocations();
            return known.next_generation(node) - known.next_generation({});
        };
        c.on_battery = [] { return is_on_battery(); };
        return c;
    }

    // Runs `work` on the node thread, unless the node is gone by then. [any-thread]
    template <class Work>
    void from_elsewhere(Work work) {
        asio::post(loop_, [alive = alive_, work = std::move(work)] { if (*alive) work(); });
    }

    // PortAudio takes its time to look around, so it does that in a thread of its own.
    void list_devices(std::function<void(std::vector<std::string>)> answer) {
        if (device_lister_.joinable()) device_lister_.join();
        device_lister_ = std::thread([this, alive = alive_, answer = std::move(answer)] {
            from_elsewhere([answer, found = audio::list_devices()] { answer(found); });
        });
    }

    // One at a time, in a thread of its own: the newest asked for. Who asked for another gets what there is of it.
    void make_outline(const TrackId& track, std::function<void(std::vector<float>)> answer) {
        outliner_ = std::jthread([this, track, answer = std::move(answer)](const std::stop_token& stop) {
            from_elsewhere([answer, peaks = audio::outline(store_, track, stop)] { answer(peaks); });
        });
    }

    void sound_changed() {
        core_->sound_changed();
        arm();
    }

    void room_changed() {
        if (!core_) return;
        core_->room_changed();
        arm();
    }

    void noticed(const mesh::Notice& notice) {
        switch (notice.severity) {
            case mesh::Severity::info: spdlog::info("{}", notice.text); break;
            case mesh::Severity::warning: spdlog::warn("{}", notice.text); break;
            case mesh::Severity::error: spdlog::error("{}", notice.text); break;
        }
        if (notice.severity != mesh::Severity::info) commands_->note(notice.text);
    }

    void disk_answered(const std::string& problem) {
        if (problem == disk_problem_) return;
        disk_problem_ = problem;
        note(problem.empty() ? "the state directory can be written again"
                             : problem + "; going on from memory: what changes now is lost if this node stops");
    }

    void join_at_start() {
        network_->join(options_.join, [this](mesh::Outcome<EnsembleId> joined) {
            if (joined) spdlog::info("joined the ensemble {}", joined->brief());
            else note("could not join: " + joined.message());
            arm();
        });
    }

    void drain_done() {
        if (!drained_) return;
        auto done = std::exchange(drained_, nullptr);
        drain_timer_.reset();
        network_->stop(std::move(done));
    }

    void stop_now() { if (stop_) stop_(); }

    asio::io_context& loop_;
    const Options options_;
    std::shared_ptr<bool> alive_;
    asio::steady_timer timer_;
    LocalTime armed_ = LocalTime::max();
    std::optional<asio::steady_timer> drain_timer_;
    std::function<void()> drained_, stop_;
    std::string disk_problem_;
    Disk disk_;
    Settings settings_;
    audio::SegmentStore store_;
    ImportRunner imports_;
    AnalysisRunner analyses_;
    LinkRoom room_;
    NodeId self_;
    CoreConfig core_config_;
    std::unique_ptr<Core> core_;
    std::unique_ptr<mesh::Network> network_;
    std::unique_ptr<EngineSound> sound_;
    std::unique_ptr<Commands> commands_;
    std::unique_ptr<Collection> collection_;
    std::unique_ptr<control::Server> server_;
    std::thread device_lister_;
    std::jthread outliner_;
};

Result<std::unique_ptr<Node>, NodeError> Node::start(asio::io_context& loop, const Options& options) {
    if (const auto usable = prepare_state_dir(options.state_dir); !usable) return fail(NodeError::state, usable.failure().message);
    if (const auto device = audio::check_device(options.audio); !device) return fail(NodeError::sound, device.failure().message);
    Settings settings = Settings::load(options.state_dir, options.name);
    auto identity = mesh::Identity::load_or_found(options.state_dir, settings.name());
    if (!identity && identity.error() == mesh::Error::state_unwritable) {
        spdlog::warn("{}; going on from memory: this node will be another one when it starts again", identity.message());
        identity = mesh::Identity::transient(settings.name());
    }
    if (!identity) return fail(NodeError::state, identity.message());
    const std::string damage = identity->damage();
    keep_log_tail();
    auto impl = std::make_unique<Impl>(loop, options, std::move(*identity), std::move(settings));
    if (!damage.empty()) impl->note(damage);
    if (const auto started = impl->start(); !started) return started.failure();
    return std::unique_ptr<Node>(new Node(std::move(impl)));
}

Node::Node(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Node::~Node() = default;

void Node::drain(std::function<void()> done) { impl_->drain(std::move(done)); }
control::Handler& Node::handler() { return impl_->handler(); }
void Node::cut(bool cut) { impl_->cut(cut); }
void Node::on_shutdown(std::function<void()> stop) { impl_->on_shutdown(std::move(stop)); }

}  // namespace segue::node

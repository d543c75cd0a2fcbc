// Peers named by the user. A name is resolved again and again: hosts come late, and move.
#include <algorithm>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include "sync/mesh/address.h"
#include "sync/mesh/discovery.h"
#include "sync/mesh/limits.h"

namespace segue::mesh {
namespace {

using asio::ip::tcp;

constexpr seconds resolve_interval_min{1};

// One name, with a pace of its own: one that hangs in the resolver does not hold up the others.
struct Named : std::enable_shared_from_this<Named> {
    Named(asio::io_context& io, HostPort w, NoticeSink n)
        : where(std::move(w)), notice(std::move(n)), resolver(io), timer(io) {}

    void start(const Discovery::Found& f) {
        found = f;
        interval = resolve_interval_min;
        resolve();
    }
    void stop() {
        found = {};
        resolver.cancel();
        timer.cancel();
    }
    void resolve() {
        resolver.async_resolve(
            where.host, std::to_string(where.port), tcp::resolver::numeric_service,
            [self = shared_from_this()](asio::error_code problem, const tcp::resolver::results_type& r) {
                if (self->found) self->resolved(problem, r);
            });
    }
    void resolved(const asio::error_code& problem, const tcp::resolver::results_type& results) {
        if (problem && !complained)
            notice({Severity::warning, "peer " + format_host_port(where.host, where.port) + " cannot be resolved (" +
                                           problem.message() + "); will try again"});
        complained = static_cast<bool>(problem);
        if (!problem) {
            const Discovery::Found tell = found;  // may stop us
            for (const auto& r : results) tell({r.endpoint().address().to_string(), r.endpoint().port(), {}, {}});
            if (!found) return;
        }
        timer.expires_after(interval);
        interval = std::min(2 * interval, resolve_interval_max);
        timer.async_wait([self = shared_from_this()](asio::error_code cancelled) {
            if (!cancelled && self->found) self->resolve();
        });
    }

    HostPort where;
    NoticeSink notice;
    tcp::resolver resolver;
    asio::steady_timer timer;
    Discovery::Found found;  // set while running
    seconds interval{resolve_interval_min};
    bool complained = false;
};

class StaticPeers final : public Discovery {
  public:
    StaticPeers(asio::io_context& io, const std::vector<std::string>& peers, const NoticeSink& notice) {
        for (const std::string& text : peers) {
            if (const auto where = parse_host_port(text, port_default))
                named_.push_back(std::make_shared<Named>(io, *where, notice));
            else
                notice({Severity::error, "peer \"" + text + "\" is not HOST:PORT; left out"});
        }
    }
    ~StaticPeers() override { stop(); }
    StaticPeers(const StaticPeers&) = delete;
    StaticPeers& operator=(const StaticPeers&) = delete;

    void start(Found found) override {
        for (auto& n : named_) n->start(found);
    }
    void stop() override {
        for (auto& n : named_) n->stop();
    }

  private:
    std::vector<std::shared_ptr<Named>> named_;
};

}  // namespace

std::unique_ptr<Discovery> make_static_peers(asio::io_context& io, std::vector<std::string> peers, NoticeSink notice) {
    return std::make_unique<StaticPeers>(io, peers, notice);
}

}  // namespace segue::mesh

// Where others might be. A hint is a rumour: whoever is dialled for it must still prove who it is.
//
// Each way of finding (multicast beacon, static peers; later DNS, mDNS, Kubernetes) is one Discovery, and fails alone.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sync/base/ids.h"
#include "sync/mesh/error.h"

namespace asio {
class io_context;
}

namespace segue::mesh {

struct Hint {
    std::string address;  // literal IP; IPv6 link-local with %scope
    std::uint16_t port = 0;
    EnsembleId ensemble{};  // none: not known
    NodeId node{};          // none: not known
};

// [node-thread]
class Discovery {
  public:
    using Found = std::function<void(const Hint&)>;
    virtual ~Discovery() = default;
    // Hints keep coming, the same ones too, until stop() or destruction.
    virtual void start(Found found) = 0;
    virtual void stop() = 0;
};

// Multicast beacon on every interface that is up, or only on the one that has the address listened on.
// TTL 1: heard on the same link only.
struct BeaconConfig {
    std::string listen;      // as NetworkConfig::listen
    std::uint16_t port = 0;  // of our streams
    EnsembleId ensemble;
    NodeId node;
};
std::unique_ptr<Discovery> make_beacon(asio::io_context& io, BeaconConfig config, NoticeSink notice);

// Names given by hand ("HOST:PORT"), resolved again and again, as hosts move and come late.
std::unique_ptr<Discovery> make_static_peers(asio::io_context& io, std::vector<std::string> peers, NoticeSink notice);

}  // namespace segue::mesh

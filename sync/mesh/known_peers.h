// Whom we have met, and where: so that a restarted node is back at once. A value; most recent first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/ids.h"

namespace segue::mesh {

class KnownPeers {
  public:
    struct Peer {
        NodeId node;
        std::vector<std::string> addresses;  // "HOST:PORT", most recent first, at most four
        std::uint32_t generation = 0;        // of the certificate last seen
        std::string name;
    };

    // True when that changed what is known (not merely the order).
    bool met(const NodeId& node, const std::string& address, std::uint32_t generation, const std::string& name);
    bool remove(const NodeId& node);
    void clear() { peers_.clear(); }
    const Peer* find(const NodeId& node) const;
    const std::vector<Peer>& all() const { return peers_; }

    std::string serialize(const EnsembleId& ensemble) const;
    // What the bytes say of this ensemble: nothing, when they are of another or make no sense. It can be found out
    // again.
    // whole: if given, told whether the bytes were undamaged.
    static KnownPeers parse(std::string_view bytes, const EnsembleId& ensemble, bool* whole = nullptr);

  private:
    std::vector<Peer> peers_;
};

}  // namespace segue::mesh

// Whom to dial, when: hints in, addresses out. Pure; bounded, since hints come from anyone.
//
// An address that fails is tried again after a pause that doubles; one that turns out not to be of our ensemble rests
// longer, up to dial_backoff_refused. A node that is up is not dialled, nor a node twice at once by two addresses.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "sync/base/ids.h"
#include "sync/base/random.h"
#include "sync/base/time.h"
#include "sync/mesh/address.h"

namespace segue::mesh {

class DialPlan {
  public:
    explicit DialPlan(std::uint64_t seed) : random_(seed) {}

    // keep: named by the user or met before, so not given up for failing; else forgotten after a few failures.
    enum class Keep : std::uint8_t { no, yes };
    void hint(const HostPort& where, const NodeId& node, Keep keep, LocalTime now);

    // What to dial now. Each is then being dialled until one of reached, failed, itself is told.
    std::vector<HostPort> due(LocalTime now, const std::function<bool(const NodeId&)>& is_up);
    // When due() may have something again by itself.
    std::optional<LocalTime> next() const;

    void reached(const HostPort& where, const NodeId& node, LocalTime now);
    // disbelieved: somebody answered, but not one of us.
    void failed(const HostPort& where, bool disbelieved, LocalTime now);
    // It was ourselves.
    void itself(const HostPort& where);
    // A peer went down: its addresses are worth a try soon.
    void lost(const NodeId& node, LocalTime now);
    // Its addresses are no longer of interest.
    void forget(const NodeId& node);
    void clear() { entries_.clear(); }
    std::size_t size() const { return entries_.size(); }

  private:
    struct Entry {
        HostPort where;
        NodeId node;  // none: not known
        Keep keep = Keep::no;
        bool dialling = false;
        bool self = false;
        bool disbelieved = false;
        int failures = 0;
        LocalTime next;
        LocalTime last_attempt;
    };
    Entry* find(const HostPort& where);
    bool make_room();

    std::vector<Entry> entries_;
    Random random_;
};

}  // namespace segue::mesh

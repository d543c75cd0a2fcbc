// A store of records in memory: the rules of sync/replica/record.h and nothing else. What the store on disk is compared
// with, and the disk of simulated nodes: what was not synced is gone after a power cut.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "sync/replica/limits.h"
#include "sync/replica/record.h"

namespace segue::test {

class MemoryStore {
  public:
    // kept: keys whose records are taken over when another's map forgets them (jobs::is_kept).
    MemoryStore(const NodeId& self, std::uint64_t epoch, std::function<bool(BytesView)> kept = {});

    struct Change {
        NodeId origin;
        Bytes key;
        std::optional<Bytes> value;
    };
    using Changes = std::vector<Change>;
    // Own writes, each the next of the map.
    void write(const Bytes& key, const std::optional<Bytes>& value);
    // What it changed; own records that were taken over among them.
    Changes store(const replica::Piece& piece);
    replica::Piece read(const NodeId& origin, const replica::Version& after) const;
    void renew(std::uint64_t above);
    Changes drop(const NodeId& origin);

    // Records in a piece at most; fewer than in life, so that small maps take several.
    std::size_t piece_records = replica::piece_records_max;

    void sync() { touched_.clear(); }
    void power_cut();

    replica::Standing standing(const NodeId& origin) const;
    std::map<NodeId, replica::Standing> standings() const;
    const std::map<Bytes, replica::Record>& records(const NodeId& origin) const;
    const NodeId& self() const { return self_; }

  private:
    struct Map {
        replica::Standing standing;
        std::map<Bytes, replica::Record> records;
        std::map<replica::Version, Bytes> order;
    };
    Map& change(const NodeId& origin);
    static void put(Map& map, replica::Record record);
    static void erase(Map& map, const Bytes& key);
    bool anyone_has(const Bytes& key) const;
    void take_over(const replica::Record& record, Changes& changes);

    NodeId self_;
    std::function<bool(BytesView)> kept_;
    std::map<NodeId, Map> maps_;
    std::map<NodeId, std::optional<Map>> touched_;  // as they were at the last sync
};

}  // namespace segue::test

// What there is to do, as the records of all nodes say it: which works there are, who holds them, what is known of
// them, what went wrong. Pure, and the same for everyone who has the same records. [node-thread]
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sync/jobs/job.h"
#include "sync/jobs/keys.h"

namespace segue::jobs {

// A work as everyone's records have it.
struct Work {
    Size size;
    std::vector<std::pair<NodeId, std::uint64_t>> places;       // who holds it, and where; ascending
    std::vector<std::pair<NodeId, Kinds>> results;              // of the current versions
    std::vector<std::pair<NodeId, Failure>> failures;           // of the current versions
    std::vector<std::pair<NodeId, std::uint32_t>> pardons;      // generations
    bool operator==(const Work&) const = default;

    std::uint32_t generation() const;
    // Those that count, by node.
    std::vector<std::pair<NodeId, std::uint32_t>> attempts() const;
    bool set_aside() const;
    Kinds done() const;
    bool held_by(const NodeId& node) const;
    std::vector<NodeId> holders() const;
};

class Ledger {
  public:
    explicit Ledger(const Versions& versions);

    // A record of an origin has changed; no value: it is removed. The work it is about; nothing if it is not of here.
    std::optional<WorkId> apply(const NodeId& origin, BytesView key, const std::optional<Bytes>& value);
    std::optional<WorkId> apply(const NodeId& origin, const Key& key, const std::optional<Bytes>& value);

    const Work* find(const WorkId& work) const;
    // The kinds that are to be done of it: none when all are, nobody holds it, or it is set aside.
    Kinds open(const WorkId& work) const;
    Kinds open(const Work& work) const;
    const std::map<WorkId, Work>& works() const { return works_; }

    // All together.
    struct Totals {
        std::size_t works = 0, open = 0, set_aside = 0;  // works: somebody holds them
        std::uint64_t open_seconds = 0;                  // of sound
    };
    const Totals& totals() const { return totals_; }
    const Versions& versions() const { return versions_; }

  private:
    void count(const Work& work, int sign);

    Versions versions_;
    Kinds wanted_;
    std::uint32_t fingerprint_;
    std::map<WorkId, Work> works_;
    Totals totals_;
};

}  // namespace segue::jobs

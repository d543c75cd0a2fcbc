// Who was forgotten. A set that only grows, and merges: each entry is signed by the authority, so it does not matter
// who passes it on.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sync/mesh/credentials.h"

namespace segue::mesh {

class Revocations {
  public:
    // Are this node's certificates up to this generation void?
    bool covers(const NodeId& node, std::uint32_t generation) const;
    // The generation that a new certificate for the node must have to be valid.
    std::uint32_t next_generation(const NodeId& node) const;

    // One entry, signed. Needs the authority's key.
    static Outcome<Revocations> revoke(const Credentials& by, const NodeId& node, std::uint32_t generation);

    // Takes what is news; the nodes it concerns. Beyond revocations_max nothing more is taken.
    std::vector<NodeId> merge(const Revocations& more);

    // RevocationList (mesh.proto). Parsing checks every signature; entries of another ensemble or a wrong signature
    // make the whole list invalid.
    std::string serialize(const Credentials& of) const;
    static Outcome<Revocations> parse(std::string_view bytes, const Credentials& of);
    // Of a damaged list, those entries that the authority did sign.
    static Revocations salvage(std::string_view bytes, const Credentials& of);

    std::size_t size() const { return entries_.size(); }
    bool empty() const { return entries_.empty(); }

  private:
    struct Entry {
        std::uint32_t generation = 0;
        std::string signature;
    };
    std::map<NodeId, Entry> entries_;
};

}  // namespace segue::mesh

#include "sync/mesh/revocations.h"

#include "sync/mesh/mesh.pb.h"
#include "sync/mesh/salvage.h"

namespace segue::mesh {
namespace {

// What is signed: a fixed text first, so that this signature can never be taken for a certificate's or another's.
Bytes statement(const EnsembleId& ensemble, const NodeId& node, std::uint32_t generation) {
    ByteWriter w;
    w.bytes(as_bytes("segue revocation 1"));
    w.bytes(ensemble.bytes);
    w.bytes(node.bytes);
    w.u32(generation);
    return w.take();
}

}  // namespace

bool Revocations::covers(const NodeId& node, std::uint32_t generation) const {
    const auto it = entries_.find(node);
    return it != entries_.end() && generation <= it->second.generation;
}

std::uint32_t Revocations::next_generation(const NodeId& node) const {
    const auto it = entries_.find(node);
    return it == entries_.end() ? 1 : it->second.generation + 1;
}

Outcome<Revocations> Revocations::revoke(const Credentials& by, const NodeId& node, std::uint32_t generation) {
    if (!by.authority_key) return fail(Error::not_full_member, "a guest cannot forget a node; ask a full member");
    std::string signature = sign(by.authority_key, statement(by.ensemble, node, generation));
    if (signature.empty()) return fail(Error::crypto, "signing failed: " + openssl_complaint());
    Revocations r;
    r.entries_[node] = {generation, std::move(signature)};
    return r;
}

std::vector<NodeId> Revocations::merge(const Revocations& more) {
    std::vector<NodeId> news;
    for (const auto& [node, entry] : more.entries_) {
        const auto it = entries_.find(node);
        if (it == entries_.end() ? entries_.size() >= revocations_max : it->second.generation >= entry.generation)
            continue;
        entries_[node] = entry;
        news.push_back(node);
    }
    return news;
}

std::string Revocations::serialize(const Credentials& of) const {
    wire::RevocationList list;
    list.set_ensemble(of.ensemble.to_string());
    for (const auto& [node, entry] : entries_) {
        wire::Revocation* r = list.add_revocation();
        r->set_node(node.to_string());
        r->set_generation(entry.generation);
        r->set_signature(entry.signature);
    }
    return list.SerializeAsString();
}

Outcome<Revocations> Revocations::parse(std::string_view bytes, const Credentials& of) {
    wire::RevocationList list;
    if (bytes.size() > state_file_bytes_max || !list.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fail(Error::state_corrupt, "not a list of revocations");
    if (EnsembleId::from_bytes(list.ensemble()) != of.ensemble)
        return fail(Error::wrong_ensemble, "revocations of another ensemble");
    if (static_cast<std::size_t>(list.revocation_size()) > revocations_max)
        return fail(Error::state_corrupt, "too many revocations");
    const Key authority = public_key(of.authority);
    Revocations out;
    for (const wire::Revocation& r : list.revocation()) {
        const auto node = NodeId::from_bytes(r.node());
        if (!node || !verify(authority, statement(of.ensemble, *node, r.generation()), as_bytes(r.signature())))
            return fail(Error::state_corrupt, "a revocation that the authority did not sign");
        out.entries_[*node] = {r.generation(), r.signature()};
    }
    return out;
}

Revocations Revocations::salvage(std::string_view bytes, const Credentials& of) {
    wire::RevocationList list;
    Revocations out;
    if (bytes.size() > state_file_bytes_max) return out;
    parse_what_is_good(bytes, list);
    const Key authority = public_key(of.authority);
    for (const wire::Revocation& r : list.revocation()) {
        const auto node = NodeId::from_bytes(r.node());
        if (out.entries_.size() < revocations_max && node &&
            verify(authority, statement(of.ensemble, *node, r.generation()), as_bytes(r.signature())))
            out.entries_[*node] = {r.generation(), r.signature()};
    }
    return out;
}

}  // namespace segue::mesh

// Who this node is, and whom it trusts.
//
// An ensemble is a small certificate authority: one Ed25519 key. Each node has an Ed25519 key of its own and a
// certificate by the authority that binds its node id and its role. A full member also holds the authority's key,
// so that any of them can invite and none is special.
//
//   node id     = first 16 bytes of SHA-256 of the node's public key (DER, SubjectPublicKeyInfo)
//   ensemble id = the same of the authority's public key
//
// In <state>/identity/ (0700, files 0600), each replaced as a whole, so that no crash leaves half a change:
//   node.key       the node's key; stays the same whichever ensemble it is in
//   ensemble.pem   the node's certificate, the authority's, and the authority's key if a full member
//   revocations    who was forgotten (signed by the authority)
//
// Revocation names a node and a generation: a node that is invited again gets a certificate of the next
// generation, so being forgotten is not for ever, and needs no clocks. Certificates do not expire, as devices
// without a battery wake up in 1970. Who was a full member has held the authority's key: forgetting such a device
// keeps its certificate out, but one that was *stolen open* calls for founding anew.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/ids.h"
#include "sync/mesh/error.h"

namespace segue::mesh {

enum class Role : std::uint8_t { member = 1, guest = 2 };

struct Credentials;  // keys and certificates (credentials.h)
class Revocations;   // revocations.h

class Identity {
  public:
    // [any-thread] Reads `<state_dir>/identity`; where there is none, founds an ensemble of one. A file that
    // makes no sense is an error that names it and says what to do; it is never overwritten. Only of the revocations
    // what is good is used, and damage() says so.
    // name: used where nothing else names the node; cut to name_bytes_max.
    static Outcome<Identity> load_or_found(const std::filesystem::path& state_dir, std::string_view name);

    // [any-thread] A fresh node and ensemble that live in memory only: nothing is read or saved, now or later. For a
    // state directory that cannot be written, when the user would rather hear music.
    static Outcome<Identity> transient(std::string_view name);

    Identity(Identity&&) noexcept;
    Identity& operator=(Identity&&) noexcept;
    ~Identity();

    NodeId node() const;
    EnsembleId ensemble() const;
    Role role() const;
    const std::string& name() const;
    // What was found damaged at loading and could be gone on without: one line. Empty: nothing.
    const std::string& damage() const;
    // Holds the authority's key.
    bool can_invite() const { return role() == Role::member; }

    // Leaves the ensemble and founds one of its own. The node id stays. On failure nothing has changed.
    // While a Network runs, use Network::leave, which also tells the peers.
    Outcome<void> leave();

    // For the mesh itself.
    const std::shared_ptr<const Credentials>& credentials() const;
    const Revocations& revocations() const;
    // Takes what an invitation gave (DER; authority_key empty for a guest). On failure nothing has changed.
    Outcome<void> adopt(const std::string& certificate, const std::string& authority, const std::string& authority_key);
    // Merges revocations and saves them. True when some were news.
    Outcome<bool> learn(const Revocations& more);

  private:
    struct State;
    explicit Identity(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace segue::mesh

// Keys and certificates: the only face OpenSSL's X.509 shows to the rest of the mesh.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sync/base/bytes.h"
#include "sync/mesh/identity.h"
#include "sync/mesh/invitation.h"

struct evp_pkey_st;
struct x509_st;

namespace segue::mesh {

using Key = std::shared_ptr<evp_pkey_st>;
using Certificate = std::shared_ptr<x509_st>;

// What a node's certificate says: a URI in its subjectAltName, "segue:node/<id>/<member|guest>/<generation>".
// Not the node's name: a certificate is shown to whoever connects, a name only to peers.
struct Subject {
    NodeId node;
    Role role = Role::guest;
    std::uint32_t generation = 0;
    bool operator==(const Subject&) const = default;
};

struct Credentials {
    Key node_key;
    Certificate certificate;
    Certificate authority;
    Key authority_key;  // null for a guest
    Subject subject;
    EnsembleId ensemble;
    Fingerprint fingerprint{};  // of the authority
};

// All: null, empty or nothing when OpenSSL refuses or the input makes no sense.
Key make_key();
Certificate make_authority(const Key& key);
Certificate certify(const Key& node, Role role, std::uint32_t generation, const Certificate& authority,
                    const Key& authority_key);
// What a certificate says, if its id is indeed that of its key. Not whether it is of our ensemble.
std::optional<Subject> read_subject(const Certificate& certificate);
// Signed by that authority, and itself no authority. There are no intermediates, so this is the whole chain.
bool issued_by(const Certificate& certificate, const Certificate& authority);
Key public_key(const Certificate& certificate);
bool same_public_key(const Key& a, const Key& b);
Fingerprint fingerprint(const Key& key);
// The first bytes of the fingerprint, as an id.
template <class AnyId>
AnyId id_of(const Key& key) {
    const Fingerprint full = fingerprint(key);
    return *AnyId::from_bytes(BytesView(full).first(AnyId::size));
}

// Everything fits together: or nothing.
std::optional<Credentials> make_credentials(Key node_key, Certificate certificate, Certificate authority,
                                            Key authority_key);

// A certificate request (PKCS #10, DER), and the key of one whose own signature is good.
std::string make_request(const Key& key);
Key read_request(std::string_view der);

std::string to_der(const Certificate& certificate);
std::string to_der(const Key& key);
Certificate certificate_from_der(std::string_view der);
Key key_from_der(std::string_view der);
std::string to_pem(const Certificate& certificate);
std::string to_pem(const Key& key);
// Blocks of a PEM text in order; certificates and keys may be mixed. Nothing when any block is something else.
struct PemBlocks {
    std::vector<Certificate> certificates;
    std::vector<Key> keys;
};
std::optional<PemBlocks> read_pem(std::string_view text);

std::string sign(const Key& key, BytesView message);
bool verify(const Key& key, BytesView message, BytesView signature);

// [any-thread] From the system's cryptographic source; its failure is a broken system and aborts.
void random_bytes(std::span<std::uint8_t> out);
std::uint64_t random_u64();
bool equal_in_constant_time(BytesView a, BytesView b);
// The oldest pending complaint of OpenSSL, for messages; empties the queue.
std::string openssl_complaint();

}  // namespace segue::mesh

// What can go wrong in the mesh, as values. The message beside the code says what and what to do.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "sync/base/result.h"

namespace segue::mesh {

enum class Error : std::uint8_t {
    state_unreadable,  // a file of the state directory exists but cannot be read
    state_corrupt,     // …or makes no sense; it was left as it is
    state_unwritable,  // disk full, read-only, no permission
    address_invalid,   // not an address of this machine, or not HOST:PORT
    port_in_use,       // the port asked for is taken
    link_invalid,      // not a segue://join/ link, or a damaged one
    invitation_expired,
    invitation_used,
    wrong_ensemble,    // who answered is not of the ensemble that the link names
    unreachable,       // nobody answers at any address of the link
    refused,           // somebody answers, and closed without a word
    version_mismatch,  // another major version of the protocol
    not_full_member,   // a guest cannot invite nor forget
    unknown_node,      // never seen
    crypto,            // the cryptographic library refused; a bug or a broken system
};

template <class T>
using Outcome = Result<T, Error>;

// Something a person may want to know, in one line without secrets: a refused connection and why, a failed write.
enum class Severity : std::uint8_t { info, warning, error };
struct Notice {
    Severity severity;
    std::string text;
};
using NoticeSink = std::function<void(const Notice&)>;

}  // namespace segue::mesh

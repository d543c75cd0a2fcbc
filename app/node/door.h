// Who may come in: what the node does with its ensemble on a person's word. mesh::Network, or a twin. [node-thread]
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sync/mesh/error.h"
#include "sync/mesh/network.h"

namespace segue::node {

class Door {
  public:
    virtual ~Door() = default;
    virtual EnsembleId ensemble() const = 0;
    virtual mesh::Role role() const = 0;
    virtual std::vector<std::string> addresses() const = 0;
    virtual mesh::Outcome<std::string> invite(const mesh::InvitationTerms& terms) = 0;
    virtual void join(const std::string& link, std::function<void(mesh::Outcome<EnsembleId>)> done) = 0;
    virtual mesh::Outcome<void> leave() = 0;
    virtual mesh::Outcome<void> forget(const NodeId& node) = 0;
    // What has gone over the network since the node started.
    virtual const mesh::NetworkStats& traffic() const = 0;
    virtual void rename(const std::string& name) = 0;
};

}  // namespace segue::node

// An entry of a queue as this node keeps it: in playlists, in the history. [any-thread]
#pragma once

#include "app/node/node.pb.h"
#include "handoff/edit.h"

namespace segue::node {

void describe(const handoff::NewEntry& entry, SavedEntry& out);
// What is no good in it is left out; without path and track it names nothing.
handoff::NewEntry read(const SavedEntry& kept);
inline bool names_music(const handoff::NewEntry& entry) {
    return !entry.source.path.empty() || !entry.facts.track.is_none();
}

}  // namespace segue::node

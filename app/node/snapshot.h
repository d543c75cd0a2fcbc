// What there is to see of a node and its session, as the control protocol tells it. [node-thread]
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "app/control/control.pb.h"
#include "app/node/core.h"
#include "app/node/door.h"
#include "app/node/options.h"

namespace segue::node {

// Notes a newcomer to `status` is still told of.
inline constexpr std::size_t notes_kept = 32;

struct RememberedNote {
    LocalTime when;
    std::string text;
};

// Everything a snapshot is made of, besides the core.
struct Surroundings {
    Door& door;
    const Settings& settings;
    const Options& options;
    LocalTime started;
    const std::deque<RememberedNote>& notes;
};

control::Snapshot make_snapshot(Core& core, const Surroundings& around);
// This node as it tells the others of itself.
control::Node describe_self(Core& core, const Surroundings& around);

control::Track describe_track(Core& core, const handoff::Entry& entry);
std::string describe_ballot(const handoff::Ballot& ballot);
// As they are numbered for people: the newest first, without the forgotten.
std::vector<handoff::Ballot> listed_bookmarks(const handoff::SessionState& state);
std::string describe_part(const audio::Part& part);

}  // namespace segue::node

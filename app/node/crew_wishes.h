// What a person has said about a node's part in the work on everyone's music; kept in settings.pb.
#pragma once

namespace segue::node {

struct CrewWishes {
    bool paused = false;  // for now
    bool offers = true;   // this node works at all
    bool operator==(const CrewWishes&) const = default;
};

}  // namespace segue::node

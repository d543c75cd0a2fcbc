#include "handoff/state.h"

namespace segue::handoff {

const char* to_text(Mode m) {
    switch (m) {
        case Mode::stopped:
            return "stopped";
        case Mode::loading:
            return "loading";
        case Mode::playing:
            return "playing";
        case Mode::paused:
            return "paused";
    }
    return "?";
}

const char* to_text(Policy p) {
    switch (p) {
        case Policy::continuous:
            return "continuous";
        case Policy::exclusive:
            return "exclusive";
    }
    return "?";
}

const Transport& SessionState::transport() const {
    static const Transport none;
    return reigns.empty() ? none : reigns.rbegin()->second.transport.value;
}

bool SessionState::has_taken(const NodeId& node, std::uint64_t counter) const {
    const auto it = taken.find(node);
    return it != taken.end() && it->second.contains(counter);
}

std::string SessionState::name_of(const NodeId& node) const {
    const auto it = members.find(node);
    return it == members.end() || it->second.value.name.empty() ? node.brief() : it->second.value.name;
}

}  // namespace segue::handoff

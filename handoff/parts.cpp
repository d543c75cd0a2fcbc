#include "handoff/parts.h"

#include <algorithm>
#include <iterator>

#include "handoff/limits.h"

namespace segue::handoff {
namespace {

using audio::Part;
using Kind = Part::Kind;

// A whole track, if folded: nothing of the music is missed beside it.
bool is_whole(const Part& p) { return p.kind == Kind::all || p.kind == Kind::mono; }

std::size_t size_of(const Part& p) { return p.kind == Kind::stems ? p.stems.size() : stems_max + 1; }

}  // namespace

Part together(const Part& a, const Part& b) {
    if (a == b) return a;
    if (a.kind == Kind::stems && b.kind == Kind::stems) {
        Part both{Kind::stems, {}};
        std::set_union(a.stems.begin(), a.stems.end(), b.stems.begin(), b.stems.end(), std::back_inserter(both.stems));
        return both.stems.size() <= stems_max ? both : Part{};
    }
    if (a.kind == Kind::mono && b.kind != Kind::all) return a;
    if (b.kind == Kind::mono && a.kind != Kind::all) return b;
    return {};
}

std::optional<Part> missing(const Part& part, const std::vector<Part>& played) {
    const auto heard = [&](Kind k) {
        return std::any_of(played.begin(), played.end(), [k](const Part& p) { return p.kind == k; });
    };
    if (std::any_of(played.begin(), played.end(), is_whole) || (heard(Kind::left) && heard(Kind::right))) return {};
    if (part.kind != Kind::stems) return is_whole(part) || !heard(part.kind) ? std::optional(part) : std::nullopt;
    Part rest{Kind::stems, {}};
    for (const std::string& stem : part.stems)
        if (std::none_of(played.begin(), played.end(), [&](const Part& p) {
                return p.kind == Kind::stems && std::binary_search(p.stems.begin(), p.stems.end(), stem);
            }))
            rest.stems.push_back(stem);
    return rest.stems.empty() ? std::nullopt : std::optional(rest);
}

Part part_of(const SessionState& state, const NodeId& node) {
    const auto own = state.outputs.find(node);
    Part part = own == state.outputs.end() ? Part{} : own->second.part.value;
    for (const auto& [other, output] : state.outputs)
        if (other != node && output.on() && output.stand_in.value == node) part = together(part, output.part.value);
    return part;
}

std::optional<Part> part_of_all(const SessionState& state) {
    std::optional<Part> all;
    for (const auto& [node, output] : state.outputs)
        if (output.on()) all = all ? together(*all, output.part.value) : output.part.value;
    return all;
}

NodeId stand_in_for(const SessionState& state, const NodeId& away, const std::vector<NodeId>& staying) {
    const auto it = state.outputs.find(away);
    if (it == state.outputs.end()) return {};
    std::vector<Part> played;
    for (const NodeId& node : staying) played.push_back(part_of(state, node));
    const std::optional<Part> missed = missing(it->second.part.value, played);
    if (!missed) return {};
    // Stems are added as they are; other parts make it the whole track, which is a poorer answer but a whole one.
    const auto added = [&](const NodeId& node) {
        const Part before = part_of(state, node), after = together(before, it->second.part.value);
        return size_of(after) - std::min(size_of(after), size_of(before) == stems_max + 1 ? 0 : size_of(before));
    };
    const auto load = [&](const NodeId& node) { return std::tuple(added(node), size_of(part_of(state, node)), node); };
    return *std::min_element(staying.begin(), staying.end(),
                             [&](const NodeId& a, const NodeId& b) { return load(a) < load(b); });
}

}  // namespace segue::handoff

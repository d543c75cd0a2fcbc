#include "handoff/draft.h"

#include <algorithm>

#include "handoff/text.h"
#include "sync/base/assert.h"

namespace segue::handoff {

namespace {
EntryFacts cleaned(EntryFacts f) {
    f.title = clean_text(f.title);
    f.artist = clean_text(f.artist);
    f.failed = clean_text(f.failed);
    return f;
}
}  // namespace

Draft::Draft(const SessionState& state, const EditContext& context) : state_(state), context_(context) {
    delta_.id = state.id;
}

void Draft::write(Transport t) {
    Reign reign;
    if (const auto it = state_.reigns.find(context_.stamp.ballot); it != state_.reigns.end())
        reign.follows = it->second.follows;
    else if (!state_.reigns.empty())
        reign.follows = state_.reigns.rbegin()->second.transport.stamp;
    transport_ = std::move(t);
    reign.transport = {context_.stamp, transport_};
    delta_.reigns[context_.stamp.ballot] = std::move(reign);
    delta_.latest = context_.stamp;
    written_ = wrote_transport_ = true;
}

void Draft::write(const Settings& s) {
    delta_.settings = {context_.stamp, s};
    delta_.latest = context_.stamp;
    written_ = true;
}

void Draft::write(const NodeId& node, const About& about) {
    delta_.members[node] = {context_.stamp, about};
    delta_.latest = context_.stamp;
    written_ = true;
}

void Draft::write(const Ballot& reign, const Bookmark& bookmark) {
    delta_.bookmarks[reign] = {context_.stamp, bookmark};
    delta_.latest = context_.stamp;
    written_ = true;
}

// --- outputs

Output& Draft::output(const NodeId& node) {
    delta_.latest = context_.stamp;
    written_ = true;
    const auto it = state_.outputs.find(node);
    return delta_.outputs.try_emplace(node, it == state_.outputs.end() ? Output{} : it->second).first->second;
}

void Draft::write_volume(const NodeId& node, float level) {
    if (node.is_none()) {
        delta_.volume = {context_.stamp, level};
        delta_.latest = context_.stamp;
        written_ = true;
    } else {
        output(node).volume = {context_.stamp, level};
    }
}

void Draft::write_part(const NodeId& node, const audio::Part& part) { output(node).part = {context_.stamp, part}; }

void Draft::write_stand_in(const NodeId& node, const NodeId& stand_in) {
    output(node).stand_in = {context_.stamp, stand_in};
}

void Draft::write_switches(const NodeId& node, std::vector<audio::Switch> switches) {
    output(node).switches = {context_.stamp, std::move(switches)};
}

void Draft::write_switch(const NodeId& node, bool on, EnsembleTime at, Nanoseconds fade) {
    const auto it = state_.outputs.find(node);
    const bool is_on = it != state_.outputs.end() && it->second.on();
    if (is_on == on) return;
    std::vector<audio::Switch> switches;
    if (it != state_.outputs.end()) switches = it->second.switches.value;
    // Of the past only what still fades, or governs, matters.
    while (switches.size() > 1 && switches[1].at < context_.now - history_kept) switches.erase(switches.begin());
    if (switches.size() >= audio::switches_max) switches.erase(switches.begin());
    if (!switches.empty()) at = std::max(at, switches.back().at + Nanoseconds(1));
    switches.push_back({at, on, fade});
    write_switches(node, std::move(switches));
}

// --- queue

void Draft::taken(const EditId& id) {
    delta_.taken[id.node].add(id.counter, id.counter);
    written_ = true;
}

void Draft::compact(const NodeId& node) {
    const auto it = state_.taken.find(node);
    if (it == state_.taken.end() || it->second.ranges().size() <= counter_ranges_max) return;
    // What the closed gaps would take in must not be said of entries that are held.
    CounterSet all = it->second, closed;
    all.compact(counter_ranges_max / 2);
    for (std::size_t i = 1; i < it->second.ranges().size(); ++i) {
        const std::uint64_t first = it->second.ranges()[i - 1].last + 1, last = it->second.ranges()[i].first - 1;
        if (all.contains(first)) closed.add(first, last);
    }
    delta_.taken[node].merge(closed);
    written_ = true;
}

Entry Draft::entry(const EntryId& id) const {
    if (const Entry* e = delta_.queue.find(id)) return *e;
    const Entry* e = state_.queue.find(id);
    SEGUE_ASSERT(e);
    return *e;
}

void Draft::put(const EntryId& id, const Source& source, std::int64_t at, const EntryFacts& facts) {
    delta_.queue.merge(id, {source, {context_.stamp, at}, {context_.stamp, cleaned(facts)}});
    delta_.taken[id.node].add(id.counter, id.counter);
    delta_.latest = context_.stamp;
    written_ = true;
}

void Draft::place(const EntryId& id, std::int64_t at) {
    Entry e = entry(id);
    e.place = {context_.stamp, at};
    delta_.queue.erase(id);
    delta_.queue.merge(id, e);
    delta_.taken[id.node].add(id.counter, id.counter);
    delta_.latest = context_.stamp;
    written_ = true;
}

void Draft::write(const EntryId& id, const EntryFacts& facts) {
    Entry e = entry(id);
    e.facts = {context_.stamp, cleaned(facts)};
    delta_.queue.erase(id);
    delta_.queue.merge(id, e);
    delta_.taken[id.node].add(id.counter, id.counter);
    delta_.latest = context_.stamp;
    written_ = true;
}

void Draft::remove(const EntryId& id) {
    delta_.queue.erase(id);
    delta_.taken[id.node].add(id.counter, id.counter);
    delta_.latest = context_.stamp;
    removed_.insert(id);
    written_ = true;
}

std::string title_of(const SessionState& state, const EntryId& id) {
    const Entry* e = state.queue.find(id);
    if (!e) return "a removed track";
    if (!e->facts.value.title.empty()) return e->facts.value.title;
    const std::string& path = e->source.path;
    return path.substr(path.find_last_of('/') + 1);
}

}  // namespace segue::handoff

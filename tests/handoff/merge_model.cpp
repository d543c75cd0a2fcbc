#include "tests/handoff/merge_model.h"

#include "handoff/limits.h"
#include "sync/base/assert.h"

namespace segue::handoff::test {
namespace {

bool of_entry(const Thing& t) { return t.what == "source" || t.what == "place" || t.what == "facts"; }

// Only those of the newest `count` reigns that have such a thing.
void keep_newest(Things& things, const std::set<std::string>& whats, std::size_t count) {
    std::set<Ballot> reigns;
    for (const auto& [thing, written] : things)
        if (whats.contains(thing.what)) reigns.insert(thing.reign);
    while (reigns.size() > count) {
        std::erase_if(things,
                      [&](const auto& t) { return whats.contains(t.first.what) && t.first.reign == *reigns.begin(); });
        reigns.erase(reigns.begin());
    }
}

std::string text(const Thing& t) {
    std::string out = t.what;
    if (!t.reign.is_none()) out += " of reign " + std::to_string(t.reign.number) + "@" + t.reign.node.brief();
    if (!t.node.is_none()) out += " of " + t.node.brief();
    if (t.counter > 0) out += ":" + std::to_string(t.counter);
    return out;
}

}  // namespace

Things things_in(const SessionState& s) {
    Things out;
    const auto add = [&](const Thing& thing, const auto& reg) {
        if (reg.stamp != Stamp{}) out[thing] = {reg.stamp, reg.value};
    };
    if (s.latest != Stamp{}) out[{"latest stamp", {}, {}, 0}] = {s.latest, s.latest};
    for (const auto& [ballot, reign] : s.reigns) {
        add({"transport", ballot, {}, 0}, reign.transport);
        out[{"what it follows", ballot, {}, 0}] = {{}, reign.follows};
    }
    for (const auto& [node, output] : s.outputs) {
        add({"switches", {}, node, 0}, output.switches);
        add({"volume", {}, node, 0}, output.volume);
        add({"part", {}, node, 0}, output.part);
    }
    for (const auto& [node, about] : s.members) add({"member", {}, node, 0}, about);
    for (const auto& [ballot, mark] : s.bookmarks) add({"bookmark", ballot, {}, 0}, mark);
    add({"volume of all", {}, {}, 0}, s.volume);
    add({"settings", {}, {}, 0}, s.settings);
    for (const auto& [id, entry] : s.queue.by_id()) {
        out[{"source", {}, id.node, id.counter}] = {{}, entry.source};
        add({"place", {}, id.node, id.counter}, entry.place);
        add({"facts", {}, id.node, id.counter}, entry.facts);
    }
    for (const auto& [node, taken] : s.taken)
        for (const auto& range : taken.ranges())
            for (std::uint64_t c = range.first; c <= range.last; ++c) out[{"taken in", {}, node, c}] = {};
    return out;
}

std::size_t MergeModel::wrote(const SessionState& before, const Delta& delta) {
    Write write;
    const Things held = things_in(before);
    for (const auto& [thing, written] : things_in(delta)) {
        // A delta brings an output or an entry whole; what it did not write is as it was.
        const auto was = held.find(thing);
        const bool carried = was != held.end() && was->second == written;
        SEGUE_ASSERT(carried || written.stamp == Stamp{} || written.stamp == delta.latest);
        if (!carried) write.things.emplace(thing, written);
    }
    for (const auto& [id, entry] : before.queue.by_id()) {
        const auto taken = delta.taken.find(id.node);
        const bool spoken_of = taken != delta.taken.end() && taken->second.contains(id.counter);
        if (spoken_of && !delta.queue.find(id)) write.removed.insert(id);
    }
    writes_.push_back(std::move(write));
    return writes_.size() - 1;
}

Things MergeModel::what_holds(const Writes& writes) const {
    Things out;
    for (const std::size_t w : writes)
        for (const auto& [thing, written] : writes_[w].things)
            if (const auto it = out.find(thing); it == out.end() || it->second.stamp < written.stamp)
                out[thing] = written;
    for (const std::size_t w : writes)
        for (const EntryId& id : writes_[w].removed)
            std::erase_if(out, [&](const auto& t) {
                return of_entry(t.first) && t.first.node == id.node && t.first.counter == id.counter;
            });
    keep_newest(out, {"transport", "what it follows"}, reigns_max);
    keep_newest(out, {"bookmark"}, bookmarks_max);
    return out;
}

MergeModel::Writes MergeModel::all() const {
    Writes out;
    for (std::size_t w = 0; w < writes_.size(); ++w) out.insert(w);
    return out;
}

std::string difference(const Things& is, const Things& should) {
    std::string out;
    for (const auto& [thing, written] : should)
        if (const auto it = is.find(thing); it == is.end())
            out += text(thing) + " is missing\n";
        else if (!(it->second == written))
            out += text(thing) + " is another\n";
    for (const auto& [thing, written] : is)
        if (!should.contains(thing)) out += text(thing) + " should not be there\n";
    return out;
}

}  // namespace segue::handoff::test

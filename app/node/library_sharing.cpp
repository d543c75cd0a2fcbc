#include "app/node/library_sharing.h"

#include <algorithm>
#include <utility>

#include "app/node/library_words.h"

namespace segue::node {

using library::Catalogue;
using library::Change;
using library::Entry;

namespace {

// What it costs to analyse, where the file does not say how long it is: at the rate of a good MP3.
constexpr std::uint64_t bytes_per_second_usual = 32'000;

}  // namespace

std::uint64_t place_number(const std::string& place) { return replica::digest_of(as_bytes(place), {}); }

LibrarySharing::LibrarySharing(Library& library, Crew& crew, Config config)
    : library_(library), crew_(crew), config_(std::move(config)) {}

// --- this node's entries become records

void LibrarySharing::loaded(const std::vector<std::pair<jobs::Key, std::uint64_t>>& own) {
    loaded_ = true;
    for (const auto& [key, digest] : own) own_[key.place] = {key, digest, false};
    for (const NodeId& origin : crew_.shop()->replicator().origins()) unread_.insert(origin);
    catalogue_opened();
}

void LibrarySharing::catalogue_opened() {
    // Who was here when the node ended may not be so now.
    library_.with_catalogue(
        [present = present_, self = config_.self](Catalogue* c) -> std::uint64_t {
            if (!c) return 0;
            if (const auto counts = c->counts())
                for (const auto& node : counts->nodes)
                    if (node.present && node.node != self && !present.contains(node.node))
                        (void)c->set_node(node.node, node.name, false).ok();
            for (const auto& [node, name] : present) (void)c->set_node(node, name, true).ok();
            return c->incarnation();
        },
        [this](std::uint64_t incarnation) {
            if (incarnation == 0 || !loaded_ || std::exchange(incarnation_, incarnation) == incarnation) return;
            verified_.clear();
            for (const NodeId& origin : crew_.shop()->replicator().origins()) unread_.insert(origin);
            for (auto& [place, own] : own_) own.seen = false;
            sweep(incarnation, "");
            read_on();
        });
}

LibrarySharing::Told LibrarySharing::told(const Entry& entry) {
    const auto seconds_long = std::chrono::duration_cast<seconds>(entry.duration).count();
    const std::uint64_t cost =
        seconds_long > 0 ? static_cast<std::uint64_t>(seconds_long) : entry.size_bytes / bytes_per_second_usual;
    Told out;
    out.key.type = entry.cue ? jobs::KeyType::part : jobs::KeyType::entry;
    out.key.work.bytes = entry.content.bytes;
    out.key.place = place_number(entry.place());
    out.value = encode(jobs::EntryValue{
        {static_cast<std::uint32_t>(std::max<std::uint64_t>(cost, 1)), entry.size_bytes}, library::encode(entry)});
    out.digest = replica::digest_of(*out.value, {});
    return out;
}

void LibrarySharing::entries_changed(const std::vector<Change>& changes) {
    if (!loaded_) return;  // not yet: the sweep finds them
    for (const Change& change : changes) change.entry ? tell(told(*change.entry)) : untell(place_number(change.place));
}

void LibrarySharing::tell(Told what) {
    const auto [at, fresh] = own_.try_emplace(what.key.place);
    Own& own = at->second;
    own.seen = true;
    if (!fresh && own.key == what.key && own.digest == what.digest) return;
    if (!fresh && !(own.key == what.key)) crew_.remove(own.key);  // another recording is in that place now
    own.key = what.key;
    own.digest = what.digest;
    crew_.put(what.key, std::move(*what.value));
}

void LibrarySharing::untell(std::uint64_t place) {
    const auto at = own_.find(place);
    if (at == own_.end()) return;
    crew_.remove(at->second.key);
    own_.erase(at);
}

// All that the catalogue has of this node, against what everyone was told of it.
void LibrarySharing::sweep(std::uint64_t incarnation, const std::string& after) {
    struct Batch {
        bool good = false;
        std::string last;  // empty: that was all
        std::vector<Told> entries;
    };
    library_.with_catalogue(
        [self = config_.self, after](Catalogue* c) {
            Batch out;
            const auto entries = c ? c->entries(self, after, sharing_batch) : no_catalogue<std::vector<Entry>>();
            out.good = entries.ok();
            if (!entries) return out;
            for (const Entry& e : *entries) out.entries.push_back(told(e));
            if (!entries->empty()) out.last = entries->back().place();
            return out;
        },
        [this, incarnation](Batch batch) {
            if (incarnation != incarnation_ || !batch.good) return;  // made anew meanwhile, or about to be
            for (Told& entry : batch.entries) tell(std::move(entry));
            if (!batch.last.empty()) return sweep(incarnation, batch.last);
            std::vector<std::uint64_t> gone;
            for (const auto& [place, own] : own_)
                if (!own.seen) gone.push_back(place);
            for (const std::uint64_t place : gone) untell(place);
        });
}

// --- who is here

void LibrarySharing::peer_up(const NodeId& peer, const std::string& name) {
    present_[peer] = name;
    library_.with_catalogue([peer, name](Catalogue* c) { return c && c->set_node(peer, name, true).ok(); },
                            [this](bool) { config_.changed(); });
}

void LibrarySharing::peer_down(const NodeId& peer) {
    const auto at = present_.find(peer);
    if (at == present_.end()) return;
    library_.with_catalogue(
        [peer, name = at->second](Catalogue* c) { return c && c->set_node(peer, name, false).ok(); },
        [this](bool) { config_.changed(); });
    present_.erase(at);
}

void LibrarySharing::forget(const NodeId& node) {
    verified_.erase(node);
    unread_.erase(node);
    crew_.forget(node);
    library_.with_catalogue([node](Catalogue* c) { return c && c->remove_node(node).ok(); },
                            [this](bool) { config_.changed(); });
}

}  // namespace segue::node

#include "sync/jobs/ledger.h"

#include <algorithm>

#include "sync/base/planted.h"

namespace segue::jobs {
namespace {

template <class List, class Value>
void set(List& list, const typename List::value_type::first_type& key, Value value) {
    const auto at = std::find_if(list.begin(), list.end(), [&](const auto& e) { return e.first == key; });
    if (at != list.end())
        at->second = std::move(value);
    else
        list.emplace_back(key, std::move(value));
}

template <class List>
void unset(List& list, const typename List::value_type::first_type& key) {
    std::erase_if(list, [&](const auto& e) { return e.first == key; });
}

bool has_nothing(const Work& w) {
    return w.places.empty() && w.results.empty() && w.failures.empty() && w.pardons.empty();
}

}  // namespace

std::uint32_t Work::generation() const {
    std::uint32_t most = 0;
    for (const auto& [node, generation] : pardons) most = std::max(most, generation);
    return most;
}

std::vector<std::pair<NodeId, std::uint32_t>> Work::attempts() const {
    std::vector<std::pair<NodeId, std::uint32_t>> out;
    const std::uint32_t now = generation();
    for (const auto& [node, failure] : failures)
        if (failure.generation >= now) out.emplace_back(node, failure.attempts);
    return out;
}

bool Work::set_aside() const {
    std::uint64_t all = 0;
    for (const auto& [node, times] : attempts()) all += times;
    return all >= attempts_max && !SEGUE_PLANTED(retried_for_ever);
}

Kinds Work::done() const {
    Kinds out = 0;
    for (const auto& [node, kinds] : results) out |= kinds;
    return out;
}

bool Work::held_by(const NodeId& node) const {
    return std::any_of(places.begin(), places.end(), [&](const auto& p) { return p.first == node; });
}

std::vector<NodeId> Work::holders() const {
    std::vector<NodeId> out;
    for (const auto& [node, place] : places)
        if (out.empty() || out.back() != node) out.push_back(node);
    return out;
}

Ledger::Ledger(const Versions& versions)
    : versions_(versions), wanted_(all_kinds(versions)), fingerprint_(fingerprint(versions)) {}

std::optional<WorkId> Ledger::apply(const NodeId& origin, BytesView bytes, const std::optional<Bytes>& value) {
    const auto key = decode_key(bytes);
    return key ? apply(origin, *key, value) : std::nullopt;
}

std::optional<WorkId> Ledger::apply(const NodeId& origin, const Key& key, const std::optional<Bytes>& value) {
    const bool ours = key.type == KeyType::result    ? versions_[key.kind] == key.version && key.version != 0
                      : key.type == KeyType::failure ? key.versions == fingerprint_
                                                     : key.type != KeyType::part;
    if (!ours || (works_.size() >= works_max && !works_.contains(key.work))) return std::nullopt;
    Work& work = works_[key.work];
    count(work, -1);
    switch (key.type) {
        case KeyType::entry: {
            // Each place of a node counts once: the places are the keys, and a key changes only by being told again.
            const auto at = std::lower_bound(work.places.begin(), work.places.end(), std::pair(origin, key.place));
            const bool had = at != work.places.end() && *at == std::pair(origin, key.place);
            const auto entry = value ? decode_entry(*value) : std::nullopt;
            if (entry) work.size = entry->size;
            if (entry && !had) work.places.insert(at, {origin, key.place});
            if (!entry && had) work.places.erase(at);
            break;
        }
        case KeyType::result: {
            const auto at = std::find_if(work.results.begin(), work.results.end(),
                                         [&](const auto& r) { return r.first == origin; });
            Kinds kinds = at != work.results.end() ? at->second : 0;
            kinds = value ? kinds | Kinds{1} << key.kind : kinds & ~(Kinds{1} << key.kind);
            if (kinds == 0)
                unset(work.results, origin);
            else
                set(work.results, origin, kinds);
            break;
        }
        case KeyType::failure:
            if (const auto failure = value ? decode_failure(*value) : std::nullopt)
                set(work.failures, origin, *failure);
            else
                unset(work.failures, origin);
            break;
        case KeyType::part:
            break;
        case KeyType::pardon:
            if (const auto generation = value ? decode_pardon(*value) : std::nullopt)
                set(work.pardons, origin, *generation);
            else
                unset(work.pardons, origin);
            break;
    }
    count(work, +1);
    if (has_nothing(work)) works_.erase(key.work);
    return key.work;
}

const Work* Ledger::find(const WorkId& work) const {
    const auto at = works_.find(work);
    return at == works_.end() ? nullptr : &at->second;
}

Kinds Ledger::open(const WorkId& work) const {
    const Work* found = find(work);
    return found ? open(*found) : 0;
}

Kinds Ledger::open(const Work& work) const {
    const Kinds left = wanted_ & ~work.done();
    return work.places.empty() || left == 0 || work.set_aside() ? 0 : left;
}

void Ledger::count(const Work& work, int sign) {
    const auto add = [sign](auto& total, auto amount) {
        using Total = std::remove_reference_t<decltype(total)>;
        total = sign > 0 ? total + static_cast<Total>(amount) : total - static_cast<Total>(amount);
    };
    if (work.places.empty()) return;
    add(totals_.works, 1);
    if (open(work) != 0) {
        add(totals_.open, 1);
        add(totals_.open_seconds, work.size.seconds);
    } else if ((wanted_ & ~work.done()) != 0) {
        add(totals_.set_aside, 1);
    }
}

}  // namespace segue::jobs

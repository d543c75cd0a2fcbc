#include "tests/jobs/judge.h"

#include <fmt/format.h>

namespace segue::test {

using jobs::Dispatcher;
using jobs::WorkId;

JobsJudge::JobsJudge(JobsHouse& house) : house_(house) {
    house_.begins = [this](JobsMember& m, const WorkId& work) { begins(m, work); };
    house_.completes = [this](JobsMember& m, const WorkId& work) {
        completed_[work][m.number] = house_.scheduler.now();
    };
}

void JobsJudge::violated(const std::string& what) {
    if (!violation.empty()) return;
    violation = what;
    house_.trace(house_.scheduler.now(), -1, "VIOLATION", violation);
}

bool JobsJudge::hear_each_other(const JobsMember& a, const JobsMember& b, Nanoseconds for_so_long) const {
    return a.running() && b.running() && house_.network.connected_for(a.number, b.number) > for_so_long &&
           house_.scheduler.now() - std::max(a.started, b.started) > for_so_long;
}

bool JobsJudge::disk_is_good(const JobsMember& m) const {
    return !m.disk_full && house_.scheduler.now() - m.disk_changed > replica::store_retry + knows_after;
}

void JobsJudge::begins(JobsMember& member, const WorkId& work) {
    ++counts.runs;
    begins_what_was_just_done(member, work);
    const auto last = last_run_.find(work);
    counts.taken_over += last != last_run_.end() && last->second != member.number;
    last_run_[work] = member.number;
    for (const auto& [number, knew] : knew_[work]) {
        const JobsMember& other = *house_.members[static_cast<std::size_t>(number)];
        if (other.losses != knew.losses || house_.scheduler.now() - knew.since < knows_after) continue;
        // Who has just woken is told what it has missed.
        const bool awake = house_.scheduler.now() - std::max(member.thawed, other.thawed) > knows_after;
        const bool known = awake && (number == member.number || hear_each_other(other, member, knows_after));
        if (known && disk_is_good(other) && disk_is_good(member))
            violated(fmt::format("what is known is not found out again: n{} begins {}, n{} had it all", member.number,
                                 work.brief(), number));
    }
}

// A node that has heard another all along, and stored what it said, waits for what that has found out.
void JobsJudge::begins_what_was_just_done(const JobsMember& member, const WorkId& work) {
    for (const auto& [number, when] : completed_[work]) {
        const JobsMember& other = *house_.members[static_cast<std::size_t>(number)];
        const Nanoseconds since = house_.scheduler.now() - when;
        const bool awake = house_.scheduler.now() - std::max(member.thawed, other.thawed) > since + knows_after;
        if (number != member.number && awake && hear_each_other(other, member, since + knows_after) &&
            disk_is_good(other) && disk_is_good(member) && since < jobs::linger_max)
            violated(fmt::format("a claim lasts until its result is known: n{} begins {}, n{} did it {:.2f} s ago",
                                 member.number, work.brief(), number, to_seconds(since)));
    }
}

void JobsJudge::look() {
    const auto now = house_.scheduler.now();
    std::map<WorkId, std::vector<JobsMember*>> running;
    for (const auto& m : house_.members) {
        if (m->renewals > 0 && m->wipes == 0)
            violated(fmt::format("copies are true: n{} had to begin anew, and never lost its disk", m->number));
        if (m->alive() && m->bytes_sent > bytes_sent_max)
            violated(fmt::format("traffic is bounded: n{} has sent {} kB", m->number, m->bytes_sent / 1000));
        if (!m->running()) continue;
        for (const auto& [work, task] : m->shop().dispatcher().mine())
            if (task.phase == Dispatcher::Phase::running) running[work].push_back(m.get());
        for (const auto& [work, about] : m->shop().ledger().works())
            if (about.done() == jobs::all_kinds(sim_versions) && !knew_[work].contains(m->number)) {
                // The ledger is ahead of the disk by what this node has just written itself.
                std::size_t durable = 0;
                for (const auto& [origin, standing] : m->store().standings())
                    for (std::uint8_t kind = 1; kind <= 3; ++kind) {
                        const auto& records = m->store().records(origin);
                        const auto r = records.find(encode(jobs::Key{
                            .type = jobs::KeyType::result, .work = work, .kind = kind, .version = sim_versions[kind]}));
                        durable += r != records.end() && r->second.value;
                    }
                if (durable >= 3) knew_[work][m->number] = {m->losses, now};
            }
    }
    std::erase_if(both_run_, [&](const auto& b) {
        const auto& [work, a, c] = b.first;
        const auto r = running.find(work);
        if (r == running.end()) return true;
        const auto has = [&](int n) {
            return std::any_of(r->second.begin(), r->second.end(), [n](const JobsMember* m) { return m->number == n; });
        };
        return !has(a) || !has(c) ||
               !hear_each_other(*house_.members[static_cast<std::size_t>(a)],
                                *house_.members[static_cast<std::size_t>(c)], Nanoseconds(0));
    });
    for (const auto& [work, by] : running)
        for (std::size_t i = 0; i < by.size(); ++i)
            for (std::size_t j = i + 1; j < by.size(); ++j) {
                if (!hear_each_other(*by[i], *by[j], Nanoseconds(0))) continue;
                const auto [since, fresh] = both_run_.try_emplace({work, by[i]->number, by[j]->number}, now);
                counts.doubles += fresh;
                const Nanoseconds both = now - since->second;
                counts.longest_double_s = std::max(counts.longest_double_s, to_seconds(both));
                if (both > both_run_max)
                    violated(fmt::format("no task runs on two connected nodes: n{} and n{} are at {} for {:.2f} s",
                                         by[i]->number, by[j]->number, work.brief(), to_seconds(both)));
            }
}

std::string JobsJudge::unrest() const {
    for (const auto& m : house_.members)
        for (const auto& other : house_.members)
            if (m->alive() && other->alive() && m != other && !m->shop().peers().contains(other->id))
                return fmt::format("they find each other: n{} and n{} do not", m->number, other->number);
    if (auto difference = copies_differ(); !difference.empty()) return difference;
    return work_left();
}

std::string JobsJudge::copies_differ() const {
    std::map<NodeId, const JobsMember*> first;
    for (const auto& m : house_.members) {
        if (!m->alive()) continue;
        std::set<Bytes> entries, files;
        for (const auto& [bytes, record] : m->store().records(m->id))
            if (record.value && bytes[0] == 'e') entries.insert(bytes);
        for (const auto& [work, places] : m->files)
            for (const std::uint64_t place : places)
                files.insert(encode(jobs::Key{.type = jobs::KeyType::entry, .work = work, .place = place}));
        if (entries != files) return fmt::format("records say what is on the disk: n{}'s do not", m->number);
        for (const auto& [origin, standing] : m->store().standings()) {
            const JobsMember* own = house_.find(origin);
            const auto [other, fresh] = first.try_emplace(origin, own->alive() ? own : m.get());
            if (m->store().records(origin) != other->second->store().records(origin))
                return fmt::format("copies become equal: n{} and n{} differ about n{}", m->number,
                                   other->second->number, own->number);
        }
    }
    // …and everyone has a copy of every map that anyone has.
    for (const auto& [origin, who] : first)
        for (const auto& m : house_.members)
            if (m->alive() && m->store().standing(origin).through != who->store().standing(origin).through)
                return fmt::format("copies become equal: n{} lacks what n{} knows of n{}", m->number, who->number,
                                   house_.find(origin)->number);
    return {};
}

std::string JobsJudge::work_left() const {
    const JobsMember* someone = nullptr;
    std::set<WorkId> held;
    for (const auto& m : house_.members) {
        if (!m->alive()) continue;
        someone = m.get();
        for (const auto& [work, places] : m->files) held.insert(work);
        if (!m->shop().dispatcher().mine().empty())
            return fmt::format("all is done in the end: n{} is at it", m->number);
    }
    for (const WorkId& work : held) {
        std::map<int, NodeId> stored;  // with the lowest node that has it
        for (const auto& [origin, standing] : someone->store().standings())
            for (const auto& [bytes, record] : someone->store().records(origin)) {
                const auto key = jobs::decode_key(bytes);
                if (!key || key->type != jobs::KeyType::result || key->work != work || !record.value) continue;
                // A dead node cannot take its own back.
                if (!stored.try_emplace(key->kind, origin).second && house_.find(origin)->alive())
                    return fmt::format("a result is stored once: n{} has that of kind {} of {} as well",
                                       house_.find(origin)->number, key->kind, work.brief());
            }
        const jobs::Work* about = const_cast<JobsMember*>(someone)->shop().ledger().find(work);
        if (!about) return "every file is known: " + work.brief() + " is not";
        const Nature nature = house_.works.at(work).nature;
        const bool whole = stored.size() == 3;
        if (!whole && !about->set_aside())
            return "every job has a result, or is set aside with its reason: " + work.brief() + " is neither";
        if (!whole && about->failures.front().second.reason.empty()) return "a failure has its reason";
        if (!whole && nature == Nature::sound) return "what can be done is done: " + work.brief() + " is set aside";
    }
    return {};
}

}  // namespace segue::test

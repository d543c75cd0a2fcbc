#include "tests/handoff/trace.h"

#include <cmath>
#include <cstdio>
#include <vector>

namespace segue::handoff::test {
namespace {

constexpr double same_moment_frames = 48;  // 1 ms: nodes this close are told as one

std::string text(Role role, const std::string& ballot) {
    return to_text(role) + (ballot == "-" ? std::string() : " " + ballot);
}

}  // namespace

Trace::Trace(House& house) : house_(house), words_(house) {
    for (int i = 0; i < house.size(); ++i)
        if (house.up(i)) ballots_[i] = house.machine(i).ballot();
    listen();
    lines_.clear();
    house.stepped = [this](int i, Role before, const Effects& fx) { on_step(i, before, fx); };
    house.sent = [this](int from, const Outgoing& out, const std::set<int>& lost) { on_sent(from, out, lost); };
    house.told = [this](int i, const Notice& notice) { on_told(i, notice); };
}

void Trace::show(const std::string& message, bool shown) {
    if (shown)
        hidden_.erase(message);
    else
        hidden_.insert(message);
}

void Trace::ask(int i, const Edit& edit, const std::string& words) {
    asking_ = words;
    requests_[house_.ask(i, edit)] = words;
}

void Trace::line(const std::string& who, const Ballot& ballot, const std::string& what) {
    char head[128];
    std::snprintf(head, sizeof head, "  %-7s  %-15s  %-5s  ", words_.time(house_.now()).c_str(), who.c_str(),
                  ballot.is_none() ? "" : words_.ballot(ballot).c_str());
    lines_ += head + what + "\n";
}

// A change of role or ballot, and why.
void Trace::on_step(int i, Role before, const Effects& fx) {
    const SessionMachine& m = house_.machine(i);
    ballots_.try_emplace(i, m.ballot());  // its first step
    const std::string from = text(before, words_.ballot(ballots_[i])), to = text(m.role(), words_.ballot(m.ballot()));
    std::string why;
    for (const Notice& n : fx.notify)
        if (const auto* log = std::get_if<Log>(&n)) why += (why.empty() ? "" : "; ") + log->line;
    ballots_[i] = m.ballot();
    if (from != to)
        line(house_.name(i), {}, from + " -> " + to + (why.empty() ? "" : ": " + why));
    else if (!why.empty())
        line(house_.name(i), {}, why);
}

void Trace::on_sent(int from, const Outgoing& out, const std::set<int>& lost) {
    const auto* heard = std::get_if<StillHeard>(&out.message.body);
    const bool answers_heartbeat = heard && heard->stamp != 0;
    if (hidden_.contains(answers_heartbeat ? "heartbeat" : name_of(out.message.body))) return;
    std::string to;
    for (const NodeId& node : out.to) {
        const int i = house_.node_of(node);
        to += " " + house_.name(i) + (lost.contains(i) ? "(x)" : "");
    }
    line(house_.name(from) + " ->" + to, out.message.ballot, words_.body(from, out.message.body));
}

void Trace::on_told(int i, const Notice& notice) {
    if (const auto* done = std::get_if<Done>(&notice)) {
        requests_.try_emplace(done->request, asking_);  // at once, if it is not there yet
        line(house_.name(i), {},
             "answered: " + requests_[done->request] + ": " + (done->ok ? "yes" : "no, " + done->message));
    } else if (std::holds_alternative<Drained>(notice)) {
        line(house_.name(i), {}, "may go");
    }
}

void Trace::listen() {
    struct Group {
        std::string nodes;
        Sound sound;
    };
    std::vector<Group> groups;
    bool jumped = false;
    std::map<int, Heard> heard;
    for (int i = 0; i < house_.size(); ++i) {
        const std::optional<Sound> s = house_.sound(i);
        if (!s) continue;
        Group* group = nullptr;
        for (Group& g : groups)
            if (g.sound.track == s->track && std::abs(g.sound.frame - s->frame) < same_moment_frames) group = &g;
        if (!group) group = &groups.emplace_back(Group{{}, *s});
        group->nodes += (group->nodes.empty() ? "" : " ") + house_.name(i) + (s->gain < 1 ? "(fading)" : "");
        if (const auto it = heard_.find(i); it != heard_.end() && it->second.track == s->track) {
            const double expected = it->second.frame + to_seconds(house_.now() - it->second.at) * sample_rate_hz;
            jumped |= std::abs(expected - s->frame) > same_moment_frames;
        }
        heard[i] = {s->epoch, s->track, s->frame, house_.now()};
    }
    std::string sounds, where;
    for (const Group& g : groups) {
        const std::string begins = (sounds.empty() ? "" : " | ") + g.nodes + ": " + Describe::title(g.sound.track);
        sounds += begins;
        where += begins + " " + Describe::position(std::llround(g.sound.frame));
    }
    heard_ = std::move(heard);
    if (sounds == sounds_ && !jumped) return;
    sounds_ = sounds;
    line("sounds", {}, where.empty() ? "nothing" : where);
}

void Trace::look() {
    std::map<std::string, std::string> held;  // by what is held, who does
    for (int i = 0; i < house_.size(); ++i) {
        if (!house_.up(i)) continue;
        const SessionMachine& m = house_.machine(i);
        line(house_.name(i), {}, text(m.role(), words_.ballot(m.ballot())));
        std::string& holders = held[words_.session(i)];
        holders += (holders.empty() ? "" : " ") + house_.name(i);
    }
    for (const auto& [session, holders] : held) line(holders + " hold", {}, session);
    if (!house_.agreed()) line("", {}, "their replicas differ");
}

}  // namespace segue::handoff::test

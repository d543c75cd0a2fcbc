#include "tests/handoff/describe.h"

#include <cmath>
#include <cstdio>

#include "handoff/draft.h"

namespace segue::handoff::test {
namespace {

std::string percent(float level) { return std::to_string(std::lround(level * 100)) + " %"; }

void append(std::string& list, const std::string& item, const char* between = ", ") {
    if (!list.empty()) list += between;
    list += item;
}

std::string tempo_of(const TempoWish& w) {
    std::string out = to_text(w.mode);
    append(out, w.bpm > 0 ? std::to_string(std::lround(w.bpm)) + " bpm" : percent(static_cast<float>(w.speed)), " ");
    return out + " by " + std::to_string(w.quantum);
}

std::string mode_of(const Bookmark& b) { return b.forgotten ? "forgotten " : ""; }

}  // namespace

std::string Describe::name(const NodeId& node) const {
    return node.is_none() ? "nobody" : house_.name(house_.node_of(node));
}

std::string Describe::ballot(const Ballot& b) const {
    return b.is_none() ? "-" : std::to_string(b.number) + "@" + name(b.node);
}

std::string Describe::time(EnsembleTime t) const {
    if (t >= not_yet) return "when ready";
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", to_seconds(t - began_));
    return text;
}

std::string Describe::position(std::int64_t frame) {
    const std::int64_t hundredths = frame * 100 / sample_rate_hz;
    char text[32];
    std::snprintf(text, sizeof text, "%d:%02d.%02d", static_cast<int>(hundredths / 6000),
                  static_cast<int>(hundredths / 100 % 60), static_cast<int>(hundredths % 100));
    return text;
}

std::string Describe::title(const TrackId& track) { return "Song " + std::to_string(track.bytes[1]); }

std::string Describe::entry(int speaker, const EntryId& id) const {
    if (id.is_none()) return "nothing";
    return house_.up(speaker) ? title_of(house_.machine(speaker).state(), id) : "a track";
}

std::string Describe::cue(int speaker, const Cue& cue) const {
    return entry(speaker, cue.entry) + " " + position(cue.pos.frame);
}

std::string Describe::transport(int speaker, const Transport& t) const {
    std::string out;
    if (t.mode == Mode::playing && t.now)
        out = "playing " + entry(speaker, t.now->anchor.entry) + " " + position(t.now->anchor.from.frame) + " from " +
              time(t.now->begins);
    else if (t.mode == Mode::stopped)
        out = "stopped";
    else
        out = std::string(to_text(t.mode)) + " " + cue(speaker, t.cue);
    if (t.before && t.before->ends < audio::open_end && t.mode != Mode::playing)
        out += ", silent from " + time(t.before->ends);
    if (!t.note.empty()) out += " (" + t.note + ")";
    return out;
}

std::string Describe::delta(int speaker, const Ballot& usual, const Delta& d) const {
    std::string out;
    for (const auto& [b, reign] : d.reigns)
        append(out, (b == usual ? "" : ballot(b) + " ") + transport(speaker, reign.transport.value));
    if (d.settings.stamp != Stamp{} && !d.outputs.empty() && !d.members.empty())  // all of a state: in short
        return out + ", queue of " + std::to_string(d.queue.size()) + ", and the rest";
    for (const auto& [node, o] : d.outputs) {
        std::string words;
        // A delta carries all of an output; what has the newest stamp is what was written.
        const Stamp newest = std::max({o.switches.stamp, o.volume.stamp, o.part.stamp});
        if (o.switches.stamp == newest && !o.switches.value.empty()) {
            const audio::Switch& s = o.switches.value.back();
            append(words, (s.on ? "on from " : "off from ") + time(s.at));
        }
        if (o.volume.stamp == newest) append(words, "volume " + percent(o.volume.value));
        if (o.part.stamp == newest) append(words, "a part");
        append(out, name(node) + " " + words);
    }
    std::string entries;
    for (const EntryId& id : d.queue.order()) append(entries, entry(speaker, id), " + ");
    if (!entries.empty()) append(out, "queue " + entries);
    for (const auto& [node, m] : d.members) append(out, (m.value.forgotten ? "no member " : "member ") + name(node));
    for (const auto& [b, mark] : d.bookmarks)
        append(out, "bookmark " + mode_of(mark.value) + cue(speaker, mark.value.cue) + " of " + ballot(b));
    if (d.volume.stamp != Stamp{}) append(out, "volume " + percent(d.volume.value));
    if (d.settings.stamp != Stamp{})
        append(out, "settings \"" + d.settings.value.name + "\" " + to_text(d.settings.value.policy) +
                        (d.settings.value.keep_playing ? " keep-playing" : "") +
                        (d.settings.value.normalise == audio::Normalise::off
                             ? std::string()
                             : std::string(" normalise ") + to_text(d.settings.value.normalise)) +
                        (d.settings.value.tempo == TempoWish{} ? "" : " tempo " + tempo_of(d.settings.value.tempo)) +
                        (d.settings.value.key_lock ? " key-lock" : ""));
    if (!out.empty()) return out;
    return d.taken.empty() ? "nothing" : "an edit is taken in";
}

std::string Describe::edit(const Edit& edit) const {
    struct Words {
        const Describe& d;
        std::string operator()(const Play& e) { return "play " + std::to_string(e.entries.size()); }
        std::string operator()(const Resume&) { return "resume"; }
        std::string operator()(const Pause&) { return "pause"; }
        std::string operator()(const Stop&) { return "stop"; }
        std::string operator()(const Seek& e) { return "seek " + position(e.frames); }
        std::string operator()(const Next&) { return "next"; }
        std::string operator()(const Previous&) { return "previous"; }
        std::string operator()(const Jump&) { return "jump"; }
        std::string operator()(const QueueAdd& e) {
            std::string titles;
            for (const NewEntry& n : e.entries) append(titles, n.facts.title, " + ");
            return "add " + titles;
        }
        std::string operator()(const QueueRemove& e) { return "remove " + std::to_string(e.entries.size()); }
        std::string operator()(const QueueMove& e) { return "move " + std::to_string(e.entries.size()); }
        std::string operator()(const QueueClear&) { return "clear"; }
        std::string operator()(const OutputsSet& e) {
            std::string nodes = "outputs";
            for (const NodeId& n : e.nodes) append(nodes, d.name(n), " ");
            return nodes;
        }
        std::string operator()(const OutputAdd& e) { return "output " + d.name(e.node); }
        std::string operator()(const OutputRemove& e) { return "no output " + d.name(e.node); }
        std::string operator()(const OutputPart& e) { return "part of " + d.name(e.node); }
        std::string operator()(const Volume& e) {
            return "volume " + (e.node.is_none() ? "" : d.name(e.node) + " ") + percent(e.level);
        }
        std::string operator()(const Learnt& e) { return "learnt " + e.facts.title; }
        std::string operator()(const SetPolicy& e) { return std::string("policy ") + to_text(e.policy); }
        std::string operator()(const KeepPlaying& e) { return e.on ? "keep-playing on" : "keep-playing off"; }
        std::string operator()(const SetNormalise& e) { return std::string("normalise ") + to_text(e.mode); }
        std::string operator()(const SetTempo& e) { return "tempo " + tempo_of(e.wish); }
        std::string operator()(const SetKeyLock& e) { return e.on ? "key-lock on" : "key-lock off"; }
        std::string operator()(const SetBeats&) { return "beats"; }
        std::string operator()(const SetLoop&) { return "loop"; }
        std::string operator()(const RampTempo& e) { return "tempo, gradually " + tempo_of(e.wish); }
        std::string operator()(const Rename& e) { return "rename " + e.name; }
        std::string operator()(const ForgetBookmark&) { return "forget a bookmark"; }
        std::string operator()(const ForgetMember& e) { return "forget " + d.name(e.node); }
        std::string operator()(const HandOver& e) {
            return "handoff " + d.name(e.target) + (e.keep ? " keep" : "") +
                   (e.from.is_none() ? "" : " from " + d.name(e.from)) + (e.on_beats ? " on a beat" : "");
        }
    } words{*this};
    return std::visit(words, edit);
}

std::string Describe::body(int speaker, const Body& body) const {
    struct Words {
        const Describe& d;
        int speaker;
        std::string operator()(const Hello& b) { return b.settled ? "" : "knows only its disk"; }
        std::string operator()(const Update& b) {
            if (b.whole && b.delta.latest == Stamp{}) return "whole: nothing";
            const Ballot usual = d.house_.up(speaker) ? d.house_.machine(speaker).ballot() : Ballot{};
            return (b.whole ? "whole: " : "") + d.delta(speaker, usual, b.delta);
        }
        std::string operator()(const Heartbeat&) { return {}; }
        std::string operator()(const Probe&) { return {}; }
        std::string operator()(const StillHeard&) { return {}; }
        std::string operator()(const Nack&) { return {}; }
        std::string operator()(const Forward& b) { return d.edit(b.edit); }
        std::string operator()(const Answer& b) {
            return (b.id.is_none() ? "" : d.name(b.id.node) + ": ") + (b.ok ? "yes" : "no, " + b.message);
        }
        std::string operator()(const OutputReport& b) { return b.ready ? "ready" : "cannot: " + b.error; }
        std::string operator()(const Offer& b) { return d.ballot(b.next) + sound_of(b.source); }
        std::string operator()(const Ready& b) { return d.ballot(b.next); }
        std::string operator()(const Decline& b) { return d.ballot(b.next) + ": " + b.reason; }
        std::string operator()(const Commit& b) {
            const std::string at = b.source.is_none() ? "" : " at " + d.time(b.switch_at);
            return d.ballot(b.next) + sound_of(b.source) + (b.keep ? " as well" : "") + at;
        }
        std::string operator()(const Abort& b) { return d.ballot(b.next); }
        std::string operator()(const Leaving&) { return {}; }
        std::string operator()(const MayLeave&) { return {}; }
        std::string sound_of(const NodeId& source) const {
            return source.is_none() ? "" : ", with the sound of " + d.name(source);
        }
    } words{*this, speaker};
    const std::string said = std::visit(words, body);
    return std::string(name_of(body)) + (said.empty() ? "" : " " + said);
}

std::string Describe::session(int holder) const {
    const SessionMachine& m = house_.machine(holder);
    const SessionState& s = m.state();
    std::string queue, outputs, marks;
    for (const EntryId& id : s.queue.order()) append(queue, title_of(s, id));
    for (const auto& [node, o] : s.outputs)
        if (o.on()) append(outputs, name(node), " ");
    for (const auto& [b, mark] : s.bookmarks)
        if (!mark.value.forgotten) append(marks, "bookmark " + cue(holder, mark.value.cue));
    std::string out = m.status(house_.clock(holder)).text;
    const Where w = m.where(house_.clock(holder));
    if (!w.cue.entry.is_none()) append(out, cue(holder, w.cue));
    append(out, "queue " + (queue.empty() ? "empty" : queue), "; ");
    append(out, outputs.empty() ? "no outputs" : "outputs " + outputs, "; ");
    append(out, "volume " + percent(s.volume.value), "; ");
    if (!marks.empty()) append(out, marks, "; ");
    return out;
}

}  // namespace segue::handoff::test

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "handoff/apply.h"
#include "handoff/normalising.h"
#include "handoff/views.h"

namespace segue::handoff {
namespace {

using Outcome = Result<void, Error>;

template <class... F>
struct Overload : F... {
    using F::operator()...;
};
template <class... F>
Overload(F...) -> Overload<F...>;

Outcome check_node(const Draft& d, const NodeId& node) {
    const auto it = d.before().members.find(node);
    const bool known = it != d.before().members.end() && !it->second.value.forgotten;
    if (known || (d.context().alive && d.context().alive->contains(node))) return {};
    return fail(Error::unknown_node, "no device " + node.brief() + " in this session; `nodes` lists them");
}

Outcome check_output(const Draft& d, const NodeId& node) {
    if (const Outcome ok = check_node(d, node); !ok) return ok;
    const auto it = d.before().members.find(node);
    if (it == d.before().members.end() || it->second.value.can_output) return {};
    return fail(Error::invalid, d.before().name_of(node) + " has no sound device; choose another output");
}

Outcome volume(Draft& d, const Volume& v) {
    if (!std::isfinite(v.level) || v.level < 0 || v.level > 1)
        return fail(Error::invalid, "a volume is between 0 and 100 percent");
    if (!v.node.is_none())
        if (const Outcome ok = check_node(d, v.node); !ok) return ok;
    d.write_volume(v.node, v.level);
    return {};
}

Outcome part(Draft& d, const OutputPart& p) {
    if (const Outcome ok = check_node(d, p.node); !ok) return ok;
    const bool stems = p.part.kind == audio::Part::Kind::stems;
    if (stems == p.part.stems.empty() || p.part.stems.size() > stems_max)
        return fail(Error::invalid, "a part of stems names one to " + std::to_string(stems_max) + " of them");
    d.write_part(p.node, p.part);
    return {};
}

// No output left while it plays: nobody hears it, so it waits here.
void rest_if_silent(Draft& d, const std::set<NodeId>& on) {
    if (on.empty()) d.pause();
}

std::set<NodeId> wished(const Draft& d) {
    std::set<NodeId> on;
    for (const auto& [node, output] : d.before().outputs)
        if (output.on()) on.insert(node);
    return on;
}

Outcome outputs(Draft& d, const std::set<NodeId>& want) {
    if (want.size() > outputs_max) return fail(Error::full, "at most " + std::to_string(outputs_max) + " outputs");
    const std::set<NodeId> on = wished(d);
    for (const NodeId& node : want)
        if (!on.contains(node))
            if (const Outcome ok = check_output(d, node); !ok) return ok;
    for (const NodeId& node : want) d.write_switch(node, true, d.soon(), fade_switch);
    for (const NodeId& node : on)
        if (!want.contains(node)) d.write_switch(node, false, d.soon(), fade_switch);
    rest_if_silent(d, want);
    return {};
}

// Of an entry that sounds, a loudness is learnt once: it takes effect where every output can follow. A better one, by
// measurement instead of tags, waits until the entry is played again.
void learn_loudness(const Draft& d, const Learnt& l, EntryFacts& facts) {
    if (!l.facts.loudness || l.facts.loudness == facts.loudness) return;
    const Where here = position(d.before(), d.context().now);
    const bool sounds = here.mode == Mode::playing && here.cue.entry == l.entry;
    if (sounds && facts.loudness) return;
    facts.loudness = l.facts.loudness;
    facts.loudness_from = sounds ? d.soon() + gain_lead : EnsembleTime::min();
}

Outcome learnt(Draft& d, const Learnt& l) {
    const Entry* e = d.before().queue.find(l.entry);
    if (!e) return {};  // removed meanwhile: nothing to know any more
    EntryFacts facts = e->facts.value;
    if (!l.facts.track.is_none()) facts.track = l.facts.track;
    if (l.facts.duration > Frames{0}) facts.duration = l.facts.duration;
    if (!l.facts.title.empty()) facts.title = l.facts.title;
    if (!l.facts.artist.empty()) facts.artist = l.facts.artist;
    facts.failed = l.facts.failed;
    learn_loudness(d, l, facts);
    if (l.facts.beats && !facts.beats_by_hand) facts.beats = l.facts.beats;
    if (facts == e->facts.value) return {};
    d.reanchor();
    d.write(l.entry, facts);
    if (!facts.failed.empty()) d.skip(l.entry);
    return {};
}

Outcome settings(Draft& d, const Settings& s) {
    if (s.name.empty() || s.name.size() > text_bytes_max)
        return fail(Error::invalid, "a session's name has 1 to " + std::to_string(text_bytes_max) + " bytes");
    if (!(s == d.before().settings.value)) d.write(s);
    return {};
}

Outcome forget(Draft& d, const ForgetBookmark& f) {
    const auto it = d.before().bookmarks.find(f.reign);
    if (it == d.before().bookmarks.end() || it->second.value.forgotten)
        return fail(Error::unknown_entry, "no such bookmark; `bookmarks` lists them");
    Bookmark b = it->second.value;
    b.forgotten = true;
    d.write(f.reign, b);
    return {};
}

Outcome forget(Draft& d, const ForgetMember& f) {
    const auto it = d.before().members.find(f.node);
    if (it == d.before().members.end())
        return fail(Error::unknown_node, "no device " + f.node.brief() + " in this session");
    About about = it->second.value;
    about.forgotten = true;
    d.write(f.node, about);
    d.write_switch(f.node, false, d.soon(), fade_switch);
    return {};
}

}  // namespace

Result<Delta, Error> apply(const SessionState& state, const Edit& edit, const EditContext& context) {
    Draft d(state, context);
    const auto with = [&](auto change) {
        Settings s = state.settings.value;
        change(s);
        return settings(d, s);
    };
    const Outcome done = std::visit(
        Overload{
            [&](const OutputsSet& e) {
                return outputs(d, {e.nodes.begin(), e.nodes.end()});
            },
            [&](const OutputAdd& e) {
                std::set<NodeId> on = wished(d);
                on.insert(e.node);
                return outputs(d, on);
            },
            [&](const OutputRemove& e) -> Outcome {
                std::set<NodeId> on = wished(d);
                if (on.erase(e.node) == 0)
                    return fail(Error::unknown_node, state.name_of(e.node) + " is not an output; `outputs` lists them");
                return outputs(d, on);
            },
            [&](const OutputPart& e) { return part(d, e); },
            [&](const Volume& e) { return volume(d, e); },
            [&](const Learnt& e) { return learnt(d, e); },
            [&](const SetPolicy& e) { return with([&](Settings& s) { s.policy = e.policy; }); },
            [&](const KeepPlaying& e) { return with([&](Settings& s) { s.keep_playing = e.on; }); },
            [&](const SetNormalise& e) {
                return with([&](Settings& s) {
                    if (s.normalise == e.mode) return;
                    s.normalise_before = s.normalise;
                    s.normalise = e.mode;
                    s.normalise_from = d.soon() + gain_lead;
                });
            },
            [&](const SetKeyLock& e) {
                return with([&](Settings& s) {
                    if (s.key_lock == e.on) return;
                    s.key_lock = e.on;
                    const bool sounds = d.before().transport().mode == Mode::playing;
                    s.key_lock_from = sounds ? d.soon() + key_lock_lead : EnsembleTime::min();
                });
            },
            [&](const Rename& e) { return with([&](Settings& s) { s.name = e.name; }); },
            [&](const ForgetBookmark& e) { return forget(d, e); },
            [&](const ForgetMember& e) { return forget(d, e); },
            [&](const HandOver&) -> Outcome { return fail(Error::invalid, "a handover is not a mere edit"); },
            [&](const auto& e) { return edit_music(d, e); },
        },
        edit);
    if (!done) return done.failure();
    return d.take();
}

std::vector<Edit> split(Edit edit) {
    std::vector<Edit> out;
    const auto size_of = [](const NewEntry& e) {
        return 160 + 24 * e.facts.beats.stretches.size() + e.source.path.size() + e.facts.title.size() +
               e.facts.artist.size() + e.facts.failed.size();
    };
    const auto cut = [&](std::vector<NewEntry>& entries, std::size_t& from) {
        std::vector<NewEntry> piece;
        std::size_t bytes = 0;
        while (from < entries.size() && piece.size() < entries_per_edit_max) {
            bytes += size_of(entries[from]);
            if (!piece.empty() && bytes > edit_bytes_max) break;
            piece.push_back(std::move(entries[from++]));
        }
        return piece;
    };
    if (auto* play = std::get_if<Play>(&edit); play && !play->entries.empty()) {
        // The piece that holds the one to start with plays; in the usual case, the first.
        std::vector<NewEntry> all = std::move(play->entries);
        std::size_t from = 0;
        while (from < all.size()) {
            const std::size_t first = from;
            std::vector<NewEntry> piece = cut(all, from);
            if (first == 0) {
                const auto start = std::min<std::size_t>(play->start, piece.size() - 1);
                out.push_back(Play{std::move(piece), play->append, static_cast<std::uint32_t>(start)});
            } else {
                out.push_back(QueueAdd{std::move(piece), {}, false});
            }
        }
    } else if (auto* add = std::get_if<QueueAdd>(&edit); add && !add->entries.empty()) {
        std::vector<NewEntry> all = std::move(add->entries);
        std::size_t from = 0;
        while (from < all.size()) out.push_back(QueueAdd{cut(all, from), add->before, add->after_current});
        // Each piece goes right behind the current entry: the last one first, so that they end up in order.
        if (add->after_current) std::reverse(out.begin(), out.end());
    } else {
        out.push_back(std::move(edit));
    }
    return out;
}

}  // namespace segue::handoff

#include <cmath>
#include <cstdlib>

#include "handoff/codec_parts.h"

namespace segue::handoff::wire {
namespace {

constexpr Stamp never{};

void put_outputs(const SessionState& v, proto::State& m) {
    for (const auto& [node, output] : v.outputs) {
        auto& o = *m.add_outputs();
        o.set_node(node.to_string());
        if (output.switches.stamp != never) {
            put(output.switches.stamp, *o.mutable_switches_stamp());
            for (const audio::Switch& s : output.switches.value) {
                auto& out = *o.add_switches();
                out.set_at(to_ns(s.at));
                out.set_on(s.on);
                out.set_fade(s.fade.count());
            }
        }
        if (output.volume.stamp != never) {
            put(output.volume.stamp, *o.mutable_volume_stamp());
            o.set_volume(output.volume.value);
        }
        if (output.part.stamp != never) {
            put(output.part.stamp, *o.mutable_part_stamp());
            put(output.part.value, *o.mutable_part());
        }
        if (output.stand_in.stamp != never) {
            put(output.stand_in.stamp, *o.mutable_stand_in_stamp());
            o.set_stand_in(put(output.stand_in.value));
        }
    }
}

bool is_level(float v) { return std::isfinite(v) && v >= 0 && v <= 1; }

Output get_output(const proto::Output& o, Check& check) {
    Output v;
    v.switches.stamp = get(o.switches_stamp(), check);
    check.require(o.switches_size() <= static_cast<int>(audio::switches_max), CodecError::too_large);
    for (const auto& s : o.switches()) {
        const audio::Switch out{from_ns<EnsembleTime>(s.at()), s.on(), Nanoseconds(s.fade())};
        check.require(s.fade() >= 0 && out.fade <= seconds(60) && std::abs(s.at() / 2) < to_ns(not_yet) / 4);
        check.require(v.switches.value.empty() || v.switches.value.back().at < out.at);
        v.switches.value.push_back(out);
    }
    if (o.has_volume_stamp()) {
        check.require(is_level(o.volume()));
        v.volume = {get(o.volume_stamp(), check), o.volume()};
    }
    if (o.has_part_stamp()) v.part = {get(o.part_stamp(), check), get(o.part(), check)};
    if (o.has_stand_in_stamp()) v.stand_in = {get(o.stand_in_stamp(), check), get_id<NodeId>(o.stand_in(), check)};
    return v;
}

void put_queue(const SessionState& v, proto::State& m) {
    for (const auto& [node, taken] : v.taken) {
        if (taken.empty()) continue;
        auto& t = *m.add_taken();
        t.set_node(node.to_string());
        for (const CounterSet::Range& r : taken.ranges()) {
            auto& out = *t.add_ranges();
            out.set_first(r.first);
            out.set_more(r.last - r.first);
        }
    }
    for (const auto& [id, entry] : v.queue.by_id()) {
        auto& e = *m.add_queue();
        put(id, *e.mutable_id());
        put(entry.source, *e.mutable_source());
        put(entry.place.stamp, *e.mutable_place_stamp());
        e.set_place(entry.place.value);
        put(entry.facts.stamp, *e.mutable_facts_stamp());
        put(entry.facts.value, *e.mutable_facts());
    }
}

void get_queue(const proto::State& m, SessionState& v, Check& check) {
    std::size_t ranges = 0;
    for (const auto& t : m.taken()) {
        ranges += static_cast<std::size_t>(t.ranges_size());
        if (!check.require(ranges <= ranges_parsed_max, CodecError::too_large)) return;
        CounterSet& set = v.taken[get_node(t.node(), check)];
        for (const auto& r : t.ranges()) {
            const bool ascending =
                r.first() > set.highest() && r.more() < std::uint64_t{1} << 62 && r.first() < std::uint64_t{1} << 62;
            if (!check.require(ascending)) return;
            set.add(r.first(), r.first() + r.more());
        }
    }
    check.require(m.queue_size() <= static_cast<int>(2 * queue_entries_max), CodecError::too_large);
    for (const auto& e : m.queue()) {
        if (!check.ok()) return;
        const auto id = get_counted<EntryId>(e.id(), check);
        check.require(!id.is_none() && !v.queue.find(id) && v.has_taken(id.node, id.counter), CodecError::malformed);
        v.queue.merge(id, {get(e.source(), check),
                           {get(e.place_stamp(), check), e.place()},
                           {get(e.facts_stamp(), check), get(e.facts(), check)}});
    }
}

}  // namespace

void put(const SessionState& v, proto::State& m) {
    m.set_id(put(v.id));
    if (v.latest != never) put(v.latest, *m.mutable_latest());
    for (const auto& [ballot, reign] : v.reigns) {
        auto& r = *m.add_reigns();
        put(ballot, *r.mutable_ballot());
        put(reign.follows, *r.mutable_follows());
        put(reign.transport.stamp, *r.mutable_stamp());
        put(reign.transport.value, *r.mutable_transport());
    }
    put_queue(v, m);
    put_outputs(v, m);
    for (const auto& [node, about] : v.members) {
        auto& out = *m.add_members();
        out.set_node(node.to_string());
        put(about.stamp, *out.mutable_stamp());
        put(about.value, *out.mutable_about());
    }
    for (const auto& [reign, bookmark] : v.bookmarks) {
        auto& b = *m.add_bookmarks();
        put(reign, *b.mutable_reign());
        put(bookmark.stamp, *b.mutable_stamp());
        put(bookmark.value.cue, *b.mutable_cue());
        b.set_title(bookmark.value.title);
        b.set_forgotten(bookmark.value.forgotten);
    }
    if (v.volume.stamp != never) {
        put(v.volume.stamp, *m.mutable_volume_stamp());
        m.set_volume(v.volume.value);
    }
    if (v.settings.stamp != never) {
        put(v.settings.stamp, *m.mutable_settings_stamp());
        auto& s = *m.mutable_settings();
        s.set_name(v.settings.value.name);
        s.set_policy(static_cast<proto::Policy>(v.settings.value.policy));
        s.set_keep_playing(v.settings.value.keep_playing);
        s.set_normalise(static_cast<proto::Normalise>(v.settings.value.normalise));
        s.set_normalise_before(static_cast<proto::Normalise>(v.settings.value.normalise_before));
        if (v.settings.value.normalise_from != EnsembleTime::min())
            s.set_normalise_from(to_ns(v.settings.value.normalise_from));
        if (v.settings.value.tempo != TempoWish{}) put(v.settings.value.tempo, *s.mutable_tempo());
        s.set_key_lock(v.settings.value.key_lock);
        if (v.settings.value.key_lock_from != EnsembleTime::min())
            s.set_key_lock_from(to_ns(v.settings.value.key_lock_from));
    }
}

SessionState get(const proto::State& m, Check& check) {
    SessionState v;
    v.id = get_id<SessionId>(m.id(), check);
    check.require(!v.id.is_none(), CodecError::malformed);
    v.latest = get(m.latest(), check);
    check.require(
        m.reigns_size() <= static_cast<int>(reigns_max) && m.outputs_size() <= static_cast<int>(2 * outputs_max) &&
            m.members_size() <= static_cast<int>(members_max) && m.bookmarks_size() <= static_cast<int>(bookmarks_max),
        CodecError::too_large);
    if (!check.ok()) return v;
    for (const auto& r : m.reigns()) {
        const Ballot ballot = get(r.ballot(), check);
        const Reign reign{get(r.follows(), check), {get(r.stamp(), check), get(r.transport(), check)}};
        check.require(!ballot.is_none() && reign.transport.stamp.ballot == ballot && reign.follows.ballot < ballot,
                      CodecError::malformed);
        v.reigns.emplace(ballot, reign);
    }
    get_queue(m, v, check);
    for (const auto& o : m.outputs()) v.outputs.emplace(get_node(o.node(), check), get_output(o, check));
    for (const auto& p : m.members())
        v.members.emplace(get_node(p.node(), check), Register<About>{get(p.stamp(), check), get(p.about(), check)});
    for (const auto& b : m.bookmarks())
        v.bookmarks.emplace(get(b.reign(), check),
                            Register<Bookmark>{get(b.stamp(), check),
                                               {get(b.cue(), check), get_text(b.title(), check), b.forgotten()}});
    if (m.has_volume_stamp()) {
        check.require(is_level(m.volume()));
        v.volume = {get(m.volume_stamp(), check), m.volume()};
    }
    if (m.has_settings_stamp()) {
        const auto& s = m.settings();
        check.require(proto::Policy_IsValid(s.policy()) && proto::Normalise_IsValid(s.normalise()) &&
                      proto::Normalise_IsValid(s.normalise_before()));
        v.settings = {
            get(m.settings_stamp(), check),
            {get_text(s.name(), check), static_cast<Policy>(s.policy()), s.keep_playing(),
             static_cast<audio::Normalise>(s.normalise()), static_cast<audio::Normalise>(s.normalise_before()),
             s.has_normalise_from() ? from_ns<EnsembleTime>(s.normalise_from()) : EnsembleTime::min(),
             s.has_tempo() ? get(s.tempo(), check) : TempoWish{}, s.key_lock(),
             s.has_key_lock_from() ? from_ns<EnsembleTime>(s.key_lock_from()) : EnsembleTime::min()}};
    }
    return v;
}

}  // namespace segue::handoff::wire

namespace segue::handoff {

Bytes encode(const SessionState& state) {
    proto::State m;
    wire::put(state, m);
    return wire::bytes_of(m);
}

Result<SessionState, CodecError> decode_state(BytesView bytes) {
    if (bytes.size() > saved_bytes_max)
        return fail(CodecError::too_large, "a session state larger than this version allows");
    proto::State m;
    if (!m.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fail(CodecError::malformed, "not a session state");
    wire::Check check;
    SessionState state = wire::get(m, check);
    if (!check.ok()) return fail(*check.wrong, "a session state with impossible contents");
    return state;
}

}  // namespace segue::handoff

#include "app/node/snapshot.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "app/node/battery.h"
#include "app/node/timing.h"
#include "app/node/usage.h"
#include "handoff/parts.h"

namespace segue::node {
namespace {

double to_us(Nanoseconds d) { return static_cast<double>(d.count()) / 1e3; }
double to_ms(Nanoseconds d) { return static_cast<double>(d.count()) / 1e6; }
double percent(float level) { return std::round(static_cast<double>(level) * 1000) / 10; }

const char* sync_state(const clock::EnsembleClock& clock) {
    if (clock.leads()) return "reference";
    switch (clock.state()) {
        case clock::State::alone:
            return "starting";
        case clock::State::acquiring:
            return "settling";
        case clock::State::locked:
            return "synced";
        case clock::State::holdover:
            return "holding";
    }
    return "";
}

control::Sync describe_sync(const clock::EnsembleClock& clock) {
    control::Sync s;
    s.set_error_us(to_us(clock.error_bound()));
    s.set_offset_to_reference_us(to_us(clock.offset_to_reference()));
    s.set_drift_ppm(clock.drift_ppm());
    s.set_state(sync_state(clock));
    s.set_path_us(to_us(clock.path_bound()));
    return s;
}

const char* output_state(const audio::Report& r) {
    switch (r.state) {
        case audio::Report::State::closed:
            return "closed";
        case audio::Report::State::opening:
            return r.device_error.empty() ? "filling" : "failed";
        case audio::Report::State::settling:
            return "filling";
        case audio::Report::State::silent:
            return r.waiting_for ? "filling" : "silent";
        case audio::Report::State::muted:
            return "muted";
        case audio::Report::State::playing:
            return "sounding";
    }
    return "";
}

control::Output describe_output(Core& core, const Settings& settings, const Options& options) {
    const audio::Report& r = core.player().report();
    control::Output o;
    o.set_device(r.device.empty() ? options.audio.text() : r.device);
    o.set_latency_ms(r.latency_ms + to_ms(settings.latency()));
    o.set_trim_ms(to_ms(settings.latency()));
    o.set_bend_ppm(r.bend_ppm);
    o.set_jumps(static_cast<std::uint32_t>(r.jumps));
    o.set_underruns(static_cast<std::uint32_t>(r.underruns));
    o.set_state(output_state(r));
    o.set_error_us(r.error_us);
    o.set_problem(r.device_error);
    o.set_level_percent(percent(r.peak));
    o.set_device_latency_ms(r.dac_latency_ms);
    if (r.dac_latency_ms > 0) o.set_latency_source(to_text(r.latency_source));
    o.set_device_ppm(r.dac_ppm);
    o.set_device_spread_us(r.dac_spread_us);
    o.set_device_restarts(static_cast<std::uint32_t>(r.device_restarts));
    o.set_device_losses(static_cast<std::uint32_t>(r.dac_restarts));
    o.set_volume_percent(100);
    o.set_part("all");
    if (const handoff::SessionMachine* m = core.sessions().current())
        if (const auto own = m->state().outputs.find(core.config().self); own != m->state().outputs.end()) {
            o.set_volume_percent(percent(own->second.volume.value));
            o.set_part(describe_part(handoff::part_of(m->state(), core.config().self)));
        }
    return o;
}

void describe_timing(Core& core, control::Timing& out) {
    const Timing timing = judge_timing(timing_facts(core.clock(), core.player().report()));
    out.set_word(to_text(timing.word));
    out.set_why(timing.why);
    out.set_bound_us(timing.bound_us);
}

control::Session::State session_state(const handoff::SessionMachine& m, const handoff::Where& where) {
    if (m.state().reigns.empty()) return control::Session::none;
    switch (where.mode) {
        case handoff::Mode::stopped:
            return control::Session::stopped;
        case handoff::Mode::loading:
            return control::Session::loading;
        case handoff::Mode::paused:
            return control::Session::paused;
        case handoff::Mode::playing:
            return where.waiting ? control::Session::waiting : control::Session::playing;
    }
    return control::Session::none;
}

std::string tempo_text(const control::SessionTempo& t) {
    const std::string sounds = t.bpm() > 0 ? fmt::format("{:.1f} bpm", t.bpm()) : "no beat is known";
    if (t.ramp_s() > 0) return fmt::format("{}; changing for {:.0f} s more", sounds, std::ceil(t.ramp_s()));
    switch (t.mode()) {
        case control::Tempo::follow:
            if (t.peers() == 0) return sounds + "; follows the room, where nobody is";
            return t.bpm() > 0 ? "follows the room at " + sounds : "cannot follow the room: " + sounds;
        case control::Tempo::lead:
            return fmt::format("{}; leads {} in the room", sounds, t.peers());
        default:
            break;
    }
    if (t.wished_bpm() > 0) return t.bpm() > 0 ? "at " + sounds : "as it is: " + sounds;
    return t.wished_percent() == 100 ? "as it is: " + sounds : fmt::format("{:.0f} %: {}", t.wished_percent(), sounds);
}

void describe_tempo(Core& core, const handoff::SessionMachine& m, control::SessionTempo& out) {
    const handoff::SessionState& state = m.state();
    const EnsembleTime now = core.ensemble_now();
    const handoff::TempoWish& wish = state.settings.value.tempo;
    out.set_mode(static_cast<control::Tempo::Mode>(wish.mode));
    out.set_wished_bpm(wish.bpm);
    out.set_wished_percent(wish.speed * 100);
    out.set_quantum(wish.quantum);
    out.set_start_stop(wish.start_stop);
    out.set_ramp_s(to_seconds(handoff::ramp_left(state, now)));
    const handoff::Where where = m.where(now);
    if (const handoff::Entry* entry = state.queue.find(where.cue.entry); entry && entry->facts.value.beats) {
        const tempo::BeatPlace place = entry->facts.value.beats.at(static_cast<double>(where.cue.pos.frame));
        out.set_song_bpm(60.0 * sample_rate_hz / place.frames_per_beat);
        out.set_beat(place.beat);
        out.set_beats_per_bar(entry->facts.value.beats.beats_per_bar);
        out.set_first_downbeat(entry->facts.value.beats.first_downbeat);
        for (const tempo::BeatStretch& beats : entry->facts.value.beats.stretches) {
            control::BeatStretch& stretch = *out.add_stretches();
            stretch.set_first_s(to_seconds(Frames{beats.first.frame}));
            stretch.set_beats(beats.beats);
            stretch.set_bpm(60.0 * sample_rate_hz / beats.frames_per_beat);
        }
        const double sounds = handoff::tempo_at(state, now);
        out.set_bpm(sounds > 0 ? sounds : out.song_bpm());
    }
    const NodeId conductor = m.status(now).conductor;
    if (conductor == core.config().self) {
        out.set_peers(static_cast<std::uint32_t>(core.bridge().heard().peers));
    } else if (const auto peer = core.peers().find(conductor); peer != core.peers().end()) {
        control::Node told;
        if (told.ParseFromArray(peer->second.report.data(), static_cast<int>(peer->second.report.size())))
            out.set_peers(told.room_peers());
    }
    out.set_key_lock(state.settings.value.key_lock);
    out.set_text(tempo_text(out) + (out.key_lock() ? ", key-locked" : ""));
}

// trim: of this node's output.
control::Session describe_session(Core& core, Nanoseconds trim) {
    control::Session out;
    const handoff::SessionMachine* m = core.sessions().current();
    if (!m) return out;
    const EnsembleTime now = core.ensemble_now();
    const handoff::SessionState& state = m->state();
    const handoff::Status status = m->status(now);
    const handoff::Where where = m->where(now);
    out.set_id(state.id.hex());
    if (!status.conductor.is_none()) {
        out.set_conductor(status.conductor.hex());
        out.set_conductor_name(state.name_of(status.conductor));
    }
    out.set_ballot(describe_ballot(status.ballot));
    out.set_state(session_state(*m, where));
    out.set_position_s(to_seconds(Frames{where.cue.pos.frame}));
    out.set_rate(where.mode == handoff::Mode::playing && !where.waiting && state.transport().now
                     ? state.transport().now->timeline.rate_at(now)
                     : 0);
    std::uint32_t index = 0;
    for (const handoff::EntryId& id : state.queue.order()) {
        const handoff::Entry& entry = *state.queue.find(id);
        control::QueueEntry& e = *out.add_queue();
        e.set_index(++index);
        e.set_id(fmt::format("{}-{}", id.node.brief(), id.counter));
        *e.mutable_track() = describe_track(core, entry);
        e.set_note(entry.facts.value.failed);
        if (id == where.cue.entry) {
            out.set_queue_index(index);
            *out.mutable_track() = e.track();
        }
    }
    for (const auto& [node, output] : state.outputs) {
        if (!output.on()) continue;
        control::SessionOutput& o = *out.add_outputs();
        o.set_id(node.hex());
        o.set_name(state.name_of(node));
        o.set_part(describe_part(handoff::part_of(state, node)));
        o.set_volume_percent(percent(output.volume.value));
        control::Node told;
        if (node == core.config().self) {
            o.set_state(output_state(core.player().report()));
            o.set_latency_ms(to_ms(trim));
        } else if (const auto peer = core.peers().find(node); peer == core.peers().end()) {
            o.set_state("gone");
        } else if (told.ParseFromArray(peer->second.report.data(), static_cast<int>(peer->second.report.size()))) {
            o.set_state(told.output().state());
            o.set_latency_ms(told.output().trim_ms());
        }
    }
    for (const auto& [node, about] : state.members)
        if (!about.value.forgotten) out.add_members(state.name_of(node));
    out.set_volume_percent(percent(state.volume.value));
    out.set_keep_playing(state.settings.value.keep_playing);
    out.set_normalise(static_cast<control::Normalise::Mode>(state.settings.value.normalise));
    describe_tempo(core, *m, *out.mutable_tempo());
    out.mutable_loop()->set_on(state.transport().loop.has_value());
    if (const auto& loop = state.transport().loop) {
        out.mutable_loop()->set_from_s(to_seconds(loop->lap.from - MediaPos{0}));
        out.mutable_loop()->set_to_s(to_seconds(loop->lap.end() - MediaPos{0}));
        out.mutable_loop()->set_beats(loop->beats);
    }
    out.set_policy(static_cast<control::Session::Policy>(state.settings.value.policy));
    for (const handoff::Ballot& lost : listed_bookmarks(state)) {
        const handoff::Bookmark& kept = state.bookmarks.at(lost).value;
        control::Bookmark& b = *out.add_bookmarks();
        b.set_index(static_cast<std::uint32_t>(out.bookmarks_size()));
        b.set_id(describe_ballot(lost));
        b.set_position_s(to_seconds(Frames{kept.cue.pos.frame}));
        b.set_conductor(lost.node.hex());
        b.set_conductor_name(state.name_of(lost.node));
        if (const handoff::Entry* entry = state.queue.find(kept.cue.entry)) {
            *b.mutable_track() = describe_track(core, *entry);
            b.set_note(entry->facts.value.failed);
        } else {
            b.mutable_track()->set_title(kept.title);
            b.set_note("no longer in the queue");
        }
    }
    if (m->role() == handoff::Role::handing_over || m->role() == handoff::Role::offered) out.set_handoff(status.text);
    return out;
}

// A member that is not this node: what it told of itself, over what is known of it here.
control::Node describe_peer(Core& core, const membership::Member& member) {
    control::Node n;
    const auto peer = core.peers().find(member.id);
    if (peer != core.peers().end() &&
        !n.ParseFromArray(peer->second.report.data(), static_cast<int>(peer->second.report.size())))
        n.Clear();
    n.set_id(member.id.hex());
    n.set_name(member.name);
    n.set_is_self(false);
    n.set_state(control::Node::gone);
    if (!member.addresses.empty()) n.set_address(member.addresses.front());
    if (peer != core.peers().end()) {
        n.set_name(peer->second.info.name);
        n.set_address(peer->second.info.address);
        n.set_role(peer->second.info.full_member ? control::member : control::guest);
        n.set_round_trip_ms(to_ms(peer->second.rtt));
        n.set_state(member.life == membership::Life::suspect ? control::Node::suspect : control::Node::up);
    }
    return n;
}

void mark_roles(Core& core, control::Node& n, const NodeId& id) {
    const handoff::SessionMachine* m = core.sessions().current();
    n.set_is_reference(id == core.clock().reference());
    n.set_is_conductor(m && m->status(core.ensemble_now()).conductor == id);
    n.set_is_output(m && m->state().outputs.contains(id) && m->state().outputs.at(id).on());
}

}  // namespace

std::string describe_ballot(const handoff::Ballot& ballot) {
    return ballot.is_none() ? "" : fmt::format("{}@{}", ballot.number, ballot.node.brief());
}

std::vector<handoff::Ballot> listed_bookmarks(const handoff::SessionState& state) {
    std::vector<handoff::Ballot> out;
    for (const auto& [reign, bookmark] : state.bookmarks)
        if (!bookmark.value.forgotten) out.push_back(reign);
    std::reverse(out.begin(), out.end());
    return out;
}

std::string describe_part(const audio::Part& part) {
    switch (part.kind) {
        case audio::Part::Kind::all:
            return "all";
        case audio::Part::Kind::left:
            return "left";
        case audio::Part::Kind::right:
            return "right";
        case audio::Part::Kind::mono:
            return "mono";
        case audio::Part::Kind::stems:
            return fmt::format("{}", fmt::join(part.stems, "+"));
    }
    return "";
}

control::Track describe_track(Core& core, const handoff::Entry& entry) {
    const handoff::EntryFacts& facts = entry.facts.value;
    control::Track t;
    t.set_title(facts.title.empty() ? std::filesystem::path(entry.source.path).stem().string() : facts.title);
    t.set_artist(facts.artist);
    t.set_path(entry.source.path);
    t.set_duration_s(to_seconds(facts.duration));
    if (facts.track.is_none()) return t;
    t.set_id(facts.track.hex());
    if (const auto manifest = core.world().store().manifest(facts.track)) {
        t.set_album(manifest->tags.album);
        if (facts.duration.count == 0) t.set_duration_s(to_seconds(manifest->duration));
        for (std::size_t i = 1; i < manifest->stems.size(); ++i) t.add_stems(manifest->stems[i].name);
        t.set_imported_percent(100 * (manifest->complete ? 1.0 : core.librarian().progress(facts.track).value_or(0)));
    }
    return t;
}

control::Node describe_self(Core& core, const Surroundings& around) {
    control::Node n;
    n.set_id(core.config().self.hex());
    n.set_name(around.settings.name());
    if (const auto addresses = around.door.addresses(); !addresses.empty()) n.set_address(addresses.front());
    n.set_state(control::Node::up);
    n.set_role(around.door.role() == mesh::Role::member ? control::member : control::guest);
    n.set_is_self(true);
    mark_roles(core, n, core.config().self);
    const Usage usage = usage_of_this_process();
    n.set_version(SEGUE_VERSION);
    n.set_pid(static_cast<std::uint32_t>(getpid()));
    n.set_uptime_s(to_seconds(core.world().now() - around.started));
    n.set_cpu_percent(usage.cpu_percent);
    n.set_memory_mb(usage.memory_mb);
    if (const auto battery = battery_of_this_machine()) {
        n.set_battery_percent(battery->percent);
        n.set_is_on_battery(battery->discharging);
    }
    n.set_state_dir(around.options.state_dir.string());
    *n.mutable_sync() = describe_sync(core.clock());
    *n.mutable_output() = describe_output(core, around.settings, around.options);
    describe_timing(core, *n.mutable_timing());
    n.set_in_room(core.bridge().bridging());
    n.set_room_peers(static_cast<std::uint32_t>(core.bridge().heard().peers));
    if (const handoff::SessionMachine* m = core.sessions().current(); m && n.is_output())
        n.set_position_s(to_seconds(Frames{m->where(core.ensemble_now()).cue.pos.frame}));
    return n;
}

control::Snapshot make_snapshot(Core& core, const Surroundings& around) {
    control::Snapshot s;
    *s.mutable_node() = describe_self(core, around);
    *s.mutable_session() = describe_session(core, around.settings.latency());
    *s.mutable_sync() = s.node().sync();
    *s.mutable_output() = s.node().output();
    *s.add_nodes() = s.node();
    std::vector<control::Node> others;
    for (const membership::Member& member : core.membership().members()) {
        control::Node n = describe_peer(core, member);
        mark_roles(core, n, member.id);
        if (member.life == membership::Life::left && n.state() == control::Node::gone) continue;
        others.push_back(std::move(n));
    }
    std::sort(others.begin(), others.end(), [](const auto& a, const auto& b) { return a.name() < b.name(); });
    std::uint32_t up = 1;
    for (control::Node& n : others) {
        if (n.state() != control::Node::gone) ++up;
        *s.add_nodes() = std::move(n);
    }
    control::Ensemble& e = *s.mutable_ensemble();
    e.set_id(around.door.ensemble().hex());
    e.set_role(around.door.role() == mesh::Role::member ? control::member : control::guest);
    e.set_nodes_known(static_cast<std::uint32_t>(s.nodes_size()));
    e.set_nodes_up(up);
    for (const RememberedNote& note : around.notes) {
        control::Note& n = *s.add_notes();
        n.set_age_s(to_seconds(core.world().now() - note.when));
        n.set_text(note.text);
    }
    const handoff::SessionMachine* m = core.sessions().current();
    s.set_text(m ? m->status(core.ensemble_now()).text : "nothing to play yet");
    s.set_ensemble_time_s(to_seconds(core.ensemble_now().time_since_epoch()));
    return s;
}

}  // namespace segue::node

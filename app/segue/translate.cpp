#include "app/segue/translate.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/segue/translate_library.h"
#include "app/segue/translate_state.h"

namespace segue::app {
namespace {

using ui::ClockState;
using ui::Presence;
using ui::Sound;

template <class Enum, std::size_t N>
Enum named(const std::string& word, const std::pair<const char*, Enum> (&names)[N], Enum otherwise) {
    for (const auto& [name, value] : names)
        if (word == name) return value;
    return otherwise;
}

constexpr std::pair<const char*, Sound> sounds[] = {
    {"closed", Sound::closed},     {"silent", Sound::silent}, {"filling", Sound::filling}, {"muted", Sound::muted},
    {"sounding", Sound::sounding}, {"failed", Sound::failed}, {"gone", Sound::gone}};
constexpr std::pair<const char*, ClockState> clocks[] = {{"starting", ClockState::starting},
                                                         {"settling", ClockState::settling},
                                                         {"synced", ClockState::synced},
                                                         {"holding", ClockState::holding},
                                                         {"reference", ClockState::reference}};

ui::TrackFacts track_facts(const control::Track& t) {
    ui::TrackFacts out;
    out.id = q(t.id());
    out.title = q(t.title());
    out.artist = q(t.artist());
    out.album = q(t.album());
    out.seconds = t.duration_s();
    for (const std::string& stem : t.stems()) out.stems << q(stem);
    out.path = q(t.path());
    out.imported_percent = t.imported_percent();
    return out;
}

ui::DeviceFacts device_facts(const control::Node& n) {
    ui::DeviceFacts d;
    d.id = q(n.id());
    d.name = q(n.name());
    d.address = q(n.address());
    d.version = q(n.version());
    d.presence = n.state() == control::Node::up        ? Presence::up
                 : n.state() == control::Node::suspect ? Presence::suspect
                 : n.state() == control::Node::joining ? Presence::joining
                                                       : Presence::gone;
    d.is_self = n.is_self();
    d.conducts = n.is_conductor();
    d.is_output = n.is_output();
    d.is_guest = n.role() == control::guest;
    d.round_trip_ms = n.round_trip_ms();
    d.uptime_s = n.uptime_s();
    d.cpu_percent = n.cpu_percent();
    d.memory_mb = n.memory_mb();
    const control::Output& o = n.output();
    d.sound = d.presence == Presence::gone ? Sound::gone : named(o.state(), sounds, Sound::closed);
    d.sound_device = q(o.device());
    d.problem = q(o.problem());
    d.part = o.part().empty() ? QStringLiteral("all") : q(o.part());
    d.volume = o.volume_percent();
    d.latency_ms = o.latency_ms();
    d.trim_ms = o.trim_ms();
    d.level = o.level_percent() / 100;
    d.error_us = o.error_us();
    d.bend_ppm = o.bend_ppm();
    d.jumps = static_cast<int>(o.jumps());
    d.underruns = static_cast<int>(o.underruns());
    d.clock = named(n.sync().state(), clocks, ClockState::unknown);
    d.battery_percent = n.battery_percent();
    d.is_on_battery = n.is_on_battery();
    d.clock_error_us = n.sync().error_us();
    d.offset_us = n.sync().offset_to_reference_us();
    d.drift_ppm = n.sync().drift_ppm();
    return d;
}

ui::TempoFacts tempo_facts(const control::SessionTempo& t) {
    ui::TempoFacts out;
    out.mode = t.mode() == control::Tempo::follow ? ui::TempoMode::follow
               : t.mode() == control::Tempo::lead ? ui::TempoMode::lead
                                                  : ui::TempoMode::free;
    out.bpm = t.bpm();
    out.song_bpm = t.song_bpm();
    out.wished_bpm = t.wished_bpm();
    out.wished_percent = t.wished_percent();
    out.quantum = static_cast<int>(t.quantum());
    out.peers = static_cast<int>(t.peers());
    out.ramp_s = t.ramp_s();
    out.start_stop = t.start_stop();
    out.key_lock = t.key_lock();
    for (const control::BeatStretch& s : t.stretches())
        if (s.bpm() > 0)
            out.beats.stretches.push_back(
                {MediaPos{std::llround(s.first_s() * sample_rate_hz)}, s.beats(), sample_rate_hz * 60.0 / s.bpm()});
    out.beats.first_downbeat = t.first_downbeat();
    out.beats.beats_per_bar = static_cast<std::uint8_t>(std::clamp(t.beats_per_bar(), 1U, 255U));
    // Of a node of another age nothing is taken for sure.
    if (!tempo::is_valid(out.beats)) out.beats = {};
    return out;
}

ui::SessionFacts session_facts(const control::Session& s) {
    ui::SessionFacts out;
    switch (s.state()) {
        case control::Session::stopped:
            out.state = ui::Play::stopped;
            break;
        case control::Session::loading:
            out.state = ui::Play::loading;
            break;
        case control::Session::playing:
            out.state = ui::Play::playing;
            break;
        case control::Session::paused:
            out.state = ui::Play::paused;
            break;
        case control::Session::waiting:
            out.state = ui::Play::waiting;
            break;
        default:
            out.state = ui::Play::none;
            break;
    }
    out.track = track_facts(s.track());
    out.position = s.position_s();
    out.rate = s.rate();
    out.volume = s.volume_percent();
    out.queue_index = static_cast<int>(s.queue_index()) - 1;
    out.queue.reserve(static_cast<std::size_t>(s.queue_size()));
    for (const control::QueueEntry& e : s.queue())
        out.queue.push_back({q(e.id()), track_facts(e.track()), q(e.note())});
    for (const control::Bookmark& b : s.bookmarks())
        out.bookmarks.push_back(
            {q(b.id()), track_facts(b.track()), b.position_s(), q(b.conductor_name()), q(b.note())});
    out.conductor_id = q(s.conductor());
    out.conductor_name = q(s.conductor_name());
    out.ballot = q(s.ballot());
    out.handoff = q(s.handoff());
    for (const std::string& m : s.members()) out.members << q(m);
    out.keep_playing = s.keep_playing();
    out.normalise = s.normalise();
    out.tempo = tempo_facts(s.tempo());
    out.loop = {s.loop().on(), s.loop().from_s(), s.loop().to_s(), s.loop().beats()};
    out.exclusive = s.policy() == control::Session::exclusive;
    return out;
}

ui::InspectionFacts inspection_facts(const control::Inspection& from) {
    ui::InspectionFacts out;
    for (const auto& line : from.log())
        out.log.push_back({q(line.text()), line.age_s(), line.level() == "warning" || line.level() == "error"});
    for (const auto& t : from.traffic())
        out.traffic.push_back({q(t.kind()), t.sent(), t.received(), t.sent_bytes() + t.received_bytes()});
    out.uptime_s = from.uptime_s();
    return out;
}

}  // namespace

ui::Answer to_answer(const control::Response& response) {
    ui::Answer a;
    a.ok = !response.has_error();
    if (response.has_error()) {
        a.text = q(response.error().message());
        a.hint = q(response.error().hint());
        return a;
    }
    if (response.notes_size() > 0) a.text = q(response.notes(0));
    if (response.has_done()) {
        if (a.text.isEmpty()) a.text = q(response.done().text());
        a.took_ms = response.done().took_ms();
    }
    a.link = q(response.invitation().link());
    a.expires_in_s = response.invitation().expires_in_s();
    a.picture = QByteArray::fromStdString(response.picture().data());
    a.outline.assign(response.outline().peaks().begin(), response.outline().peaks().end());
    if (response.has_library_found()) a.found = library_found(response.library_found());
    if (response.has_library_stats()) a.library = library_facts(response.library_stats());
    if (response.has_library_exported()) {
        a.file = QByteArray::fromStdString(response.library_exported().playlist());
        a.left_out = static_cast<int>(response.library_exported().left_out());
    }
    for (const auto& p : response.history().played())
        a.history.push_back({static_cast<int>(p.number()), track_facts(p.track()), p.ago_s()});
    if (response.has_snapshot()) a.state = state_lines(response.snapshot());
    if (response.has_inspection()) a.inspection = inspection_facts(response.inspection());
    for (const auto& p : response.playlists().playlists())
        a.playlists.push_back({q(p.name()), static_cast<int>(p.tracks()), p.duration_s()});
    for (const control::Device& d : response.devices().devices()) {
        a.devices << q(d.spec());
        a.device_names << q(d.name().empty() ? d.spec() : d.name());
        if (d.in_use()) a.device_in_use = q(d.spec());
    }
    return a;
}

ui::HouseFacts to_facts(const control::Snapshot& s, ui::Clock::time_point taken) {
    ui::HouseFacts house;
    house.taken = taken;
    house.session = session_facts(s.session());
    for (const control::Node& n : s.nodes()) house.devices.push_back(device_facts(n));
    house.ensemble = q(s.ensemble().id());
    house.is_guest = s.ensemble().role() == control::guest;
    for (const control::Note& n : s.notes()) house.notes << q(n.text());
    return house;
}

}  // namespace segue::app

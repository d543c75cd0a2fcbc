#include "app/segue/translate.h"

#include <utility>

#include "app/segue/translate_library.h"

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
    out.exclusive = s.policy() == control::Session::exclusive;
    return out;
}

void add_sources(google::protobuf::RepeatedPtrField<control::Source>& to, const QStringList& paths,
                 const QStringList& tracks, const std::vector<ui::Pick>& picks, const QStringList& playlists) {
    for (const QString& p : playlists) to.Add()->set_playlist(p.toStdString());
    for (const ui::Pick& p : picks) *to.Add()->mutable_pick() = library_pick(p);
    for (const QString& p : paths) to.Add()->set_path(p.toStdString());
    for (const QString& t : tracks) to.Add()->set_track(t.toStdString());
}

control::Part part_of(const QString& text) {
    control::Part part;
    if (text == QLatin1String("left"))
        part.set_kind(control::Part::left);
    else if (text == QLatin1String("right"))
        part.set_kind(control::Part::right);
    else if (text == QLatin1String("mono"))
        part.set_kind(control::Part::mono);
    else if (text != QLatin1String("all")) {
        part.set_kind(control::Part::stems);
        for (const QString& stem : text.split(QLatin1Char('+'))) part.add_stem_names(stem.toStdString());
    }
    return part;
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

struct Asking {
    control::Request& r;
    void outputs(control::Outputs::Change change, const QStringList& nodes) {
        r.mutable_outputs()->set_change(change);
        for (const QString& n : nodes) r.mutable_outputs()->add_nodes(n.toStdString());
    }
    void operator()(const ui::PlayThese& d) {
        add_sources(*r.mutable_play()->mutable_sources(), d.paths, d.tracks, d.picks, d.playlists);
        r.mutable_play()->set_append(d.append);
        r.mutable_play()->set_start_s(d.start_s);
    }
    void operator()(const ui::Pause&) { r.mutable_pause(); }
    void operator()(const ui::Resume&) { r.mutable_resume(); }
    void operator()(const ui::Stop&) { r.mutable_stop(); }
    void operator()(const ui::Next&) { r.mutable_next(); }
    void operator()(const ui::Previous&) { r.mutable_previous(); }
    void operator()(const ui::SeekTo& d) { r.mutable_seek()->set_to_s(d.seconds); }
    void operator()(const ui::SeekBy& d) { r.mutable_seek()->set_by_s(d.seconds); }
    void operator()(const ui::QueueAdd& d) {
        add_sources(*r.mutable_queue_add()->mutable_sources(), d.paths, d.tracks, d.picks, d.playlists);
        if (!d.before.isEmpty()) r.mutable_queue_add()->mutable_before()->set_id(d.before.toStdString());
    }
    void operator()(const ui::QueueRemove& d) {
        r.mutable_queue_remove()->add_entries()->set_id(d.entry.toStdString());
    }
    void operator()(const ui::QueueMove& d) {
        r.mutable_queue_move()->mutable_entry()->set_id(d.entry.toStdString());
        r.mutable_queue_move()->set_to_index(static_cast<std::uint32_t>(d.to + 1));
    }
    void operator()(const ui::QueueClear&) { r.mutable_queue_clear(); }
    void operator()(const ui::PlayEntry& d) { r.mutable_play_entry()->set_id(d.entry.toStdString()); }
    void operator()(const ui::OutputAdd& d) { outputs(control::Outputs::add, {d.node}); }
    void operator()(const ui::OutputRemove& d) { outputs(control::Outputs::remove, {d.node}); }
    void operator()(const ui::OutputsSet& d) { outputs(control::Outputs::set, d.nodes); }
    void operator()(const ui::HandOver& d) {
        r.mutable_handoff()->set_node(d.node.toStdString());
        r.mutable_handoff()->set_keep(d.keep);
    }
    void operator()(const ui::SetVolume& d) {
        r.mutable_volume()->set_node(d.node.toStdString());
        r.mutable_volume()->set_to_percent(d.percent);
    }
    void operator()(const ui::SetLatency& d) {
        r.mutable_latency()->set_node(d.node.toStdString());
        r.mutable_latency()->set_ms(d.ms);
    }
    void operator()(const ui::SetPart& d) {
        control::PartChoice& c = *r.mutable_set_parts()->add_parts();
        c.set_node(d.node.toStdString());
        *c.mutable_part() = part_of(d.part);
    }
    void operator()(const ui::KeepPlaying& d) { r.mutable_keep_playing()->set_on(d.on); }
    void operator()(const ui::SetExclusive& d) {
        r.mutable_set_policy()->set_policy(d.on ? control::Session::exclusive : control::Session::continuous);
    }
    void operator()(const ui::BookmarkResume& d) { r.mutable_bookmark_resume()->set_id(d.id.toStdString()); }
    void operator()(const ui::BookmarkForget& d) { r.mutable_bookmark_forget()->set_id(d.id.toStdString()); }
    void operator()(const ui::Invite& d) { r.mutable_invite()->set_role(d.guest ? control::guest : control::member); }
    void operator()(const ui::Join& d) { r.mutable_join()->set_link(d.link.toStdString()); }
    void operator()(const ui::Leave&) { r.mutable_leave(); }
    void operator()(const ui::Forget& d) { r.mutable_forget()->set_node(d.node.toStdString()); }
    void operator()(const ui::Rename& d) { r.mutable_rename()->set_name(d.name.toStdString()); }
    void operator()(const ui::ListDevices&) { r.mutable_devices(); }
    void operator()(const ui::Picture& d) { r.mutable_picture()->set_id(d.track.toStdString()); }
    void operator()(const ui::LibraryFind& d) { *r.mutable_library_search() = library_search(d); }
    void operator()(const ui::Identify& d) { r.mutable_identify()->set_node(d.node.toStdString()); }
    void operator()(const ui::Inspect& d) {
        r.mutable_inspect();
        r.set_target(d.node.toStdString());
    }
    void operator()(const ui::ListPlaylists&) { r.mutable_playlists(); }
    void operator()(const ui::PlaylistSave& d) { r.mutable_playlist_save()->set_name(d.name.toStdString()); }
    void operator()(const ui::PlaylistRemove& d) { r.mutable_playlist_remove()->set_name(d.name.toStdString()); }
    void operator()(const ui::LibraryCover& d) { r.mutable_library_cover()->set_id(d.id.toStdString()); }
    void operator()(const ui::LibraryLook&) { r.mutable_library_stats(); }
    void operator()(const ui::LibraryFolderAdd& d) { r.mutable_library_add()->set_path(d.path.toStdString()); }
    void operator()(const ui::LibraryFolderRemove& d) { r.mutable_library_remove()->set_path(d.path.toStdString()); }
    void operator()(const ui::LibraryScan&) { r.mutable_library_scan(); }
    void operator()(const ui::LibraryScanCancel&) { r.mutable_library_cancel(); }
    void operator()(const ui::Outline& d) { r.mutable_outline()->set_id(d.track.toStdString()); }
};

}  // namespace

control::Request to_request(const ui::Deed& deed) {
    control::Request request;
    std::visit(Asking{request}, deed);
    return request;
}

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

#include "app/segue/translate.h"
#include "app/segue/translate_library.h"

namespace segue::app {
namespace {

void add_sources(google::protobuf::RepeatedPtrField<control::Source>& to, const QStringList& paths,
                 const QStringList& tracks, const std::vector<ui::Pick>& picks, const QStringList& playlists,
                 const std::vector<int>& played) {
    for (const int number : played) to.Add()->set_played(static_cast<std::uint32_t>(number));
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

struct Asking {
    control::Request& r;
    void outputs(control::Outputs::Change change, const QStringList& nodes) {
        r.mutable_outputs()->set_change(change);
        for (const QString& n : nodes) r.mutable_outputs()->add_nodes(n.toStdString());
    }
    void operator()(const ui::PlayThese& d) {
        add_sources(*r.mutable_play()->mutable_sources(), d.paths, d.tracks, d.picks, d.playlists, d.played);
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
        add_sources(*r.mutable_queue_add()->mutable_sources(), d.paths, d.tracks, d.picks, d.playlists, d.played);
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
    void operator()(const ui::Rename& d) {
        r.mutable_rename()->set_name(d.name.toStdString());
        r.set_target(d.node.toStdString());
    }
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
    void operator()(const ui::PlaylistExport& d) {
        r.mutable_playlist_export()->set_name(d.name.toStdString());
        r.mutable_playlist_export()->set_format(d.format == QLatin1String("xspf")  ? control::LibraryExport::xspf
                                                : d.format == QLatin1String("pls") ? control::LibraryExport::pls
                                                                                   : control::LibraryExport::m3u8);
    }
    void operator()(const ui::PlaylistImport& d) { r.mutable_playlist_import()->set_path(d.path.toStdString()); }
    void operator()(const ui::ListHistory&) { r.mutable_history(); }
    void operator()(const ui::ClearHistory&) { r.mutable_history_clear(); }
    void operator()(const ui::LookAt& d) {
        r.mutable_status();
        r.set_target(d.node.toStdString());
    }
    void operator()(const ui::SetNormalise& d) {
        r.mutable_normalise()->set_mode(static_cast<control::Normalise::Mode>(d.mode));
    }
    void operator()(const ui::SetTempo& d) {
        control::SetTempo& t = *r.mutable_tempo();
        if (d.mode)
            t.set_mode(*d.mode == ui::TempoMode::follow ? control::Tempo::follow
                       : *d.mode == ui::TempoMode::lead ? control::Tempo::lead
                                                        : control::Tempo::free);
        if (d.bpm) t.set_bpm(*d.bpm);
        if (d.percent) t.set_percent(*d.percent);
        if (d.by_bpm) t.set_by_bpm(*d.by_bpm);
        t.set_quantum(static_cast<std::uint32_t>(d.quantum));
        if (d.over_bars > 0) t.set_over_bars(d.over_bars);
        if (d.start_stop) t.set_start_stop(*d.start_stop);
    }
    void operator()(const ui::SetKeyLock& d) { r.mutable_key_lock()->set_on(d.on); }
    void operator()(const ui::TapBeat&) { r.mutable_tap(); }
    void operator()(const ui::SetBeats& d) {
        control::SetBeats& b = *r.mutable_beats();
        using Change = ui::SetBeats::Change;
        switch (d.change) {
            case Change::shift_ms:
                return b.set_shift_ms(d.by);
            case Change::shift_bar:
                return b.set_shift_bar(static_cast<std::int32_t>(d.by));
            case Change::halve:
                return void(b.mutable_halve());
            case Change::twice:
                return void(b.mutable_twice());
            case Change::here:
                return void(b.mutable_here());
            case Change::found:
                return void(b.mutable_found());
        }
    }
    void operator()(const ui::SetLoop& d) {
        control::SetLoop& l = *r.mutable_loop();
        using Change = ui::SetLoop::Change;
        switch (d.change) {
            case Change::beats:
                return l.set_beats(d.beats);
            case Change::halve:
                return void(l.mutable_halve());
            case Change::twice:
                return void(l.mutable_twice());
            case Change::off:
                return void(l.mutable_off());
        }
    }
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

}  // namespace segue::app

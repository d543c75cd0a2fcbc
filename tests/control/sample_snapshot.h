// A house in the middle of a song, for views.
#pragma once

#include "app/control/control.pb.h"

namespace segue::control {

inline Snapshot sample_snapshot() {
    Snapshot s;
    const auto node = [&](const char* name, char digit, Node::State state) -> Node& {
        Node& n = *s.add_nodes();
        n.set_name(name);
        n.set_id(std::string(32, digit));
        n.set_state(state);
        return n;
    };
    Node& laptop = node("laptop", 'a', Node::up);
    laptop.set_is_self(true);
    laptop.set_is_output(true);
    laptop.set_is_reference(true);
    laptop.set_address("127.0.0.1:24470");
    laptop.set_version("0.1.0");
    laptop.set_uptime_s(7500);
    laptop.set_cpu_percent(1.24);
    laptop.set_memory_mb(12);
    laptop.set_position_s(42.34);
    laptop.mutable_sync()->set_state("reference");
    laptop.mutable_output()->set_state("sounding");
    laptop.mutable_output()->set_device("default");
    laptop.mutable_output()->set_error_us(-3);
    laptop.mutable_output()->set_bend_ppm(0.4);
    laptop.mutable_output()->set_latency_ms(21.3);
    laptop.mutable_output()->set_part("all");
    Node& phone = node("phone", 'b', Node::up);
    phone.set_is_conductor(true);
    phone.set_is_output(true);
    phone.set_round_trip_ms(0.61);
    phone.set_role(guest);
    phone.set_address("127.0.0.1:24471");
    phone.set_position_s(42.34);
    phone.mutable_sync()->set_error_us(23);
    phone.mutable_sync()->set_state("synced");
    phone.mutable_output()->set_state("sounding");
    phone.mutable_output()->set_error_us(11.6);
    phone.mutable_output()->set_part("left");
    node("old \033[31mbox", 'c', Node::gone);

    *s.mutable_node() = laptop;
    *s.mutable_sync() = laptop.sync();
    *s.mutable_output() = laptop.output();
    s.set_text("playing on 2 nodes, in sync");

    Session& session = *s.mutable_session();
    SessionTempo& tempo = *session.mutable_tempo();
    tempo.set_mode(Tempo::follow);
    tempo.set_bpm(126);
    tempo.set_song_bpm(120.5);
    tempo.set_wished_percent(100);
    tempo.set_quantum(4);
    tempo.set_beat(-1.5);
    tempo.set_beats_per_bar(4);
    tempo.set_peers(1);
    tempo.set_text("follows the room at 126.0 bpm");
    session.set_id(std::string(32, 'd'));
    session.set_conductor(phone.id());
    session.set_conductor_name("phone");
    session.set_ballot("3@bbbbbbbb");
    session.set_state(Session::playing);
    session.set_position_s(42.34);
    session.set_rate(1);
    session.set_queue_index(2);
    const std::pair<const char*, const char*> tracks[]{
        {"Overture", "The House Band"}, {"Segue", "The House Band"}, {"", ""}};
    for (std::uint32_t i = 0; i < 3; ++i) {
        QueueEntry& entry = *session.add_queue();
        entry.set_index(i + 1);
        entry.mutable_track()->set_id(std::string(32, static_cast<char>('1' + i)));
        entry.mutable_track()->set_title(tracks[i].first);
        entry.mutable_track()->set_artist(tracks[i].second);
        entry.mutable_track()->set_duration_s(i == 2 ? 0 : 123.4);
    }
    session.mutable_queue(1)->mutable_track()->add_stems("drums");
    session.mutable_queue(1)->mutable_track()->add_stems("bass");
    session.mutable_queue(2)->set_note("not audio");
    *session.mutable_track() = session.queue(1).track();
    for (const Node* n : {&s.nodes(0), &s.nodes(1)}) {
        SessionOutput& output = *session.add_outputs();
        output.set_id(n->id());
        output.set_name(n->name());
        output.set_state(n->output().state());
        output.set_part(n->output().part());
        output.set_volume_percent(n->is_self() ? 100 : 40);
        output.set_latency_ms(n->is_self() ? 0 : -12.5);
        session.add_members(n->name());
    }
    s.mutable_ensemble()->set_id(std::string(32, 'e'));
    s.mutable_ensemble()->set_name("home");
    s.mutable_ensemble()->set_nodes_known(3);
    s.mutable_ensemble()->set_nodes_up(2);
    OpenInvitation& invitation = *s.mutable_ensemble()->add_invitations();
    invitation.set_expires_in_s(540);
    invitation.set_uses_left(1);
    Note& note = *s.add_notes();
    note.set_age_s(65);
    note.set_text("skipped notes.txt: not audio");
    return s;
}

}  // namespace segue::control

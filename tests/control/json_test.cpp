#include "app/control/json.h"

#include <gtest/gtest.h>

#include "app/control/codec.h"

namespace segue::control {
namespace {

bool has(const std::string& json, const std::string& part) { return json.find(part) != std::string::npos; }

// Scripts walk these paths without asking whether they are there.
TEST(Json, AnEmptySnapshotHasEveryPromisedField) {
    EXPECT_EQ(
        to_json(Snapshot()),
        R"({"node":{"id":"","name":"","address":"","state":"gone","role":"member","is_self":false,"is_conductor":false,)"
        R"("is_output":false,"is_reference":false,"round_trip_ms":0,"version":"","pid":0,"uptime_s":0,"cpu_percent":0,)"
        R"("memory_mb":0,"state_dir":"","position_s":0,"in_room":false,"room_peers":0,"battery_percent":0,)"
        R"("is_on_battery":false},)"
        R"("session":{"id":"","conductor":"","conductor_name":"","ballot":"","state":"none",)"
        R"("track":{"id":"","title":"","artist":"","album":"","duration_s":0,"stems":[],"path":"","imported_percent":0},)"
        R"("position_s":0,"rate":0,"queue_index":0,"queue":[],"outputs":[],"members":[],"keep_playing":false,"handoff":"",)"
        R"("policy":"continuous","bookmarks":[],"normalise":"off","volume_percent":0,)"
        R"("tempo":{"mode":"free","bpm":0,"song_bpm":0,"wished_bpm":0,"wished_percent":0,"quantum":0,"beat":0,)"
        R"("beats_per_bar":0,"peers":0,"text":"","ramp_s":0,"start_stop":false,"stretches":[],"first_downbeat":0,"key_lock":false},)"
        R"("loop":{"on":false,"from_s":0,"to_s":0,"beats":0}},)"
        R"("sync":{"error_us":0,"offset_to_reference_us":0,"drift_ppm":0,"state":"","path_us":0},)"
        R"("output":{"device":"","latency_ms":0,"bend_ppm":0,"jumps":0,"underruns":0,"state":"","volume_percent":0,)"
        R"("part":"","error_us":0,"problem":"","trim_ms":0,"device_latency_ms":0,"latency_source":"",)"
        R"("device_ppm":0,"device_spread_us":0,"device_restarts":0,"device_losses":0,"level_percent":0},)"
        R"("nodes":[],)"
        R"("ensemble":{"id":"","name":"","role":"member","nodes_known":0,"nodes_up":0,"forgotten":[],"invitations":[]},)"
        R"("notes":[],"text":"","ensemble_time_s":0})");
}

TEST(Json, NumbersAreNumbersAndStatesAreWords) {
    Snapshot snapshot;
    snapshot.mutable_session()->set_state(Session::playing);
    snapshot.mutable_session()->set_position_s(83.25);
    snapshot.mutable_sync()->set_offset_to_reference_us(-12.5);
    snapshot.mutable_output()->set_jumps(4000000000u);
    snapshot.add_nodes()->set_state(Node::up);
    const std::string json = to_json(snapshot);
    EXPECT_TRUE(has(json, R"("state":"playing")"));
    EXPECT_TRUE(has(json, R"("position_s":83.25)"));
    EXPECT_TRUE(has(json, R"("offset_to_reference_us":-12.5)"));
    EXPECT_TRUE(has(json, R"("jumps":4000000000)"));
    EXPECT_TRUE(has(json, R"("position_s":0,"sync":{"error_us":0)")) << "each node has its own sync";
}

TEST(Json, APlaylistIsTextWhateverItsPathsAre) {
    Response r;
    r.mutable_library_exported()->set_playlist("#EXTM3U\n/m/Ros \xc3\xb3 \xe9\xc0\xaf \xed\xa0\x80\xf4\x90.ogg\n");
    r.mutable_library_exported()->set_tracks(1);
    EXPECT_EQ(to_json(r),
              "{\"playlist\":\"#EXTM3U\\n/m/Ros \xc3\xb3 ??? ?????.ogg\\n\",\"tracks\":1,\"left_out\":0,"
              "\"ok\":true,\"notes\":[]}");
}

TEST(Json, AnswersSayWhetherTheyAreGood) {
    EXPECT_EQ(to_json(done(3, "say \"hi\"", 12)), R"({"text":"say \"hi\"","took_ms":12,"ok":true,"notes":[]})");
    Response noted = done(3);
    noted.add_notes("skipped a \"b\"\n");
    EXPECT_EQ(to_json(noted), R"({"text":"","took_ms":0,"ok":true,"notes":["skipped a \"b\"\n"]})");
    EXPECT_EQ(to_json(failed(1, Error::unknown_node, "no", "look")),
              R"({"ok":false,"error":{"code":"unknown_node","message":"no","hint":"look"},"notes":[]})");
    Response invited;
    invited.mutable_invitation()->set_link("segue://x");
    EXPECT_EQ(to_json(invited),
              R"({"link":"segue://x","expires_in_s":0,"uses":0,"role":"member","ok":true,"notes":[]})");
}

}  // namespace
}  // namespace segue::control

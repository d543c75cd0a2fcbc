// Each view beside its golden text in golden/. After a wanted change: SEGUE_REWRITE_GOLDEN=1 test_control, and read
// the difference.
#include "app/seguectl/show.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "app/control/json.h"
#include "tests/control/sample_snapshot.h"

namespace segue::ctl {
namespace {

void expect_golden(const std::string& name, const std::string& text) {
    const std::string path = std::string(SEGUE_TEST_DIR) + "/golden/" + name + ".txt";
    if (std::getenv("SEGUE_REWRITE_GOLDEN")) std::ofstream(path) << text;
    std::ifstream file(path);
    ASSERT_TRUE(file) << path;
    std::stringstream golden;
    golden << file.rdbuf();
    EXPECT_EQ(text, golden.str()) << path;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const std::string& line : lines) out += line + "\n";
    return out;
}

const Paint plain(false);

TEST(Show, Status) { expect_golden("status", status_text(control::sample_snapshot(), plain)); }
TEST(Show, StatusOfAFreshNode) {
    control::Snapshot fresh;
    fresh.mutable_node()->set_name("laptop");
    fresh.mutable_node()->set_id(std::string(32, 'a'));
    fresh.set_text("nothing to play yet; try `seguectl play FILE`");
    fresh.mutable_sync()->set_state("reference");
    fresh.mutable_output()->set_state("closed");
    expect_golden("status_fresh", status_text(fresh, plain));
}
TEST(Show, Nodes) { expect_golden("nodes", nodes_text(control::sample_snapshot(), plain)); }
TEST(Show, Sync) {
    control::Snapshot s = control::sample_snapshot();
    control::Node& phone = *s.mutable_nodes(1);
    phone.mutable_timing()->set_word("out");
    phone.mutable_timing()->set_why("2.4 ms late, and is being mended");
    phone.mutable_timing()->set_bound_us(2440);
    phone.mutable_sync()->set_offset_to_reference_us(-12);
    phone.mutable_sync()->set_drift_ppm(-41.26);
    phone.mutable_output()->set_device_latency_ms(80.1);
    phone.mutable_output()->set_latency_source("reported with each block");
    phone.mutable_output()->set_trim_ms(42);
    phone.mutable_output()->set_device_ppm(31.2);
    s.mutable_nodes(0)->mutable_timing()->set_word("in sync");
    s.mutable_nodes(0)->mutable_timing()->set_why("its clock; it does not sound");
    expect_golden("sync", sync_text(s, plain));
}
TEST(Show, Queue) { expect_golden("queue", queue_text(control::sample_snapshot(), plain)); }
TEST(Show, Outputs) { expect_golden("outputs", outputs_text(control::sample_snapshot(), plain)); }
TEST(Show, Session) {
    control::Snapshot s = control::sample_snapshot();
    expect_golden("session", session_text(s, plain));
    s.mutable_session()->set_policy(control::Session::exclusive);
    s.mutable_session()->set_keep_playing(true);
    expect_golden("session_exclusive", session_text(s, plain));
}
TEST(Show, Bookmarks) {
    control::Snapshot s = control::sample_snapshot();
    expect_golden("bookmarks_none", bookmarks_text(s, plain));
    control::Bookmark& kept = *s.mutable_session()->add_bookmarks();
    kept.set_index(1);
    kept.set_id("4@cccccccc");
    *kept.mutable_track() = s.session().track();
    kept.set_position_s(83.4);
    kept.set_conductor_name("kitchen");
    control::Bookmark& lost = *s.mutable_session()->add_bookmarks();
    lost.set_index(2);
    lost.set_id("2@aaaaaaaa");
    lost.mutable_track()->set_title("Coda");
    lost.set_conductor_name("laptop");
    lost.set_note("no longer in the queue");
    expect_golden("bookmarks", bookmarks_text(s, plain));
    EXPECT_NE(status_text(s, plain).find("2; `seguectl bookmarks` lists them"), std::string::npos);
}
// What is going on, in plain words, wherever a person looks.
TEST(Show, WhatIsGoingOn) {
    for (const char* text : {"handing over to kitchen", "taking over from phone", "taking over: phone is gone",
                             "cut off from phone, which conducts", "looking around after sleep",
                             "silent: too few devices in reach (policy exclusive)"}) {
        control::Snapshot s = control::sample_snapshot();
        s.set_text(text);
        EXPECT_NE(status_text(s, plain).find(text), std::string::npos);
        EXPECT_NE(joined(watch_lines(s, plain, 120)).find(text), std::string::npos);
        EXPECT_NE(watch_line(s).find(std::string("playing, ") + text), std::string::npos) << watch_line(s);
        EXPECT_NE(control::to_json(s).find(text), std::string::npos);
    }
}
TEST(Show, Ensemble) { expect_golden("ensemble", ensemble_text(control::sample_snapshot(), plain)); }
TEST(Show, Watch) { expect_golden("watch", joined(watch_lines(control::sample_snapshot(), plain, 120))); }
TEST(Show, WatchInColour) {
    expect_golden("watch_colour", joined(watch_lines(control::sample_snapshot(), Paint(true), 120)));
}
TEST(Show, WatchLine) { expect_golden("watch_line", watch_line(control::sample_snapshot()) + "\n"); }

TEST(Show, WatchFitsAnyTerminal) {
    for (std::size_t columns = 1; columns < 130; ++columns)
        for (const std::string& line : watch_lines(control::sample_snapshot(), plain, columns))
            EXPECT_LE(width(line), columns) << line;
}

TEST(Show, NothingIsLeftBlank) {
    const control::Snapshot empty;
    EXPECT_EQ(queue_text(empty, plain), "The queue is empty; fill it with `seguectl play` or `seguectl queue add`.\n");
    EXPECT_EQ(outputs_text(empty, plain), "No node plays; add one with `seguectl outputs add NODE`.\n");
    EXPECT_EQ(devices_text(control::Devices(), plain),
              "No sound device here. `segued --audio null` plays silently, in time.\n");
    EXPECT_FALSE(watch_lines(empty, plain, 80).empty());
}

TEST(Show, Added) {
    control::Added added;
    added.set_playing(true);
    for (int i = 0; i < 12; ++i) added.add_tracks()->set_title("Track " + std::to_string(i + 1));
    added.mutable_tracks(0)->set_duration_s(61);
    expect_golden("added", added_text(added, plain));
}

TEST(Show, Invitation) {
    control::Invitation invitation;
    invitation.set_link("segue://10.0.0.7:24470/token");
    invitation.set_expires_in_s(600);
    invitation.set_uses(1);
    expect_golden("invitation", invitation_text(invitation, plain));
}

TEST(Show, Devices) {
    control::Devices devices;
    auto& jack = *devices.add_devices();
    jack.set_spec("portaudio:JACK");
    jack.set_name("system");
    jack.set_host_api("JACK Audio Connection Kit");
    jack.set_latency_ms(10.7);
    jack.set_in_use(true);
    auto& alsa = *devices.add_devices();
    alsa.set_spec("default");
    alsa.set_name("HDA Intel");
    alsa.set_host_api("ALSA");
    alsa.set_is_default(true);
    expect_golden("devices", devices_text(devices, plain));
}

TEST(Show, StatesOfANewerNodeStillShow) {
    control::Snapshot s = control::sample_snapshot();
    s.mutable_session()->set_state(static_cast<control::Session::State>(99));
    EXPECT_NE(status_text(s, plain).find("state 99"), std::string::npos);
}

}  // namespace
}  // namespace segue::ctl

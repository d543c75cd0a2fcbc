#include "app/segue/translate.h"

#include <gtest/gtest.h>

namespace segue::app {
namespace {

TEST(Translate, ASnapshotBecomesPlainValues) {
    control::Snapshot s;
    control::Node& here = *s.add_nodes();
    here.set_id("a");
    here.set_name("kitchen");
    here.set_is_self(true);
    here.set_is_output(true);
    here.set_state(control::Node::up);
    here.mutable_output()->set_state("sounding");
    here.mutable_output()->set_level_percent(70);
    here.mutable_output()->set_volume_percent(40);
    here.mutable_sync()->set_state("reference");
    control::Node& away = *s.add_nodes();
    away.set_id("b");
    away.set_state(control::Node::gone);
    away.mutable_output()->set_state("sounding");
    control::Session& session = *s.mutable_session();
    session.set_state(control::Session::waiting);
    session.set_queue_index(2);
    session.set_volume_percent(55);
    session.add_queue()->set_id("q1");
    session.add_queue()->mutable_track()->set_title("Größe");
    session.set_policy(control::Session::exclusive);

    const ui::HouseFacts house = to_facts(s, {});
    ASSERT_EQ(house.devices.size(), 2U);
    EXPECT_EQ(house.devices[0].sound, ui::Sound::sounding);
    EXPECT_DOUBLE_EQ(house.devices[0].level, 0.7);
    EXPECT_EQ(house.devices[0].clock, ui::ClockState::reference);
    EXPECT_EQ(house.devices[0].part, "all");
    EXPECT_EQ(house.devices[1].sound, ui::Sound::gone);
    EXPECT_EQ(house.session.state, ui::Play::waiting);
    EXPECT_EQ(house.session.queue_index, 1);
    EXPECT_EQ(house.session.queue[1].track.title, QString::fromUtf8("Größe"));
    EXPECT_DOUBLE_EQ(house.session.volume, 55);
    EXPECT_TRUE(house.session.exclusive);
}

// A node of another age may say what we do not know.
TEST(Translate, WordsOfANewerNodeAreTakenForUnknown) {
    control::Snapshot s;
    s.add_nodes()->set_state(control::Node::up);
    s.mutable_nodes(0)->mutable_output()->set_state("levitating");
    s.mutable_nodes(0)->mutable_sync()->set_state("entangled");
    const ui::HouseFacts house = to_facts(s, {});
    EXPECT_EQ(house.devices[0].sound, ui::Sound::closed);
    EXPECT_EQ(house.devices[0].clock, ui::ClockState::unknown);
}

TEST(Translate, DeedsBecomeRequests) {
    EXPECT_EQ(to_request(ui::QueueMove{"q7", 0}).queue_move().to_index(), 1U);
    EXPECT_EQ(to_request(ui::HandOver{"b", true}).handoff().node(), "b");
    EXPECT_TRUE(to_request(ui::HandOver{"b", true}).handoff().keep());
    EXPECT_EQ(to_request(ui::SetVolume{"all", 30}).volume().to_percent(), 30);
    EXPECT_EQ(to_request(ui::PlayEntry{"q3"}).play_entry().id(), "q3");
    const control::Request play = to_request(ui::PlayThese{{"/a", "/b"}, {}, true, 0});
    EXPECT_EQ(play.play().sources_size(), 2);
    EXPECT_TRUE(play.play().append());
}

TEST(Translate, LoopsAndHowTheTempoChanges) {
    control::Snapshot s;
    control::SessionLoop& loop = *s.mutable_session()->mutable_loop();
    loop.set_on(true);
    loop.set_from_s(40);
    loop.set_to_s(42);
    loop.set_beats(4);
    control::SessionTempo& tempo = *s.mutable_session()->mutable_tempo();
    tempo.set_ramp_s(6.5);
    tempo.set_start_stop(true);
    tempo.set_key_lock(true);
    const ui::SessionFacts session = to_facts(s, {}).session;
    EXPECT_EQ(session.loop, (ui::LoopFacts{true, 40, 42, 4}));
    EXPECT_EQ(session.tempo.ramp_s, 6.5);
    EXPECT_TRUE(session.tempo.start_stop);
    EXPECT_TRUE(session.tempo.key_lock);

    using Change = ui::SetLoop::Change;
    EXPECT_EQ(to_request(ui::SetLoop{Change::beats, 4}).loop().beats(), 4);
    EXPECT_TRUE(to_request(ui::SetLoop{Change::halve}).loop().has_halve());
    EXPECT_TRUE(to_request(ui::SetLoop{Change::twice}).loop().has_twice());
    EXPECT_TRUE(to_request(ui::SetLoop{Change::off}).loop().has_off());
    EXPECT_TRUE(to_request(ui::SetKeyLock{true}).key_lock().on());
    ui::SetTempo wish;
    EXPECT_EQ(to_request(wish).tempo().over_case(), control::SetTempo::OVER_NOT_SET) << "at once";
    EXPECT_FALSE(to_request(wish).tempo().has_start_stop()) << "it stays";
    wish.over_bars = 8;
    wish.start_stop = false;
    EXPECT_EQ(to_request(wish).tempo().over_bars(), 8);
    EXPECT_TRUE(to_request(wish).tempo().has_start_stop());
    EXPECT_FALSE(to_request(wish).tempo().start_stop());
}

TEST(Translate, PartsAreKindsOrStems) {
    EXPECT_EQ(to_request(ui::SetPart{"a", "left"}).set_parts().parts(0).part().kind(), control::Part::left);
    const control::Request stems = to_request(ui::SetPart{"a", "drums+bass"});
    EXPECT_EQ(stems.set_parts().parts(0).part().kind(), control::Part::stems);
    EXPECT_EQ(stems.set_parts().parts(0).part().stem_names_size(), 2);
}

TEST(Translate, ARefusalKeepsWhatToDo) {
    control::Response r;
    r.mutable_error()->set_message("kitchen is not here just now");
    r.mutable_error()->set_hint("wait");
    const ui::Answer a = to_answer(r);
    EXPECT_FALSE(a.ok);
    EXPECT_EQ(a.text, "kitchen is not here just now");
    EXPECT_EQ(a.hint, "wait");
}

}  // namespace
}  // namespace segue::app

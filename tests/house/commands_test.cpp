// What people ask and are told, in a house in memory: the real commands and snapshots on real cores.
#include <gtest/gtest.h>

#include "app/control/json.h"
#include "app/node/commands.h"
#include "tests/house/member.h"

namespace segue::test {
namespace {

using control::Request;
using control::Response;

class QuietDoor final : public node::Door {
  public:
    mesh::Role own = mesh::Role::member;
    EnsembleId ensemble() const override { return {}; }
    mesh::Role role() const override { return own; }
    std::vector<std::string> addresses() const override { return {}; }
    mesh::Outcome<std::string> invite(const mesh::InvitationTerms&) override { return std::string("segue://join/x"); }
    void join(const std::string&, std::function<void(mesh::Outcome<EnsembleId>)>) override {}
    mesh::Outcome<void> leave() override { return {}; }
    mesh::Outcome<void> forget(const NodeId&) override { return {}; }
    const mesh::NetworkStats& traffic() const override { return traffic_; }
    void rename(const std::string&) override {}

  private:
    mesh::NetworkStats traffic_;
};

// A house whose members can be asked as seguectl asks.
class Asked : public testing::Test {
  protected:
    struct Desk {
        explicit Desk(Member& member)
            : commands(member.core(), door, settings, options, [](auto answer) { answer({}); }) {}
        QuietDoor door;
        node::Settings settings;
        node::Options options;
        node::Commands commands;
    };
    void begin(std::size_t members) {
        house = std::make_unique<House>(members);
        for (std::size_t i = 0; i < members; ++i) desks.push_back(std::make_unique<Desk>((*house)[i]));
        house->connect_all();
        house->run(seconds(2));
        ASSERT_TRUE(house->play(0, "song-600.ogg").ok);
        house->run(milliseconds(20));
        std::vector<NodeId> all;
        for (std::size_t i = 0; i < members; ++i) all.push_back((*house)[i].id());
        ASSERT_TRUE(house->command(0, handoff::OutputsSet{all}).ok);
        house->run(seconds(2));
    }
    Response ask(std::size_t i, const Request& request) {
        std::optional<Response> answer;
        desks[i]->commands.command(request, [&](const Response& r) { answer = r; });
        (*house)[i].turn();
        house->run_until([&] { return answer.has_value(); }, seconds(12));
        return answer.value_or(Response());
    }
    control::Snapshot status(std::size_t i) {
        Request r;
        r.mutable_status();
        return ask(i, r).snapshot();
    }
    Response set_policy(std::size_t i, control::Session::Policy policy) {
        Request r;
        r.mutable_set_policy()->set_policy(policy);
        return ask(i, r);
    }
    bool sounds(std::size_t i) {
        const auto h = (*house)[i].heard();
        return h && h->gain > 0;
    }
    void cut(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
        for (const std::size_t x : a)
            for (const std::size_t y : b) set_cut(x, y, true);
    }
    void set_cut(std::size_t a, std::size_t b, bool cut) {
        house->network.set_cut(static_cast<int>(a), static_cast<int>(b), cut);
        house->network.set_cut(static_cast<int>(b), static_cast<int>(a), cut);
    }
    // People go on trying: whose streams broke meet again.
    void heal() {
        for (std::size_t a = 0; a < house->size(); ++a)
            for (std::size_t b = a + 1; b < house->size(); ++b) set_cut(a, b, false);
        house->run(seconds(1));
        house->connect_all();
    }

    std::unique_ptr<House> house;
    std::vector<std::unique_ptr<Desk>> desks;
};

TEST_F(Asked, ThePolicyIsSetFromAnyNodeAndShownOnAll) {
    begin(3);
    EXPECT_EQ(status(2).session().policy(), control::Session::continuous);
    EXPECT_TRUE(set_policy(1, control::Session::exclusive).has_done());
    house->run(milliseconds(100));
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(status(i).session().policy(), control::Session::exclusive);
        EXPECT_NE(control::to_json(status(i)).find("\"policy\":\"exclusive\""), std::string::npos);
        EXPECT_TRUE(sounds(i));
    }
    Request nonsense;
    nonsense.mutable_set_policy()->set_policy(static_cast<control::Session::Policy>(7));
    EXPECT_EQ(ask(0, nonsense).error().code(), control::Error::bad_request);
}

TEST_F(Asked, AGuestMayNotSayWhenTheHouseFallsSilent) {
    begin(2);
    desks[1]->door.own = mesh::Role::guest;
    EXPECT_EQ(set_policy(1, control::Session::exclusive).error().code(), control::Error::not_allowed);
    EXPECT_EQ(status(0).session().policy(), control::Session::continuous);
    Request keep;
    keep.mutable_keep_playing()->set_on(true);
    EXPECT_TRUE(ask(1, keep).has_done()) << "but how the music goes on, it may";
}

TEST_F(Asked, TheSmallerSideSaysThatItIsSilentAndWhatToDo) {
    begin(3);
    ASSERT_TRUE(set_policy(0, control::Session::exclusive).has_done());
    house->run(seconds(2));
    cut({0}, {1, 2});
    house->run(handoff::overlap_max);
    EXPECT_FALSE(sounds(0));
    EXPECT_TRUE(sounds(1) && sounds(2));
    EXPECT_EQ(status(0).text(), "silent: too few devices in reach (policy exclusive)");
    const Response refused = set_policy(0, control::Session::continuous);
    EXPECT_EQ(refused.error().code(), control::Error::unreachable);
    EXPECT_NE(refused.error().message().find("ensemble forget"), std::string::npos);
    house->run(seconds(10));
    EXPECT_FALSE(sounds(0));
    EXPECT_TRUE(sounds(1) && sounds(2));
}

TEST_F(Asked, WhatIsGoingOnIsSaidInPlainWords) {
    begin(3);
    std::set<std::string> said;
    house->stepped = [&](Member& m) {
        if (m.session()) said.insert(m.session()->status(m.core().ensemble_now()).text);
    };
    std::optional<Response> moved;
    Request handoff;
    handoff.mutable_handoff()->set_node((*house)[1].id().hex());
    desks[0]->commands.command(handoff, [&](const Response& r) { moved = r; });
    std::set<std::string> shown;
    for (int ms = 0; ms < 3000 && !moved; ++ms) {
        house->run(milliseconds(1));
        for (const std::size_t i : {0u, 1u}) shown.insert(status(i).session().handoff());
    }
    ASSERT_TRUE(moved && moved->has_done()) << moved->error().message();
    EXPECT_TRUE(said.contains("handing over to node 1"));
    EXPECT_TRUE(said.contains("taking over from node 0"));
    EXPECT_TRUE(shown.contains("handing over to node 1") && shown.contains("taking over from node 0"));
    cut({1}, {2});
    house->run(seconds(2));
    EXPECT_EQ(status(2).text(), "cut off from node 1, which conducts");
    set_cut(1, 2, false);
    house->run(seconds(20));
    house->kill(1);
    house->run(seconds(1));
    EXPECT_TRUE(said.contains("taking over: node 1 is gone"));
    (*house)[0].freeze();
    house->run(seconds(5));
    (*house)[0].thaw();
    house->run(milliseconds(20));
    EXPECT_EQ(status(0).text(), "looking around after sleep");
    house->stepped = nullptr;
}

TEST_F(Asked, BookmarksAreListedResumedAndForgotten) {
    begin(4);
    cut({0, 1}, {2, 3});
    house->run(seconds(2));
    Request seek;
    seek.mutable_seek()->set_to_s(300);
    ASSERT_TRUE(ask(3, seek).has_done()) << "both sides play on";
    house->run(seconds(10));
    heal();
    house->run(seconds(5));
    control::Session session = status(1).session();
    ASSERT_EQ(session.bookmarks_size(), 1);
    const control::Bookmark& kept = session.bookmarks(0);
    EXPECT_EQ(kept.index(), 1u);
    EXPECT_EQ(kept.track().title(), "song-600");
    const bool first_lost = kept.position_s() < 200;
    EXPECT_EQ(kept.conductor() == (*house)[0].id().hex() || kept.conductor() == (*house)[1].id().hex(), first_lost);
    EXPECT_EQ(kept.note(), "");

    Request resume;
    resume.mutable_bookmark_resume()->set_index(1);
    ASSERT_TRUE(ask(2, resume).has_done());
    house->run(seconds(1));
    EXPECT_NEAR(status(0).session().position_s(), kept.position_s(), 2);
    EXPECT_TRUE(sounds(0) && sounds(3));
    Request other = resume;
    other.mutable_bookmark_resume()->set_index(2);
    EXPECT_EQ(ask(2, other).error().code(), control::Error::not_found);

    Request clear;
    clear.mutable_queue_remove()->add_entries()->set_index(1);
    ASSERT_TRUE(ask(0, clear).has_done());
    house->run(milliseconds(100));
    EXPECT_EQ(status(3).session().bookmarks(0).note(), "no longer in the queue");
    EXPECT_EQ(ask(3, resume).error().code(), control::Error::not_found);

    Request forget;
    forget.mutable_bookmark_forget()->set_id(kept.id());
    ASSERT_TRUE(ask(3, forget).has_done());
    house->run(milliseconds(100));
    EXPECT_EQ(status(0).session().bookmarks_size(), 0);
}

// What has sounded is told by every member, and plays again from each.
TEST_F(Asked, WhatHasSoundedIsToldAndPlaysAgain) {
    begin(2);
    Request history;
    history.mutable_history();
    ASSERT_EQ(ask(1, history).history().played_size(), 1);
    Request play;
    play.mutable_play()->add_sources()->set_path("/no/such/file");
    EXPECT_TRUE(ask(1, play).has_error());
    ASSERT_TRUE(house->play(0, "song-300.ogg").ok);
    house->run(seconds(7));
    const control::History told = ask(1, history).history();
    ASSERT_EQ(told.played_size(), 2);
    EXPECT_GT(told.played(0).number(), told.played(1).number());
    EXPECT_GE(told.played(1).ago_s(), 7);

    Request again;
    again.mutable_play()->add_sources()->set_played(told.played(1).number());
    EXPECT_TRUE(ask(1, again).has_added());
    house->run(seconds(2));
    EXPECT_EQ(status(0).session().track().title(), told.played(1).track().title());
    again.mutable_play()->mutable_sources(0)->set_played(99);
    EXPECT_EQ(ask(1, again).error().code(), control::Error::not_found);

    Request clear;
    clear.mutable_history_clear();
    EXPECT_TRUE(ask(1, clear).has_done());
    EXPECT_EQ(ask(1, history).history().played_size(), 0) << "what sounded then is not told anew";
    EXPECT_GT(ask(0, history).history().played_size(), 0) << "each has its own";
}

}  // namespace
}  // namespace segue::test

#include "app/control/relay.h"

#include <gtest/gtest.h>

#include <deque>

#include "app/control/limits.h"
#include "tests/control/scripted_handler.h"

namespace segue::control {
namespace {

NodeId node(std::uint8_t n) {
    NodeId id;
    id.bytes[0] = n;
    return id;
}

// Two nodes and the wire between them, which can be cut.
struct RelayTest : ::testing::Test {
    struct Message {
        NodeId from, to;
        Bytes bytes;
    };
    std::deque<Message> wire;
    ScriptedHandler kitchen_handler, hall_handler;
    const NodeId kitchen_id = node(1), hall_id = node(2);
    std::optional<Relay> kitchen{std::in_place, kitchen_handler, sender(kitchen_id)};
    std::optional<Relay> hall{std::in_place, hall_handler, sender(hall_id)};
    LocalTime now = from_ns<LocalTime>(0);
    std::vector<Response> got;

    Relay::Send sender(NodeId from) {
        return [this, from](const NodeId& to, BytesView bytes) {
            wire.push_back({from, to, {bytes.begin(), bytes.end()}});
        };
    }
    void deliver() {
        while (!wire.empty()) {
            const Message message = std::move(wire.front());
            wire.pop_front();
            auto& to = message.to == hall_id ? hall : kitchen;
            if (to) {
                EXPECT_TRUE(to->received(message.from, message.bytes));
            }
        }
    }
    Reply keep() {
        return [this](const Response& response) { got.push_back(response); };
    }
};

TEST_F(RelayTest, ACommandIsCarriedOutThereAndAnsweredHere) {
    Request request = status_request(77);
    request.set_target("hall");
    request.mutable_seek()->set_to_s(3);
    kitchen->command(hall_id, request, keep(), now);
    deliver();
    ASSERT_EQ(hall_handler.asked.size(), 1u);
    EXPECT_EQ(hall_handler.asked[0].target(), "") << "it is not passed on a second time";
    EXPECT_EQ(hall_handler.asked[0].seek().to_s(), 3);
    EXPECT_TRUE(kitchen_handler.asked.empty());
    hall_handler.open[0](done(0, "there"));
    deliver();
    ASSERT_EQ(got.size(), 1u);
    EXPECT_EQ(got[0].done().text(), "there");
    EXPECT_FALSE(kitchen->next_due());
}

TEST_F(RelayTest, AWatchGoesOnUntilItIsLetGo) {
    auto held = kitchen->watch(hall_id, watch_request(5), keep());
    deliver();
    for (const char* text : {"a", "b"}) {
        hall_handler.show(text);
        deliver();
    }
    ASSERT_EQ(got.size(), 2u);
    EXPECT_EQ(got[1].snapshot().text(), "b");
    held.reset();
    deliver();
    EXPECT_TRUE(hall_handler.watching.empty());
    hall_handler.show("c");
    deliver();
    EXPECT_EQ(got.size(), 2u);
}

TEST_F(RelayTest, SilenceEndsInATimeOutAndALateAnswerInNothing) {
    kitchen->command(hall_id, status_request(1), keep(), now);
    deliver();
    ASSERT_TRUE(kitchen->next_due());
    now = *kitchen->next_due();
    kitchen->tick(now - Nanoseconds(1));
    EXPECT_TRUE(got.empty());
    kitchen->tick(now);
    ASSERT_EQ(got.size(), 1u);
    EXPECT_EQ(got[0].error().code(), Error::timed_out);
    hall_handler.open[0](done(0));
    deliver();
    EXPECT_EQ(got.size(), 1u);
}

TEST_F(RelayTest, ANodeThatGoesTakesItsAnswersAndWatchesAlong) {
    kitchen->command(hall_id, status_request(1), keep(), now);
    const auto held = kitchen->watch(hall_id, watch_request(2), keep());
    const auto back = hall->watch(kitchen_id, watch_request(3), [](const Response&) {});
    deliver();
    EXPECT_EQ(kitchen_handler.watching.size(), 1u);
    kitchen->peer_down(hall_id);
    ASSERT_EQ(got.size(), 2u);
    EXPECT_EQ(got[0].error().code(), Error::unreachable);
    EXPECT_EQ(got[1].error().code(), Error::unreachable);
    EXPECT_TRUE(kitchen_handler.watching.empty()) << "what it watched here has ended too";
}

TEST_F(RelayTest, AnswersFromSomeoneElseAreIgnored) {
    kitchen->command(hall_id, status_request(1), keep(), now);
    Relayed forged;
    *forged.mutable_response() = done(1, "forged");
    EXPECT_TRUE(kitchen->received(node(3), encode(forged)));
    EXPECT_TRUE(got.empty());
}

TEST_F(RelayTest, GarbageIsIgnored) {
    EXPECT_FALSE(kitchen->received(hall_id, Bytes{0xff, 0xff, 0xff}));
    EXPECT_FALSE(kitchen->received(hall_id, Bytes{}));
    Relayed odd;
    odd.mutable_request()->set_id(1);
    EXPECT_TRUE(kitchen->received(hall_id, encode(odd)));
    deliver();
    EXPECT_TRUE(kitchen_handler.asked.empty());
}

TEST_F(RelayTest, AnAnswerAfterTheRelayHasGoneHarmsNobody) {
    kitchen->command(hall_id, status_request(1), keep(), now);
    const auto held = kitchen->watch(hall_id, watch_request(2), keep());
    deliver();
    hall.reset();
    hall_handler.open[0](done(0));
    kitchen.reset();
    EXPECT_TRUE(got.empty());
}

}  // namespace
}  // namespace segue::control

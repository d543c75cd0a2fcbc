#include "app/control/conversation.h"

#include <gtest/gtest.h>

#include "app/control/limits.h"
#include "tests/control/scripted_handler.h"

namespace segue::control {
namespace {

struct ConversationTest : ::testing::Test {
    ScriptedHandler handler;
    int woken = 0;
    std::optional<Conversation> client{std::in_place, handler, [this] { ++woken; }};

    std::vector<Response> taken() {
        std::vector<Response> out;
        while (auto response = client->take()) out.push_back(std::move(*response));
        return out;
    }
};

TEST_F(ConversationTest, AnAnswerCarriesItsRequestsIdWheneverItComes) {
    client->receive(status_request(5));
    client->receive(status_request(6));
    EXPECT_TRUE(taken().empty());
    handler.open[1](done(0, "second"));
    handler.open[0](done(0, "first"));
    const auto answers = taken();
    ASSERT_EQ(answers.size(), 2u);
    EXPECT_EQ(answers[0].id(), 6u);
    EXPECT_EQ(answers[1].id(), 5u);
    EXPECT_EQ(answers[1].done().text(), "first");
    EXPECT_EQ(woken, 1) << "one wake for all that waits";
}

TEST_F(ConversationTest, ASlowWatcherGetsTheLatestAndNothingPilesUp) {
    client->receive(watch_request(9));
    for (int i = 0; i <= 10000; ++i) handler.show(std::to_string(i));
    auto shown = taken();
    ASSERT_EQ(shown.size(), 1u);
    EXPECT_EQ(shown[0].snapshot().text(), "10000");
    EXPECT_EQ(shown[0].id(), 9u);
    handler.show("again");
    ASSERT_EQ(taken().size(), 1u);
    EXPECT_EQ(woken, 2);
}

TEST_F(ConversationTest, AWatchDoesNotHoldUpAnswers) {
    client->receive(watch_request(1));
    handler.show("a");
    client->receive(status_request(2));
    handler.open[0](done(0));
    handler.show("b");
    const auto out = taken();
    ASSERT_EQ(out.size(), 2u);
    EXPECT_EQ(out[0].snapshot().text(), "b");
    EXPECT_TRUE(out[1].has_done());
}

TEST_F(ConversationTest, CancelEndsTheWatchAtOnce) {
    client->receive(watch_request(1));
    handler.show("waits to be read");
    client->receive(cancel_request(2, 1));
    EXPECT_TRUE(handler.watching.empty());
    const auto out = taken();
    ASSERT_EQ(out.size(), 1u) << "no snapshot after the end";
    EXPECT_EQ(out[0].id(), 2u);
    client->receive(cancel_request(3, 1));
    EXPECT_EQ(taken().at(0).error().code(), Error::not_found);
}

TEST_F(ConversationTest, AWatchThatIsRefusedIsOver) {
    handler.refuse_watches = true;
    client->receive(watch_request(4));
    const auto out = taken();
    ASSERT_EQ(out.size(), 1u);
    EXPECT_EQ(out[0].error().code(), Error::refused);
    EXPECT_EQ(out[0].id(), 4u);
    client->receive(cancel_request(5, 4));
    EXPECT_EQ(taken().at(0).error().code(), Error::not_found);
}

TEST_F(ConversationTest, AWatchMayEndWithAnErrorLater) {
    client->receive(watch_request(4));
    handler.show("there");
    const Reply next = handler.watching.begin()->second;
    next(failed(0, Error::unreachable, "gone"));
    EXPECT_TRUE(handler.watching.empty());
    const auto out = taken();
    ASSERT_EQ(out.size(), 1u);
    EXPECT_TRUE(out[0].has_error());
}

TEST_F(ConversationTest, WhoIsGoneIsNotAnswered) {
    client->receive(status_request(1));
    client->receive(watch_request(2));
    const Reply next = handler.watching.begin()->second;
    client.reset();
    EXPECT_TRUE(handler.watching.empty());
    handler.open[0](done(0));
    next(snapshot_response("late"));
    EXPECT_EQ(woken, 0);
}

TEST_F(ConversationTest, BadRequestsAreAnswered) {
    const auto code = [&](Request request) {
        client->receive(request);
        return taken().at(0).error().code();
    };
    EXPECT_EQ(code(status_request(0)), Error::bad_request);
    Request old = status_request(1);
    old.set_protocol(protocol_version + 1);
    EXPECT_EQ(code(old), Error::protocol_mismatch);
    Request empty = status_request(2);
    empty.clear_command();
    EXPECT_EQ(code(empty), Error::bad_request);
    client->receive(watch_request(3));
    EXPECT_EQ(code(watch_request(3)), Error::bad_request) << "two watches with one id";
    EXPECT_TRUE(handler.open.empty());
}

TEST_F(ConversationTest, OpenCommandsAndWatchesHaveALimit) {
    for (std::size_t i = 1; i <= commands_open_max; ++i) {
        EXPECT_FALSE(client->is_full());
        client->receive(status_request(i));
    }
    EXPECT_TRUE(client->is_full());
    client->receive(status_request(1000));
    EXPECT_EQ(taken().at(0).error().code(), Error::busy);
    handler.open[0](done(0));
    EXPECT_TRUE(client->is_full()) << "until the answer is taken";
    taken();
    EXPECT_FALSE(client->is_full());

    for (std::size_t i = 0; i < watches_max; ++i) client->receive(watch_request(2000 + i));
    EXPECT_TRUE(taken().empty());
    client->receive(watch_request(3000));
    EXPECT_EQ(taken().at(0).error().code(), Error::busy);
}

TEST_F(ConversationTest, TheHandlerMayEndTheConversation) {
    handler.answer_at_once = [&](const Request&) {
        client.reset();
        return done(0);
    };
    client->receive(status_request(1));
    EXPECT_FALSE(client);
}

}  // namespace
}  // namespace segue::control

// A closer look at a device, and queues kept by a name: asked only while someone looks, told only when it changes.
#include "qml/model/inspector.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include "qml/model/playlists.h"
#include "tests/qml/fixture.h"

namespace segue::ui {
namespace {

Answer seen(double uptime_s, double sent, const QString& line = {}) {
    Answer a;
    a.inspection.uptime_s = uptime_s;
    a.inspection.traffic = {{"session", sent, 0, 100 * sent}, {"jobs", 0, 0, 0}};
    if (!line.isEmpty()) a.inspection.log = {{"first", 9, false}, {line, 1, true}};
    return a;
}

// What it asks for the state beside is answered by a test of its own.
class InspectorPort final : public RecordingPort {
  public:
    void ask(const Deed& deed, std::function<void(const Answer&)> then) override {
        if (std::holds_alternative<LookAt>(deed))
            states.push_back(std::move(then));
        else
            RecordingPort::ask(deed, std::move(then));
    }
    std::vector<std::function<void(const Answer&)>> states;
};

class InspectorTest : public testing::Test {
  protected:
    InspectorPort port;
    Inspector inspector{port};
};

TEST_F(InspectorTest, NobodyLooksNobodyAsks) {
    inspector.setDevice("b");
    EXPECT_TRUE(port.asked.empty());
    inspector.setWatched(true);
    EXPECT_EQ(port.last<Inspect>()->node, "b");
}

TEST_F(InspectorTest, TheStateIsOfTheDeviceLookedAt) {
    inspector.setDevice("b");
    inspector.setWatched(true);
    ASSERT_EQ(port.states.size(), 1U);
    inspector.setDevice("c");
    Answer of_b;
    of_b.state = {{0, "name", "b"}};
    port.states[0](of_b);
    EXPECT_EQ(inspector.state()->rowCount(), 0) << "that was of the other one";
    ASSERT_EQ(port.states.size(), 2U);
    port.states[1](of_b);
    EXPECT_EQ(inspector.state()->rowCount(), 1);
}

TEST_F(InspectorTest, MessagesAreCountedByTheDevicesOwnSeconds) {
    inspector.setDevice("b");
    inspector.setWatched(true);
    QSignalSpy traffic(&inspector, &Inspector::trafficChanged), log(&inspector, &Inspector::logChanged);
    port.answer(seen(10, 100, "bad news"));
    EXPECT_EQ(traffic.count(), 0) << "there is nothing to compare with yet";
    EXPECT_EQ(log.count(), 1);
    EXPECT_EQ(inspector.log()[0].toMap()["text"], "bad news") << "the latest first";
    inspector.look();
    port.answer(seen(12, 130, "bad news"));
    ASSERT_EQ(inspector.traffic().size(), 1) << "kinds that were never used are left out";
    EXPECT_EQ(inspector.traffic()[0].toMap()["sent"], 15);
    EXPECT_EQ(log.count(), 1) << "the same again";
}

TEST_F(InspectorTest, ALateAnswerIsNotTakenForAnotherDevices) {
    inspector.setDevice("a");
    inspector.setWatched(true);
    inspector.setDevice("b");
    port.answer(seen(10, 100, "of a"));
    EXPECT_TRUE(inspector.log().isEmpty());
    EXPECT_EQ(port.last<Inspect>()->node, "b");
}

TEST_F(InspectorTest, ARefusalIsSaidOnce) {
    inspector.setDevice("b");
    inspector.setWatched(true);
    QSignalSpy problem(&inspector, &Inspector::problemChanged);
    Answer refused;
    refused.ok = false;
    refused.text = QStringLiteral("not here");
    port.answer(refused);
    inspector.look();
    port.answer(refused);
    EXPECT_EQ(problem.count(), 1);
}

TEST(UiPlaylists, AreLookedAtAgainAfterEachChange) {
    RecordingPort port;
    Playlists playlists(port);
    QSignalSpy changed(&playlists, &Playlists::changed), said(&playlists, &Playlists::said);
    playlists.save("   ");
    EXPECT_TRUE(port.asked.empty());
    playlists.save(" Sunday  morning ");
    EXPECT_EQ(port.last<PlaylistSave>()->name, "Sunday morning");
    port.answer({});
    EXPECT_EQ(said.count(), 1);
    Answer a;
    a.playlists = {{"Sunday morning", 3, 600}};
    port.answer(a);
    EXPECT_EQ(changed.count(), 1);
    EXPECT_EQ(playlists.all().size(), 1);
    playlists.refresh();
    port.answer(a);
    EXPECT_EQ(changed.count(), 1) << "the same again";
    playlists.play("Sunday morning");
    EXPECT_EQ(port.last<PlayThese>()->playlists, QStringList{"Sunday morning"});
}

}  // namespace
}  // namespace segue::ui

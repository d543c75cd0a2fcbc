// What people do wrong, and what goes wrong while they do something: each is said in a line, with what to do about it,
// and the window goes on.
#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <future>

#include "app/control/control.pb.h"
#include "app/control/handler.h"
#include "qml/paint/images.h"
#include "tests/qml/program_fixture.h"

namespace segue::app {
namespace {

class TroubleTest : public ProgramTest {
  protected:
    // As a file manager drops it on the middle of the window.
    void drop(const QList<QUrl>& urls) {
        QMimeData data;
        data.setUrls(urls);
        const QPoint at(window->width() / 2, window->height() / 2);
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window, &enter);
        QDragMoveEvent move(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window, &move);
        QDropEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(window, &event);
    }
    QUrl file(const QString& name, const QByteArray& contents) {
        QFile out(home.filePath(name));
        EXPECT_TRUE(out.open(QIODevice::WriteOnly) && out.write(contents) == contents.size());
        return QUrl::fromLocalFile(out.fileName());
    }
    bool complained(const QString& of) {
        return until([&] { return complaints.join('\n').contains(of); });
    }
    // The toast that is on the window says it, too.
    bool toast_says(const QString& text) {
        return until([&] {
            QQuickItem* toast = drive().seen("toast");
            return toast && toast->isVisible() && toast->property("text").toString().contains(text);
        });
    }
    // Of another house, where nobody of this one is.
    std::unique_ptr<HostedNode> stranger() {
        node::Options options;
        options.name = "stranger";
        options.state_dir = home.filePath("stranger").toStdString();
        options.listen_address = "127.0.0.1";
        options.discovery = false;
        options.audio = *audio::DeviceSpec::parse("null");
        return std::move(*HostedNode::start(options));
    }
    static QString invitation(HostedNode& node, std::uint32_t ttl_s) {
        std::promise<std::string> link;
        node.post([&link, ttl_s](control::Handler& handler) {
            control::Request request;
            request.mutable_invite()->set_ttl_s(ttl_s);
            handler.command(request, [&link](const control::Response& r) { link.set_value(r.invitation().link()); });
        });
        return QString::fromStdString(link.get_future().get());
    }
};

TEST_F(TroubleTest, WhatIsNoMusicIsSaidAndTheMusicGoesOn) {
    ASSERT_TRUE(until([&] { return house().ready(); }));
    ASSERT_TRUE(plays());
    drop({file("notes.txt", "dear diary")});
    ASSERT_TRUE(until([&] { return complaints.size() == 1; }));
    EXPECT_TRUE(toast_says("notes.txt")) << complaints.join("; ").toStdString();
    drop({file("broken.flac", "fLaC, but not really")});
    EXPECT_TRUE(complained("broken.flac")) << complaints.join("; ").toStdString();
    drop({QUrl("https://example.org/song.mp3")});
    EXPECT_TRUE(complained("That cannot be played"));
    drop({QUrl::fromLocalFile("/nowhere/song.flac")});
    EXPECT_TRUE(until([&] { return complaints.size() == 4; })) << complaints.join("; ").toStdString();
    EXPECT_TRUE(of("laptop", "sounds").toBool());
    EXPECT_EQ(house().player()->title(), "Hand to Hand");

    drop({QUrl::fromLocalFile(QStringLiteral(DEMO_MUSIC "/segue-coda.opus"))});
    EXPECT_TRUE(until([&] { return house().player()->title() != "Hand to Hand"; })) << "and music is played";
}

TEST_F(TroubleTest, LinksThatLeadNowhereSayWhy) {
    ASSERT_TRUE(until([&] { return house().ready(); }));
    drive().go_to("devices");
    drive().click("joinEnsemble");
    ASSERT_TRUE(until([&] { return drive().seen("invitationField"); }, 4000)) << "the sheet is there";
    ASSERT_TRUE(until([&] { return drive().seen("invitationField")->hasActiveFocus(); }, 4000))
        << "and takes what is typed";
    drive().type("segue://join/x");
    QTest::keyClick(window, Qt::Key_Return);
    ASSERT_TRUE(until([&] { return complaints.size() == 1; }));
    EXPECT_FALSE(hints.last().isEmpty() && complaints.last().isEmpty());
    house().join("https://example.org");
    EXPECT_TRUE(complained("That is not an invitation"));

    auto other = stranger();
    const QString link = invitation(*other, 1);
    wait(1300);
    house().join(link);
    EXPECT_TRUE(complained("expired")) << complaints.join("; ").toStdString();
    other.reset();
    EXPECT_EQ(house().devices()->here(), 3) << "it is where it was";
}

// The code of an invitation, as a picture that is dropped on the window.
TEST_F(TroubleTest, APictureOfAnInvitationJoins) {
    ASSERT_TRUE(until([&] { return house().ready(); }));
    drop({QUrl::fromLocalFile(QStringLiteral(DEMO_MUSIC "/cover.png"))});
    EXPECT_TRUE(complained("There is no QR code in that picture"));
    auto other = stranger();
    const QString link = invitation(*other, 60), path = home.filePath("code.png");
    ASSERT_TRUE(ui::QrProvider().requestImage(link, nullptr, {}).scaled(500, 500).save(path));
    bool joined = false;
    QObject::connect(&house(), &ui::House::joined, &house(), [&] { joined = true; });
    drop({QUrl::fromLocalFile(path)});
    EXPECT_TRUE(until([&] { return joined || complaints.size() > 1; })) << complaints.join("; ").toStdString();
    EXPECT_TRUE(joined) << complaints.join("; ").toStdString();
}

TEST_F(TroubleTest, ADeviceThatVanishesWhileItIsLookedAtSaysSo) {
    ASSERT_TRUE(all_are_here());
    drive().go_to("devices");
    auto* tile = drive().item("tile:speaker");
    ASSERT_NE(tile, nullptr);
    wait(100);
    tile->forceActiveFocus();
    QTest::keyClick(window, Qt::Key_Return);
    ASSERT_TRUE(until([&] { return drive().seen("hearIt") && drive().seen("hearIt")->isVisible(); }));
    program->companions().kill("speaker");
    EXPECT_TRUE(until([&] { return drive().seen("deviceState")->property("text").toString().startsWith("Away"); }));
    EXPECT_FALSE(drive().seen("hearIt")->isVisible()) << "nothing that cannot be done is offered";
    house().devices()->forget(id("speaker"));
    EXPECT_TRUE(until([&] { return drive().seen("deviceState")->property("text") == "This device has gone"; }));
    QTest::keyClick(window, Qt::Key_Escape);
    EXPECT_TRUE(until([&] { return !drive().seen("deviceState") || !drive().seen("deviceState")->isVisible(); }));
}

TEST_F(TroubleTest, ADeviceThatVanishesUnderADragTakesNothing) {
    ASSERT_TRUE(all_are_here());
    ASSERT_TRUE(plays());
    drive().go_to("devices");
    const QPoint token = token_of("laptop"), target = middle(drive().item("tile:phone"));
    drive().drag(token, target);
    program->companions().kill("phone");
    ASSERT_TRUE(until([&] { return !of("phone", "here").toBool(); }));
    drive().drop(middle(drive().item("tile:phone")));
    wait(300);
    EXPECT_EQ(house().handover()->phase(), ui::Handover::Idle);
    EXPECT_TRUE(of("laptop", "conducts").toBool());
    EXPECT_TRUE(of("laptop", "sounds").toBool());

    // …and one that does just as it is let go there.
    drive().drag(token_of("laptop"), middle(drive().item("tile:speaker")));
    program->companions().kill("speaker");
    drive().drop(middle(drive().item("tile:speaker")));
    EXPECT_TRUE(until([&] { return of("laptop", "conducts").toBool() && of("laptop", "sounds").toBool(); }));
    EXPECT_TRUE(until([&] {
        const auto phase = house().handover()->phase();
        return phase == ui::Handover::Failed || phase == ui::Handover::Idle || phase == ui::Handover::Moved;
    }));
    EXPECT_TRUE(house().player()->playing());
}

}  // namespace
}  // namespace segue::app

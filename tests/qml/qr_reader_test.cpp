// The QR codes that are shown are read again, from pictures as people take them; what is none says so.
#include "qml/paint/qr_reader.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QPainter>
#include <QTemporaryDir>

#include "qml/model/link.h"
#include "qml/paint/images.h"

namespace segue::ui {
namespace {

const QString link = QStringLiteral(
    "segue://join/CiQKDjEwLjAuMC4xOjI0NDcwEhIKEFHAp74AAAAAAAAAAAAAAAASIG5vLCBub3QgYSB0b2tlbiBidXQgYXMgbG9uZyBhcyBvbmU");

QImage code(int pixels) { return QrProvider().requestImage(link, nullptr, {}).scaled(pixels, pixels); }

// On a table, from the side, not quite sharp.
QImage photograph() {
    QImage out(900, 700, QImage::Format_RGB32);
    out.fill(QColor(0x6b, 0x52, 0x40));
    QPainter p(&out);
    p.setRenderHint(QPainter::SmoothPixmapTransform);
    p.translate(420, 340);
    p.rotate(17);
    p.shear(0.12, 0.05);
    p.drawImage(QRectF(-190, -190, 380, 380), code(600));
    return out;
}

TEST(QrReader, ReadsWhatIsShown) {
    EXPECT_EQ(read_qr(code(240)).text, link);
    EXPECT_EQ(read_qr(code(4000)).text, link) << "large pictures are made small first";
    EXPECT_EQ(read_qr(photograph()).text, link);
}

TEST(QrReader, WhatIsClearIsPaper) {
    QImage clear = code(400).convertToFormat(QImage::Format_ARGB32);
    for (int y = 0; y < clear.height(); ++y)
        for (int x = 0; x < clear.width(); ++x)
            if (clear.pixelColor(x, y).lightness() > 128) clear.setPixelColor(x, y, Qt::transparent);
    EXPECT_EQ(read_qr(clear).text, link);
}

TEST(QrReader, SaysWhatIsWrong) {
    QImage grey(300, 300, QImage::Format_RGB32);
    grey.fill(Qt::gray);
    EXPECT_EQ(read_qr(grey).problem, "There is no QR code in that picture");
    EXPECT_FALSE(read_qr(grey).hint.isEmpty());
    EXPECT_EQ(read_qr(QImage()).problem, "That is no picture");
}

TEST(QrReader, ReadsFilesWithinLimits) {
    const QTemporaryDir home;
    const QString good = home.filePath("code.png");
    ASSERT_TRUE(photograph().save(good));
    EXPECT_EQ(read_qr_file(good).text, link);

    // One that says that it is enormous is not begun with.
    QFile bomb(home.filePath("bomb.svg"));
    ASSERT_TRUE(bomb.open(QIODevice::WriteOnly));
    bomb.write(
        "<svg xmlns='http://www.w3.org/2000/svg' width='60000' height='60000'><rect width='9' height='9'/></svg>");
    bomb.close();
    EXPECT_EQ(read_qr_file(bomb.fileName()).problem, "That picture is too large");

    QFile heavy(home.filePath("heavy.png"));
    ASSERT_TRUE(heavy.open(QIODevice::WriteOnly) && heavy.resize(picture_bytes_max + 1));
    EXPECT_EQ(read_qr_file(heavy.fileName()).problem, "That picture is too large");

    QFile text(home.filePath("notes.png"));
    ASSERT_TRUE(text.open(QIODevice::WriteOnly));
    text.write("dear diary");
    text.close();
    EXPECT_EQ(read_qr_file(text.fileName()).problem, "That is no picture");
    EXPECT_EQ(read_qr_file(home.filePath("nowhere.png")).problem, "That is no picture");
}

TEST(Link, TheCodeAloneIsAnInvitationToo) {
    EXPECT_EQ(as_invitation("  " + link + "\n"), link);
    EXPECT_EQ(as_invitation(link.mid(13)), link);
    EXPECT_EQ(as_invitation("segue://join/"), "");
    EXPECT_EQ(as_invitation("https://example.org/" + link.mid(13)), "");
    EXPECT_EQ(as_invitation("hello"), "");
    EXPECT_EQ(as_invitation(""), "");
}

}  // namespace
}  // namespace segue::ui

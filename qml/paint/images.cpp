#include "qml/paint/images.h"

#include <qrencode.h>

#include <QAbstractEventDispatcher>
#include <QFile>
#include <QPainter>
#include <QPainterPath>
#include <QPointer>
#include <QQmlEngine>
#include <QSvgRenderer>
#include <QThreadPool>
#include <algorithm>
#include <memory>

namespace segue::ui {
namespace {

constexpr int icon_default = 24, cover_default = 320, wash_pixels = 12;
constexpr int qr_margin = 3;  // squares of light around the code

// FNV-1a: the same id gives the same picture on every machine.
quint32 hash_of(const QString& text) {
    quint32 h = 2166136261U;
    for (const char c : text.toUtf8()) h = (h ^ static_cast<quint8>(c)) * 16777619U;
    return h;
}

// Only what is coloured throws light: grey and black become clear, so that a dark cover does not dirty a light page.
QImage washed(QImage image) {
    image = image.convertToFormat(QImage::Format_ARGB32);
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            QColor c = image.pixelColor(x, y);
            c.setAlphaF(c.hsvSaturationF() * c.valueF());
            image.setPixelColor(x, y, c);
        }
    return image.convertToFormat(QImage::Format_ARGB32_Premultiplied);
}

QImage rounded(const QImage& image, double radius) {
    QImage out(image.size(), QImage::Format_ARGB32_Premultiplied);
    out.fill(Qt::transparent);
    QPainter p(&out);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(Qt::NoPen);
    p.setBrush(QBrush(image));
    p.drawRoundedRect(out.rect(), radius, radius);
    return out;
}

}  // namespace

QImage IconProvider::requestImage(const QString& id, QSize* size, const QSize& requested) {
    const QString name = id.section(QLatin1Char('/'), 0, 0), colour = id.section(QLatin1Char('/'), 1, 1);
    const int side = requested.width() > 0 ? requested.width() : icon_default;
    QFile file(QStringLiteral(":/qt/qml/Segue/icons/%1.svg").arg(name));
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    if (file.open(QIODevice::ReadOnly)) {
        QByteArray svg = file.readAll();
        svg.replace("currentColor", "#" + colour.toLatin1());
        QPainter painter(&image);
        QSvgRenderer(svg).render(&painter);
    }
    if (size) *size = image.size();
    return image;
}

QImage QrProvider::requestImage(const QString& id, QSize* size, const QSize&) {
    const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
        QRcode_encodeString8bit(id.toUtf8().constData(), 0, QR_ECLEVEL_M), QRcode_free);
    const int width = (code ? code->width : 0) + 2 * qr_margin;
    QImage image(width, width, QImage::Format_RGB32);
    image.fill(Qt::white);
    for (int y = 0; code && y < code->width; ++y)
        for (int x = 0; x < code->width; ++x)
            if (code->data[y * code->width + x] & 1)
                image.setPixelColor(x + qr_margin, y + qr_margin, QColor(0x14, 0x16, 0x2a));
    if (size) *size = image.size();
    return image;
}

QImage drawn_cover(const QString& track, int pixels) {
    static constexpr QRgb warm[] = {0xffff6b5e, 0xfff0a04b, 0xffe8598b, 0xffffc14d};
    static constexpr QRgb cool[] = {0xff36d3be, 0xff5aa9ff, 0xff9b8cff, 0xff7ddf7a};
    const quint32 h = hash_of(track);
    QImage image(pixels, pixels, QImage::Format_ARGB32_Premultiplied);
    image.fill(QColor(0x14, 0x16, 0x2a));
    QPainter p(&image);
    p.setRenderHint(QPainter::Antialiasing);
    const double s = pixels, radius = s * (0.2 + 0.05 * (h >> 4 & 3) / 3.0), apart = radius * 0.62;
    p.translate(s / 2, s / 2);
    p.rotate((h >> 8) % 180);
    const QColor one = QColor::fromRgb(warm[h & 3]), other = QColor::fromRgb(cool[h >> 2 & 3]);
    p.setBrush(Qt::NoBrush);
    for (int ring = 1; ring <= 4; ++ring) {
        const double r = radius * (1 + 0.24 * ring);
        for (const auto& [colour, x] : {std::pair(one, -apart), std::pair(other, apart)}) {
            QColor c = colour;
            c.setAlphaF(0.42F / static_cast<float>(ring));
            p.setPen(QPen(c, s / 160));
            p.drawEllipse(QPointF(x, 0), r, r);
        }
    }
    p.setPen(Qt::NoPen);
    QPainterPath left, right;
    left.addEllipse(QPointF(-apart, 0), radius, radius);
    right.addEllipse(QPointF(apart, 0), radius, radius);
    p.fillPath(left, one);
    p.fillPath(right, other);
    p.fillPath(left.intersected(right), QColor(0xff, 0xe2, 0x9a));
    return image;
}

// What is asked for on Qt's loader thread is fetched on the port's, while the engine is there: the loader may hold its
// providers, and post to them, for longer.
struct CoverProvider::Desk : QObject {
    Desk(QQmlEngine& engine, Port& p) : port(&p) {
        connect(&engine, &QObject::destroyed, this, [this] { port = nullptr; });
    }
    Port* port;
};

class CoverProvider::Response : public QQuickImageResponse {
  public:
    // id: the track, or TRACK/roundN: with corners of N thousandths of its side.
    Response(const std::shared_ptr<Desk>& desk, const QString& id, QSize requested, Look look)
        : track_(id.section(QLatin1Char('/'), 0, 0)),
          round_(id.section(QStringLiteral("/round"), 1, 1).toInt() / 1000.0),
          side_(std::max({requested.width(), requested.height(), 0})),
          look_(look) {
        if (side_ == 0) side_ = cover_default;
        moveToThread(desk->thread());
        QMetaObject::invokeMethod(desk.get(), [self = QPointer<Response>(this), desk] {
            if (!self || !desk->port) return;
            if (self->track_.isEmpty() || self->track_.startsWith(QLatin1String("drawn:"))) return self->finish({});
            const QLatin1String of_library("library:");
            const bool is_of_library = self->track_.startsWith(of_library);
            const Deed deed =
                is_of_library ? Deed(LibraryCover{self->track_.mid(of_library.size())}) : Deed(Picture{self->track_});
            desk->port->ask(deed, [self](const Answer& a) {
                if (self) self->finish(a.picture);
            });
        });
    }
    QQuickTextureFactory* textureFactory() const override {
        return QQuickTextureFactory::textureFactoryForImage(image_);
    }

  private:
    // Decoding takes longer than a frame has, so it is done in the pool; the picture comes back to this thread.
    void finish(const QByteArray& bytes) {
        QThreadPool::globalInstance()->start([self = QPointer<Response>(this), home = thread(), bytes, track = track_,
                                              side = side_, round = round_, look = look_] {
            const QImage image = made(bytes, track, side, round, look);
            QMetaObject::invokeMethod(QAbstractEventDispatcher::instance(home), [self, image] {
                if (!self) return;
                self->image_ = image;
                emit self->finished();
            });
        });
    }

    static QImage made(const QByteArray& bytes, const QString& track, int side, double round, Look look) {
        QImage image = QImage::fromData(bytes);
        if (image.isNull()) image = drawn_cover(track, side);
        const int short_side = std::min(image.width(), image.height());
        image = image.copy((image.width() - short_side) / 2, (image.height() - short_side) / 2, short_side, short_side);
        const int pixels = look == Look::wash ? wash_pixels : side;
        image = image.scaled(pixels, pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        if (look == Look::wash) image = washed(image);
        return round > 0 ? rounded(image, round * pixels) : image;
    }

    QString track_;
    double round_;
    int side_;
    Look look_;
    QImage image_;
};

CoverProvider::CoverProvider(QQmlEngine& engine, Port& port, Look look)
    : desk_(std::make_shared<Desk>(engine, port)), look_(look) {}
CoverProvider::~CoverProvider() = default;

QQuickImageResponse* CoverProvider::requestImageResponse(const QString& id, const QSize& requested) {
    return new Response(desk_, id, requested, look_);
}

void prepare_engine(QQmlEngine& engine, Port& port) {
    engine.addImportPath(QStringLiteral("qrc:/qt/qml"));  // Qt looks there by itself only from 6.5 on
    engine.addImageProvider(QStringLiteral("icon"), new IconProvider);
    engine.addImageProvider(QStringLiteral("qr"), new QrProvider);
    engine.addImageProvider(QStringLiteral("cover"), new CoverProvider(engine, port, CoverProvider::Look::cover));
    engine.addImageProvider(QStringLiteral("wash"), new CoverProvider(engine, port, CoverProvider::Look::wash));
}

}  // namespace segue::ui

// Pictures by name, for `Image { source: "image://…" }`:
//   image://icon/play/ff6b5e     one of qml/icons, in a colour, sharp at any size
//   image://cover/TRACK[/roundN]  the track's cover; without one, a picture of our own made from its name
//   image://cover/library:ID     a picture of the library; drawn:NAME: one of our own made from that name
//   image://wash/TRACK           the same, a few soft pixels: the light it throws on what is behind
//   image://qr/TEXT              a QR code, dark on light as cameras like it
#pragma once

#include <QQuickAsyncImageProvider>
#include <QQuickImageProvider>

#include "qml/model/port.h"

class QQmlEngine;

namespace segue::ui {

class IconProvider : public QQuickImageProvider {
  public:
    IconProvider() : QQuickImageProvider(QQuickImageProvider::Image) {}
    QImage requestImage(const QString& id, QSize* size, const QSize& requested) override;
};

class QrProvider : public QQuickImageProvider {
  public:
    QrProvider() : QQuickImageProvider(QQuickImageProvider::Image) {}
    QImage requestImage(const QString& id, QSize* size, const QSize& requested) override;
};

// Asks the port on the thread that made it, which must be the port's own; pictures are decoded in the thread pool.
class CoverProvider : public QQuickAsyncImageProvider {
  public:
    enum class Look { cover, wash };
    CoverProvider(QQmlEngine& engine, Port& port, Look look);
    ~CoverProvider() override;
    QQuickImageResponse* requestImageResponse(const QString& id, const QSize& requested) override;

  private:
    class Response;
    struct Desk;  // lives on the port's thread
    std::shared_ptr<Desk> desk_;
    Look look_;
};

// A picture for a track that has none: two discs that meet, in colours and places that follow from its id.
QImage drawn_cover(const QString& track, int pixels);

// Makes all of them, and the module Segue, known to an engine.
void prepare_engine(QQmlEngine& engine, Port& port);

}  // namespace segue::ui

// The last minute of every device's offset as lines: time to the right, microseconds upwards, true to scale.
#pragma once

#include <QColor>
#include <QPointer>
#include <QQuickPaintedItem>
#include <QVariantMap>

#include "qml/model/offsets.h"

namespace segue::ui {

class OffsetsPlot : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(segue::ui::Offsets* offsets READ offsets WRITE setOffsets NOTIFY offsetsChanged)
    Q_PROPERTY(QVariantMap colours READ colours WRITE setColours NOTIFY coloursChanged)
    Q_PROPERTY(QColor ink READ ink WRITE setInk NOTIFY inkChanged)
    Q_PROPERTY(double spanUs READ spanUs NOTIFY spanChanged)

  public:
    explicit OffsetsPlot(QQuickItem* parent = nullptr) : QQuickPaintedItem(parent) { setAntialiasing(true); }

    Offsets* offsets() const { return offsets_; }
    QVariantMap colours() const { return colours_; }
    QColor ink() const { return ink_; }
    double spanUs() const { return span_us_; }  // from the middle to the upper edge
    void setOffsets(Offsets* offsets);
    void setColours(const QVariantMap& colours);  // by device id
    void setInk(const QColor& ink);
    void paint(QPainter* painter) override;

  signals:
    void offsetsChanged();
    void coloursChanged();
    void inkChanged();
    void spanChanged();

  private:
    void follow();

    QPointer<Offsets> offsets_;
    QVariantMap colours_;
    QColor ink_ = Qt::gray;
    double span_us_ = 100;
};

}  // namespace segue::ui

// Where bars begin, under the waveform: a mark each where there is room for all, else for every fourth, sixteenth…
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QColor>
#include <QQuickPaintedItem>
#include <QVector>

namespace segue::ui {

class BeatMarks : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QVector<float> bars READ bars WRITE setBars NOTIFY barsChanged)  // shares of the track, 0..1
    Q_PROPERTY(QColor colour READ colour WRITE setColour NOTIFY colourChanged)

  public:
    using QQuickPaintedItem::QQuickPaintedItem;
    QVector<float> bars() const { return bars_; }
    void setBars(const QVector<float>& bars);
    QColor colour() const { return colour_; }
    void setColour(const QColor& colour);
    void paint(QPainter* painter) override;

  signals:
    void barsChanged();
    void colourChanged();

  private:
    QVector<float> bars_;
    QColor colour_;
};

}  // namespace segue::ui

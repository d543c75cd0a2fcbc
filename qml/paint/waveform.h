// The outline of a track as bars, rounded, mirrored about the middle. Painted once for a size and colour; moving the
// position only moves a clip over it, so playing costs no painting.
#pragma once

#include <QColor>
#include <QQuickPaintedItem>
#include <QVector>

namespace segue::ui {

class Waveform : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QVector<float> peaks READ peaks WRITE setPeaks NOTIFY peaksChanged)
    Q_PROPERTY(QColor colour READ colour WRITE setColour NOTIFY colourChanged)
    Q_PROPERTY(double barWidth READ barWidth WRITE setBarWidth NOTIFY barWidthChanged)

  public:
    explicit Waveform(QQuickItem* parent = nullptr) : QQuickPaintedItem(parent) { setAntialiasing(true); }

    QVector<float> peaks() const { return peaks_; }
    QColor colour() const { return colour_; }
    double barWidth() const { return bar_width_; }
    void setPeaks(const QVector<float>& peaks);
    void setColour(const QColor& colour);
    void setBarWidth(double width);
    void paint(QPainter* painter) override;

  signals:
    void peaksChanged();
    void colourChanged();
    void barWidthChanged();

  private:
    QVector<float> peaks_;
    QColor colour_ = Qt::gray;
    double bar_width_ = 3;
};

}  // namespace segue::ui

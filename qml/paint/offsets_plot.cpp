#include "qml/paint/offsets_plot.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace segue::ui {

void OffsetsPlot::setOffsets(Offsets* offsets) {
    if (offsets == offsets_) return;
    if (offsets_) offsets_->disconnect(this);
    offsets_ = offsets;
    if (offsets_) connect(offsets_, &Offsets::changed, this, &OffsetsPlot::follow);
    emit offsetsChanged();
    update();
}

void OffsetsPlot::setColours(const QVariantMap& colours) {
    colours_ = colours;
    emit coloursChanged();
    update();
}

void OffsetsPlot::setInk(const QColor& ink) {
    ink_ = ink;
    emit inkChanged();
    update();
}

// The scale is one of a few round ones, so that it does not breathe with every point.
void OffsetsPlot::follow() {
    if (!isVisible()) return;
    double most = 0;
    for (const auto& [id, line] : offsets_->lines())
        for (const Offsets::Point& p : line) most = std::max(most, std::abs(p.error_us));
    double span = 100;
    while (span < most * 1.1 && span < 1e6) span *= span == 100 || span == 1000 || span == 1e4 || span == 1e5 ? 2.5 : 4;
    if (span != span_us_) {
        span_us_ = span;
        emit spanChanged();
    }
    update();
}

void OffsetsPlot::paint(QPainter* p) {
    p->setRenderHint(QPainter::Antialiasing);
    const double w = width(), h = height();
    QColor grid = ink_;
    grid.setAlphaF(0.16F);
    for (int i = 0; i <= 4; ++i) {
        p->setPen(QPen(grid, i == 2 ? 1.5 : 1, i == 2 ? Qt::SolidLine : Qt::DotLine));
        p->drawLine(QPointF(0, h * i / 4), QPointF(w, h * i / 4));
    }
    if (!offsets_) return;
    for (const auto& [id, line] : offsets_->lines()) {
        QPainterPath path;
        double last = -1;
        for (const Offsets::Point& point : line) {
            const QPointF at(w * (1 - (offsets_->now_s() - point.at_s) / Offsets::window_s),
                             h / 2 - std::clamp(point.error_us / span_us_, -1.0, 1.0) * h / 2);
            // A device that was silent for a while leaves a gap, not a line across it.
            if (path.elementCount() == 0 || point.at_s - last > 1)
                path.moveTo(at);
            else
                path.lineTo(at);
            last = point.at_s;
        }
        p->setPen(QPen(colours_.value(id, ink_).value<QColor>(), 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        p->setBrush(Qt::NoBrush);
        p->drawPath(path);
    }
}

}  // namespace segue::ui

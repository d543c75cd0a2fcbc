#include "qml/paint/beat_marks.h"

#include <QPainter>

namespace segue::ui {
namespace {

constexpr double apart_px = 7;  // marks that are nearer are a hatching
constexpr int group = 4;        // bars; music is mostly made of such

}  // namespace

void BeatMarks::setBars(const QVector<float>& bars) {
    if (bars == bars_) return;
    bars_ = bars;
    emit barsChanged();
    update();
}

void BeatMarks::setColour(const QColor& colour) {
    if (colour == colour_) return;
    colour_ = colour;
    emit colourChanged();
    update();
}

void BeatMarks::paint(QPainter* p) {
    if (bars_.size() < 2) return;
    const double apart =
        width() * static_cast<double>(bars_.back() - bars_.front()) / static_cast<double>(bars_.size() - 1);
    int every = 1;
    while (apart * every < apart_px && every < bars_.size()) every *= group;
    p->setPen(Qt::NoPen);
    for (qsizetype bar = 0; bar < bars_.size(); bar += every) {
        const bool heavy = bar % (every * group) == 0;
        QColor c = colour_;
        c.setAlphaF(heavy ? 0.9F : 0.4F);
        const double h = heavy ? height() : height() * 0.55;
        p->fillRect(QRectF(static_cast<double>(bars_[bar]) * width(), height() - h, heavy ? 1.5 : 1, h), c);
    }
}

}  // namespace segue::ui

#include "qml/paint/waveform.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace segue::ui {
namespace {

constexpr double gap_share = 0.75;    // of a bar's width, between two
constexpr double floor_share = 0.06;  // of the height: so that silence is still a line one can click on

}  // namespace

void Waveform::setPeaks(const QVector<float>& peaks) {
    if (peaks == peaks_) return;
    peaks_ = peaks;
    emit peaksChanged();
    update();
}

void Waveform::setColour(const QColor& colour) {
    if (colour == colour_) return;
    colour_ = colour;
    emit colourChanged();
    update();
}

void Waveform::setBarWidth(double width) {
    if (width == bar_width_) return;
    bar_width_ = width;
    emit barWidthChanged();
    update();
}

void Waveform::paint(QPainter* p) {
    p->setRenderHint(QPainter::Antialiasing);
    p->setPen(Qt::NoPen);
    p->setBrush(colour_);
    const double step = bar_width_ * (1 + gap_share);
    const int bars = std::max(1, static_cast<int>(width() / step));
    const auto count = static_cast<int>(peaks_.size());
    // Loud masters would be a block, so the loudest fills the height and the rest is spread below it.
    const float most = std::max(0.05F, count ? *std::max_element(peaks_.begin(), peaks_.end()) : 0.0F);
    for (int bar = 0; bar < bars; ++bar) {
        float peak = 0;
        for (int i = bar * count / bars; i < std::max(bar * count / bars + 1, (bar + 1) * count / bars) && i < count;
             ++i)
            peak = std::max(peak, peaks_[i]);
        const double share = std::max(floor_share, std::pow(static_cast<double>(peak / most), 1.6));
        const double h = share * height();
        p->drawRoundedRect(QRectF(bar * step, (height() - h) / 2, bar_width_, h), bar_width_ / 2, bar_width_ / 2);
    }
}

}  // namespace segue::ui

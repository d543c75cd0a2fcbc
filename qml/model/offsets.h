// How far each device's sound was off the timeline over the last minute, as the devices measured it themselves.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QColor>
#include <QObject>
#include <QVariantList>
#include <deque>
#include <map>

#include "qml/model/facts.h"

namespace segue::ui {

class Offsets : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("part of a House")
    Q_PROPERTY(double spreadUs READ spreadUs NOTIFY changed)

  public:
    static constexpr double window_s = 60;
    static constexpr double step_s = 0.1;  // ten points a second are as fine as a screen shows a minute

    struct Point {
        double at_s;  // on the steady clock
        double error_us;
    };

    void show(const HouseFacts& house);

    const std::map<QString, std::deque<Point>>& lines() const { return lines_; }
    double now_s() const { return now_s_; }
    // Between the earliest and the latest of those that sound now.
    double spreadUs() const { return spread_us_; }

  signals:
    void changed();

  private:
    std::map<QString, std::deque<Point>> lines_;
    double now_s_ = 0, spread_us_ = 0;
};

}  // namespace segue::ui

#include "qml/model/preferences.h"

#include <algorithm>

namespace segue::ui {
namespace {

constexpr double text_scale_max = 1.5;  // beyond it the narrowest window has no room for a word
constexpr int width_min = 340, height_min = 480, side_max = 16'384;

}  // namespace

Preferences::Preferences(const QString& file, QObject* parent) : QObject(parent), store_(file, QSettings::IniFormat) {}

void Preferences::set(const char* key, const QVariant& value) {
    if (store_.value(key) == value) return;
    store_.setValue(key, value);
    emit changed();
}

double Preferences::textScale() const {
    return std::clamp(store_.value("textScale", 1.0).toDouble(), 1.0, text_scale_max);
}
int Preferences::width() const { return std::clamp(store_.value("width", 1180).toInt(), width_min, side_max); }
int Preferences::height() const { return std::clamp(store_.value("height", 780).toInt(), height_min, side_max); }

void Preferences::setMaximised(bool v) {
    if (v == maximised()) return;
    store_.setValue("maximised", v);
    emit sizeChanged();
}

void Preferences::setWidth(int v) {
    if (v == width()) return;
    store_.setValue("width", v);
    emit sizeChanged();
}

void Preferences::setHeight(int v) {
    if (v == height()) return;
    store_.setValue("height", v);
    emit sizeChanged();
}

void Preferences::setLanguage(const QString& v) {
    if (v == language()) return;
    set("language", v);
    emit languageChanged();
}

}  // namespace segue::ui

#include "qml/model/loop.h"

#include <utility>

namespace segue::ui {
namespace {

constexpr double begins_with_beats = 4;  // a bar of most music

}  // namespace

Loop::Loop(Ask ask, QObject* parent) : QObject(parent), ask_(std::move(ask)) {}

void Loop::show(const LoopFacts& facts) {
    if (facts == facts_) return;
    facts_ = facts;
    emit changed();
}

void Loop::toggle() {
    on() ? ask_(SetLoop{SetLoop::Change::off}) : ask_(SetLoop{SetLoop::Change::beats, begins_with_beats});
}
void Loop::halve() { ask_(SetLoop{SetLoop::Change::halve}); }
void Loop::twice() { ask_(SetLoop{SetLoop::Change::twice}); }

}  // namespace segue::ui

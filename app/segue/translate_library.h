// What the window asks of the library and hears of it, between the control protocol and plain values. Part of
// translate.h.
#pragma once

#include <string>

#include "app/control/control.pb.h"
#include "qml/model/port.h"

namespace segue::app {

inline QString q(const std::string& text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

// [any-thread] all of these.
control::LibraryPick library_pick(const ui::Pick& pick);
control::LibrarySearch library_search(const ui::LibraryFind& find);
ui::LibraryFound library_found(const control::LibraryFound& found);
ui::LibraryFacts library_facts(const control::LibraryStats& stats);

}  // namespace segue::app

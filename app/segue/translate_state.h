// A message of the control protocol as the lines of a tree. Part of translate.h.
#pragma once

#include <google/protobuf/message.h>

#include <vector>

#include "qml/model/facts.h"

namespace segue::app {

// [any-thread] Its fields in their order, what is within them behind them, one deeper. A list's items are named by
// their place from 1, and by what they are called, where they are.
std::vector<ui::StateLine> state_lines(const google::protobuf::Message& message);

}  // namespace segue::app

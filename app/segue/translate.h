// Between the control protocol and what the window knows: deeds to requests, answers and snapshots to plain values.
#pragma once

#include "app/control/control.pb.h"
#include "qml/model/port.h"

namespace segue::app {

// [any-thread] all of these.
control::Request to_request(const ui::Deed& deed);
ui::Answer to_answer(const control::Response& response);
// `taken`: now; the snapshot is of this moment.
ui::HouseFacts to_facts(const control::Snapshot& snapshot, ui::Clock::time_point taken);

}  // namespace segue::app

// One run of seguectl: ask the node, show the answer.
#pragma once

#include "app/seguectl/command_line.h"

namespace segue::ctl {

// The program's exit status: 0 done, 1 refused.
int run(Invocation invocation);

}  // namespace segue::ctl

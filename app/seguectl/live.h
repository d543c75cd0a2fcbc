// `seguectl watch`: a table redrawn in place on a terminal; elsewhere a line of text or of JSON for each snapshot.
#pragma once

#include "app/control/client.h"
#include "app/seguectl/command_line.h"

namespace segue::ctl {

// Until the user or the node ends it; the program's exit status.
int watch(control::Client& client, const Invocation& asked);
// The same for jobs, asked for again every half second.
int watch_jobs(control::Client& client, const Invocation& asked);

// Of standard output; 80 where it is no terminal.
std::size_t terminal_columns();

}  // namespace segue::ctl

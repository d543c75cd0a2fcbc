// What this process gives up before it touches a foreign file.
#pragma once

namespace segue::importer {

// Lower priority; bounds on memory, time and files; no way to write files, start programs or gain rights; dies with
// its parent. False: the parent is gone already.
bool enter_sandbox();

}  // namespace segue::importer

// What this process gives up before it touches a foreign file. Whoever takes it over through a decoder's fault finds
// a room without doors: it can compute, read the files that are open already, and speak to its supervisor, who
// believes nothing (audio/import/records.h).
#pragma once

#include <cstddef>

#include "audio/import/limits.h"

namespace segue::importer {

struct Bounds {
    std::size_t memory_bytes = audio::importer_memory_bytes_max;
    unsigned cpu_seconds = audio::importer_cpu_seconds_max;
};

// At the start: bounds on memory, time and files; no writing of files; no gaining of rights; dies with
// its parent. False: the parent is gone already.
bool enter_sandbox(const Bounds& bounds = {});

// Below everything that sounds. Not from the start: until the first seconds are out, somebody may be waiting for them.
void lower_priority();
// Runs, and reads, only when nobody else wants to: for what nobody waits for.
void yield_to_everyone();

// Once the files to read are open: no further descriptor of any kind (no file, no socket), no new process, and, where
// the kernel has seccomp, no renaming, deleting, changing or executing of anything.
void lock_sandbox();

// The same for one that is handed its files as open descriptors (segue-importer --tags): it may receive them, and open
// none itself.
void lock_sandbox_for_received_files();

}  // namespace segue::importer

// For threads whose work nobody hears.
#pragma once

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace segue::node {

// Below everything that sounds, and the first seconds of a track that somebody waits for. Its tag reader inherits it.
// Not lower: on a machine that compiles all day nothing of a new folder would be seen for half a minute.
inline constexpr int library_nice = 10;

// Of the calling thread, and of the processes it starts: the processor, and disks, too.
inline void lower_thread_priority() {
    // The last level of "best effort". From linux/ioprio.h, which is not everywhere.
    constexpr int io_priority_lowest = (2 << 13) | 7, io_priority_of_thread = 1;
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), library_nice);
    ::syscall(SYS_ioprio_set, io_priority_of_thread, 0, io_priority_lowest);
}

}  // namespace segue::node

#include "app/importer/sandbox.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "audio/import/limits.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SEGUE_SANITIZED 1  // they reserve terabytes of address space
#else
#define SEGUE_SANITIZED 0
#endif

namespace segue::importer {

namespace {

void limit(int resource, rlim_t value, rlim_t grace = 0) {
    const rlimit bounds{value, value + grace};
    ::setrlimit(static_cast<__rlimit_resource>(resource), &bounds);
}

}  // namespace

bool enter_sandbox() {
    const pid_t parent = ::getppid();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) return false;  // it went while we asked
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::prctl(PR_SET_DUMPABLE, 0);
    if (::nice(audio::importer_nice) == -1) { /* it runs as it is: slower elsewhere, not wrong */
    }
    if (!SEGUE_SANITIZED) limit(RLIMIT_AS, audio::importer_memory_bytes_max);
    limit(RLIMIT_CPU, audio::importer_cpu_seconds_max, 5);  // SIGXCPU first: our supervisor can tell it from a crash
    limit(RLIMIT_NOFILE, audio::importer_files_max);
    limit(RLIMIT_FSIZE, 0);  // pipes are not files
    limit(RLIMIT_CORE, 0);
    return true;
}

}  // namespace segue::importer

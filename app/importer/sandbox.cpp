#include "app/importer/sandbox.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <span>
#include <vector>

#include "audio/import/limits.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SEGUE_SANITIZED 1  // they reserve terabytes of address space, and open files when they report
#else
#define SEGUE_SANITIZED 0
#endif

namespace segue::importer {

namespace {

// The standard three, the file at hand, and the next.
constexpr rlim_t received_files_max = 8;

void limit(__rlimit_resource resource, rlim_t value, rlim_t grace = 0) {
    const rlimit bounds{value, value + grace};
    ::setrlimit(resource, &bounds);
}

// Calls that take a path or a process instead of a descriptor. Those that make descriptors are stopped by their limit.
constexpr unsigned denied_calls[] = {
    SYS_execve,
    SYS_execveat,
    SYS_unlinkat,
    SYS_renameat2,
    SYS_mkdirat,
    SYS_mknodat,
    SYS_linkat,
    SYS_symlinkat,
    SYS_fchmodat,
    SYS_fchownat,
    SYS_truncate,
    SYS_utimensat,
    SYS_mount,
    SYS_kill,
    SYS_ptrace,
    SYS_setxattr,
    SYS_lsetxattr,
    SYS_socket,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
#ifdef SYS_unlink  // the older forms, which younger architectures never had
    SYS_unlink,
    SYS_rmdir,
    SYS_rename,
    SYS_mkdir,
    SYS_mknod,
    SYS_link,
    SYS_symlink,
    SYS_chmod,
    SYS_chown,
    SYS_lchown,
    SYS_utime,
    SYS_utimes,
    SYS_fork,
    SYS_vfork,
#endif
#ifdef SYS_renameat
    SYS_renameat,
#endif
};

// For who is not stopped by a limit on descriptors.
constexpr unsigned opening_calls[] = {
    SYS_openat, SYS_openat2, SYS_socketpair, SYS_connect, SYS_open_by_handle_at,
#ifdef SYS_open
    SYS_open,   SYS_creat,
#endif
};

#if defined(__x86_64__)
constexpr unsigned this_architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned this_architecture = AUDIT_ARCH_AARCH64;
#else
constexpr unsigned this_architecture = 0;  // not known here: the limits have to do
#endif

// A list of what is denied, not of what is allowed: libraries may call for time, memory and locks as they like, in
// whatever way the next version of the C library does it. Denied calls fail with EPERM.
void deny_calls(std::span<const unsigned> more = {}) {
    if (this_architecture == 0) return;
    constexpr unsigned load_word = BPF_LD | BPF_W | BPF_ABS, if_equal = BPF_JMP | BPF_JEQ | BPF_K,
                       answer = BPF_RET | BPF_K;
    const auto code = [](unsigned c) { return static_cast<unsigned short>(c); };
    std::vector<sock_filter> program;
    program.push_back({code(load_word), 0, 0, offsetof(seccomp_data, arch)});
    program.push_back({code(if_equal), 1, 0, this_architecture});
    program.push_back({code(answer), 0, 0, SECCOMP_RET_ERRNO | EPERM});  // calls of another architecture
    program.push_back({code(load_word), 0, 0, offsetof(seccomp_data, nr)});
    for (const std::span<const unsigned> calls : {std::span<const unsigned>(denied_calls), more})
        for (const unsigned call : calls) {
            program.push_back({code(if_equal), 0, 1, call});
            program.push_back({code(answer), 0, 0, SECCOMP_RET_ERRNO | EPERM});
        }
    program.push_back({code(answer), 0, 0, SECCOMP_RET_ALLOW});
    sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

}  // namespace

bool enter_sandbox(const Bounds& bounds) {
    const pid_t parent = ::getppid();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) return false;  // it went while we asked
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::prctl(PR_SET_DUMPABLE, 0);
    if (!SEGUE_SANITIZED) limit(RLIMIT_AS, bounds.memory_bytes);
    // SIGXCPU first, so that our supervisor can tell it from a crash.
    limit(RLIMIT_CPU, bounds.cpu_seconds, 5);
    limit(RLIMIT_NOFILE, audio::importer_files_max);
    limit(RLIMIT_FSIZE, 0);  // pipes are not files
    limit(RLIMIT_CORE, 0);
    return true;
}

void lower_priority() {
    if (::nice(audio::importer_nice) == -1) { /* it runs as it is: others are slower then, nothing is wrong */
    }
}

void yield_to_everyone() {
    constexpr int io_idle_class = 3 << 13, io_of_process = 1;  // linux/ioprio.h, which not every libc brings
    const sched_param none{};
    // Each may be refused; it then runs with what it has.
    ::setpriority(PRIO_PROCESS, 0, 19);
    ::sched_setscheduler(0, SCHED_IDLE, &none);
    ::syscall(SYS_ioprio_set, io_of_process, 0, io_idle_class);
}

void lock_sandbox() {
    if (SEGUE_SANITIZED) return;
    limit(RLIMIT_NOFILE, 0);
    limit(RLIMIT_NPROC, 0);
    deny_calls();
}

void lock_sandbox_for_received_files() {
    if (SEGUE_SANITIZED) return;
    limit(RLIMIT_NOFILE, received_files_max);
    limit(RLIMIT_NPROC, 0);
    deny_calls(opening_calls);
}

}  // namespace segue::importer

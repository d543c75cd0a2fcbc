#include "tests/realtime/guard.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sys/types.h>
#include <time.h>

#include <cstddef>

namespace segue::testing {
namespace {

thread_local int quiet = 0;
thread_local Noise heard;

void note(long Noise::*what) {
    if (quiet > 0) ++(heard.*what);
}

template <class F>
F next(const char* name) {
    return reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
}

}  // namespace

QuietScope::QuietScope() { ++quiet; }
QuietScope::~QuietScope() { --quiet; }
const Noise& QuietScope::noise() { return heard; }

}  // namespace segue::testing

using segue::testing::next;
using segue::testing::Noise;
using segue::testing::note;

extern "C" {

void* __libc_malloc(std::size_t);
void __libc_free(void*);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t n) {
    note(&Noise::allocations);
    return __libc_malloc(n);
}
void* calloc(std::size_t n, std::size_t size) {
    note(&Noise::allocations);
    return __libc_calloc(n, size);
}
void* realloc(void* p, std::size_t n) {
    note(&Noise::allocations);
    return __libc_realloc(p, n);
}
void* aligned_alloc(std::size_t alignment, std::size_t n) {
    note(&Noise::allocations);
    return __libc_memalign(alignment, n);
}
void free(void* p) {
    note(&Noise::frees);
    __libc_free(p);
}
int pthread_mutex_lock(pthread_mutex_t* m) {
    static const auto real = next<int (*)(pthread_mutex_t*)>("pthread_mutex_lock");
    note(&Noise::locks);
    return real(m);
}
int pthread_cond_signal(pthread_cond_t* c) {
    static const auto real = next<int (*)(pthread_cond_t*)>("pthread_cond_signal");
    note(&Noise::wakes);
    return real(c);
}
int pthread_cond_broadcast(pthread_cond_t* c) {
    static const auto real = next<int (*)(pthread_cond_t*)>("pthread_cond_broadcast");
    note(&Noise::wakes);
    return real(c);
}
ssize_t write(int fd, const void* data, std::size_t n) {
    static const auto real = next<ssize_t (*)(int, const void*, std::size_t)>("write");
    note(&Noise::writes);
    return real(fd, data, n);
}
int nanosleep(const timespec* a, timespec* b) {
    static const auto real = next<int (*)(const timespec*, timespec*)>("nanosleep");
    note(&Noise::sleeps);
    return real(a, b);
}
}

// What can be wrong with a library: its database, its files, what is asked of it.
#pragma once

#include <cstdint>

#include "sync/base/result.h"

namespace segue::library {

enum class LibraryError : std::uint8_t {
    malformed,   // bytes that are not what they claim to be
    too_large,   // over a limit of limits.h
    damaged,     // the database file is not one, or is broken: it is set aside and made anew
    disk,        // the disk refused: full, read-only, broken
    missing,     // no such file, folder or entry
    unreadable,  // it is there, and may not be read
    bad_query,   // a search that cannot be understood
    cancelled,   // somebody asked for that
};

template <class T>
using LibraryResult = Result<T, LibraryError>;

}  // namespace segue::library

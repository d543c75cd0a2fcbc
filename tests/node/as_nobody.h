// For files that may not be read: root may read them all the same, so the test's thread is somebody else for a while.
#pragma once

#include <sys/fsuid.h>
#include <unistd.h>

namespace segue::test {

class AsNobody {
  public:
    AsNobody() {
        if (::geteuid() == 0) ::setfsuid(65'534);
    }
    ~AsNobody() { ::setfsuid(::geteuid()); }
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;
};

}  // namespace segue::test

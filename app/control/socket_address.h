// The address of a socket file, however long the path of its directory is. (The system's own limit is 107 bytes;
// beyond it the directory is opened and named through /proc/self/fd.) Internal to this room.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>

#include <filesystem>

namespace segue::control {

class SocketAddress {
  public:
    // The address holds while this object lives. Not ok: no such directory.
    SocketAddress(const std::filesystem::path& directory, std::string_view name);
    ~SocketAddress();
    SocketAddress(const SocketAddress&) = delete;
    SocketAddress& operator=(const SocketAddress&) = delete;

    bool ok() const { return ok_; }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address_); }
    socklen_t size() const { return sizeof address_; }

  private:
    sockaddr_un address_{};
    int directory_ = -1;
    bool ok_ = false;
};

}  // namespace segue::control

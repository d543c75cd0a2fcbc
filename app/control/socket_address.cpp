#include "app/control/socket_address.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <string>

namespace segue::control {

SocketAddress::SocketAddress(const std::filesystem::path& directory, std::string_view name) {
    std::string path = (directory / name).string();
    if (path.size() >= sizeof address_.sun_path) {
        directory_ = ::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (directory_ < 0) return;
        path = "/proc/self/fd/" + std::to_string(directory_) + "/" + std::string(name);
    }
    address_.sun_family = AF_UNIX;
    std::memcpy(address_.sun_path, path.c_str(), path.size() + 1);
    ok_ = true;
}

SocketAddress::~SocketAddress() {
    if (directory_ >= 0) ::close(directory_);
}

}  // namespace segue::control

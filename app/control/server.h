// The node's control socket: `control.sock` in its state directory, mode 0600: who may open it may command the node.
// If that cannot be written, it is in stand_in_dir (state_dir.h).
//
// `control.lock` beside it is locked for as long as the node lives, however it dies; so two nodes never share a
// state directory, and a socket file that a killed node left behind is known to be stale.
//
// Message boundaries and limits are codec.h's, the dialogue is conversation.h's; this is only the socket.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "app/control/handler.h"
#include "sync/base/result.h"

namespace asio {
class io_context;
}

namespace segue::control {

enum class ServerError : std::uint8_t {
    already_running,  // another live node has this state directory
    no_directory,     // it cannot be made or entered
    not_writable,     // read-only or full
    no_socket,        // the system refused the socket
};

class Server {
  public:
    // [node-thread] Makes the directory (mode 0700) if need be, takes the lock, listens. `handler` and `loop` must
    // outlive the server.
    static Result<std::unique_ptr<Server>, ServerError> open(asio::io_context& loop,
                                                             const std::filesystem::path& state_dir, Handler& handler);
    // [node-thread] Closes every connection and removes the socket file.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // [node-thread]
    std::size_t clients() const;
    std::filesystem::path socket_path() const;

  private:
    struct State;
    explicit Server(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

}  // namespace segue::control

// The other end of the control socket, for programs that ask and wait: blocking, every wait with a time-out.
// One thread at a time; no thread of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "app/control/codec.h"
#include "app/control/limits.h"

namespace segue::control {

enum class ClientError : std::uint8_t {
    no_node,      // nothing listens there
    not_allowed,  // the socket is another user's
    timed_out,
    closed,   // the node went, or ended the connection
    garbage,  // what came is no answer
};

class Client {
  public:
    static Result<Client, ClientError> connect(const std::filesystem::path& state_dir,
                                               milliseconds patience = connect_max);
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    // Sends the request (its id and protocol are set here) and waits for its answer. That the node refused is an
    // answer (Response.error), not an error.
    Result<Response, ClientError> call(Request request, milliseconds patience = answer_max);

    // For a watch: sends, and gives the id by which its answers are known.
    Result<std::uint64_t, ClientError> send(Request request);
    // The next answer to anything sent.
    Result<Response, ClientError> next(milliseconds patience);

    // For poll(2), so that a program can wait for a key as well; readable does not promise a whole answer.
    int descriptor() const;

  private:
    static Result<Client, ClientError> connect_in(const std::filesystem::path& dir, milliseconds patience);
    struct Connection;
    explicit Client(std::unique_ptr<Connection> connection);
    std::unique_ptr<Connection> connection_;
};

}  // namespace segue::control

// The newcomer's side of an invitation: tries the link's addresses one after the other, and ends with an answer.
#pragma once

#include <asio/ip/tcp.hpp>

#include "sync/mesh/channel.h"
#include "sync/mesh/invitation.h"

namespace segue::mesh {

class JoinAttempt final : public ChannelEvents, public std::enable_shared_from_this<JoinAttempt> {
  public:
    struct Welcome {
        std::string certificate, authority, authority_key;  // DER
        std::vector<std::string> addresses;                 // of members; first the one who let us in
    };
    using Done = std::function<void(Outcome<Welcome>)>;

    JoinAttempt(asio::io_context& io, Invitation invitation, std::string request, std::string name, Done done);
    // Calls done exactly once, later, unless destroyed or cancelled first.
    void start();
    void cancel();

    void channel_ready(Channel& channel) override;
    void channel_message(Channel& channel, std::uint8_t kind, BytesView message) override;
    void channel_closed(Channel& channel) override;

  private:
    void try_next();
    void resolved(const asio::ip::tcp::resolver::results_type& results);
    void dial_next();
    void missed(Error error, std::string message);
    void end(Outcome<Welcome> outcome);

    asio::io_context& io_;
    asio::ip::tcp::resolver resolver_;
    Invitation invitation_;
    std::string request_, name_;
    Done done_;
    std::shared_ptr<const TlsContext> tls_;
    std::shared_ptr<Channel> channel_;
    std::size_t address_ = 0;                         // the next of the invitation's
    std::string current_;                             // HOST:PORT as the link says
    std::vector<asio::ip::tcp::endpoint> endpoints_;  // of the current one, still to try
    std::optional<Failure<Error>> best_;              // the most telling failure so far
};

}  // namespace segue::mesh

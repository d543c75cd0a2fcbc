// The UDP socket: datagrams out, and in with the moment the kernel took them from the wire.
#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/udp.hpp>
#include <functional>

#include "sync/base/bytes.h"
#include "sync/base/time.h"

namespace segue::mesh {

// [node-thread]
class DatagramSocket {
  public:
    // The view holds during the call only.
    using Receive = std::function<void(const asio::ip::udp::endpoint& from, BytesView datagram, LocalTime received)>;
    DatagramSocket(asio::io_context& io, Receive receive);
    ~DatagramSocket() { close(); }
    DatagramSocket(const DatagramSocket&) = delete;
    DatagramSocket& operator=(const DatagramSocket&) = delete;

    // An IPv6 "any" takes IPv4 too.
    asio::error_code open(const asio::ip::udp::endpoint& local);
    void close();
    // False: not sent, now or ever.
    bool send(const asio::ip::udp::endpoint& to, BytesView datagram);

  private:
    struct Body;
    std::shared_ptr<Body> body_;
};

}  // namespace segue::mesh

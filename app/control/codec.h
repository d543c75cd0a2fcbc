// Messages as bytes. On a socket each is preceded by its length, 32 bits, little-endian; over the mesh it is not,
// because the mesh keeps messages apart. What is too long or not a message is an error, and ends the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/control/control.pb.h"
#include "sync/base/bytes.h"
#include "sync/base/result.h"

namespace segue::control {

// Grows when a message changes its meaning; fields may be added without.
inline constexpr std::uint32_t protocol_version = 1;

enum class CodecError : std::uint8_t {
    too_long,   // beyond request_bytes_max or response_bytes_max
    malformed,  // no message of this kind
};

// [any-thread] all of these.
Bytes encode(const Request& request);
Bytes encode(const Response& response);
Bytes encode(const Relayed& message);
Result<Request, CodecError> decode_request(BytesView bytes);
Result<Response, CodecError> decode_response(BytesView bytes);
Result<Relayed, CodecError> decode_relayed(BytesView bytes);

// The message with its length before it.
Bytes framed(BytesView message);

// Cuts a stream of bytes into messages. Once failed it stays failed.
class FrameReader {
  public:
    explicit FrameReader(std::size_t message_bytes_max) : max_(message_bytes_max) {}

    void append(BytesView bytes);
    // The next whole message; nothing when more bytes are needed.
    Result<std::optional<Bytes>, CodecError> next();

  private:
    std::size_t max_;
    Bytes buffer_;
    std::size_t used_ = 0;  // bytes at the front of buffer_ that were handed out
    bool failed_ = false;
};

// Answers. The error's message and hint are one line each.
Response failed(std::uint64_t request_id, Error::Code code, std::string message, std::string hint = {});
Response done(std::uint64_t request_id, std::string text = {}, double took_ms = 0);

}  // namespace segue::control

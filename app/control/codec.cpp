#include "app/control/codec.h"

#include <algorithm>

#include "app/control/limits.h"

namespace segue::control {
namespace {

template <class Message>
Bytes bytes_of(const Message& message) {
    Bytes out(message.ByteSizeLong());
    message.SerializeWithCachedSizesToArray(out.data());
    return out;
}

template <class Message>
Result<Message, CodecError> parse(BytesView bytes, std::size_t bytes_max, const char* what) {
    if (bytes.size() > bytes_max) return fail(CodecError::too_long, std::string(what) + " is too long");
    Message message;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return fail(CodecError::malformed, std::string("what came is no ") + what);
    return message;
}

constexpr std::size_t length_bytes = 4;

}  // namespace

Bytes encode(const Request& request) { return bytes_of(request); }
Bytes encode(const Response& response) { return bytes_of(response); }
Bytes encode(const Relayed& message) { return bytes_of(message); }

Result<Request, CodecError> decode_request(BytesView bytes) {
    return parse<Request>(bytes, request_bytes_max, "request");
}
Result<Response, CodecError> decode_response(BytesView bytes) {
    return parse<Response>(bytes, response_bytes_max, "answer");
}
Result<Relayed, CodecError> decode_relayed(BytesView bytes) {
    // The envelope adds a tag and a length.
    constexpr std::size_t envelope_bytes_max = 16;
    return parse<Relayed>(bytes, std::max(request_bytes_max, response_bytes_max) + envelope_bytes_max,
                          "control message");
}

Bytes framed(BytesView message) {
    SEGUE_ASSERT(message.size() <= response_bytes_max);
    ByteWriter out;
    out.u32(static_cast<std::uint32_t>(message.size()));
    out.bytes(message);
    return out.take();
}

void FrameReader::append(BytesView bytes) {
    if (used_ > 0) {
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(used_));
        used_ = 0;
    }
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

Result<std::optional<Bytes>, CodecError> FrameReader::next() {
    if (failed_) return fail(CodecError::too_long, "a message before this one was too long");
    ByteReader reader(BytesView(buffer_).subspan(used_));
    if (reader.remaining() < length_bytes) return std::optional<Bytes>();
    const std::size_t length = reader.u32();
    if (length > max_) {
        failed_ = true;
        return fail(CodecError::too_long, "a message of " + std::to_string(length) + " bytes is too long");
    }
    if (reader.remaining() < length) return std::optional<Bytes>();
    const BytesView message = reader.take(length);
    used_ += length_bytes + length;
    return std::optional<Bytes>(Bytes(message.begin(), message.end()));
}

Response failed(std::uint64_t request_id, Error::Code code, std::string message, std::string hint) {
    Response response;
    response.set_id(request_id);
    Error& error = *response.mutable_error();
    error.set_code(code);
    error.set_message(std::move(message));
    error.set_hint(std::move(hint));
    return response;
}

Response done(std::uint64_t request_id, std::string text, double took_ms) {
    Response response;
    response.set_id(request_id);
    response.mutable_done()->set_text(std::move(text));
    response.mutable_done()->set_took_ms(took_ms);
    return response;
}

}  // namespace segue::control

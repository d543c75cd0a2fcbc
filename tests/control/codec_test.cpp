#include "app/control/codec.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "app/control/limits.h"
#include "tests/control/scripted_handler.h"

namespace segue::control {
namespace {

TEST(Codec, ARequestComesBackAsItWas) {
    Request request = status_request(7);
    request.set_target("kitchen");
    request.mutable_seek()->set_by_s(-5);
    const auto back = decode_request(encode(request));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->SerializeAsString(), request.SerializeAsString());
}

// The bytes of protocol 1. If this fails, old programs no longer understand new nodes.
TEST(Codec, WireFormIsGolden) {
    Request request = status_request(1);
    request.mutable_seek()->set_to_s(1.5);
    const Bytes golden{0x08, 0x01, 0x10, 0x01, 0xc2, 0x01, 0x09, 0x09, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f};
    EXPECT_EQ(encode(request), golden);
    const Bytes answer{0x08, 0x03, 0x52, 0x0b, 0x08, 0x03, 0x12, 0x02, 'n', 'o', 0x1a, 0x03, 't', 'r', 'y'};
    EXPECT_EQ(encode(failed(3, Error::unknown_node, "no", "try")), answer);
}

TEST(Codec, GarbageIsNoMessage) {
    const Bytes garbage{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    EXPECT_EQ(decode_request(garbage).error(), CodecError::malformed);
    EXPECT_EQ(decode_response(garbage).error(), CodecError::malformed);
    EXPECT_EQ(decode_relayed(garbage).error(), CodecError::malformed);
    EXPECT_EQ(decode_request(Bytes(request_bytes_max + 1)).error(), CodecError::too_long);
}

RC_GTEST_PROP(Codec, AnyBytesAreReadOrRefused, (const std::vector<std::uint8_t>& bytes)) {
    const auto request = decode_request(bytes);
    if (request) RC_ASSERT(decode_request(encode(*request)).ok());
    (void)decode_response(bytes);
}

RC_GTEST_PROP(FrameReader, FramesSurviveAnyCut, (const std::vector<std::vector<std::uint8_t>>& messages)) {
    Bytes stream;
    for (const auto& message : messages) {
        const Bytes frame = framed(message);
        stream.insert(stream.end(), frame.begin(), frame.end());
    }
    FrameReader reader(request_bytes_max);
    std::vector<Bytes> read;
    for (std::size_t at = 0; at < stream.size();) {
        const std::size_t n = std::min(stream.size() - at, *rc::gen::inRange<std::size_t>(1, 20));
        reader.append(BytesView(stream).subspan(at, n));
        at += n;
        for (auto next = reader.next(); *next; next = reader.next()) read.push_back(std::move(**next));
    }
    RC_ASSERT(read == messages);
}

TEST(FrameReader, TooLongIsRefusedBeforeItsBytesCome) {
    FrameReader reader(100);
    reader.append(Bytes{101, 0, 0, 0});
    EXPECT_EQ(reader.next().error(), CodecError::too_long);
    reader.append(framed(Bytes{1}));
    EXPECT_FALSE(reader.next()) << "once out of step, always out of step";
}

TEST(FrameReader, AnEmptyMessageIsAMessage) {
    FrameReader reader(100);
    reader.append(framed({}));
    const auto message = reader.next();
    ASSERT_TRUE(message && message->has_value());
    EXPECT_TRUE((*message)->empty());
}

}  // namespace
}  // namespace segue::control

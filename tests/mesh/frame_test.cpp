#include "sync/mesh/frame.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

namespace segue::mesh {
namespace {

using Messages = std::vector<std::pair<std::uint8_t, std::string>>;

Bytes everything(Outbox& outbox) {
    Bytes out;
    while (outbox.take(out)) {
    }
    return out;
}

// What a reader makes of the bytes, given in pieces of the sizes drawn.
Messages read_in_pieces(FrameReader& reader, const Bytes& bytes, const std::function<std::size_t()>& piece,
                        bool& broken) {
    Messages out;
    broken = false;
    for (std::size_t at = 0; at < bytes.size() && !broken;) {
        const std::size_t n = std::min(piece(), bytes.size() - at);
        reader.feed(BytesView(bytes).subspan(at, n));
        at += n;
        std::uint8_t kind = 0;
        BytesView message;
        FrameReader::Next next;
        while ((next = reader.next(kind, message)) == FrameReader::Next::message)
            out.emplace_back(kind, as_text(message));
        broken = next == FrameReader::Next::broken;
    }
    return out;
}

TEST(Frames, WhatGoesInComesOutPerLaneInOrderHoweverItIsCut) {
    EXPECT_TRUE(rc::check([] {
        Outbox outbox;
        Messages messages, bulk;
        const int n = *rc::gen::inRange(0, 12);
        for (int i = 0; i < n; ++i) {
            const auto kind = *rc::gen::element<std::uint8_t>(1, 2, 5, 6, 69);
            const auto size = *rc::gen::element<std::size_t>(0, 1, 100, chunk_bytes_max - 1, chunk_bytes_max,
                                                             chunk_bytes_max + 1, 3 * chunk_bytes_max, 100'000);
            std::string text(size, static_cast<char>('a' + i));
            RC_ASSERT(outbox.push(kind, as_bytes(text)));
            (is_bulk(kind) ? bulk : messages).emplace_back(kind, std::move(text));
        }
        FrameReader reader(message_bytes_max);
        bool broken = false;
        const Messages got = read_in_pieces(
            reader, everything(outbox), [] { return *rc::gen::inRange<std::size_t>(1, 40'000); }, broken);
        RC_ASSERT(!broken);
        Messages got_messages, got_bulk;
        for (const auto& m : got) (is_bulk(m.first) ? got_bulk : got_messages).push_back(m);
        RC_ASSERT(got_messages == messages);
        RC_ASSERT(got_bulk == bulk);
    }));
}

TEST(Frames, AnyBytesAreReadWithoutHarmAndWithinTheLimit) {
    EXPECT_TRUE(rc::check([](const Bytes& noise) {
        FrameReader reader(1000);
        bool broken = false;
        for (const auto& m : read_in_pieces(
                 reader, noise, [] { return std::size_t{7}; }, broken))
            RC_ASSERT(m.second.size() <= 1000u);
    }));
}

TEST(Frames, AMessageOverTheLimitBreaksTheStreamAlsoInPieces) {
    Outbox outbox;
    ASSERT_TRUE(outbox.push(6, Bytes(40'000)));
    FrameReader reader(39'999);
    bool broken = false;
    EXPECT_TRUE(read_in_pieces(
                    reader, everything(outbox), [] { return std::size_t{1000}; }, broken)
                    .empty());
    EXPECT_TRUE(broken);
    std::uint8_t kind = 0;
    BytesView message;
    reader.feed(Bytes{0, 0, 0, 0, 1});
    EXPECT_EQ(reader.next(kind, message), FrameReader::Next::broken) << "once broken, always broken";
}

TEST(Frames, AnEndlessEmptyContinuationBreaksTheStream) {
    FrameReader reader(1000);
    reader.feed(Bytes{0, 0, 0, 0, 6 | frame_more});
    std::uint8_t kind = 0;
    BytesView message;
    EXPECT_EQ(reader.next(kind, message), FrameReader::Next::broken);
}

TEST(Frames, AnotherKindWithinAMessageBreaksTheStream) {
    FrameReader reader(1000);
    reader.feed(Bytes{1, 0, 0, 0, 6 | frame_more, 'x', 1, 0, 0, 0, 2, 'y'});
    std::uint8_t kind = 0;
    BytesView message;
    EXPECT_EQ(reader.next(kind, message), FrameReader::Next::broken);
}

TEST(Outbox, MessagesOvertakeBulkThatWaits) {
    Outbox outbox;
    ASSERT_TRUE(outbox.push(number(Kind::segment), Bytes(100'000)));
    Bytes first;
    ASSERT_TRUE(outbox.take(first));
    EXPECT_EQ(first.size(), chunk_bytes_max + frame_header_bytes) << "bulk goes a chunk at a time";
    ASSERT_TRUE(outbox.push(number(Kind::session), as_bytes("now")));
    Bytes second;
    ASSERT_TRUE(outbox.take(second));
    EXPECT_EQ(second.size(), frame_header_bytes + 3);
    EXPECT_EQ(second[4], number(Kind::session));
}

TEST(Outbox, IsBoundedInBytesAndTakesAgainWhenDrained) {
    Outbox outbox;
    const Bytes big(message_bytes_max);
    int taken = 0;
    while (outbox.push(number(Kind::control), big)) ++taken;
    EXPECT_EQ(taken, 3) << "4 MiB, less the headers";
    EXPECT_TRUE(outbox.push(number(Kind::segment), big)) << "lanes are bounded each by itself";
    Bytes out;
    while (outbox.take(out)) out.clear();
    EXPECT_TRUE(outbox.empty());
    EXPECT_TRUE(outbox.push(number(Kind::control), big));
}

}  // namespace
}  // namespace segue::mesh

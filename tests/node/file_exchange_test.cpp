// Files for other nodes' jobs: asked for in pieces, given as they are.
#include <gtest/gtest.h>

#include <deque>

#include "app/node/file_exchange.h"

namespace segue::node {
namespace {

NodeId node(std::uint8_t n) {
    NodeId id;
    id.bytes.fill(n);
    return id;
}
const jobs::WorkId work{{7}};

struct Pair {
    FileExchange asker, holder;
    Bytes file, got;
    bool whole = false, failed = false;
    LocalTime now{seconds(1)};

    // In the order of a connection: what is asked later is answered later.
    void asker_does(const FileExchange::Effects& first) {
        std::deque<Bytes> on_their_way;
        for (FileExchange::Effects e = first;;) {
            for (const auto& w : e.write) {
                EXPECT_EQ(w.offset, got.size());
                got.insert(got.end(), w.bytes.begin(), w.bytes.end());
                whole |= w.whole;
            }
            failed |= !e.failed.empty();
            for (const auto& s : e.send) {
                EXPECT_FALSE(s.bulk);
                for (const auto& r : holder.asked(node(1), s.bytes).read) on_their_way.push_back(answer(r));
            }
            if (on_their_way.empty()) return;
            e = asker.arrived(node(2), on_their_way.front(), now);
            on_their_way.pop_front();
        }
    }
    Bytes answer(const FileExchange::Read& r) {
        const std::size_t from = std::min<std::size_t>(r.offset, file.size());
        const std::size_t n = std::min(file_piece_bytes, file.size() - from);
        const auto said = holder.read(r, file.size(), BytesView(file).subspan(from, n));
        EXPECT_TRUE(said.send.front().bulk);
        return said.send.front().bytes;
    }
};

TEST(FileExchange, AFileArrivesWhole) {
    for (const std::size_t size : {std::size_t{1}, file_piece_bytes, file_piece_bytes + 1, 20 * file_piece_bytes + 5}) {
        Pair p;
        for (std::size_t i = 0; i < size; ++i) p.file.push_back(static_cast<std::uint8_t>(i * 31 >> 3));
        p.asker_does(p.asker.fetch(work, node(2), p.now));
        EXPECT_TRUE(p.whole);
        EXPECT_EQ(p.got, p.file);
        EXPECT_EQ(p.asker.next_wake(), LocalTime::max());
    }
}

TEST(FileExchange, WhatIsNotThereFails) {
    Pair p;  // an empty file is none
    p.asker_does(p.asker.fetch(work, node(2), p.now));
    EXPECT_TRUE(p.failed);
    EXPECT_FALSE(p.whole);
}

TEST(FileExchange, SilenceAndDeathFail) {
    FileExchange asker;
    asker.fetch(work, node(2), LocalTime(seconds(1)));
    EXPECT_TRUE(asker.tick(LocalTime(seconds(5))).failed.empty());
    EXPECT_EQ(asker.tick(LocalTime(seconds(1)) + file_patience).failed.size(), 1u);
    asker.fetch(work, node(2), LocalTime(seconds(1)));
    EXPECT_TRUE(asker.peer_down(node(3)).failed.empty());
    EXPECT_EQ(asker.peer_down(node(2)).failed.size(), 1u);
}

TEST(FileExchange, OnlyWhatWasAskedForIsTakenIn) {
    Pair p;
    p.file = Bytes(100, 1);
    const auto stray = p.holder.read({node(1), 99, work, 0}, 100, p.file).send.front().bytes;
    EXPECT_TRUE(p.asker.arrived(node(2), stray, p.now).write.empty());
    p.asker.fetch(work, node(2), p.now);
    EXPECT_TRUE(p.asker.arrived(node(2), stray, p.now).write.empty()) << "another number";
    EXPECT_TRUE(p.asker.arrived(node(3), stray, p.now).write.empty()) << "another node";
    EXPECT_TRUE(p.holder.asked(node(1), Bytes(3)).read.empty());
}

}  // namespace
}  // namespace segue::node

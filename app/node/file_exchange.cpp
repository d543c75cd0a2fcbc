#include "app/node/file_exchange.h"

#include <algorithm>

namespace segue::node {

FileExchange::Effects FileExchange::fetch(const jobs::WorkId& work, const NodeId& from, LocalTime now) {
    Effects out;
    Fetch& f = fetching_[work];
    f = {from, ++number_, {}, 0, 0, now};
    ask(work, f, out);
    return out;
}

// The first piece tells how long the whole is; then several are asked for at once.
void FileExchange::ask(const jobs::WorkId& work, Fetch& f, Effects& out) {
    const std::uint64_t ahead = f.size ? file_pieces_ahead * file_piece_bytes : file_piece_bytes;
    const std::uint64_t end = std::min(f.size.value_or(file_piece_bytes), f.arrived + ahead);
    for (; f.asked < end; f.asked += file_piece_bytes) {
        ByteWriter message;
        message.u32(f.number);
        message.bytes(work.bytes);
        message.u64(f.asked);
        out.send.push_back({f.from, false, message.take()});
    }
}

FileExchange::Effects FileExchange::peer_down(const NodeId& peer) {
    Effects out;
    for (const auto& [work, f] : fetching_)
        if (f.from == peer) out.failed.push_back(work);
    for (const jobs::WorkId& work : out.failed) fetching_.erase(work);
    return out;
}

FileExchange::Effects FileExchange::asked(const NodeId& from, BytesView message) {
    Effects out;
    ByteReader in(message);
    Read what{from, in.u32(), {}, 0};
    const auto work = jobs::WorkId::from_bytes(in.take(jobs::WorkId::size));
    what.offset = in.u64();
    if (!work || !in.finished() || what.offset > file_bytes_max) return out;
    what.work = *work;
    out.read.push_back(what);
    return out;
}

FileExchange::Effects FileExchange::read(const Read& what, std::uint64_t size, BytesView bytes) {
    ByteWriter piece;
    piece.u32(what.number);
    piece.bytes(what.work.bytes);
    piece.u64(what.offset);
    piece.u64(size > file_bytes_max ? 0 : size);
    piece.bytes(bytes);
    Effects out;
    out.send.push_back({what.for_whom, true, piece.take()});
    return out;
}

FileExchange::Effects FileExchange::arrived(const NodeId& from, BytesView piece, LocalTime now) {
    Effects out;
    ByteReader in(piece);
    const std::uint32_t number = in.u32();
    const auto work = jobs::WorkId::from_bytes(in.take(jobs::WorkId::size));
    const std::uint64_t offset = in.u64(), size = in.u64();
    const BytesView bytes = in.rest();
    if (in.failed() || !work) return out;
    const auto at = fetching_.find(*work);
    if (at == fetching_.end()) return out;
    Fetch& f = at->second;
    if (f.from != from || f.number != number || offset != f.arrived) return out;
    // Gone, or changed meanwhile: then it is not what was asked for any more.
    const bool gone = size == 0 || size > file_bytes_max || (f.size && *f.size != size);
    if (gone || bytes.size() != std::min<std::uint64_t>(file_piece_bytes, size - std::min(size, offset))) {
        fetching_.erase(at);
        out.failed.push_back(*work);
        return out;
    }
    f.size = size;
    f.heard = now;
    f.arrived += bytes.size();
    out.write.push_back({*work, offset, Bytes(bytes.begin(), bytes.end()), f.arrived == size});
    if (f.arrived == size)
        fetching_.erase(at);
    else
        ask(*work, f, out);
    return out;
}

FileExchange::Effects FileExchange::tick(LocalTime now) {
    Effects out;
    for (const auto& [work, f] : fetching_)
        if (now >= f.heard + file_patience) out.failed.push_back(work);
    for (const jobs::WorkId& work : out.failed) fetching_.erase(work);
    return out;
}

LocalTime FileExchange::next_wake() const {
    LocalTime due = LocalTime::max();
    for (const auto& [work, f] : fetching_) due = std::min(due, f.heard + file_patience);
    return due;
}

}  // namespace segue::node

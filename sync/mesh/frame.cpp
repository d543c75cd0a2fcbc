#include "sync/mesh/frame.h"

#include <algorithm>

namespace segue::mesh {

void FrameReader::feed(BytesView bytes) {
    if (broken_) return;
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
    begin_ = 0;
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

FrameReader::Next FrameReader::next(std::uint8_t& kind, BytesView& message) {
    while (!broken_) {
        ByteReader reader(BytesView(buffer_).subspan(begin_));
        const std::uint32_t size = reader.u32();
        const std::uint8_t tag = reader.u8();
        if (reader.failed()) return Next::need_more;
        if (size > chunk_bytes_max || size > limit_) return broken();
        if (reader.remaining() < size) return Next::need_more;
        const BytesView payload = reader.take(size);
        begin_ += frame_header_bytes + size;

        kind = tag & static_cast<std::uint8_t>(~frame_more);
        const bool more = (tag & frame_more) != 0;
        if (kind == 0 || (more && payload.empty())) return broken();
        Lane& lane = lane_[is_bulk(kind) ? 1 : 0];
        if (lane.open && lane.kind != kind) return broken();
        if (!lane.open && !more) {
            message = payload;
            return Next::message;
        }
        if (lane.so_far.size() + size > limit_) return broken();
        lane.kind = kind;
        lane.open = more;
        lane.so_far.insert(lane.so_far.end(), payload.begin(), payload.end());
        if (more) continue;
        whole_ = std::move(lane.so_far);
        lane.so_far = {};
        message = whole_;
        return Next::message;
    }
    return Next::broken;
}

bool Outbox::push(std::uint8_t kind, BytesView message) {
    Lane& lane = is_bulk(kind) ? bulk_ : messages_;
    const std::size_t limit = is_bulk(kind) ? outbox_bulk_bytes_max : outbox_bytes_max;
    const std::size_t cost = message.size() + frame_header_bytes;
    if (lane.bytes + cost > limit) return false;
    lane.queue.push_back({kind, Bytes(message.begin(), message.end())});
    lane.bytes += cost;
    return true;
}

void Outbox::take_chunk(Lane& lane, Bytes& out) {
    Waiting& first = lane.queue.front();
    const BytesView rest = BytesView(first.bytes).subspan(lane.offset);
    const BytesView chunk = rest.first(std::min(rest.size(), chunk_bytes_max));
    const bool more = chunk.size() < rest.size();
    ByteWriter header;
    header.u32(static_cast<std::uint32_t>(chunk.size()));
    header.u8(static_cast<std::uint8_t>(first.kind | (more ? frame_more : 0)));
    out.insert(out.end(), header.view().begin(), header.view().end());
    out.insert(out.end(), chunk.begin(), chunk.end());
    lane.offset += chunk.size();
    if (more) return;
    lane.bytes -= first.bytes.size() + frame_header_bytes;
    lane.offset = 0;
    lane.queue.pop_front();
}

bool Outbox::take(Bytes& out) {
    if (empty()) return false;
    if (messages_.queue.empty()) {
        take_chunk(bulk_, out);
        return true;
    }
    const std::size_t enough = out.size() + chunk_bytes_max;
    while (!messages_.queue.empty() && out.size() < enough) take_chunk(messages_, out);
    return true;
}

void Outbox::clear() {
    messages_ = {};
    bulk_ = {};
}

}  // namespace segue::mesh

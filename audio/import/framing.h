// How a helper program's records travel on its pipe, and how they are cut out of it again.
//
//   record = u8 type | u32 length | length bytes            little-endian
//
// What records mean is their own file's business: import/records.h, analysis/records.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "sync/base/bytes.h"
#include "sync/base/result.h"

namespace segue::audio {

// [any-thread]
Bytes frame_record(std::uint8_t type, BytesView payload);

// Bytes as they come, in pieces of any size, to records. It stops for good at the first thing that is wrong.
// [one thread at a time]
class RecordFrames {
  public:
    // Longer payloads are refused.
    explicit RecordFrames(std::size_t payload_bytes_max) : payload_bytes_max_(payload_bytes_max) {}

    // What the records are that these bytes complete. parse(type, payload) -> Result<Event, E> reads one;
    // is_finished() says that the last of all has been read; nonsense(what) makes the failure for what follows it.
    template <class Event, class E, class Parse, class IsFinished, class Nonsense>
    Result<std::vector<Event>, E> feed(BytesView bytes, Parse parse, IsFinished is_finished, Nonsense nonsense) {
        if (broken_) return nonsense("more, after it was found out");
        broken_ = true;  // unless all of it is good
        pending_.insert(pending_.end(), bytes.begin(), bytes.end());
        std::vector<Event> events;
        std::size_t used = 0;
        for (;;) {
            const Cut cut = next(BytesView(pending_).subspan(used));
            if (cut.too_large) return nonsense("a record that is too large");
            if (cut.size == 0) break;
            if (is_finished()) return nonsense("more, after the end");
            Result<Event, E> event = parse(cut.type, cut.payload);
            if (!event) return event.failure();
            events.push_back(std::move(event).value());
            used += cut.size;
        }
        pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(used));
        if (is_finished() && !pending_.empty()) return nonsense("more, after the end");
        broken_ = false;
        return events;
    }

  private:
    struct Cut {
        std::size_t size = 0;  // 0: not all of it is here
        std::uint8_t type = 0;
        BytesView payload;
        bool too_large = false;
    };
    Cut next(BytesView bytes) const;

    Bytes pending_;
    std::size_t payload_bytes_max_;
    bool broken_ = false;
};

}  // namespace segue::audio

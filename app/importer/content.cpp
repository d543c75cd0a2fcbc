#include <algorithm>

#include "app/importer/tags.h"
#include "audio/library/limits.h"
#include "audio/media/segment.h"

namespace segue::importer {

namespace {

template <class Id>
Id named(BytesView bytes) {
    return Id{audio::segment_name(bytes).bytes};
}

}  // namespace

std::optional<library::ContentId> content_id(const InputFile& file) {
    constexpr auto block = static_cast<std::int64_t>(library::content_block_bytes);
    const std::int64_t size = file.size();
    ByteWriter sampled;
    sampled.u64(static_cast<std::uint64_t>(size));
    const auto add = [&](std::int64_t begin, std::int64_t length) {
        Bytes bytes(static_cast<std::size_t>(length));
        for (std::int64_t done = 0; done < length;) {
            const std::int64_t n =
                file.read_at(begin + done, bytes.data() + done, static_cast<std::size_t>(length - done));
            if (n <= 0) return false;
            done += n;
        }
        sampled.bytes(bytes);
        return true;
    };
    const bool read = size <= 3 * block ? add(0, size)
                                        : add(0, block) && add(size / 2 - block / 2, block) && add(size - block, block);
    return read ? std::optional(named<library::ContentId>(sampled.view())) : std::nullopt;
}

library::CoverId cover_id(BytesView picture) { return named<library::CoverId>(picture); }

}  // namespace segue::importer

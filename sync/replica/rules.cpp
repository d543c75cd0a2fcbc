#include "sync/replica/limits.h"
#include "sync/replica/record.h"

namespace segue::replica {

std::uint64_t digest_of(BytesView key, const Version& version) {
    std::uint64_t h = 0xcbf29ce484222325u;  // FNV-1a, then the finish of splitmix64
    const auto mix = [&h](std::uint8_t byte) { h = (h ^ byte) * 0x100000001b3u; };
    for (const std::uint8_t b : key) mix(b);
    for (int i = 0; i < 8; ++i) mix(static_cast<std::uint8_t>(version.epoch >> (8 * i)));
    for (int i = 0; i < 8; ++i) mix(static_cast<std::uint8_t>(version.sequence >> (8 * i)));
    h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
    h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
    return h ^ (h >> 31);
}

bool replaces(const Version& told, const Version& kept, const Standing& standing) {
    if (standing.is_whole() && told.epoch < standing.through.epoch) return false;  // forgotten already
    return told > kept;
}

Standing advanced(const Standing& standing, const Piece& piece) {
    Standing next = standing;
    if (piece.after <= standing.through && piece.through > standing.through) {
        next.through = piece.through;
        next.base = piece.through.epoch == standing.through.epoch ? standing.base : piece.base;
    }
    return next;
}

bool forgets_earlier(const Standing& before, const Standing& after) {
    return after.is_whole() && !(before.is_whole() && before.through.epoch == after.through.epoch);
}

bool must_renew(std::uint64_t holding, std::uint64_t removed) {
    return removed > removed_min && removed > 2 * holding;
}

}  // namespace segue::replica

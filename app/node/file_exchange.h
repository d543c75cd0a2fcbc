// A file of another node's, as it is: what a job that was placed here needs, when the file lies there. The bytes and
// not the imported sound, because a result must be the same wherever it is made, and importing costs its holder more
// than the analysis. In pieces, a few on their way at a time; as bulk, behind everything else between the two nodes.
//
//   asker: Ask {number, work, offset} ──► holder ──► Piece {number, offset, size of the whole, bytes}
//
// Only files that the holder's own records say are of that work are given: a peer names works, never paths.
// A pure core; its host reads and writes. [node-thread]
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "sync/base/bytes.h"
#include "sync/base/time.h"
#include "sync/jobs/job.h"

namespace segue::node {

inline constexpr std::size_t file_piece_bytes = 128 * 1024;
inline constexpr std::size_t file_pieces_ahead = 6;          // on their way: 768 kB, 10 MB/s over a path of 75 ms
inline constexpr std::uint64_t file_bytes_max = 2ull << 30;  // eleven hours of FLAC
inline constexpr seconds file_patience{10};                  // without a piece of it

class FileExchange {
  public:
    struct Send {
        NodeId to;
        bool bulk = false;
        Bytes bytes;
    };
    // Read so much of the file of that work, if this node has one, and call read().
    struct Read {
        NodeId for_whom;
        std::uint32_t number = 0;
        jobs::WorkId work;
        std::uint64_t offset = 0;
    };
    // To be written at that place of what is fetched of the work; after the last of them it is whole.
    struct Write {
        jobs::WorkId work;
        std::uint64_t offset = 0;
        Bytes bytes;
        bool whole = false;
    };
    struct Effects {
        std::vector<Send> send;
        std::vector<Read> read;
        std::vector<Write> write;
        std::vector<jobs::WorkId> failed;
    };

    Effects fetch(const jobs::WorkId& work, const NodeId& from, LocalTime now);
    void cancel(const jobs::WorkId& work) { fetching_.erase(work); }
    Effects peer_down(const NodeId& peer);
    // Malformed ones are dropped.
    Effects asked(const NodeId& from, BytesView message);
    Effects arrived(const NodeId& from, BytesView piece, LocalTime now);
    // The answer to a Read; size 0: there is no such file here.
    Effects read(const Read& what, std::uint64_t size, BytesView bytes);
    Effects tick(LocalTime now);
    LocalTime next_wake() const;

  private:
    struct Fetch {
        NodeId from;
        std::uint32_t number = 0;
        std::optional<std::uint64_t> size;
        std::uint64_t asked = 0, arrived = 0;  // bytes from the start; pieces come in order
        LocalTime heard;
    };
    void ask(const jobs::WorkId& work, Fetch& fetch, Effects& out);

    std::map<jobs::WorkId, Fetch> fetching_;
    std::uint32_t number_ = 0;
};

}  // namespace segue::node

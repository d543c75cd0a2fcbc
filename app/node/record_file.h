// Everyone's records on disk (sync/replica/record.h has the rules): one SQLite file. What this node writes is durable
// when write() returns; copies of others' may be lost with the power, and are fetched again.
//
// Beside them, how far the library has read each map (Progress): the catalogue is made of the records, and follows
// them.
//
// Used by one thread at a time (record_store.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "audio/library/error.h"
#include "sync/jobs/workshop.h"
#include "sync/replica/record.h"

namespace segue::node {

// damaged: not such a file, or a broken one. disk: it refused.
template <class T>
using RecordOr = library::LibraryResult<T>;

class RecordFile {
  public:
    // Opens it, or makes it, with this node's map in that epoch.
    static RecordOr<std::unique_ptr<RecordFile>> open(const std::filesystem::path& file, const NodeId& self,
                                                      std::uint64_t epoch);
    ~RecordFile();

    std::map<NodeId, replica::Standing> standings() const;
    // Every record that holds; of results, which are long, without the value. What is told is good within the call.
    RecordOr<void> each(const std::function<void(const NodeId&, BytesView key, BytesView value)>& tell);

    // All or none of each call. write() renews the map by itself when that is due.
    RecordOr<replica::Standing> write(const std::vector<jobs::Write>& writes);
    RecordOr<jobs::Workshop::Answer> store(const replica::Piece& piece);
    RecordOr<replica::Piece> read(const NodeId& origin, const replica::Version& after);
    RecordOr<replica::Standing> renew(std::uint64_t above);
    RecordOr<jobs::Workshop::Answer> drop(const NodeId& origin);
    // One record's value; nothing: there is none.
    RecordOr<std::optional<Bytes>> value(const NodeId& origin, BytesView key);
    // Records of that type that hold.
    RecordOr<std::uint64_t> count(const NodeId& origin, jobs::KeyType type);

    // Of a reader whose own state has that incarnation: nothing, if it is another's.
    replica::Version progress(const NodeId& origin, std::uint64_t incarnation);
    RecordOr<void> set_progress(const NodeId& origin, std::uint64_t incarnation, const replica::Version& through);

  private:
    class Impl;
    explicit RecordFile(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace segue::node

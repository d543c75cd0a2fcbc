// The tables of record_file.h, and the rules of writing to them. Internal to the record file.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "app/node/record_file.h"
#include "audio/library/sqlite.h"
#include "sync/replica/limits.h"

namespace segue::node {

// SQLite's integers are signed; ours are counted, and come back as they went in.
inline library::Statement& bind(library::Statement& s, std::uint64_t v) { return s.bind(static_cast<std::int64_t>(v)); }
inline library::Statement& bind(library::Statement& s, BytesView v) { return s.bind(v); }
inline library::Statement& bind(library::Statement& s, const Bytes& v) { return s.bind(BytesView(v)); }
inline library::Statement& bind(library::Statement& s, const NodeId& v) { return s.bind(BytesView(v.bytes)); }
inline library::Statement& bind(library::Statement& s, const std::optional<Bytes>& v) {
    return v ? s.bind(BytesView(*v)) : s.bind_null();
}
// The statement from its beginning, with these values.
template <class... Values>
library::Statement& with(library::Statement& s, const Values&... values) {
    s.reset();
    (bind(s, values), ...);
    return s;
}
inline std::uint64_t number(const library::Statement& s, int column) {
    return static_cast<std::uint64_t>(s.integer(column));
}
inline Bytes copy(BytesView b) { return {b.begin(), b.end()}; }

class RecordFile::Impl {
  public:
    Impl(std::unique_ptr<library::Database> opened, const NodeId& node) : db(std::move(opened)), self(node) {}

    struct Map {
        std::uint64_t id = 0;
        replica::Standing standing;
    };

    RecordOr<void> begin_life(std::uint64_t epoch);

    // What `work` does is done as a whole, or not at all; durable: also if the power fails.
    template <class Work>
    RecordOr<void> transaction(bool durable, Work work) {
        const auto before = maps;
        db->run(durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
        library::Transaction whole(*db);
        work();
        save(before);
        auto done = whole.commit();
        if (!done) maps = before;
        return done;
    }

    // Within a transaction.
    Map& map_of(const NodeId& origin);
    replica::Version version_of(std::uint64_t map, BytesView key);
    void put(Map& map, BytesView key, const replica::Version& kept, const replica::Version& version,
             const std::optional<Bytes>& value);
    void write_own(BytesView key, const std::optional<Bytes>& value);
    // Of earlier epochs, nothing is held any more; what is worth it, this node takes over.
    void forget_earlier(const NodeId& origin, std::vector<jobs::StoreChange>& changes);
    void renew(std::uint64_t above);
    // After so many more removals.
    void renew_if_due(std::uint64_t removals);

    std::unique_ptr<library::Database> db;
    NodeId self;
    std::map<NodeId, Map> maps;

  private:
    void save(const std::map<NodeId, Map>& before);
    library::Statement save_map_, find_, put_, anyone_;
    // Removals since the records were counted, which takes a while; at the start nobody knows.
    std::uint64_t uncounted_ = replica::removed_min;
};

}  // namespace segue::node

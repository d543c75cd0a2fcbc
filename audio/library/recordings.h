// The tables of recordings and albums, and the words they are found by, kept in step. Internal to this room.
#pragma once

#include <cstdint>
#include <string>

#include "audio/library/entry.h"
#include "audio/library/sqlite.h"

namespace segue::library {

// Within a transaction of its owner, all of it.
class Recordings {
  public:
    explicit Recordings(Database& db);

    struct Found {
        std::int64_t id = 0;
        bool is_new = false;  // and says what the entry says
    };
    Found find_or_add(const Entry& entry);
    // It says what this entry says from now on.
    void describe(std::int64_t id, const Entry& entry);
    void remove(std::int64_t id);

  private:
    struct Row {
        Tags tags;  // title never empty; album_artist empty where it is the artist
        std::int64_t duration_ms = 0, has_stems = 0, added_s = 0;
        CoverId cover;
        TrackId track;
        bool operator==(const Row&) const = default;
    };
    static Row row_of(const Entry& entry);
    std::optional<Row> row(std::int64_t id, std::int64_t& album);
    void bind_row(Statement& s, const Row& row, std::int64_t album);
    void index_words(std::int64_t id, const Row& row);
    void forget_words(std::int64_t id, const Row& row);
    std::int64_t enter_album(const Row& row);
    void leave_album(std::int64_t album);

    Database& db_;
    Statement find_, add_, get_, set_, remove_, index_, forget_;
    Statement find_album_, add_album_, grow_album_, shrink_album_, remove_album_, index_album_, forget_album_;
};

}  // namespace segue::library

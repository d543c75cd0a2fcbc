// A query as SQL. Internal to this room; pure.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "audio/library/query.h"

namespace segue::library {

// Row ids of table node that a query's on: names; resolved before.
using NodeRows = std::vector<std::int64_t>;

struct Selection {
    std::string match;  // for words; empty: no words were asked for
    std::string where;  // of recording r and facts f: "1 AND …"
    std::vector<std::variant<std::int64_t, double, std::string>> parameters;  // of where, in order
    bool needs_facts = false;
    // For album_words and album a: only if everything that is asked can be asked of albums.
    bool asks_albums = false;
    std::string album_match;   // empty: no words
    std::string artist_match;  // words that an artist's name has; empty: none
};

// nodes: for each of query.nodes the rows it names.
Selection select(const Query& query, const std::vector<NodeRows>& nodes);

}  // namespace segue::library

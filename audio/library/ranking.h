// What stands first of what a search finds. Internal to this room; pure.
#pragma once

#include <string>
#include <vector>

#include "audio/library/query.h"

namespace segue::library {

// How well a text (folded) is what was typed: where its words stand in it counts.
int score_of(const std::string& text, const std::vector<std::string>& words);

// The order of recordings r (and their facts f), for SQL.
const char* order_sql(SortBy sort, bool descending);

}  // namespace segue::library

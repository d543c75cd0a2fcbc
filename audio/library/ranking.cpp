#include "audio/library/ranking.h"

namespace segue::library {

// Where a word was found counts: a title that is the word, one that begins with it, an artist…
int score_of(const std::string& text, const std::vector<std::string>& words) {
    int score = 0;
    for (const std::string& word : words) {
        const std::size_t at = text.find(word);
        if (at == text.npos) continue;
        score += 2;
        if (at == 0) score += 4;
        const std::size_t end = at + word.size();
        const bool ends_there = end == text.size() || text[end] == ' ';
        if (ends_there) score += 3;
        if (at == 0 && end == text.size()) score += 8;
    }
    return score;
}

const char* order_sql(SortBy sort, bool descending) {
    const bool d = descending;
    switch (sort) {
        case SortBy::relevance:
        case SortBy::artist:
            return d ? "r.sort_key DESC, r.disc, r.number, r.id" : "r.sort_key, r.disc, r.number, r.id";
        case SortBy::album:
            return d ? "r.album COLLATE NOCASE DESC, r.disc, r.number" : "r.album COLLATE NOCASE, r.disc, r.number";
        case SortBy::title:
            return d ? "r.title COLLATE NOCASE DESC" : "r.title COLLATE NOCASE";
        case SortBy::year:
            return d ? "r.year DESC, r.sort_key, r.disc, r.number" : "r.year, r.sort_key, r.disc, r.number";
        case SortBy::length:
            return d ? "r.duration_ms DESC" : "r.duration_ms";
        case SortBy::bpm:
            return d ? "f.bpm DESC" : "f.bpm IS NULL, f.bpm";
        case SortBy::added:
            return d ? "r.added_s DESC, r.sort_key, r.disc, r.number" : "r.added_s, r.sort_key, r.disc, r.number";
    }
    return "r.id";
}

}  // namespace segue::library

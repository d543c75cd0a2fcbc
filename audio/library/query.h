// What a person types into a search box, understood. Pure.
//
//   words                miles blue        each begins a word of title, artist, album, genre or composer
//   in quotes            "kind of blue"    these words, one after the other
//   in one field         artist: album: title: genre: composer:
//   numbers              year:1959 year:195 year:1959..1965 bpm:118..122 bpm:>140 length:<4m length:2:30..3:00
//   key                  key:Am key:F# key:8A (Camelot)
//   where                on:laptop
//   what it has          has:stems has:cover has:bpm has:key
//   order                sort:year sort:-added (artist album title year length bpm added)
//   not                  -live -genre:rock
//
// Colons that follow no field's name are part of a word ("re:stacks"). A field without a value yet is ignored, so that
// a half-typed query finds what it would find before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audio/library/error.h"

namespace segue::library {

// A query is typed; what is longer was pasted by mistake.
inline constexpr std::size_t query_bytes_max = 1'024;
inline constexpr std::size_t query_terms_max = 32;

enum class TextField : std::uint8_t { any, artist, album, title, genre, composer };
enum class NumberField : std::uint8_t { year, bpm, length };  // length in seconds
enum class Feature : std::uint8_t { stems, cover, bpm, key };
enum class SortBy : std::uint8_t { relevance, artist, album, title, year, length, bpm, added };

struct TextTerm {
    TextField field = TextField::any;
    std::string text;    // folded (fold.h); has a letter or digit
    bool whole = false;  // in quotes: not a beginning
    bool negated = false;
    bool operator==(const TextTerm&) const = default;
};
struct NumberTerm {
    NumberField field{};
    std::optional<double> min, max;  // both included
    bool negated = false;
    bool operator==(const NumberTerm&) const = default;
};
// A key by its pitch class, 0 is C.
struct Key {
    int pitch = 0;
    bool minor = false;
    bool operator==(const Key&) const = default;
};
struct KeyTerm {
    Key key;
    bool negated = false;
    bool operator==(const KeyTerm&) const = default;
};
struct FeatureTerm {
    Feature feature{};
    bool negated = false;
    bool operator==(const FeatureTerm&) const = default;
};
struct NodeTerm {
    std::string name;  // folded; the beginning of a node's name or id
    bool negated = false;
    bool operator==(const NodeTerm&) const = default;
};

struct Query {
    std::vector<TextTerm> texts;
    std::vector<NumberTerm> numbers;
    std::vector<KeyTerm> keys;
    std::vector<FeatureTerm> features;
    std::vector<NodeTerm> nodes;
    SortBy sort = SortBy::relevance;
    bool descending = false;
    bool operator==(const Query&) const = default;
};

// [any-thread] bad_query: a field's value that cannot be understood, and what it could be; too_large: too long.
LibraryResult<Query> parse_query(std::string_view text);

// [any-thread] "Am", "a minor", "C#", "Db", "Bbm", "8A" (Camelot).
std::optional<Key> parse_key(std::string_view text);
// All ways to write it that parse_key reads as it: "C#m", "Dbm".
std::vector<std::string> spellings(const Key& key);

// [any-thread] True when words begin with, or the query is, a field: a shell's word that is a query and not a file.
bool reads_like_query(std::string_view word);

}  // namespace segue::library

#include "audio/library/query.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "audio/library/fold.h"
#include "audio/library/limits.h"
#include "audio/media/wire.h"

namespace segue::library {

namespace {

template <class Value, std::size_t count>
using Names = std::array<std::pair<std::string_view, Value>, count>;

enum class Other : std::uint8_t { key, on, has, sort };

constexpr Names<TextField, 5> text_fields = {{{"artist", TextField::artist},
                                              {"album", TextField::album},
                                              {"title", TextField::title},
                                              {"genre", TextField::genre},
                                              {"composer", TextField::composer}}};
constexpr Names<NumberField, 3> number_fields = {
    {{"year", NumberField::year}, {"bpm", NumberField::bpm}, {"length", NumberField::length}}};
constexpr Names<Other, 4> other_fields = {
    {{"key", Other::key}, {"on", Other::on}, {"has", Other::has}, {"sort", Other::sort}}};
constexpr Names<Feature, 4> feature_names = {
    {{"stems", Feature::stems}, {"cover", Feature::cover}, {"bpm", Feature::bpm}, {"key", Feature::key}}};
constexpr Names<SortBy, 8> sort_names = {{{"relevance", SortBy::relevance},
                                          {"artist", SortBy::artist},
                                          {"album", SortBy::album},
                                          {"title", SortBy::title},
                                          {"year", SortBy::year},
                                          {"length", SortBy::length},
                                          {"bpm", SortBy::bpm},
                                          {"added", SortBy::added}}};

template <class List>
auto find_name(const List& names, std::string_view name) {
    using Value = decltype(names[0].second);
    for (const auto& [known, value] : names)
        if (known == name) return std::optional<std::remove_cv_t<std::remove_reference_t<Value>>>(value);
    return std::optional<std::remove_cv_t<std::remove_reference_t<Value>>>();
}

template <class List>
std::string listed(const List& names) {
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : ", ") + std::string(name.first);
    return out;
}

bool has_word(std::string_view text) {
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        if (u >= 0x80 || (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z')) return true;
    }
    return false;
}

// One thing of a query: "-artist:\"miles davis\"".
struct Piece {
    std::string field;  // folded; empty: none
    std::string value;
    bool quoted = false, negated = false;
};

std::vector<Piece> pieces_of(std::string_view text) {
    std::vector<Piece> out;
    std::size_t i = 0;
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    while (i < text.size()) {
        if (is_blank(text[i])) {
            ++i;
            continue;
        }
        Piece piece;
        if (text[i] == '-' && i + 1 < text.size() && !is_blank(text[i + 1])) {
            piece.negated = true;
            ++i;
        }
        while (i < text.size() && !is_blank(text[i])) {
            if (text[i] == '"') {
                const std::size_t end = std::min(text.find('"', i + 1), text.size());
                piece.value += text.substr(i + 1, end - i - 1);
                piece.quoted = true;
                i = std::min(end + 1, text.size());
            } else {
                const std::string name = folded(piece.value);
                const bool is_field =
                    text[i] == ':' && piece.field.empty() && !piece.quoted &&
                    (find_name(text_fields, name) || find_name(number_fields, name) || find_name(other_fields, name));
                if (is_field) {
                    piece.field = name;
                    piece.value.clear();
                } else {
                    piece.value += text[i];
                }
                ++i;
            }
        }
        out.push_back(std::move(piece));
    }
    return out;
}

std::optional<double> plain_number(std::string_view text) {
    double n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    return error == std::errc() && end == text.data() + text.size() && std::isfinite(n) && n >= 0 && n < 1e7
               ? std::optional(n)
               : std::nullopt;
}

// "4m", "4:30", "1:02:03", "90s", "240", "1h".
std::optional<double> length_s(std::string_view text) {
    if (text.find(':') != text.npos) {
        double total = 0;
        for (int part = 0; part < 3; ++part) {
            const std::size_t end = text.find(':');
            const auto n = plain_number(text.substr(0, end));
            if (!n) return std::nullopt;
            total = total * 60 + *n;
            if (end == text.npos) return total;
            text.remove_prefix(end + 1);
        }
        return std::nullopt;
    }
    double unit = 1;
    if (text.ends_with("min")) text.remove_suffix(2);
    if (text.ends_with('s')) {
        text.remove_suffix(1);
    } else if (text.ends_with('m')) {
        unit = 60;
        text.remove_suffix(1);
    } else if (text.ends_with('h')) {
        unit = 3600;
        text.remove_suffix(1);
    }
    const auto n = plain_number(text);
    return n ? std::optional(*n * unit) : std::nullopt;
}

// What one number means: all that would be shown as it.
std::optional<std::pair<double, double>> span_of(NumberField field, std::string_view text) {
    const auto n = field == NumberField::length ? length_s(text) : plain_number(text);
    if (!n) return std::nullopt;
    switch (field) {
        case NumberField::year: {
            if (text.size() >= 4 || *n < 1) return std::pair(*n, *n);
            double first = *n, last = *n;  // "195": the fifties; "19": that century
            for (std::size_t digits = text.size(); digits < 4; ++digits) {
                first *= 10;
                last = last * 10 + 9;
            }
            return std::pair(first, last);
        }
        case NumberField::bpm:
            return std::pair(*n - 0.5, *n + 0.5);
        case NumberField::length:
            return std::pair(*n - 0.5, *n + 0.5);
    }
    return std::nullopt;
}

std::optional<NumberTerm> number_term(NumberField field, std::string_view text) {
    NumberTerm out{field, {}, {}, false};
    if (text.starts_with('<') || text.starts_with('>')) {
        const bool below = text.front() == '<';
        text.remove_prefix(text.starts_with("<=") || text.starts_with(">=") ? 2 : 1);
        if (text.empty()) return out;  // half typed
        const auto span = span_of(field, text);
        if (!span) return std::nullopt;
        (below ? out.max : out.min) =
            field == NumberField::year ? (below ? span->second : span->first) : (span->first + span->second) / 2;
        return out;
    }
    const std::size_t dots = text.find("..");
    const std::string_view from = text.substr(0, dots);
    if (!from.empty()) {
        const auto span = span_of(field, from);
        if (!span) return std::nullopt;
        out.min = span->first;
        if (dots == text.npos) out.max = span->second;
    }
    if (dots != text.npos && dots + 2 < text.size()) {
        const auto span = span_of(field, text.substr(dots + 2));
        if (!span) return std::nullopt;
        out.max = span->second;
    }
    return out;
}

Failure<LibraryError> not_understood(const Piece& piece, const std::string& instead) {
    return fail(LibraryError::bad_query, "“" + piece.field + ":" + piece.value + "” is not understood; try " + instead);
}

LibraryResult<void> add_other(const Piece& piece, Other field, Query& query) {
    const std::string value = folded(piece.value);
    switch (field) {
        case Other::key: {
            const auto key = parse_key(piece.value);
            if (!key) return not_understood(piece, "key:Am, key:F# or key:8A");
            query.keys.push_back({*key, piece.negated});
            return {};
        }
        case Other::on:
            query.nodes.push_back({value, piece.negated});
            return {};
        case Other::has: {
            const auto feature = find_name(feature_names, value);
            if (!feature) return not_understood(piece, "one of " + listed(feature_names));
            query.features.push_back({*feature, piece.negated});
            return {};
        }
        case Other::sort: {
            std::string_view name = value;
            const bool descending = name.starts_with('-');
            if (descending) name.remove_prefix(1);
            const auto sort = find_name(sort_names, name);
            if (!sort) return not_understood(piece, "one of " + listed(sort_names));
            query.sort = *sort;
            query.descending = descending;
            return {};
        }
    }
    return {};
}

LibraryResult<void> add(const Piece& piece, Query& query) {
    if (!piece.field.empty() && piece.value.empty()) return {};
    if (const auto field = find_name(number_fields, piece.field)) {
        auto term = number_term(*field, piece.value);
        if (!term)
            return not_understood(piece, *field == NumberField::length
                                             ? "length:<4m or length:2:30..3:00"
                                             : piece.field + ":120 or " + piece.field + ":118..122");
        term->negated = piece.negated;
        if (term->min || term->max) query.numbers.push_back(*term);
        return {};
    }
    if (const auto field = find_name(other_fields, piece.field)) return add_other(piece, *field, query);
    TextTerm term;
    term.field = find_name(text_fields, piece.field).value_or(TextField::any);
    term.text = folded(piece.value);
    term.whole = piece.quoted;
    term.negated = piece.negated;
    if (has_word(term.text)) query.texts.push_back(std::move(term));
    return {};
}

}  // namespace

LibraryResult<Query> parse_query(std::string_view text) {
    if (text.size() > query_bytes_max)
        return fail(LibraryError::too_large, "a query of more than 1000 letters is too long");
    Query query;
    const std::vector<Piece> pieces = pieces_of(audio::clean_text(text, query_bytes_max));
    if (pieces.size() > query_terms_max)
        return fail(LibraryError::too_large, "a query of more than 32 words is too long");
    for (const Piece& piece : pieces)
        if (const auto added = add(piece, query); !added) return added.failure();
    return query;
}

std::optional<Key> parse_key(std::string_view text) {
    // Camelot: a wheel of fifths; 8A is A minor, 8B C major.
    if (const std::size_t end = text.find_first_not_of("0123456789");
        end != text.npos && end > 0 && end + 1 == text.size()) {
        int hour = 0;
        std::from_chars(text.data(), text.data() + end, hour);
        const char side = text[end] & ~0x20;
        if (hour < 1 || hour > 12 || (side != 'A' && side != 'B')) return std::nullopt;
        const bool minor = side == 'A';
        return Key{((minor ? 9 : 0) + 7 * (hour - 8 + 12)) % 12, minor};
    }
    static constexpr std::array<int, 7> pitches = {9, 11, 0, 2, 4, 5, 7};  // a b c d e f g
    if (text.empty()) return std::nullopt;
    const char letter = static_cast<char>(text.front() | 0x20);
    if (letter < 'a' || letter > 'g') return std::nullopt;
    Key key{pitches[static_cast<std::size_t>(letter - 'a')], false};
    text.remove_prefix(1);
    for (const auto& [sign, step] : {std::pair<std::string_view, int>{"#", 1}, {"♯", 1}, {"b", 11}, {"♭", 11}})
        if (text.starts_with(sign)) {
            key.pitch = (key.pitch + step) % 12;
            text.remove_prefix(sign.size());
            break;
        }
    std::string mode = folded(text);
    std::erase(mode, ' ');
    if (mode != "" && mode != "m" && mode != "min" && mode != "minor" && mode != "maj" && mode != "major")
        return std::nullopt;
    key.minor = mode == "m" || mode == "min" || mode == "minor";
    return key;
}

std::vector<std::string> spellings(const Key& key) {
    static constexpr std::array<std::array<const char*, 2>, 12> names = {{{"C", "B#"},
                                                                          {"C#", "Db"},
                                                                          {"D", "D"},
                                                                          {"D#", "Eb"},
                                                                          {"E", "Fb"},
                                                                          {"F", "E#"},
                                                                          {"F#", "Gb"},
                                                                          {"G", "G"},
                                                                          {"G#", "Ab"},
                                                                          {"A", "A"},
                                                                          {"A#", "Bb"},
                                                                          {"B", "Cb"}}};
    std::vector<std::string> out;
    for (const char* name : names[static_cast<std::size_t>(key.pitch)])
        out.push_back(std::string(name) + (key.minor ? "m" : ""));
    return out;
}

bool reads_like_query(std::string_view word) {
    const auto is_field = [](const std::string& name) {
        return find_name(text_fields, name) || find_name(number_fields, name) || find_name(other_fields, name);
    };
    if (word.starts_with('-')) word.remove_prefix(1);
    const std::size_t colon = word.find(':');
    return colon != word.npos && is_field(folded(word.substr(0, colon)));
}

}  // namespace segue::library

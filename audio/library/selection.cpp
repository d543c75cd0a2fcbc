#include "audio/library/selection.h"

#include <algorithm>

namespace segue::library {

namespace {

// A string of FTS5: what is in it is taken apart as the texts were, and nothing of it is an operator.
std::string fts_string(const TextTerm& term) {
    std::string out = "\"";
    for (const char c : term.text) out += c == '"' ? ' ' : c;
    return out + (term.whole ? "\"" : "\"*");
}

const char* columns(TextField field) {
    switch (field) {
        case TextField::any:
            return "";
        case TextField::artist:
            return "{artist album_artist} : ";
        case TextField::album:
            return "album : ";
        case TextField::title:
            return "title : ";
        case TextField::genre:
            return "genre : ";
        case TextField::composer:
            return "composer : ";
    }
    return "";
}

const char* album_columns(TextField field) {
    return field == TextField::artist ? "artist : " : field == TextField::album ? "album : " : "";
}

void join(std::string& out, const char* between, const std::string& more) {
    out += (out.empty() ? "" : between) + more;
}

class Builder {
  public:
    Selection build(const Query& query, const std::vector<NodeRows>& nodes) {
        texts(query);
        for (const NumberTerm& t : query.numbers) number(t);
        for (const KeyTerm& t : query.keys) key(t);
        for (const FeatureTerm& t : query.features) feature(t);
        for (std::size_t i = 0; i < query.nodes.size(); ++i) place(query.nodes[i].negated, nodes[i]);
        out_.needs_facts = out_.needs_facts || query.sort == SortBy::bpm;
        albums(query);
        return std::move(out_);
    }

  private:
    void texts(const Query& query) {
        std::string unwanted;
        for (const TextTerm& t : query.texts)
            t.negated ? join(unwanted, " OR ", columns(t.field) + fts_string(t))
                      : join(out_.match, " AND ", columns(t.field) + fts_string(t));
        if (unwanted.empty()) return;
        if (!out_.match.empty()) {
            out_.match = "(" + out_.match + ") NOT (" + unwanted + ")";
        } else {
            condition("r.id NOT IN (SELECT rowid FROM words WHERE words MATCH ?)");
            out_.parameters.emplace_back(unwanted);
        }
    }

    void number(const NumberTerm& t) {
        const std::string column = t.field == NumberField::year  ? "r.year"
                                   : t.field == NumberField::bpm ? "f.bpm"
                                                                 : "r.duration_ms";
        const double scale = t.field == NumberField::length ? 1000 : 1;
        out_.needs_facts = out_.needs_facts || t.field == NumberField::bpm;
        // What is not known is neither within nor without.
        std::string range = t.field == NumberField::bpm ? column + " IS NOT NULL" : column + ">0";
        std::string within;
        if (t.min) join(within, " AND ", column + ">=?");
        if (t.max) join(within, " AND ", column + "<=?");
        condition(range + " AND " + (t.negated ? "NOT (" : "(") + within + ")");
        if (t.min) out_.parameters.emplace_back(*t.min * scale);
        if (t.max) out_.parameters.emplace_back(*t.max * scale);
    }

    void key(const KeyTerm& t) {
        out_.needs_facts = true;
        std::string marks;
        for (const std::string& name : spellings(t.key)) {
            join(marks, ",", "?");
            out_.parameters.emplace_back(name);
        }
        condition(std::string("f.key ") + (t.negated ? "NOT " : "") + "IN (" + marks + ")");
    }

    void feature(const FeatureTerm& t) {
        const std::string negation = t.negated ? "NOT " : "";
        switch (t.feature) {
            case Feature::stems:
                return condition(t.negated ? "r.has_stems=0" : "r.has_stems");
            case Feature::cover:
                return condition(negation + "(r.cover IS NOT NULL)");
            case Feature::bpm:
                out_.needs_facts = true;
                return condition(negation + "(f.bpm IS NOT NULL)");
            case Feature::key:
                out_.needs_facts = true;
                return condition(negation + "(f.key IS NOT NULL)");
        }
    }

    void place(bool negated, const NodeRows& rows) {
        std::string marks;
        for (const std::int64_t row : rows) {
            join(marks, ",", "?");
            out_.parameters.emplace_back(row);
        }
        condition(std::string(negated ? "NOT " : "") +
                  "EXISTS (SELECT 1 FROM place p WHERE p.recording=r.id AND p.node IN (" + marks + "))");
    }

    void albums(const Query& query) {
        const bool texts_fit = std::all_of(query.texts.begin(), query.texts.end(), [](const TextTerm& t) {
            return !t.negated &&
                   (t.field == TextField::any || t.field == TextField::artist || t.field == TextField::album);
        });
        out_.asks_albums =
            texts_fit && query.numbers.empty() && query.keys.empty() && query.features.empty() && query.nodes.empty();
        if (!out_.asks_albums) return;
        bool of_artists = true;
        for (const TextTerm& t : query.texts) {
            join(out_.album_match, " AND ", album_columns(t.field) + fts_string(t));
            join(out_.artist_match, " AND ", "artist : " + fts_string(t));
            of_artists = of_artists && t.field != TextField::album;
        }
        if (!of_artists) out_.artist_match = "\"\"";  // nothing
    }

    void condition(const std::string& sql) { join(out_.where, " AND ", "(" + sql + ")"); }

    Selection out_;
};

}  // namespace

Selection select(const Query& query, const std::vector<NodeRows>& nodes) {
    Selection out = Builder().build(query, nodes);
    if (out.where.empty()) out.where = "1";
    return out;
}

}  // namespace segue::library

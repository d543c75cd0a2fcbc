// Everyone's records become entries and results of this node's catalogue.
#include <algorithm>
#include <memory>
#include <utility>

#include "app/node/analysis_hands.h"
#include "app/node/library_sharing.h"
#include "app/node/library_words.h"

namespace segue::node {

using library::Catalogue;
using library::Change;
using library::Entry;

namespace {

library::ContentId content_of(const jobs::WorkId& work) { return {work.bytes}; }

}  // namespace

// Of an origin's map, as the catalogue takes it in.
struct LibrarySharing::Piece {
    NodeId origin;
    replica::Version through;
    std::vector<Change> changes;
    std::vector<jobs::Key> gone;
    std::vector<library::Analysis> analyses;

    // [record-thread]
    static std::shared_ptr<Piece> from(replica::Piece records, const NodeId& self) {
        auto out = std::make_shared<Piece>();
        out->origin = records.origin;
        out->through = records.through;
        for (replica::Record& r : records.records) {
            const auto key = jobs::decode_key(r.key);
            if (!key) continue;
            if (key->type == jobs::KeyType::result) {
                auto found = r.value ? analysis_of(*key, *r.value) : std::nullopt;
                if (found) out->analyses.push_back(std::move(*found));
            } else if (records.origin != self &&
                       (key->type == jobs::KeyType::entry || key->type == jobs::KeyType::part)) {
                out->add(*key, r.value);
            }
        }
        return out;
    }

    void add(const jobs::Key& key, const std::optional<Bytes>& value) {
        const auto told = value ? jobs::decode_entry(*value) : std::nullopt;
        auto entry = told ? std::optional(library::decode_entry(told->rest)) : std::nullopt;
        // A node may only say what the name of its record says.
        if (entry && *entry && (*entry)->content == content_of(key.work) &&
            place_number((*entry)->place()) == key.place)
            changes.push_back({(*entry)->place(), std::move(**entry)});
        else
            gone.push_back(key);
    }

    // [library-thread]
    bool put_into(Catalogue& catalogue) {
        std::vector<Change> all;
        for (const jobs::Key& key : gone) {
            const auto places = catalogue.places(origin, content_of(key.work));
            if (!places) return false;
            for (const Entry& e : *places)
                if (place_number(e.place()) == key.place) all.push_back({e.place(), {}});
        }
        std::move(changes.begin(), changes.end(), std::back_inserter(all));
        return (all.empty() || catalogue.apply(origin, all).ok()) &&
               (analyses.empty() || catalogue.set_analysis(analyses).ok());
    }
};

void LibrarySharing::records_changed(const NodeId& origin) {
    unread_.insert(origin);
    read_on();
}

void LibrarySharing::read_on() {
    if (reading_ || !loaded_ || incarnation_ == 0 || unread_.empty()) return;
    reading_ = true;
    const NodeId origin = *unread_.begin();
    unread_.erase(origin);  // what comes while it is being read, is read after that
    read(origin);
}

void LibrarySharing::read(const NodeId& origin) {
    using Read = std::pair<replica::Version, std::shared_ptr<Piece>>;
    crew_.records().ask(
        [origin, self = config_.self, incarnation = incarnation_](RecordFile& f) -> RecordOr<Read> {
            const replica::Version after = f.progress(origin, incarnation);
            auto records = f.read(origin, after);
            if (!records) return records.failure();
            return Read{after, Piece::from(std::move(*records), self)};
        },
        [this, origin](RecordOr<Read> read) {
            if (!read) return read_next();  // its disk: another record, or the next start, tries again
            const auto& [after, piece] = *read;
            if (piece->through > after) return take_in(piece);
            verify(origin, piece->through);
        });
}

void LibrarySharing::take_in(std::shared_ptr<Piece> piece) {
    library_.with_catalogue([piece, incarnation = incarnation_](
                                Catalogue* c) { return c && c->incarnation() == incarnation && piece->put_into(*c); },
                            [this, piece, incarnation = incarnation_](bool good) {
                                if (!good) return read_next();
                                if (!piece->changes.empty() || !piece->analyses.empty()) config_.changed();
                                crew_.records().ask(
                                    [origin = piece->origin, incarnation, through = piece->through](RecordFile& f) {
                                        return f.set_progress(origin, incarnation, through);
                                    },
                                    [this, piece](const RecordOr<void>& kept) {
                                        if (kept) unread_.insert(piece->origin);
                                        read_next();
                                    });
                            });
}

// It has read all there is: has it all there is?
void LibrarySharing::verify(const NodeId& origin, replica::Version through) {
    if (origin == config_.self || verified_[origin] == through.epoch) return read_next();
    using Count = std::optional<std::uint64_t>;  // none: there is more by now, or the map is just being begun anew
    crew_.records().ask(
        [origin, through](RecordFile& f) -> RecordOr<Count> {
            const replica::Standing standing = f.standings()[origin];
            if (!standing.is_whole() || standing.through != through) return Count{};
            const auto entries = f.count(origin, jobs::KeyType::entry), parts = f.count(origin, jobs::KeyType::part);
            if (!entries || !parts) return (entries ? parts : entries).failure();
            return Count{*entries + *parts};
        },
        [this, origin, through](const RecordOr<Count>& records) {
            if (!records || !*records) return read_next();
            verified_[origin] = through.epoch;
            library_.with_catalogue(
                [origin](Catalogue* c) { return c ? c->count(origin) : no_catalogue<std::uint64_t>(); },
                [this, origin, told = **records](const library::LibraryResult<std::uint64_t>& entries) {
                    if (!entries || *entries == told) return read_next();
                    compare(origin, "");
                });
        });
}

// What the catalogue has and no record says goes; then the map is read from its beginning.
void LibrarySharing::compare(const NodeId& origin, const std::string& after) {
    using Some = library::LibraryResult<std::vector<Entry>>;
    library_.with_catalogue(
        [origin, after](Catalogue* c) {
            return c ? c->entries(origin, after, sharing_batch) : no_catalogue<std::vector<Entry>>();
        },
        [this, origin](const Some& some) {
            if (!some) return read_next();
            if (some->empty())
                return crew_.records().ask([origin, incarnation = incarnation_](
                                               RecordFile& f) { return f.set_progress(origin, incarnation, {}); },
                                           [this, origin](const RecordOr<void>&) {
                                               unread_.insert(origin);
                                               read_next();
                                           });
            crew_.records().ask(
                [origin, entries = *some](RecordFile& f) -> RecordOr<std::vector<Change>> {
                    std::vector<Change> gone;
                    for (const Entry& e : entries) {
                        const auto value = f.value(origin, encode(told(e).key));
                        if (!value) return value.failure();
                        if (!*value) gone.push_back({e.place(), {}});
                    }
                    return gone;
                },
                [this, origin, last = some->back().place()](const RecordOr<std::vector<Change>>& gone) {
                    if (!gone) return read_next();
                    library_.with_catalogue(
                        [origin, gone = *gone](Catalogue* c) { return c && c->apply(origin, gone).ok(); },
                        [this, origin, last](bool good) { good ? compare(origin, last) : read_next(); });
                });
        });
}

void LibrarySharing::read_next() {
    reading_ = false;
    read_on();
}

}  // namespace segue::node

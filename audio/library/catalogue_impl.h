// The tables behind a Catalogue, for its two halves: what writes (catalogue.cpp) and what only asks
// (catalogue_reading.cpp).
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "audio/library/catalogue.h"
#include "audio/library/recordings.h"
#include "audio/library/sqlite.h"
#include "audio/media/wire.h"

namespace segue::library {

template <class Id>
BytesView view(const Id& id) {
    return id.bytes;
}

class Catalogue::Impl {
  public:
    Impl(std::unique_ptr<Database> opened, const NodeId& self)
        : db_(std::move(opened)), self_(self), recordings_(*db_) {
        find_node_ = db_->prepare("SELECT id FROM node WHERE node=?");
        add_node_ = db_->prepare("INSERT INTO node(node) VALUES(?)");
        find_place_ = db_->prepare("SELECT id, recording, body FROM place WHERE node=? AND place=?");
        add_place_ = db_->prepare("INSERT INTO place(recording, file, body, node, place) VALUES(?,?,?,?,?)");
        set_place_ = db_->prepare("UPDATE place SET recording=?, file=?, body=? WHERE node=? AND place=?");
        remove_place_ = db_->prepare("DELETE FROM place WHERE id=?");
        best_place_ = db_->prepare(
            "SELECT body FROM place JOIN node ON node.id=place.node WHERE recording=?1 "
            "ORDER BY node.node!=?2, node.node, place LIMIT 1");
        // "+": by the recording, which has few places, and not by the node, which has all of them.
        places_ = db_->prepare(
            "SELECT body FROM recording JOIN place ON place.recording=recording.id WHERE content=?1 AND "
            "+place.node=(SELECT id FROM node WHERE node=?2)");
        entries_of_file_ = db_->prepare(
            "SELECT body FROM place WHERE node=?1 AND place=?2 UNION ALL "
            "SELECT body FROM place WHERE file=?2 AND +node=?1");
        self_id_ = node_id(self);
    }

    std::int64_t node_id(const NodeId& node) {
        if (const auto known = find_node_.reset().bind(view(node)).only_integer()) return *known;
        add_node_.reset().bind(view(node)).run();
        return db_->last_id();
    }

    // True: it changed something.
    bool apply_one(std::int64_t node, const Change& change) {
        const bool known = find_place_.reset().bind(node).bind(as_bytes(change.place)).next();
        const std::int64_t place = known ? find_place_.integer(0) : 0, old = known ? find_place_.integer(1) : 0;
        if (!change.entry) {
            find_place_.reset();
            if (!known) return false;
            remove_place_.reset().bind(place).run();
            settle_recording(old);
            return true;
        }
        const Bytes body = encode(*change.entry);
        if (known) {
            const BytesView had = find_place_.blob(2);
            if (std::equal(had.begin(), had.end(), body.begin(), body.end())) return false;
        }
        find_place_.reset();
        const auto [recording, is_new] = recordings_.find_or_add(*change.entry);
        Statement& write = known ? set_place_ : add_place_;
        write.reset().bind(recording);
        change.entry->cue ? write.bind(as_bytes(change.entry->path)) : write.bind_null();
        write.bind(BytesView(body)).bind(node).bind(as_bytes(change.place)).run();
        if (!is_new) settle_recording(recording);
        if (known && old != recording) settle_recording(old);
        return true;
    }

    // After its places have changed: it says what the best of them says, or goes with the last.
    void settle_recording(std::int64_t id) {
        if (!best_place_.reset().bind(id).bind(view(self_)).next()) {
            recordings_.remove(id);
            return;
        }
        const auto entry = decode_entry(best_place_.blob(0));
        best_place_.reset();
        if (entry) recordings_.describe(id, *entry);
    }

    LibraryResult<std::vector<Entry>> entries_of(Statement& rows, int column = 0) {
        std::vector<Entry> out;
        while (rows.next())
            if (auto entry = decode_entry(rows.blob(column))) out.push_back(std::move(entry).value());
        rows.reset();
        if (auto failure = db_->take_failure()) return *failure;
        return out;
    }

    LibraryResult<void> outcome() {
        if (auto failure = db_->take_failure()) return *failure;
        return {};
    }

    std::unique_ptr<Database> db_;
    NodeId self_;
    Recordings recordings_;
    std::int64_t self_id_ = 0;
    std::int64_t incarnation_ = 0;
    Statement find_node_, add_node_, find_place_, add_place_, set_place_, remove_place_, best_place_;
    Statement places_, entries_of_file_;
};

}  // namespace segue::library

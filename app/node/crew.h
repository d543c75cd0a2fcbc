// This node's part in the common library and the work on it, for real: drives a jobs::Workshop with the mesh, the
// records on disk, files from other nodes, and hands that analyse. [node-thread]
//
//   this node's catalogue ─► put(), remove() ─► records ══► every node
//   others' records ─► Config::records_changed ─► this node's catalogue (library_sharing.h reads them)
//   tasks placed here ─► file here, or fetched ─► hands.run ─► records
//
// The records are read on their own thread before the node takes part. Without them (the disk refuses) it takes none.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/node/crew_wishes.h"
#include "app/node/file_exchange.h"
#include "app/node/record_store.h"
#include "sync/jobs/workshop.h"
#include "sync/mesh/mesh.h"

namespace asio {
class io_context;
}

namespace segue::node {

// Who analyses.
struct CrewHands {
    jobs::Versions versions{};
    // Where the work is that an entry of this node is about (jobs::EntryValue::rest), if it is still the same.
    // [record-thread]
    std::function<std::optional<std::filesystem::path>(BytesView rest)> path_of;
    // Analyses the file; `found` is called once, later, unless it is cancelled before. Empty: this node cannot.
    using Ticket = std::uint64_t;
    std::function<Ticket(const std::filesystem::path&, jobs::Kinds, std::function<void(jobs::Workshop::Found)>)> run;
    std::function<void(Ticket)> cancel;
};

class Crew {
  public:
    struct Config {
        std::filesystem::path state_dir;
        NodeId self;
        std::uint64_t epoch = 0;  // of a map that is begun now: the wall clock, in nanoseconds
        std::uint32_t slots = 1;
        CrewWishes wishes;
        CrewHands hands;
        std::function<LocalTime()> now;
        std::function<void(const std::string&)> note;
        std::function<void()> changed;  // something to look at, or another wake
        // Once, before everything else but note: the records can be read and written; this node's own entries. None
        // of it if there is no store.
        std::function<void(std::vector<std::pair<jobs::Key, std::uint64_t>> own_entries_and_digests)> loaded;
        // Some of this origin's are new, or gone.
        std::function<void(const NodeId& origin)> records_changed;
    };
    Crew(asio::io_context& loop, mesh::Transport& transport, Config config);
    ~Crew();

    // --- the mesh
    void peer_up(const NodeId& peer);
    void peer_down(const NodeId& peer);
    void message(const NodeId& from, mesh::Kind kind, BytesView message);
    // The ensemble has forgotten the node: its records go.
    void forget(const NodeId& node);
    void wake();
    LocalTime next_wake() const;

    // --- this node's library, once loaded
    void put(const jobs::Key& entry, Bytes value);
    void remove(const jobs::Key& entry);

    // --- what people ask
    void wish(const CrewWishes& wishes);
    const CrewWishes& wishes() const { return config_.wishes; }
    void on_battery(bool on);
    std::size_t retry(const std::vector<jobs::WorkId>& works);
    // Nothing: there are no records (yet).
    const jobs::Workshop* shop() const { return shop_.get(); }
    RecordStore& records() { return *store_; }

  private:
    struct Loaded;
    struct Task {
        std::optional<CrewHands::Ticket> ticket;
        std::filesystem::path fetched;  // to be removed at the end; empty: the file was here
        std::uint64_t number = 0;       // of the fetch: what is heard of an earlier one is of no interest
    };
    void begin_life(Loaded& loaded);
    void settle();
    void store_work(jobs::WorkshopEffects& out);
    void offer();
    void exchange(FileExchange::Effects effects);
    void serve(const FileExchange::Read& what);
    void write(FileExchange::Write piece);
    void run(const jobs::WorkId& work, jobs::Kinds kinds);
    void begin(const jobs::WorkId& work, jobs::Kinds kinds, const std::filesystem::path& file);
    void done(const jobs::WorkId& work, LocalTime begun, const jobs::Workshop::Found& found);
    void end(const jobs::WorkId& work);
    void find(const jobs::WorkId& work, std::function<void(std::optional<std::filesystem::path>)> found);
    std::filesystem::path fetched_path(const jobs::WorkId& work) const;

    mesh::Transport& transport_;
    Config config_;
    std::unique_ptr<RecordStore> store_;
    std::unique_ptr<jobs::Workshop> shop_;
    // What came before the records were read.
    struct Early {
        NodeId from;
        mesh::Kind kind;
        Bytes message;
    };
    std::set<NodeId> peers_;
    std::vector<Early> early_;
    FileExchange files_;
    std::map<jobs::WorkId, Task> tasks_;
    std::uint64_t task_number_ = 0;
    // Of the last tasks: seconds of sound, and seconds they took.
    double heard_s_ = 0, took_s_ = 0;
    double rate_told_{jobs::rate_default};
    bool battery_ = false, settling_ = false;
};

}  // namespace segue::node

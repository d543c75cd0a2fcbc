// The node's library: folders of music, their catalogue, and searching it. Work is done on two threads of its own, one
// that scans and writes, one that searches; answers come on the node thread. [node-thread] unless said otherwise.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/node/library_worker.h"
#include "audio/library/catalogue.h"
#include "audio/library/search.h"

namespace asio {
class io_context;
}

namespace segue::node {

class Disk;

inline constexpr std::size_t library_folders_max = 256;

class Library {
  public:
    struct Config {
        std::filesystem::path state_dir;
        NodeId self;
        std::string name;
        std::vector<std::string> more_folders;  // absolute; added to those kept
        std::function<void(const std::string&)> note;
        std::function<void()> changed;  // state() has
        std::function<void()> opened;   // there is a catalogue; also when it was made anew
        // What a scan has made of this node's entries, after it is durable. For replication.
        std::function<void(const std::vector<library::Change>&)> entries_changed;
    };
    // `disk` and `loop` must outlive it.
    Library(asio::io_context& loop, Disk& disk, Config config);
    ~Library();

    using Searched = std::function<void(const library::LibraryResult<library::Found>&)>;
    void search(library::SearchWish wish, Searched answer);

    // The thumbnail of a cover (library::thumbnail), a JPEG; empty: no file here has it, but `elsewhere` has.
    struct Cover {
        Bytes jpeg;
        std::vector<NodeId> elsewhere;
    };
    using CoverAnswer = std::function<void(const library::LibraryResult<Cover>&)>;
    // missing: nobody who is here has it.
    void cover(const library::CoverId& cover, CoverAnswer answer);
    // One that another node has made: asked for again, it is here.
    void keep_cover(const library::CoverId& cover, Bytes jpeg);

    using Outcome = library::LibraryResult<void>;
    // missing, unreadable: no such folder; malformed: it is among them already. Then they are scanned.
    Outcome add_folder(const std::string& folder);
    // missing: not among them.
    Outcome remove_folder(const std::string& folder);
    // One of the folders, or something within one; empty: all. missing: not of the library.
    Outcome scan(const std::string& folder);
    void cancel_scans();
    LibraryState state() const;

    // Runs `work` on the library's thread, in order with all else that writes (null: there is no catalogue just now),
    // and then `answer` on the node thread with what it returned.
    template <class Work, class Answer>
    void with_catalogue(Work work, Answer answer) {
        post_to_worker([this, work = std::move(work), answer = std::move(answer)](library::Catalogue* c) mutable {
            post_to_node([answer = std::move(answer), value = work(c)]() mutable { answer(std::move(value)); });
        });
    }
    void renamed(const std::string& name);

  private:
    class Impl;
    void post_to_worker(std::function<void(library::Catalogue*)> work);
    // [any-thread]
    void post_to_node(std::function<void()> work);
    std::shared_ptr<Impl> impl_;
};

}  // namespace segue::node

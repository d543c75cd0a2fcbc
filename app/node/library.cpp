#include "app/node/library.h"

#include <sys/stat.h>

#include <algorithm>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "app/node/damaged.h"
#include "app/node/disk.h"
#include "app/node/node.pb.h"
#include "audio/media/wire.h"
#include "sync/mesh/salvage.h"

namespace segue::node {

namespace fs = std::filesystem;
using library::LibraryError;

namespace {

constexpr const char* folders_file = "library/folders.pb";
constexpr const char* catalogue_file = "library/catalogue.db";

std::vector<std::string> saved_folders(const fs::path& file) {
    SavedLibrary kept;
    if (const auto bytes = Disk::read(file); bytes && !mesh::parse_what_is_good(as_text(*bytes), kept))
        tell_damaged(file, *bytes);
    std::vector<std::string> out;
    for (const std::string& folder : kept.folders())
        if (folder.starts_with('/') && out.size() < library_folders_max) out.push_back(folder);
    return out;
}

bool lies_within(const std::string& path, const std::string& folder) {
    return path == folder || folder == "/" || (path.starts_with(folder) && path[folder.size()] == '/');
}

std::string normal(const std::string& folder) {
    std::string path = fs::path(folder).lexically_normal().string();
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
}

std::string shown(const std::string& path) { return audio::clean_text(path, 200); }

// Searches one after the other on a connection and a thread of its own.
class SearchThread {
  public:
    SearchThread(fs::path catalogue, const NodeId& self)
        : catalogue_(std::move(catalogue)), self_(self), thread_([this] { run(); }) {}
    ~SearchThread() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
            if (searcher_) searcher_->interrupt();
        }
        wake_.notify_one();
        thread_.join();
    }
    using Answer = std::function<void(library::LibraryResult<library::Found>)>;  // [search-thread]
    bool search(library::SearchWish wish, Answer answer) {
        {
            const std::lock_guard lock(mutex_);
            if (waiting_.size() >= searches_waiting_max) return false;
            waiting_.emplace_back(std::move(wish), std::move(answer));
        }
        wake_.notify_one();
        return true;
    }
    // The catalogue's file is whole, and may be another one now. Before that it is not looked at: half made, it would
    // be taken for damaged.
    void reopen() {
        const std::lock_guard lock(mutex_);
        is_made_ = true;
        is_open_ = false;
    }

  private:
    void run() {
        std::unique_lock lock(mutex_);
        while (true) {
            wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (stopping_) return;
            auto [wish, answer] = std::move(waiting_.front());
            waiting_.pop_front();
            std::string problem = "the library is still being opened";
            if (is_made_ && !is_open_) {
                searcher_.reset();
                auto opened = library::Searcher::open(catalogue_, self_);
                is_open_ = opened.ok();
                if (opened)
                    searcher_ = std::move(*opened);
                else
                    problem = opened.message();
            }
            lock.unlock();
            answer(searcher_ ? searcher_->search(wish) : fail(LibraryError::disk, problem));
            lock.lock();
        }
    }

    fs::path catalogue_;
    NodeId self_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::pair<library::SearchWish, Answer>> waiting_;
    std::unique_ptr<library::Searcher> searcher_;
    bool is_made_ = false, is_open_ = false, stopping_ = false;
    std::thread thread_;
};

}  // namespace

class Library::Impl : public std::enable_shared_from_this<Impl> {
  public:
    Impl(asio::io_context& loop, Disk& disk, Config config)
        : loop_(loop),
          disk_(disk),
          config_(std::move(config)),
          folders_(saved_folders(config_.state_dir / folders_file)) {
        std::error_code ignored;
        fs::create_directories(config_.state_dir / "library", ignored);
        fs::permissions(config_.state_dir / "library", fs::perms::owner_all, ignored);
        for (const std::string& folder : config_.more_folders) add(normal(folder));
    }

    void start() {
        search_ = std::make_unique<SearchThread>(config_.state_dir / catalogue_file, config_.self);
        LibraryWorker::Config c;
        c.file = config_.state_dir / catalogue_file;
        c.self = config_.self;
        c.name = config_.name;
        c.tag_reader = library::tag_reader_command();
        c.folders = folders_;
        c.note = [this](const std::string& text) { to_node([this, text] { config_.note(text); }); };
        c.opened = [this] {
            search_->reopen();
            if (config_.opened) to_node(config_.opened);
        };
        c.changed = [this] { to_node([this] { config_.changed(); }); };
        c.entries_changed = [this](const NodeId& node, std::span<const library::Change> changes) {
            if (!config_.entries_changed || node != config_.self) return;
            to_node([this, made = std::vector(changes.begin(), changes.end())] { config_.entries_changed(made); });
        };
        worker_ = std::make_unique<LibraryWorker>(std::move(c));
    }

    void stop() {
        worker_.reset();
        search_.reset();
    }

    // Runs on the node thread unless the library is gone by then. [any-thread]
    void to_node(std::function<void()> work) {
        asio::post(loop_, [weak = weak_from_this(), work = std::move(work)] {
            if (const auto alive = weak.lock()) work();
        });
    }

    void search(library::SearchWish wish, Searched answer) {
        const bool taken =
            search_->search(std::move(wish), [this, answer](library::LibraryResult<library::Found> found) {
                to_node([this, answer, found = std::move(found)] {
                    if (!found && found.error() == LibraryError::damaged) worker_->rebuild();
                    answer(found);
                });
            });
        if (!taken) answer(fail(LibraryError::cancelled, "too many searches at once; try again"));
    }

    // False: it is one of them, or within one. Those within it are replaced by it.
    bool add(const std::string& folder) {
        if (std::any_of(folders_.begin(), folders_.end(), [&](const auto& f) { return lies_within(folder, f); }))
            return false;
        std::erase_if(folders_, [&](const std::string& f) { return lies_within(f, folder); });
        folders_.push_back(folder);
        save();
        return true;
    }

    void save() {
        SavedLibrary kept;
        for (const std::string& folder : folders_) kept.add_folders(folder);
        Bytes bytes(kept.ByteSizeLong());
        kept.SerializeToArray(bytes.data(), static_cast<int>(bytes.size()));
        disk_.write(config_.state_dir / folders_file, std::move(bytes), Disk::How::replace,
                    [this](const std::string& problem) {
                        if (!problem.empty()) config_.note(problem);
                    });
    }

    asio::io_context& loop_;
    Disk& disk_;
    Config config_;
    std::vector<std::string> folders_;
    std::unique_ptr<SearchThread> search_;
    std::unique_ptr<LibraryWorker> worker_;
};

Library::Library(asio::io_context& loop, Disk& disk, Config config)
    : impl_(std::make_shared<Impl>(loop, disk, std::move(config))) {
    impl_->start();
}
Library::~Library() { impl_->stop(); }

void Library::search(library::SearchWish wish, Searched answer) { impl_->search(std::move(wish), std::move(answer)); }

Library::Outcome Library::add_folder(const std::string& named) {
    const std::string folder = normal(named);
    struct stat info {};
    if (!folder.starts_with('/') || ::stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
        return fail(LibraryError::missing, "there is no folder " + shown(folder));
    if (const auto readable = library::list_folder(folder); !readable) return readable.failure();
    if (impl_->folders_.size() >= library_folders_max)
        return fail(LibraryError::too_large, "the library has too many folders");
    if (!impl_->add(folder)) return fail(LibraryError::malformed, shown(folder) + " is in the library already");
    impl_->worker_->set_folders(impl_->folders_);
    return {};
}

Library::Outcome Library::remove_folder(const std::string& named) {
    const std::string folder = normal(named);
    if (std::erase(impl_->folders_, folder) == 0)
        return fail(LibraryError::missing, shown(folder) + " is not one of the library's folders");
    impl_->save();
    impl_->worker_->set_folders(impl_->folders_);
    return {};
}

Library::Outcome Library::scan(const std::string& named) {
    if (named.empty()) {
        if (impl_->folders_.empty()) return fail(LibraryError::missing, "the library has no folders yet");
        impl_->worker_->scan({});
        return {};
    }
    const std::string folder = normal(named);
    const auto& folders = impl_->folders_;
    if (std::none_of(folders.begin(), folders.end(), [&](const auto& f) { return lies_within(folder, f); }))
        return fail(LibraryError::missing, shown(folder) + " is not in the library");
    impl_->worker_->scan({folder});
    return {};
}

void Library::cancel_scans() { impl_->worker_->cancel_scans(); }
LibraryState Library::state() const { return impl_->worker_->state(); }

void Library::renamed(const std::string& name) {
    post_to_worker([self = impl_->config_.self, name](library::Catalogue* c) {
        if (c) (void)c->set_node(self, name, true).ok();  // told again at the next start
    });
}

void Library::post_to_worker(std::function<void(library::Catalogue*)> work) { impl_->worker_->post(std::move(work)); }
void Library::post_to_node(std::function<void()> work) { impl_->to_node(std::move(work)); }

}  // namespace segue::node

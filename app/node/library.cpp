#include "app/node/library.h"

#include <sys/stat.h>

#include <algorithm>
#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include "app/node/covers.h"
#include "app/node/damaged.h"
#include "app/node/disk.h"
#include "app/node/node.pb.h"
#include "app/node/search_thread.h"
#include "audio/media/wire.h"
#include "sync/mesh/salvage.h"

namespace segue::node {

namespace fs = std::filesystem;
using library::LibraryError;

namespace {

constexpr const char* folders_file = "library/folders.pb";
constexpr const char* catalogue_file = "library/catalogue.db";
constexpr const char* covers_folder = "library/covers";

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
        covers_ = std::make_unique<Covers>(config_.state_dir / covers_folder, library::tag_reader_command());
    }

    void stop() {
        worker_.reset();
        search_.reset();
        covers_.reset();
    }

    // Runs on the node thread unless the library is gone by then. [any-thread]
    void to_node(std::function<void()> work) {
        asio::post(loop_, [weak = weak_from_this(), work = std::move(work)] {
            if (const auto alive = weak.lock()) work();
        });
    }

    void search(library::SearchWish wish, Searched answer) {
        read([wish = std::move(wish)](library::Searcher& s) { return s.search(wish); }, std::move(answer));
    }

    // Kept, or made of a file here; or who else has it.
    void cover(const library::CoverId& cover, CoverAnswer answer) {
        covers_->find(cover, [this, cover, answer = std::move(answer)](const std::optional<Bytes>& kept) {
            if (kept) return to_node([answer, kept] { answer(Cover{*kept, {}}); });
            to_node([this, cover, answer] {
                read([cover](library::Searcher& s) { return s.places_of(cover); },
                     [this, cover, answer](const library::LibraryResult<std::vector<library::CoverPlace>>& places) {
                         if (!places) return answer(places.failure());
                         make_cover(cover, *places, answer);
                     });
            });
        });
    }

    void make_cover(const library::CoverId& cover, const std::vector<library::CoverPlace>& places,
                    const CoverAnswer& answer) {
        std::vector<std::string> files;
        std::vector<NodeId> elsewhere;
        for (const library::CoverPlace& place : places)
            if (place.node == config_.self)
                files.push_back(place.file);
            else if (place.present && std::find(elsewhere.begin(), elsewhere.end(), place.node) == elsewhere.end())
                elsewhere.push_back(place.node);
        const auto made = [this, answer, elsewhere](std::optional<Bytes> jpeg) {
            to_node([answer, elsewhere, jpeg = std::move(jpeg)] {
                if (!jpeg && elsewhere.empty())
                    return answer(fail(LibraryError::missing, "no file on this node has that cover (any more)"));
                answer(Cover{jpeg.value_or(Bytes{}), jpeg ? std::vector<NodeId>{} : elsewhere});
            });
        };
        files.empty() ? made(std::nullopt) : covers_->make(cover, std::move(files), made);
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

    // Runs `what` on the search thread, and then `answer` with what it returned, on the node thread.
    template <class What, class Answer>
    void read(What what, Answer answer) {
        using Read = std::invoke_result_t<What, library::Searcher&>;
        const bool taken =
            search_->post([this, what = std::move(what), answer](library::LibraryResult<library::Searcher*> searcher) {
                to_node([this, answer, done = searcher ? what(**searcher) : Read(searcher.failure())] {
                    if (!done && done.error() == LibraryError::damaged) worker_->rebuild();
                    answer(done);
                });
            });
        if (!taken) answer(Read(fail(LibraryError::cancelled, "too many searches at once; try again")));
    }

    asio::io_context& loop_;
    Disk& disk_;
    Config config_;
    std::vector<std::string> folders_;
    std::unique_ptr<SearchThread> search_;
    std::unique_ptr<LibraryWorker> worker_;
    std::unique_ptr<Covers> covers_;
};

Library::Library(asio::io_context& loop, Disk& disk, Config config)
    : impl_(std::make_shared<Impl>(loop, disk, std::move(config))) {
    impl_->start();
}
Library::~Library() { impl_->stop(); }

void Library::search(library::SearchWish wish, Searched answer) { impl_->search(std::move(wish), std::move(answer)); }
void Library::cover(const library::CoverId& cover, CoverAnswer answer) { impl_->cover(cover, std::move(answer)); }
void Library::keep_cover(const library::CoverId& cover, Bytes jpeg) { impl_->covers_->keep(cover, std::move(jpeg)); }

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

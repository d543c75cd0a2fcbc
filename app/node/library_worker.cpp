#include "app/node/library_worker.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

#include "app/node/low_priority.h"

namespace segue::node {

using library::LibraryError;

namespace {

constexpr std::chrono::milliseconds publish_interval{250};

bool lies_within(const std::string& path, const std::string& folder) {
    return path == folder || (path.starts_with(folder) && (folder.ends_with('/') || path[folder.size()] == '/'));
}

}  // namespace

LibraryWorker::LibraryWorker(Config config)
    : config_(std::move(config)),
      wake_fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      reader_(config_.tag_reader),
      roots_(config_.folders) {
    thread_ = std::thread([this] { run(); });
}

LibraryWorker::~LibraryWorker() {
    stopping_ = true;
    cancelled_ = true;
    wake();
    thread_.join();
    ::close(wake_fd_);
}

void LibraryWorker::wake() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t n = ::write(wake_fd_, &one, sizeof one);  // full: it is awake
}

void LibraryWorker::post(std::function<void(library::Catalogue*)> job) {
    {
        const std::lock_guard lock(mutex_);
        jobs_.push_back([this, job = std::move(job)] { job(catalogue_.get()); });
    }
    wake();
}

void LibraryWorker::set_folders(std::vector<std::string> folders) {
    post([this, folders = std::move(folders)](library::Catalogue*) {
        std::vector<std::string> removed;
        for (const std::string& old : roots_)
            if (std::find(folders.begin(), folders.end(), old) == folders.end()) removed.push_back(old);
        const std::vector<std::string> before = std::exchange(roots_, folders);
        const auto is_ours = [&](const std::string& path) {
            return std::any_of(roots_.begin(), roots_.end(), [&](const auto& r) { return lies_within(path, r); });
        };
        std::erase_if(wishes_, [&](const library::ScanWish& w) { return !is_ours(w.folder); });
        if (scan_ && !is_ours(scan_->wish().folder)) cancelled_ = true;
        take_out(removed);
        for (const std::string& folder : folders)
            if (std::find(before.begin(), before.end(), folder) == before.end()) want_scan({folder, true, true, 0});
        publish();
    });
}

void LibraryWorker::scan(std::vector<std::string> folders) {
    post([this, folders = std::move(folders)](library::Catalogue*) {
        retry_at_ = {};
        if (folders.empty()) scan_all();
        for (const std::string& folder : folders) want_scan({folder, is_root(folder), true, 0});
        publish();
    });
}

void LibraryWorker::cancel_scans() {
    cancelled_ = true;
    post([this](library::Catalogue*) { wishes_.clear(); });
}

void LibraryWorker::rebuild() {
    post([this](library::Catalogue*) {
        if (catalogue_) failed({LibraryError::damaged, "the library's database is damaged"});
    });
}

LibraryState LibraryWorker::state() const {
    const std::lock_guard lock(mutex_);
    return state_;
}

bool LibraryWorker::is_root(const std::string& folder) const {
    return std::find(roots_.begin(), roots_.end(), folder) != roots_.end();
}

// --- the thread

void LibraryWorker::run() {
    lower_thread_priority();
    watch_.emplace();
    open();
    scan_all();
    while (!stopping_) {
        run_jobs();
        take_news();
        look_at_time();
        if (scan_) {
            step_scan();
        } else if (!wishes_.empty() && catalogue_ && Clock::now() >= retry_at_) {
            begin_scan();
        } else {
            wait();
        }
    }
}

void LibraryWorker::open() {
    auto opened = library::Catalogue::open(config_.file, config_.self);
    if (!opened && opened.error() == LibraryError::damaged) {
        const auto aside = library::Catalogue::set_aside(config_.file);
        config_.note(opened.message() + (aside ? "; it is kept as " + aside->string() + ", and made anew from the files"
                                               : "; " + aside.message()));
        if (aside) opened = library::Catalogue::open(config_.file, config_.self);
    }
    catalogue_ = opened ? std::move(*opened) : nullptr;
    if (!catalogue_) return has_problem(opened.message());
    catalogue_->on_changed = config_.entries_changed;
    config_.opened();
    const auto named = catalogue_->set_node(config_.self, config_.name, true);
    named ? works_again() : has_problem(named.message());
}

void LibraryWorker::run_jobs() {
    while (true) {
        std::function<void()> job;
        {
            const std::lock_guard lock(mutex_);
            if (jobs_.empty()) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        job();
    }
}

void LibraryWorker::wait() {
    publish();
    if (catalogue_) catalogue_->settle();
    reader_.rest();
    const milliseconds patience = unsettled_.empty() && wishes_.empty()
                                      ? std::chrono::duration_cast<milliseconds>(library_away_interval)
                                      : milliseconds(200);
    std::array<pollfd, 2> waiting{{{wake_fd_, POLLIN, 0}, {watch_->descriptor(), POLLIN, 0}}};
    ::poll(waiting.data(), waiting.size(), static_cast<int>(patience.count()));
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t n = ::read(wake_fd_, &count, sizeof count);
}

// --- what is to be scanned

void LibraryWorker::want_scan(library::ScanWish wish) {
    wish.now_s = std::time(nullptr);
    const bool is_covered = std::any_of(wishes_.begin(), wishes_.end(), [&](const library::ScanWish& w) {
        return w.folder == wish.folder && (w.deep || !wish.deep);
    });
    if (!is_covered) wishes_.push_back(std::move(wish));
}

void LibraryWorker::scan_all() {
    for (const std::string& root : roots_) want_scan({root, true, true, 0});
    last_full_ = Clock::now();
}

void LibraryWorker::take_news() {
    library::FolderWatch::News news = watch_->read();
    for (const library::ChangedFolder& changed : news.changed) unsettled_[changed] = Clock::now() + library_settle_time;
    if (news.lost_some) scan_all();
}

void LibraryWorker::look_at_time() {
    const auto now = Clock::now();
    for (auto i = unsettled_.begin(); i != unsettled_.end();) {
        if (i->second > now) {
            ++i;
            continue;
        }
        const bool ours =
            std::any_of(roots_.begin(), roots_.end(), [&](const auto& r) { return lies_within(i->first.path, r); });
        if (ours) want_scan({i->first.path, is_root(i->first.path), i->first.deep, 0});
        i = unsettled_.erase(i);
    }
    if (!unwatched_.empty() && now - last_full_ >= library_rescan_interval) scan_all();
    if (now - last_away_look_ < library_away_interval) return;
    last_away_look_ = now;
    if (!catalogue_) open();
    for (const std::string& folder : away_)
        if (const auto there = library::list_folder(folder)) want_scan({folder, true, true, 0});
}

// --- scanning

void LibraryWorker::begin_scan() {
    cancelled_ = stopping_.load();
    scan_ = std::make_unique<library::Scan>(*catalogue_, reader_, std::move(wishes_.front()), cancelled_);
    wishes_.pop_front();
    scan_began_ = walked_at_ = Clock::now();
    publish();
}

void LibraryWorker::step_scan() {
    const bool had_walked = scan_->progress().walked;
    const auto stepped = scan_->step();
    if (!had_walked) walked_at_ = Clock::now();
    if (!stepped || !*stepped) return end_scan(stepped);
    if (Clock::now() - last_published_ >= publish_interval) publish();
}

void LibraryWorker::end_scan(const library::LibraryResult<bool>& last) {
    const std::unique_ptr<library::Scan> scan = std::move(scan_);
    if (last) works_again();
    const std::string& folder = scan->wish().folder;
    last_scan_s_ = std::chrono::duration<double>(Clock::now() - scan_began_).count();
    for (const std::string& text : scan->notes()) config_.note(text);
    if (!last) {
        if (last.error() == LibraryError::disk) wishes_.push_front(scan->wish());
        if (last.error() != LibraryError::cancelled) failed(last.failure());
        return publish();
    }
    const bool was_away = away_.contains(folder), is_away = scan->is_away();
    if (is_away)
        away_.insert(folder);
    else if (scan->wish().is_root)
        away_.erase(folder);
    if (was_away != is_away) {
        const auto told = catalogue_->set_away_folders(config_.self, {away_.begin(), away_.end()});
        if (!told)
            failed(told.failure());
        else if (is_away)
            config_.note("the music folder " + folder + " cannot be reached; what is in it is kept as away");
    }
    bool all_watched = true;
    for (const std::string& seen : scan->folders()) all_watched = watch_->add(seen) && all_watched;
    if (!all_watched && unwatched_.insert(folder).second)
        config_.note("not all of " + folder +
                     " can be watched for changes (fs.inotify.max_user_watches); it is looked through every " +
                     std::to_string(library_rescan_interval.count() / 60) + " minutes instead");
    publish();
}

void LibraryWorker::take_out(const std::vector<std::string>& removed) {
    for (const std::string& folder : removed) {
        watch_->remove(folder);
        away_.erase(folder);
        unwatched_.erase(folder);
        if (!catalogue_) continue;
        const auto known = catalogue_->known_files(folder);
        if (!known) return failed(known.failure());
        std::vector<library::Change> gone;
        std::vector<std::string> forgotten;
        const auto apply = [&]() -> library::LibraryResult<void> {
            auto done = catalogue_->apply(config_.self, gone);
            if (done) done = catalogue_->set_refused({}, forgotten);
            gone.clear();
            forgotten.clear();
            return done;
        };
        for (const auto& [path, file] : *known) {
            if (std::any_of(roots_.begin(), roots_.end(), [&p = path](const auto& r) { return lies_within(p, r); }))
                continue;
            if (const auto entries = catalogue_->entries_of_file(path))
                for (const library::Entry& e : *entries) gone.push_back({e.place(), {}});
            forgotten.push_back(path);
            if (gone.size() >= library::scan_batch)
                if (const auto done = apply(); !done) return failed(done.failure());
        }
        if (const auto done = apply(); !done) return failed(done.failure());
    }
}

// Said once, and not at each try.
void LibraryWorker::has_problem(const std::string& problem) {
    const std::string line = problem + "; make room on the disk of " + config_.file.parent_path().string() +
                             ", and see that it can be written: the library then goes on by itself";
    if (line != problem_) config_.note(line);
    problem_ = line;
    publish();
}

void LibraryWorker::works_again() {
    retry_after_ = library_retry_min;
    if (!problem_.empty()) config_.note("the library can be written again");
    problem_.clear();
    publish();
}

// A damaged catalogue is made anew; without its disk the library waits for it.
void LibraryWorker::failed(const Failure<LibraryError>& failure) {
    scan_.reset();
    if (failure.code == LibraryError::disk) {
        retry_at_ = Clock::now() + retry_after_;
        retry_after_ = std::min(2 * retry_after_, library_retry_max);
        return has_problem(failure.message);
    }
    if (failure.code != LibraryError::damaged) return config_.note(failure.message);
    catalogue_.reset();
    const auto aside = library::Catalogue::set_aside(config_.file);
    config_.note(failure.message + (aside ? "; it is kept as " + aside->string() + ", and made anew from the files"
                                          : "; " + aside.message()));
    open();
    wishes_.clear();
    scan_all();
}

void LibraryWorker::publish() {
    LibraryState state;
    for (const std::string& root : roots_)
        state.folders.push_back({root, away_.contains(root), !unwatched_.contains(root)});
    if (scan_) {
        const library::ScanProgress& p = scan_->progress();
        const double s = std::chrono::duration<double>(Clock::now() - walked_at_).count();
        const double rate = s > 0.5 ? static_cast<double>(p.read) / s : 0;
        const double left = rate > 0 ? static_cast<double>(p.to_read - p.read) / rate : 0;
        state.scanning = {scan_->wish().folder, p, rate, left};
    }
    state.waiting = wishes_.size();
    state.last_scan_s = last_scan_s_;
    state.problem = problem_;
    {
        const std::lock_guard lock(mutex_);
        state_ = std::move(state);
    }
    last_published_ = Clock::now();
    config_.changed();
}

}  // namespace segue::node

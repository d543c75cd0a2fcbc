#include "app/node/covers.h"

#include <set>

#include "app/node/low_priority.h"
#include "audio/library/walk.h"

namespace segue::node {

using library::CoverId;

namespace {

// How soon a node that stops is noticed while a picture is being made.
constexpr milliseconds answer_patience{100};

}  // namespace

Covers::Covers(std::filesystem::path folder, std::vector<std::string> tag_reader)
    : folder_(std::move(folder)), reader_(std::move(tag_reader)), thread_([this] { run(); }) {}

Covers::~Covers() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Covers::find(const CoverId& cover, Answer answer) {
    post([this, cover, answer] { answer(cache_->find(cover)); }, answer);
}

void Covers::make(const CoverId& cover, std::vector<std::string> files, Answer answer) {
    post([this, cover, files = std::move(files), answer] { answer(made(cover, files)); }, answer);
}

void Covers::keep(const CoverId& cover, Bytes jpeg) {
    post([this, cover, jpeg = std::move(jpeg)] { (void)cache_->put(cover, jpeg).ok(); }, {});  // it is had anyway
}

void Covers::post(std::function<void()> work, const Answer& otherwise) {
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() < covers_waiting_max) {
            waiting_.push_back(std::move(work));
            wake_.notify_one();
            return;
        }
    }
    if (otherwise) otherwise(std::nullopt);
}

void Covers::run() {
    lower_thread_priority();
    cache_.emplace(folder_);
    const auto is_wanted = [this] { return stopping_ || !waiting_.empty(); };
    std::unique_lock lock(mutex_);
    while (true) {
        if (!wake_.wait_for(lock, cover_reader_rests_after, is_wanted)) {
            reader_.rest();
            wake_.wait(lock, is_wanted);
        }
        if (stopping_) return;
        const std::function<void()> work = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        work();
        lock.lock();
    }
}

std::optional<Bytes> Covers::made(const CoverId& cover, const std::vector<std::string>& files) {
    // Asked for twice before it was made.
    if (auto kept = cache_->find(cover)) return kept;
    std::set<std::string> folders;
    for (const std::string& file : files) {
        if (auto jpeg = made_of(cover, file)) return jpeg;
        const std::string folder = std::filesystem::path(file).parent_path().string();
        if (!folders.insert(folder).second) continue;
        const auto listed = library::list_folder(folder);
        if (!listed || listed->cover.empty()) continue;
        if (auto jpeg = made_of(cover, listed->cover)) return jpeg;
    }
    return std::nullopt;
}

std::optional<Bytes> Covers::made_of(const CoverId& cover, const std::string& file) {
    reader_.ask(file, library::TagQuestion::thumbnail);
    while (!stopping_ && reader_.in_flight() > 0)
        for (const library::TagReader::Answer& answer : reader_.wait(answer_patience)) {
            const auto thumbnail = answer.said ? library::decode_thumbnail(*answer.said) : std::nullopt;
            if (!thumbnail || thumbnail->of != cover) continue;  // the file has another one by now
            (void)cache_->put(cover, thumbnail->jpeg).ok();      // on a full disk it is made again
            return thumbnail->jpeg;
        }
    return std::nullopt;
}

}  // namespace segue::node

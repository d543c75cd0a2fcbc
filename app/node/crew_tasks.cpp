// The tasks of a crew: their files, here or fetched, and the hands at them.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "app/node/crew.h"

namespace segue::node {
namespace fs = std::filesystem;

namespace {

// A node's rate is that of its last tasks, so many seconds of work: what it was an hour ago does not count.
constexpr double rate_window_s = 60;

struct FilePiece {
    std::uint64_t size = 0;  // of the whole; 0: it cannot be read
    Bytes bytes;
};

FilePiece read_piece(const fs::path& file, std::uint64_t offset) {
    FilePiece out;
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st {};
    if (fd >= 0 && ::fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        out.size = static_cast<std::uint64_t>(st.st_size);
        out.bytes.resize(std::min<std::uint64_t>(file_piece_bytes, out.size - std::min(out.size, offset)));
        std::size_t got = 0;
        while (got < out.bytes.size()) {
            const ssize_t n =
                ::pread(fd, out.bytes.data() + got, out.bytes.size() - got, static_cast<off_t>(offset + got));
            if (n <= 0) break;
            got += static_cast<std::size_t>(n);
        }
        if (got < out.bytes.size()) out = {};
    }
    if (fd >= 0) ::close(fd);
    return out;
}

bool write_piece(const fs::path& file, std::uint64_t offset, const Bytes& bytes) {
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (offset == 0 ? O_TRUNC : 0), 0600);
    if (fd < 0) return false;
    const ssize_t n = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    return ::close(fd) == 0 && n == static_cast<ssize_t>(bytes.size());
}

}  // namespace

fs::path Crew::fetched_path(const jobs::WorkId& work) const { return config_.state_dir / "fetched" / work.hex(); }

void Crew::run(const jobs::WorkId& work, jobs::Kinds kinds) {
    Task& task = tasks_[work];
    if (!task.fetched.empty()) return begin(work, kinds, task.fetched);
    find(work, [this, work, kinds](const std::optional<fs::path>& file) {
        const auto at = tasks_.find(work);
        if (at == tasks_.end() || at->second.ticket) return;  // called off
        if (file) return begin(work, kinds, *file);
        end(work);
        shop_->finished(work, {.outcome = jobs::Outcome::unable, .results = {}, .reason = {}}, config_.now());
        settle();
    });
}

void Crew::begin(const jobs::WorkId& work, jobs::Kinds kinds, const fs::path& file) {
    const LocalTime begun = config_.now();
    tasks_[work].ticket = config_.hands.run(
        file, kinds, [this, work, begun](const jobs::Workshop::Found& found) { done(work, begun, found); });
}

void Crew::done(const jobs::WorkId& work, LocalTime begun, const jobs::Workshop::Found& found) {
    if (const jobs::Work* about = shop_->ledger().find(work); about && found.outcome == jobs::Outcome::done) {
        heard_s_ += about->size.seconds;
        took_s_ += to_seconds(config_.now() - begun);
        if (took_s_ > rate_window_s) {
            heard_s_ /= 2;
            took_s_ /= 2;
        }
    }
    jobs::Workshop::Found told = found;
    if (const auto task = tasks_.find(work); task != tasks_.end()) {
        task->second.ticket.reset();
        // Where it lay here for a moment says nothing to anybody.
        const std::string fetched = task->second.fetched.string();
        if (const auto at = told.reason.find(fetched); !fetched.empty() && at != std::string::npos)
            told.reason.replace(at, fetched.size(), "it");
    }
    end(work);
    shop_->finished(work, told, config_.now());
    offer();
}

void Crew::end(const jobs::WorkId& work) {
    const auto at = tasks_.find(work);
    if (at == tasks_.end()) return;
    if (at->second.ticket) config_.hands.cancel(*at->second.ticket);
    if (!at->second.fetched.empty())  // in line with what is still being written to it
        store_->ask(
            [file = at->second.fetched](RecordFile&) -> RecordOr<bool> {
                std::error_code ignored;
                return fs::remove(file, ignored);
            },
            [](const auto&) {});
    tasks_.erase(at);
}

// By this node's own entries of the work: the path of the first that is still what it was.
void Crew::find(const jobs::WorkId& work, std::function<void(std::optional<fs::path>)> found) {
    std::vector<Bytes> keys;
    if (const jobs::Work* about = shop_->ledger().find(work))
        for (const auto& [node, place] : about->places)
            if (node == config_.self)
                keys.push_back(encode(jobs::Key{.type = jobs::KeyType::entry, .work = work, .place = place}));
    store_->ask(
        [keys, self = config_.self,
         path_of = config_.hands.path_of](RecordFile& f) -> RecordOr<std::optional<fs::path>> {
            for (const Bytes& key : keys) {
                auto value = f.value(self, key);
                if (!value) return value.failure();
                const auto entry = *value ? jobs::decode_entry(**value) : std::nullopt;
                if (auto path = entry ? path_of(entry->rest) : std::nullopt) return path;
            }
            return std::optional<fs::path>();
        },
        [found = std::move(found)](RecordOr<std::optional<fs::path>> path) {
            found(path ? std::move(*path) : std::nullopt);
        });
}

// --- files from and for others

void Crew::exchange(FileExchange::Effects effects) {
    for (const auto& s : effects.send)
        transport_.send(s.to, s.bulk ? mesh::Kind::file_piece : mesh::Kind::file, s.bytes);
    for (const auto& r : effects.read) serve(r);
    for (auto& w : effects.write) write(std::move(w));
    for (const jobs::WorkId& work : effects.failed) {
        end(work);
        shop_->fetched(work, false, config_.now());
    }
}

void Crew::serve(const FileExchange::Read& what) {
    find(what.work, [this, what](const std::optional<fs::path>& file) {
        if (!file) return exchange(files_.read(what, 0, {}));
        store_->ask(
            [file = *file, at = what.offset](RecordFile&) -> RecordOr<FilePiece> { return read_piece(file, at); },
            [this, what](const RecordOr<FilePiece>& said) {
                const FilePiece piece = said ? *said : FilePiece{};
                exchange(files_.read(what, piece.size, piece.bytes));
            });
    });
}

void Crew::write(FileExchange::Write piece) {
    const jobs::WorkId work = piece.work;
    const bool whole = piece.whole;
    const std::uint64_t number = tasks_[work].number;
    store_->ask([piece = std::move(piece), file = fetched_path(work)](
                    RecordFile&) -> RecordOr<bool> { return write_piece(file, piece.offset, piece.bytes); },
                [this, work, whole, number](const RecordOr<bool>& said) {
                    const bool good = said && *said;
                    const auto task = tasks_.find(work);
                    if (task == tasks_.end() || task->second.number != number || (good && !whole)) return;
                    if (!good) files_.cancel(work);
                    if (!good) end(work);
                    shop_->fetched(work, good, config_.now());
                    settle();
                });
}

}  // namespace segue::node

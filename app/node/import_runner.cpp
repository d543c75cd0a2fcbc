#include "app/node/import_runner.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <deque>
#include <list>
#include <memory>

#include "app/node/damaged.h"
#include "app/node/file_index.h"
#include "audio/import/intake.h"
#include "audio/import/process.h"
#include "audio/library/cue_file.h"
#include "sync/base/local_clock.h"

namespace segue::node {
namespace fs = std::filesystem;

namespace {
// While the disk is behind, an importer is left waiting on its pipe for so long before it is looked at again.
constexpr milliseconds disk_breather{50};
}  // namespace

class ImportRunner::Impl {
  public:
    Impl(asio::io_context& loop, audio::SegmentStore& store, Disk& disk, fs::path index_file)
        : loop_(loop), store_(store), disk_(disk), index_file_(std::move(index_file)), program_(audio::find_importer()) {
        const auto saved = Disk::read(index_file_);
        if (!saved || index_.restore(*saved)) return;
        tell_damaged(index_file_, *saved);
        disk_.write(index_file_, index_.saved(), Disk::How::replace, {});
    }

    void import(const fs::path& file, bool soon, ImportSink sink) {
        Job job{file, file, {}, {}, {}, std::move(sink)};
        if (library::names_cue_track(file.string())) {
            const auto track = library::cue_track(file.string());
            if (!track) return job.sink(ImportRefused{audio::ImportError::missing, track.message(), {}});
            take_track(job, *track);
        }
        std::optional<FileStamp> stamp = stamp_of(job.sound);
        if (stamp && job.tags) stamp->stems = describe(job);
        if (stamp)
            if (const auto track = index_.find(file.string(), *stamp))
                if (const auto manifest = store_.manifest(*track); manifest && holds_all(*manifest)) {
                    job.sink(ImportStarted{*manifest});
                    job.sink(ImportDone{*manifest});
                    return;
                }
        job.stamp = stamp.value_or(FileStamp{});
        soon ? waiting_.push_front(std::move(job)) : waiting_.push_back(std::move(job));
        start_next();
    }

  private:
    struct Job {
        fs::path file;                   // as it was asked for: may be a track of a CUE sheet
        fs::path sound;                  // what is read
        audio::ImportRange range;        // of it
        std::optional<audio::Tags> tags;  // the sheet's, which know the track; the file's know the album
        FileStamp stamp;                 // as it was before it was read
        ImportSink sink;
    };
    struct Running {
        Running(asio::io_context& loop, Job j, std::unique_ptr<audio::ImportProcess> p)
            : job(std::move(j)), process(std::move(p)), pipe(loop, ::dup(process->fd())), timer(loop) {}
        Job job;
        std::unique_ptr<audio::ImportProcess> process;
        asio::posix::stream_descriptor pipe;  // a second descriptor of the same pipe: to wait on, never read
        asio::steady_timer timer;
        audio::TrackIntake intake;
        bool told = false;       // ImportStarted has been
        std::size_t remarks = 0;
        unsigned turn = 0;       // of waiting; a handler of an earlier turn comes too late
    };
    using Place = std::shared_ptr<Running>;

    static void take_track(Job& job, const library::Entry& track) {
        job.sound = track.path;
        const auto frames = [](milliseconds t) { return Frames{t.count() * (sample_rate_hz / 1000)}; };
        const library::CueRange& cue = *track.cue;
        job.range = {frames(cue.start), cue.length.count() > 0 ? frames(cue.start + cue.length) : Frames{0}};
        const library::Tags& t = track.tags;
        job.tags = audio::Tags{t.title, t.artist, t.album, t.album_artist, t.genre, t.year > 0 ? std::to_string(t.year) : "",
                               t.track_number, t.disc_number};
    }

    // What of the sheet the track depends on: with another one it is imported again.
    static std::string describe(const Job& job) {
        const audio::Tags& t = *job.tags;
        return fmt::format("cue {} {} {}\n{}\n{}\n{}\n{}\n{}", job.range.from.count, job.range.to.count,
                           t.track_number, t.title, t.artist, t.album, t.album_artist, t.date);
    }

    bool holds_all(const audio::Manifest& manifest) const {
        if (!manifest.complete) return false;
        for (const audio::Stem& stem : manifest.stems)
            for (const audio::SegmentRef& segment : stem.segments)
                if (!store_.has(segment.name)) return false;
        return true;
    }

    void start_next() {
        while (running_.size() < imports_at_once_max && !waiting_.empty()) {
            Job job = std::move(waiting_.front());
            waiting_.pop_front();
            if (!program_) {
                job.sink(ImportRefused{audio::ImportError::unavailable,
                                       "the program segue-importer is not installed beside segued", {}});
                continue;
            }
            auto process = audio::ImportProcess::start(audio::import_command(*program_, job.sound, job.range),
                                                       local_now());
            if (!process) {
                job.sink(ImportRefused{process.error(), process.message(), {}});
                continue;
            }
            running_.push_back(std::make_shared<Running>(loop_, std::move(job), std::move(*process)));
            listen(running_.back());
        }
    }

    // Calls `then` unless this turn of waiting has ended by then, or the import has.
    auto in_turn(const Place& r, void (Impl::*then)(const Place&)) {
        return [this, weak = std::weak_ptr(r), turn = r->turn, then](asio::error_code stopped) {
            const Place alive = weak.lock();
            if (!stopped && alive && alive->turn == turn) (this->*then)(alive);
        };
    }

    void listen(const Place& r) {
        ++r->turn;
        r->pipe.async_wait(asio::posix::stream_descriptor::wait_read, in_turn(r, &Impl::readable));
        r->timer.expires_after(std::max(Nanoseconds(0), r->process->deadline() - local_now()) + milliseconds(1));
        r->timer.async_wait(in_turn(r, &Impl::pump));  // too long silent: the pump ends it
    }

    void readable(const Place& r) {
        if (!store_.is_behind()) return pump(r);
        ++r->turn;
        r->timer.expires_after(disk_breather);
        r->timer.async_wait(in_turn(r, &Impl::listen));
    }

    void pump(const Place& r) {
        r->pipe.cancel();
        const LocalTime now = local_now();
        for (audio::ImportEvent& event : r->process->pump(now)) {
            auto* header = std::get_if<audio::ImportHeader>(&event);
            if (header && r->job.tags) header->tags = *r->job.tags;
            take(*r, r->intake.accept(std::move(event), now));
        }
        if (!r->process->is_finished()) return listen(r);
        finish(r);
    }

    void take(Running& r, audio::TrackIntake::Effects effects) {
        for (auto& [name, bytes] : effects.blobs) (void)store_.put(name, std::move(bytes)).ok();  // we hashed it ourselves
        for (const auto& notes = r.intake.notes(); r.remarks < notes.size(); ++r.remarks) r.job.sink(ImportRemarked{notes[r.remarks]});
        if (!effects.manifest) return;
        const TrackId track = effects.manifest->id;
        const bool done = effects.manifest->complete;
        store_.put(*effects.manifest);
        if (!r.told) r.job.sink(ImportStarted{*effects.manifest});
        else if (!done) r.job.sink(ImportGrew{track});
        r.told = true;
    }

    void finish(const Place& r) {
        const Job job = std::move(r->job);
        const audio::TrackIntake intake = std::move(r->intake);  // r dies with the last handler
        ++r->turn;
        running_.remove(r);
        if (const auto cut = intake.failure() ? intake.cut_short() : std::nullopt) {
            // What came of it can be played; it is not remembered, for the file may heal.
            job.sink(ImportRemarked{intake.failure()->reason + "; it ends where it broke off"});
            job.sink(ImportDone{*cut});
        } else if (intake.failure()) {
            job.sink(ImportRefused{intake.failure()->code, intake.failure()->reason,
                                   intake.has_track() ? intake.manifest().id : TrackId{}});
        } else {
            index_.remember(job.file.string(), job.stamp, intake.manifest().id);
            disk_.write(index_file_, index_.saved(), Disk::How::replace, {});
            job.sink(ImportDone{intake.manifest()});
        }
        start_next();
    }

    asio::io_context& loop_;
    audio::SegmentStore& store_;
    Disk& disk_;
    fs::path index_file_;
    std::optional<fs::path> program_;
    FileIndex index_;
    std::deque<Job> waiting_;
    std::list<Place> running_;
};

ImportRunner::ImportRunner(asio::io_context& loop, audio::SegmentStore& store, Disk& disk, fs::path index_file)
    : impl_(std::make_unique<Impl>(loop, store, disk, std::move(index_file))) {}
ImportRunner::~ImportRunner() = default;

void ImportRunner::import(const fs::path& file, bool soon, ImportSink sink) { impl_->import(file, soon, std::move(sink)); }

}  // namespace segue::node

#include "app/node/analysis_runner.h"

#include <unistd.h>

#include <algorithm>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <map>
#include <utility>

#include "audio/analysis/process.h"
#include "sync/base/local_clock.h"

namespace segue::node {
namespace fs = std::filesystem;

class AnalysisRunner::Impl : public std::enable_shared_from_this<Impl> {
  public:
    explicit Impl(asio::io_context& loop) : loop_(loop), program_(audio::find_analyser()) {}

    Ticket start(const fs::path& file, audio::AnalyserSet asked, Sink sink) {
        const Ticket ticket = ++last_;
        auto process = spawn(file, asked);
        if (!process) {
            refused_.emplace(ticket, std::move(sink));
            asio::post(loop_, [weak = weak_from_this(), ticket, failure = process.failure()] {
                if (const auto alive = weak.lock()) alive->refuse(ticket, failure);
            });
            return ticket;
        }
        auto& r = running_.try_emplace(ticket, loop_, std::move(sink), std::move(process).value()).first->second;
        if (paused_) r.process->pause();
        listen(ticket, r);
        return ticket;
    }

    void cancel(Ticket ticket) {
        refused_.erase(ticket);
        running_.erase(ticket);
    }

    void pause(bool paused) {
        if (std::exchange(paused_, paused) == paused) return;
        for (auto& [ticket, r] : running_) {
            paused ? r.process->pause() : r.process->resume(local_now());
            listen(ticket, r);
        }
    }

    void close() {
        closed_ = true;
        running_.clear();
        refused_.clear();
    }

    bool is_paused() const { return paused_; }
    std::size_t running() const { return running_.size(); }

  private:
    struct Running {
        Running(asio::io_context& loop, Sink s, std::unique_ptr<audio::AnalysisProcess> p)
            : sink(std::move(s)), process(std::move(p)), pipe(loop, ::dup(process->fd())), timer(loop) {}
        Sink sink;
        std::unique_ptr<audio::AnalysisProcess> process;
        asio::posix::stream_descriptor pipe;  // a second descriptor of the same pipe: to wait on, never read
        asio::steady_timer timer;
        unsigned turn = 0;  // of waiting; a handler of an earlier turn comes too late
    };

    audio::AnalysisOr<std::unique_ptr<audio::AnalysisProcess>> spawn(const fs::path& file, audio::AnalyserSet asked) {
        if (!program_)
            return fail(audio::AnalysisError::unavailable, "the program segue-analyser is not installed beside segued");
        return audio::AnalysisProcess::start(audio::analysis_command(*program_, file, asked), asked, local_now());
    }

    void refuse(Ticket ticket, const Failure<audio::AnalysisError>& failure) {
        const auto found = refused_.extract(ticket);
        if (found) found.mapped()(audio::AnalysisFailed{failure.code, failure.message});
    }

    void listen(Ticket ticket, Running& r) {
        r.pipe.cancel();
        const auto then = [weak = weak_from_this(), ticket, turn = ++r.turn](asio::error_code stopped) {
            const auto alive = weak.lock();
            if (!stopped && alive) alive->pump(ticket, turn);
        };
        r.pipe.async_wait(asio::posix::stream_descriptor::wait_read, then);
        r.timer.cancel();
        if (r.process->deadline() == LocalTime::max()) return;
        r.timer.expires_after(std::max(Nanoseconds(0), r.process->deadline() - local_now()) + milliseconds(1));
        r.timer.async_wait(then);  // too long silent: the pump ends it
    }

    void pump(Ticket ticket, unsigned turn) {
        const auto it = running_.find(ticket);
        if (it == running_.end() || it->second.turn != turn) return;
        const auto events = it->second.process->pump(local_now());
        // A sink may cancel its own analysis, or start another.
        const Sink sink = it->second.sink;
        if (it->second.process->is_finished()) {
            running_.erase(it);
        } else {
            listen(ticket, it->second);
        }
        const bool goes_on = running_.contains(ticket);
        const auto self = shared_from_this();
        for (const audio::AnalysisEvent& event : events) {
            if (closed_ || (goes_on && !running_.contains(ticket))) return;  // by what it was just told
            sink(event);
        }
    }

    asio::io_context& loop_;
    std::optional<fs::path> program_;
    std::map<Ticket, Running> running_;
    std::map<Ticket, Sink> refused_;  // about to hear so
    Ticket last_ = 0;
    bool paused_ = false, closed_ = false;
};

AnalysisRunner::AnalysisRunner(asio::io_context& loop) : impl_(std::make_shared<Impl>(loop)) {}
AnalysisRunner::~AnalysisRunner() { impl_->close(); }

AnalysisRunner::Ticket AnalysisRunner::start(const fs::path& file, audio::AnalyserSet asked, Sink sink) {
    return impl_->start(file, asked, std::move(sink));
}
void AnalysisRunner::cancel(Ticket ticket) { impl_->cancel(ticket); }
void AnalysisRunner::pause() { impl_->pause(true); }
void AnalysisRunner::resume() { impl_->pause(false); }
bool AnalysisRunner::is_paused() const { return impl_->is_paused(); }
std::size_t AnalysisRunner::running() const { return impl_->running(); }

}  // namespace segue::node

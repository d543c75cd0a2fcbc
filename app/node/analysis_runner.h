// Analyses for real: one analyser process for each file that is asked, its pipe on the node's loop. How many run at
// once, and on which node, is for whoever asks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "audio/analysis/records.h"

namespace asio {
class io_context;
}

namespace segue::node {

class AnalysisRunner {
  public:
    // What the process says, in order; the last is AnalysisEnd or AnalysisFailed, and never comes from within start().
    // [node-thread]
    using Sink = std::function<void(const audio::AnalysisEvent&)>;
    using Ticket = std::uint64_t;

    explicit AnalysisRunner(asio::io_context& loop);
    ~AnalysisRunner();  // kills what runs; no sink is called any more

    // [node-thread] Starts a process at once.
    Ticket start(const std::filesystem::path& file, audio::AnalyserSet asked, Sink sink);
    // [node-thread] Kills it; its sink is not called any more. Of one that has ended: nothing.
    void cancel(Ticket ticket);
    // [node-thread] All that run stop where they are; those started meanwhile, too.
    void pause();
    void resume();
    bool is_paused() const;
    std::size_t running() const;

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace segue::node

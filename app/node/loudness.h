// How loud tracks are that lie on this node: measured once, when a session that normalises is about to play them.
// [node-thread]
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "app/node/analysis_runner.h"
#include "audio/engine/normalise.h"
#include "sync/base/ids.h"

namespace segue::node {

class LoudnessFinder {
  public:
    virtual ~LoudnessFinder() = default;
    // What is known by now. If nothing is, the file is listened to; asked again, it is known in a while.
    virtual std::optional<audio::TrackLoudness> find(const TrackId& track, const std::filesystem::path& file) = 0;
};

class MeasuredLoudness final : public LoudnessFinder {
  public:
    // `found`: something new is known.
    MeasuredLoudness(AnalysisRunner& runner, std::function<void()> found) : runner_(runner), found_(std::move(found)) {}
    std::optional<audio::TrackLoudness> find(const TrackId& track, const std::filesystem::path& file) override;

    // One at a time, for it runs beside what plays; and the last few thousand are remembered, 40 bytes each.
    static constexpr std::size_t remembered_max = 4096;

  private:
    struct Wish {
        TrackId track;
        std::filesystem::path file;
    };
    void listen();
    void hear(const TrackId& wanted, const audio::AnalysisEvent& event);

    AnalysisRunner& runner_;
    std::function<void()> found_;
    std::map<TrackId, std::optional<audio::TrackLoudness>> known_;  // nothing: it is wished for, or cannot be found out
    std::deque<Wish> wishes_;                                       // the first of them is being listened to
    bool listening_ = false, same_track_ = false;
};

}  // namespace segue::node

// What playing wants to know of tracks that lie on this node, beside their sound: how loud they are, where their beats
// are. Found out once, by listening, when a session that needs it is about to play them. [node-thread]
#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>

#include "app/node/analysis_runner.h"
#include "audio/engine/normalise.h"
#include "sync/base/ids.h"
#include "sync/tempo/beat_grid.h"

namespace segue::node {

template <class Value>
class TrackFinder {
  public:
    virtual ~TrackFinder() = default;
    // What is known by now. If nothing is, and it is `needed`, it is found out; asked again, it is known in a while.
    virtual std::optional<Value> find(const TrackId& track, const std::filesystem::path& file, bool needed) = 0;
};
using LoudnessFinder = TrackFinder<audio::TrackLoudness>;
using BeatFinder = TrackFinder<tempo::BeatGrid>;

// What an analyser's result says of it; nothing: it found none.
std::optional<audio::TrackLoudness> loudness_in(const audio::AnalysisResult& result);
std::optional<tempo::BeatGrid> beats_in(const audio::AnalysisResult& result);

// By listening to the file here.
template <class Value>
class Listening final : public TrackFinder<Value> {
  public:
    using Read = std::optional<Value> (*)(const audio::AnalysisResult&);
    // `found`: something new is known.
    Listening(AnalysisRunner& runner, audio::Analyser analyser, Read read, std::function<void()> found)
        : runner_(runner), analyser_(analyser), read_(read), found_(std::move(found)) {}
    std::optional<Value> find(const TrackId& track, const std::filesystem::path& file, bool needed) override;

    // One at a time, for it runs beside what plays; and the last few thousand are remembered, some 100 bytes each.
    static constexpr std::size_t remembered_max = 4096;

  private:
    struct Wish {
        TrackId track;
        std::filesystem::path file;
    };
    void listen();
    void hear(const TrackId& wanted, const audio::AnalysisEvent& event);

    AnalysisRunner& runner_;
    audio::Analyser analyser_;
    Read read_;
    std::function<void()> found_;
    std::map<TrackId, std::optional<Value>> known_;  // nothing: it is wished for, or cannot be found out
    std::deque<Wish> wishes_;                        // the first of them is being listened to
    bool listening_ = false, same_track_ = false;
};

}  // namespace segue::node

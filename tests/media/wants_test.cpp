#include "audio/media/wants.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "audio/media/limits.h"
#include "tests/media/tracks.h"

namespace segue::audio {
namespace {

class Shelf final : public MediaSource {
  public:
    std::shared_ptr<const Manifest> manifest(const TrackId& track) const override {
        const auto it = manifests_.find(track);
        return it == manifests_.end() ? nullptr : it->second;
    }
    std::shared_ptr<const Bytes> segment(const SegmentName&) const override { return nullptr; }
    void put(const Manifest& m) { manifests_[m.id] = std::make_shared<const Manifest>(m); }

  private:
    std::unordered_map<TrackId, std::shared_ptr<const Manifest>> manifests_;
};

constexpr LocalTime local_zero = from_ns<LocalTime>(5'000'000'000);
constexpr EnsembleTime ensemble_zero = from_ns<EnsembleTime>(1'000'000'000'000);
const clock::ClockMap clock_map{local_zero, ensemble_zero, 0, Nanoseconds(0)};

OutputPlan plan_of(std::vector<ProgramItem> items) {
    Program program;
    program.timeline = timeline::Timeline::from(ensemble_zero);
    program.begins = ensemble_zero;
    program.items = std::move(items);
    OutputPlan plan;
    plan.programs = {program};
    return plan;
}

TEST(SegmentsFor, IncludesThePreRollAndNoMore) {
    Random random(1);
    const Stem stem = test::make_track(random, 10).manifest.stems[0];  // pre-skip 312
    EXPECT_EQ(segments_for(stem, MediaPos{0}, MediaPos{1}), (SegmentRange{0, 1}));
    // Media frame 48000-312 is the first of segment 1; its pre-roll is in segment 0.
    EXPECT_EQ(segments_for(stem, MediaPos{47'688}, MediaPos{47'689}), (SegmentRange{0, 2}));
    EXPECT_EQ(segments_for(stem, MediaPos{47'688 + 3840}, MediaPos{47'689 + 3840}), (SegmentRange{1, 2}));
    EXPECT_EQ(segments_for(stem, MediaPos{47'688 + 3839}, MediaPos{47'689 + 3840}), (SegmentRange{0, 2}));
    EXPECT_EQ(segments_for(stem, MediaPos{0}, MediaPos{47'688}), (SegmentRange{0, 1}));
    EXPECT_EQ(segments_for(stem, MediaPos{0}, MediaPos{10'000'000}), (SegmentRange{0, 10}));
    EXPECT_EQ(segments_for(stem, MediaPos{10'000'000}, MediaPos{20'000'000}), (SegmentRange{10, 10})) << "none";
    EXPECT_EQ(segments_for(stem, MediaPos{5}, MediaPos{5}), (SegmentRange{0, 0}));
    EXPECT_EQ(segments_for(Stem{}, MediaPos{0}, MediaPos{100}), (SegmentRange{0, 0}));
}

TEST(StemsFor, FallsBackToTheMix) {
    Random random(2);
    const Manifest m = test::make_track(random, 1, {"mix", "bass", "drums"}).manifest;
    Part part;
    EXPECT_EQ(stems_for(m, part), (std::vector<std::size_t>{0}));
    part = {Part::Kind::stems, {"bass", "drums"}};
    EXPECT_EQ(stems_for(m, part), (std::vector<std::size_t>{1, 2}));
    part.stems = {"bass", "flute"};
    EXPECT_EQ(stems_for(m, part), (std::vector<std::size_t>{1}));
    part.stems = {"flute"};
    EXPECT_EQ(stems_for(m, part), (std::vector<std::size_t>{0}));
    part = {Part::Kind::left, {}};
    EXPECT_EQ(stems_for(m, part), (std::vector<std::size_t>{0}));
}

TEST(Wants, NearestThePlayheadFirstThenTheNextTrackThenWhatIsBehind) {
    Random random(3);
    const test::TestTrack a = test::make_track(random, 10), b = test::make_track(random, 5),
                          c = test::make_track(random, 5);
    Shelf shelf;
    for (const auto* t : {&a, &b, &c}) shelf.put(t->manifest);
    const OutputPlan plan =
        plan_of({{a.manifest.id, ProgramPos{0}, MediaPos{0}, a.manifest.duration},
                 {b.manifest.id, ProgramPos{a.manifest.duration.count}, MediaPos{0}, b.manifest.duration},
                 {c.manifest.id, ProgramPos{a.manifest.duration.count + b.manifest.duration.count}, MediaPos{0},
                  c.manifest.duration}});
    const LocalTime now = local_zero + milliseconds(4500);
    const Wants wants = wanted_segments(plan, shelf, clock_map, now);
    EXPECT_EQ(wants.tracks, (std::vector<TrackId>{a.manifest.id, b.manifest.id})) << "two items ahead";
    ASSERT_EQ(wants.segments.size(), 15u) << "each once";
    for (std::size_t i = 0; i < 6; ++i)
        EXPECT_EQ(wants.segments[i].name, a.manifest.stems[0].segments[4 + i].name) << i;
    for (std::size_t i = 0; i < 5; ++i)
        EXPECT_EQ(wants.segments[6 + i].name, b.manifest.stems[0].segments[i].name) << i;
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_EQ(wants.segments[11 + i].name, a.manifest.stems[0].segments[3 - i].name) << i;
    EXPECT_EQ(wants.segments[0].deadline, now);
    // Segment 5 begins at decoded frame 240000 = media frame 239688 = 4.9935 s.
    EXPECT_EQ(wants.segments[1].deadline, local_zero + Nanoseconds(4'993'500'000));
    EXPECT_EQ(wants.segments[14].deadline, LocalTime::max());

    Horizon near;
    near.ahead = seconds(2);
    near.behind = false;
    EXPECT_EQ(wanted_segments(plan, shelf, clock_map, now, near).segments.size(), 3u);
}

TEST(Wants, WhatOthersPlayComesBehindWhatSoundsHere) {
    Random random(5);
    const test::TestTrack t = test::make_track(random, 10, {"mix", "bass", "drums"});
    Shelf shelf;
    shelf.put(t.manifest);
    OutputPlan plan = plan_of({{t.manifest.id, ProgramPos{0}, MediaPos{0}, t.manifest.duration}});
    plan.part = {Part::Kind::stems, {"bass"}};
    plan.others = Part{Part::Kind::stems, {"bass", "drums"}};
    const Wants wants = wanted_segments(plan, shelf, clock_map, local_zero);
    std::set<SegmentName> bass, drums;
    for (const auto& s : t.manifest.stems[1].segments) bass.insert(s.name);
    for (const auto& s : t.manifest.stems[2].segments) drums.insert(s.name);
    EXPECT_EQ(wants.segments.size(), bass.size() + drums.size());
    for (std::size_t i = 0; i < 5; ++i) EXPECT_TRUE(bass.contains(wants.segments[i].name)) << i;
    EXPECT_TRUE(std::any_of(wants.segments.begin(), wants.segments.begin() + 8,
                            [&](const WantedSegment& w) { return drums.contains(w.name); }));
}

TEST(Wants, NamesTracksWhoseManifestIsNotHereYet) {
    Random random(4);
    const Manifest m = test::make_track(random, 3).manifest;
    const OutputPlan plan = plan_of({{m.id, ProgramPos{0}, MediaPos{0}, m.duration}});
    const Wants wants = wanted_segments(plan, Shelf(), clock_map, local_zero);
    EXPECT_EQ(wants.tracks, std::vector<TrackId>{m.id});
    EXPECT_TRUE(wants.segments.empty());
}

TEST(Wants, NothingOfAProgramThatHasEndedOrIsEmpty) {
    Random random(5);
    const test::TestTrack a = test::make_track(random, 10);
    Shelf shelf;
    shelf.put(a.manifest);
    OutputPlan plan = plan_of({{a.manifest.id, ProgramPos{0}, MediaPos{0}, a.manifest.duration}});
    plan.programs[0].ends = ensemble_zero + seconds(2);
    EXPECT_TRUE(wanted_segments(plan, shelf, clock_map, local_zero + seconds(3)).segments.empty());
    plan.programs[0] = Program{};
    EXPECT_TRUE(wanted_segments(plan, shelf, clock_map, local_zero).tracks.empty());
}

TEST(Wants, BeforeTheBeginningTheStartIsWanted) {
    Random random(6);
    const test::TestTrack a = test::make_track(random, 10);
    Shelf shelf;
    shelf.put(a.manifest);
    OutputPlan plan = plan_of({{a.manifest.id, ProgramPos{0}, MediaPos{480'000 / 2}, a.manifest.duration}});
    plan.programs[0].begins = ensemble_zero + seconds(1);
    plan.programs[0].timeline = timeline::Timeline::from(ensemble_zero + seconds(1));
    const Wants wants = wanted_segments(plan, shelf, clock_map, local_zero);
    ASSERT_FALSE(wants.segments.empty());
    EXPECT_EQ(wants.segments[0].name, a.manifest.stems[0].segments[4].name) << "5 s into the track, and its pre-roll";
    EXPECT_EQ(wants.segments[0].deadline, local_zero + seconds(1));
}

TEST(Wants, ALoopWantsThisLapAndTheNextThenTheRest) {
    Random random(8);
    const test::TestTrack a = test::make_track(random, 12);
    Shelf shelf;
    shelf.put(a.manifest);
    // From 3.2 s to 5.3 s, over and over; at 4.7 s now.
    const Lap lap{MediaPos{153'600}, Frames{100'800}};
    const OutputPlan plan =
        plan_of({{a.manifest.id, ProgramPos{0}, MediaPos{153'600}, Frames{std::int64_t{1} << 48}, lap, Frames{240}}});
    const LocalTime now = local_zero + milliseconds(1'500 + 40 * 2'100);
    const Wants wants = wanted_segments(plan, shelf, clock_map, now);
    ASSERT_EQ(wants.segments.size(), 12u) << "each once";
    const auto& all = a.manifest.stems[0].segments;
    // Its end, its beginning again, what it goes on with, and what lies before.
    const std::size_t order[] = {4, 5, 3, 6, 7, 8, 9, 10, 11, 2, 1, 0};
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(wants.segments[i].name, all[order[i]].name) << i;
        EXPECT_LT(wants.segments[i].deadline, now + seconds(2)) << i;
    }
    for (std::size_t i = 3; i < 12; ++i) {
        EXPECT_EQ(wants.segments[i].name, all[order[i]].name) << i;
        EXPECT_EQ(wants.segments[i].deadline, LocalTime::max()) << i;
    }
}

TEST(Wants, APartWantsItsStemsOnly) {
    Random random(7);
    const test::TestTrack a = test::make_track(random, 4, {"mix", "bass", "drums"});
    Shelf shelf;
    shelf.put(a.manifest);
    OutputPlan plan = plan_of({{a.manifest.id, ProgramPos{0}, MediaPos{0}, a.manifest.duration}});
    plan.part = {Part::Kind::stems, {"bass", "drums"}};
    const Wants wants = wanted_segments(plan, shelf, clock_map, local_zero);
    ASSERT_EQ(wants.segments.size(), 8u);
    // In step: both stems' first second before either's second.
    EXPECT_EQ(wants.segments[0].deadline, wants.segments[1].deadline);
    for (const WantedSegment& w : wants.segments)
        for (const SegmentRef& mix : a.manifest.stems[0].segments) EXPECT_NE(w.name, mix.name);
}

}  // namespace
}  // namespace segue::audio

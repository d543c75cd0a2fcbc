#include "app/seguectl/arguments.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "app/seguectl/text.h"

namespace segue::ctl {
namespace {

TEST(ParseTime, ReadsWhatPeopleWrite) {
    const std::pair<const char*, double> good[]{{"90", 90},       {"1:30", 90},    {"1:02:03.5", 3723.5}, {"0", 0},
                                                {"1m30s", 90},    {"250ms", 0.25}, {"2h", 7200},          {"1d", 86400},
                                                {"1:23.4", 83.4}, {"90:00", 5400}, {"10min", 600},        {".5", 0.5}};
    for (const auto& [text, seconds] : good) {
        const auto parsed = parse_time(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_NEAR(*parsed, seconds, 1e-9) << text;
    }
}

TEST(ParseTime, RefusesTheRest) {
    for (const char* text : {"",     ":",  "1:",  ":30", "1:60", "1.5:00", "1:2:3:4", "-1",   "+1", "1x",   "1s1m",
                             "1s2s", "ms", "1e3", "inf", "nan",  "0x10",   "1 s",     "1..5", "½",  "1:30s"})
        EXPECT_FALSE(parse_time(text)) << text;
    EXPECT_EQ(parse_time("soon").message(), "“soon” is not a time; write 90, 1:30, 1:02:03.5 or 1m30s");
}

RC_GTEST_PROP(ParseTime, ReadsWhatIsShown, ()) {
    const double seconds = *rc::gen::inRange(0, 400'000) / 10.0;
    const auto back = parse_time(position_text(seconds));
    RC_ASSERT(back.ok());
    RC_ASSERT(std::abs(*back - seconds) < 1e-6);
}

RC_GTEST_PROP(ParseTime, NeverGivesNonsense, (const std::string& text)) {
    const auto parsed = parse_time(text);
    if (parsed) RC_ASSERT(*parsed >= 0 && std::isfinite(*parsed));
}

TEST(ParseSeek, ASignMakesItRelative) {
    EXPECT_TRUE(parse_seek("1:30")->has_to_s());
    EXPECT_EQ(parse_seek("1:30")->to_s(), 90);
    EXPECT_EQ(parse_seek("+10")->by_s(), 10);
    EXPECT_EQ(parse_seek("-5s")->by_s(), -5);
    EXPECT_TRUE(parse_seek("0")->has_to_s());
    for (const char* text : {"", "+", "-", "--5", "+-5", "5-"}) EXPECT_FALSE(parse_seek(text)) << text;
}

RC_GTEST_PROP(ParseSeek, RelativeOnesComeBack, ()) {
    const int tenths = *rc::gen::inRange(-100'000, 100'000);
    const std::string text = (tenths < 0 ? "-" : "+") + position_text(std::abs(tenths) / 10.0);
    const auto seek = parse_seek(text);
    RC_ASSERT(seek.ok() && seek->has_by_s());
    RC_ASSERT(std::abs(seek->by_s() - tenths / 10.0) < 1e-6);
}

TEST(ParseVolume, PercentAndSteps) {
    EXPECT_EQ(parse_volume("70")->to_percent(), 70);
    EXPECT_EQ(parse_volume("70%")->to_percent(), 70);
    EXPECT_EQ(parse_volume("0")->to_percent(), 0);
    EXPECT_TRUE(parse_volume("0")->has_to_percent());
    EXPECT_EQ(parse_volume("+5")->by_percent(), 5);
    EXPECT_EQ(parse_volume("-5%")->by_percent(), -5);
    EXPECT_EQ(parse_volume("101").error(), ArgumentError::out_of_range);
    for (const char* text : {"", "%", "loud", "5 %", "++5", "5%%"})
        EXPECT_EQ(parse_volume(text).error(), ArgumentError::not_understood) << text;
}

RC_GTEST_PROP(ParseVolume, IsWithinItsRange, (const std::string& text)) {
    const auto volume = parse_volume(text);
    if (!volume) return;
    if (volume->has_to_percent())
        RC_ASSERT(volume->to_percent() >= 0 && volume->to_percent() <= 100);
    else
        RC_ASSERT(std::abs(volume->by_percent()) <= 100);
}

TEST(ParseLatency, MillisecondsWithASign) {
    EXPECT_EQ(*parse_latency("12"), 12);
    EXPECT_EQ(*parse_latency("-3.5ms"), -3.5);
    EXPECT_EQ(parse_latency("1001").error(), ArgumentError::out_of_range);
    EXPECT_FALSE(parse_latency("12s"));
}

TEST(ParsePlaces, OneOrARange) {
    EXPECT_EQ(*parse_places("3"), (std::vector<std::uint32_t>{3}));
    EXPECT_EQ(*parse_places("2-4"), (std::vector<std::uint32_t>{2, 3, 4}));
    for (const char* text : {"", "0", "4-2", "-1", "1-", "1-2-3", "x", "99999999999", "1-4000000000"})
        EXPECT_FALSE(parse_places(text)) << text;
    EXPECT_EQ(parse_places("4294967295")->size(), 1u);
}

TEST(ParsePart, KindsAndStems) {
    using control::Part;
    EXPECT_EQ(parse_part_choice("kitchen=left")->part().kind(), Part::left);
    EXPECT_EQ(parse_part_choice("kitchen=all")->part().kind(), Part::all);
    const auto stems = parse_part_choice("a=b=drums+bass");
    EXPECT_EQ(stems->node(), "a=b");
    ASSERT_EQ(stems->part().stem_names_size(), 2);
    EXPECT_EQ(stems->part().stem_names(1), "bass");
    EXPECT_EQ(parse_part_choice("x=drums,bass")->part().stem_names_size(), 2);
    for (const char* text : {"", "kitchen", "=left", "kitchen=", "kitchen=+", "kitchen=a+", "kitchen=+a"})
        EXPECT_FALSE(parse_part_choice(text)) << text;
}

}  // namespace
}  // namespace segue::ctl

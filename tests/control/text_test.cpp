#include "app/seguectl/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "app/seguectl/qr.h"

namespace segue::ctl {
namespace {

TEST(Text, Times) {
    EXPECT_EQ(position_text(0), "0:00.0");
    EXPECT_EQ(position_text(83.4), "1:23.4");
    EXPECT_EQ(position_text(59.99), "0:59.9");
    EXPECT_EQ(position_text(3723.4), "1:02:03.4");
    EXPECT_EQ(position_text(-1.5), "-0:01.5");
    EXPECT_EQ(position_text(-0.01), "0:00.0");
    EXPECT_EQ(position_text(std::numeric_limits<double>::quiet_NaN()), "0:00.0");
    EXPECT_EQ(duration_text(205.4), "3:25");
    EXPECT_EQ(duration_text(0), "?");
    EXPECT_EQ(duration_text(std::numeric_limits<double>::infinity()), "?");
    EXPECT_EQ(span_text(59), "59 s");
    EXPECT_EQ(span_text(600), "10 min");
    EXPECT_EQ(span_text(7500), "2 h 5 min");
    EXPECT_EQ(span_text(90000), "1 d 1 h");
}

TEST(Text, Microseconds) {
    EXPECT_EQ(microseconds_text(0), "0 µs");
    EXPECT_EQ(microseconds_text(0.42), "0.4 µs");
    EXPECT_EQ(microseconds_text(23), "23 µs");
    EXPECT_EQ(microseconds_text(1234), "1.23 ms");
    EXPECT_EQ(microseconds_text(-45678, true), "-45.7 ms");
    EXPECT_EQ(microseconds_text(4, true), "+4.0 µs");
    EXPECT_EQ(microseconds_text(2.1e6), "2.10 s");
}

TEST(Text, AHostileTitleCannotCommandTheTerminal) {
    EXPECT_EQ(clean("plain “ümlaut” 音楽"), "plain “ümlaut” 音楽");
    EXPECT_EQ(clean("\033[2Jgone\n"), "\xef\xbf\xbd[2Jgone\xef\xbf\xbd");
    EXPECT_EQ(clean("\xc2\x9b"
                    "31m"),
              "\xef\xbf\xbd"
              "31m")
        << "the eight-bit form of the same";
    EXPECT_EQ(clean("a\xff"
                    "b\xc3"),
              "a\xef\xbf\xbd"
              "b\xef\xbf\xbd");
    EXPECT_EQ(clean("\xe2\x80\xae"
                    "abc"),
              "\xef\xbf\xbd"
              "abc")
        << "no turning round of the line";
}

RC_GTEST_PROP(Text, CleanTextIsCleanAndFits, (const std::string& text)) {
    const std::string once = clean(text);
    RC_ASSERT(clean(once) == once);
    for (const char c : once) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
    const auto columns = *rc::gen::inRange<std::size_t>(0, 30);
    RC_ASSERT(width(fitted(once, columns)) <= columns);
}

TEST(Text, WidthCountsColumns) {
    EXPECT_EQ(width("abc"), 3u);
    EXPECT_EQ(width("µs"), 2u);
    EXPECT_EQ(width("音楽"), 4u);
    EXPECT_EQ(width("e\xcc\x81"), 1u) << "with a combining accent";
    EXPECT_EQ(fitted("abcdef", 4), "abc…");
    EXPECT_EQ(fitted("音楽隊", 4), "音…");
}

TEST(Table, AlignsAndLeavesOutWhatIsEmpty) {
    Table table({{"NAME"}, {"N", Tone::plain, true}, {"EMPTY"}, {"LAST"}});
    table.add({{"音楽"}, {"7"}, {""}, {"x"}});
    table.add({{"ab"}, {"120"}, {""}, {"y"}});
    EXPECT_EQ(table.text(Paint(false)),
              "NAME    N  LAST\n"
              "音楽    7  x\n"
              "ab    120  y\n");
    const auto narrow = table.lines(Paint(false), 9);
    EXPECT_EQ(narrow[2], "ab    120");
}

TEST(Table, ColourDoesNotChangeTheShape) {
    Table table({{"A"}, {"B"}});
    table.add({{"good", Tone::good}, {"x"}});
    EXPECT_EQ(table.text(Paint(true)), "\033[2mA\033[0m     \033[2mB\033[0m\n\033[32mgood\033[0m  x\n");
}

// The drawing is read back: three corners must hold the finder patterns every reader looks for.
TEST(Qr, IsACodeWithItsThreeFinders) {
    const auto drawn = qr_code("segue://192.168.1.20:24470/abcdefghijklmnopqrstuvwxyz234567", 80, false);
    ASSERT_TRUE(drawn);
    std::vector<std::vector<bool>> dark;  // rows of squares
    std::string_view rest = *drawn;
    while (!rest.empty()) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() + 1);
        dark.resize(dark.size() + 2);
        while (!line.empty()) {
            const std::string_view letter = line.substr(0, line.front() == ' ' ? 1 : 3);
            line.remove_prefix(letter.size());
            dark[dark.size() - 2].push_back(letter == " " || letter == "▄");
            dark[dark.size() - 1].push_back(letter == " " || letter == "▀");
        }
    }
    const std::size_t side = dark.front().size() - 4;  // without the margin of two
    ASSERT_EQ((side - 21) % 4, 0u);
    const auto is_finder = [&](std::size_t x0, std::size_t y0) {
        for (std::size_t y = 0; y < 7; ++y)
            for (std::size_t x = 0; x < 7; ++x) {
                const std::size_t ring = std::min({x, y, 6 - x, 6 - y});
                if (dark[y0 + y + 2][x0 + x + 2] != (ring != 1)) return false;
            }
        return true;
    };
    EXPECT_TRUE(is_finder(0, 0));
    EXPECT_TRUE(is_finder(side - 7, 0));
    EXPECT_TRUE(is_finder(0, side - 7));
    EXPECT_FALSE(is_finder(side - 7, side - 7));
    EXPECT_FALSE(qr_code(std::string(500, 'x'), 40, false)) << "too wide for the terminal";
    EXPECT_FALSE(qr_code(std::string(5000, 'x'), 1000, false)) << "too long for any code";
}

}  // namespace
}  // namespace segue::ctl

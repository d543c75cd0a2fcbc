// Text for a terminal: times, widths, columns, colour. What came from files or from other nodes goes through clean()
// first, so that a track's title cannot command the terminal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace segue::ctl {

// "0:07.3", "3:25.0", "1:02:03.4"; rounded down, as a clock shows it. For negatives, "-0:01.5".
std::string position_text(double seconds);
// "0:07", "3:25", "1:02:03"; rounded to the nearest second. Nothing known (not above 0): "?".
std::string duration_text(double seconds);
// "12 s", "3 min", "2 h 5 min", "4 d 3 h".
std::string span_text(double seconds);
// "4 µs", "0.4 µs", "1.25 ms", "2.1 s"; with `sign`, "+4 µs". Three digits at most.
std::string microseconds_text(double us, bool sign = false);

// Control characters and broken UTF-8 become "�"; the rest stays.
std::string clean(std::string_view text);
// Columns that a terminal needs for it (wide East Asian letters take two, combining marks none).
std::size_t width(std::string_view text);
// At most so many columns; what is cut off is marked by "…".
std::string fitted(std::string_view text, std::size_t columns);

enum class Tone : unsigned char { plain, strong, dim, good, warn, bad };

// Colour, or none of it.
class Paint {
  public:
    explicit Paint(bool on) : on_(on) {}
    bool on() const { return on_; }
    std::string operator()(Tone tone, std::string_view text) const;

  private:
    bool on_;
};

struct Cell {
    std::string text;  // cleaned
    Tone tone = Tone::plain;
    bool right = false;  // flush right, for numbers
};

// Lines with columns as wide as their widest cell, two blanks between. The last column is not padded.
class Table {
  public:
    // Empty columns (but for their heading) are left out.
    explicit Table(std::vector<Cell> heading) : heading_(std::move(heading)) {}
    void add(std::vector<Cell> row);
    std::vector<std::string> lines(const Paint& paint, std::size_t columns_max = 0) const;
    std::string text(const Paint& paint) const;

  private:
    std::vector<Cell> heading_;
    std::vector<std::vector<Cell>> rows_;
};

}  // namespace segue::ctl

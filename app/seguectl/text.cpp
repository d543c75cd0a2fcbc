#include "app/seguectl/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace segue::ctl {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";
constexpr double shown_s_max = 1e9;  // beyond it a number is nonsense, and must not overflow an integer

double sane(double seconds) { return std::isfinite(seconds) ? std::clamp(seconds, -shown_s_max, shown_s_max) : 0; }

struct Letter {
    std::string_view bytes;
    char32_t code;
    bool valid;
};

// The next letter of UTF-8; a byte that begins none is one by itself.
Letter next_letter(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return {text.substr(0, 1), first, true};
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) return {text.substr(0, 1), 0, false};
    char32_t code = first & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return {text.substr(0, 1), 0, false};
        code = code << 6 | (byte(i) & 0x3fu);
    }
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const bool valid = code >= least[length] && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return {valid ? text.substr(0, length) : text.substr(0, 1), code, valid};
}

struct Range {
    char32_t first, last;
};
template <std::size_t n>
bool within(char32_t c, const std::array<Range, n>& ranges) {
    return std::any_of(ranges.begin(), ranges.end(), [c](Range r) { return c >= r.first && c <= r.last; });
}
// The blocks that Unicode's EastAsianWidth calls wide, and those that take no column; enough for names of music.
constexpr std::array wide{Range{0x1100, 0x115f},   Range{0x2e80, 0x303e},  Range{0x3041, 0xa4cf},
                          Range{0xac00, 0xd7a3},   Range{0xf900, 0xfaff},  Range{0xfe30, 0xfe6f},
                          Range{0xff00, 0xff60},   Range{0xffe0, 0xffe6},  Range{0x1f300, 0x1f64f},
                          Range{0x1f900, 0x1f9ff}, Range{0x20000, 0x3fffd}};
constexpr std::array no_width{Range{0x300, 0x36f}, Range{0x200b, 0x200d}, Range{0x20d0, 0x20ff}, Range{0xfe00, 0xfe0f}};
// Characters that steer the terminal or turn the direction of writing.
constexpr std::array steering{Range{0, 0x1f}, Range{0x7f, 0x9f}, Range{0x200e, 0x200f}, Range{0x2028, 0x202e},
                              Range{0x2066, 0x2069}};

std::size_t letter_width(char32_t c) { return within(c, no_width) ? 0 : within(c, wide) ? 2 : 1; }

std::string clock_text(std::int64_t whole_seconds) {
    const auto h = whole_seconds / 3600, m = whole_seconds / 60 % 60, s = whole_seconds % 60;
    return h > 0 ? fmt::format("{}:{:02}:{:02}", h, m, s) : fmt::format("{}:{:02}", m, s);
}

}  // namespace

std::string position_text(double seconds) {
    // A hair is added before rounding down, so that what was 0.3 in decimal does not become 0.2.
    const auto tenths = static_cast<std::int64_t>(std::floor(std::abs(sane(seconds)) * 10 + 1e-6));
    return fmt::format("{}{}.{}", seconds < 0 && tenths > 0 ? "-" : "", clock_text(tenths / 10), tenths % 10);
}

std::string duration_text(double seconds) {
    if (!(seconds > 0) || !std::isfinite(seconds)) return "?";
    return clock_text(static_cast<std::int64_t>(std::llround(sane(seconds))));
}

std::string span_text(double seconds) {
    const auto s = static_cast<std::int64_t>(std::llround(std::max(0.0, sane(seconds))));
    if (s < 60) return fmt::format("{} s", s);
    if (s < 3600) return fmt::format("{} min", s / 60);
    if (s < 86400)
        return s / 60 % 60 ? fmt::format("{} h {} min", s / 3600, s / 60 % 60) : fmt::format("{} h", s / 3600);
    return s / 3600 % 24 ? fmt::format("{} d {} h", s / 86400, s / 3600 % 24) : fmt::format("{} d", s / 86400);
}

std::string microseconds_text(double us, bool sign) {
    struct Unit {
        double size;
        const char* name;
    };
    const double magnitude = std::abs(us);
    const Unit unit = magnitude < 999.5 ? Unit{1, "µs"} : magnitude < 999.5e3 ? Unit{1e3, "ms"} : Unit{1e6, "s"};
    const double value = us / unit.size;
    const double shown = std::abs(value);
    const int digits = unit.size == 1  ? (shown < 9.95 && shown >= 0.05 ? 1 : 0)
                       : shown < 9.995 ? 2
                       : shown < 99.95 ? 1
                                       : 0;
    if (shown < 0.05 && unit.size == 1) return "0 µs";
    return sign ? fmt::format("{:+.{}f} {}", value, digits, unit.name)
                : fmt::format("{:.{}f} {}", value, digits, unit.name);
}

std::string clean(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const Letter letter = next_letter(text);
        const bool keep = letter.valid && !within(letter.code, steering);
        out += keep ? letter.bytes : replacement;
        text.remove_prefix(letter.bytes.size());
    }
    return out;
}

std::size_t width(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) {
        const Letter letter = next_letter(text);
        columns += letter.valid ? letter_width(letter.code) : 1;
        text.remove_prefix(letter.bytes.size());
    }
    return columns;
}

std::string fitted(std::string_view text, std::size_t columns) {
    if (width(text) <= columns) return std::string(text);
    if (columns == 0) return {};
    std::string out;
    std::size_t used = 1;  // the mark
    while (!text.empty()) {
        const Letter letter = next_letter(text);
        used += letter.valid ? letter_width(letter.code) : 1;
        if (used > columns) break;
        out += letter.bytes;
        text.remove_prefix(letter.bytes.size());
    }
    return out + "…";
}

std::string Paint::operator()(Tone tone, std::string_view text) const {
    static constexpr std::array<std::string_view, 6> codes{"", "1", "2", "32", "33", "31"};
    const std::string_view code = codes[static_cast<std::size_t>(tone)];
    if (!on_ || code.empty() || text.empty()) return std::string(text);
    return fmt::format("\033[{}m{}\033[0m", code, text);
}

void Table::add(std::vector<Cell> row) {
    row.resize(heading_.size());
    rows_.push_back(std::move(row));
}

std::vector<std::string> Table::lines(const Paint& paint, std::size_t columns_max) const {
    std::vector<std::size_t> widths(heading_.size());
    for (std::size_t c = 0; c < heading_.size(); ++c)
        for (const auto& row : rows_) widths[c] = std::max(widths[c], width(row[c].text));
    for (std::size_t c = 0; c < heading_.size(); ++c)
        if (widths[c] > 0) widths[c] = std::max(widths[c], width(heading_[c].text));
    const auto line = [&](const std::vector<Cell>& cells, bool is_heading) {
        std::string out;
        std::size_t written = 0, start = 0;  // columns so far; where this cell begins
        for (std::size_t c = 0; c < cells.size(); ++c) {
            if (widths[c] == 0) continue;
            const std::size_t pad = widths[c] - std::min(widths[c], width(cells[c].text));
            const std::size_t at = start + (heading_[c].right ? pad : 0);
            start += widths[c] + 2;
            if (columns_max > 0 && at >= columns_max) break;
            const std::string text = columns_max > 0 ? fitted(cells[c].text, columns_max - at) : cells[c].text;
            if (text.empty()) continue;
            out += std::string(at - written, ' ') + paint(is_heading ? Tone::dim : cells[c].tone, text);
            written = at + width(text);
        }
        return out;
    };
    std::vector<std::string> out{line(heading_, true)};
    for (const auto& row : rows_) out.push_back(line(row, false));
    return out;
}

std::string Table::text(const Paint& paint) const {
    std::string out;
    for (const std::string& line : lines(paint)) out += line + "\n";
    return out;
}

}  // namespace segue::ctl

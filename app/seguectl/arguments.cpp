#include "app/seguectl/arguments.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace segue::ctl {
namespace {

constexpr double latency_ms_max = 1000;        // no loudspeaker is a second late; more is a unit mistaken
constexpr std::uint32_t places_max = 100'000;  // a range longer than any queue is a slip of the finger

Failure<ArgumentError> not_understood(std::string_view text, const char* what) {
    return fail(ArgumentError::not_understood, "“" + std::string(text) + "” is not " + what);
}

// A plain decimal number at the front of `text`, which is cut off it. No sign, no exponent, no "inf".
std::optional<double> take_number(std::string_view& text) {
    const std::size_t length = std::min(text.find_first_not_of("0123456789."), text.size());
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + length, value, std::chars_format::fixed);
    if (length == 0 || error != std::errc() || end != text.data() + length) return std::nullopt;
    text.remove_prefix(length);
    return value;
}

struct Unit {
    std::string_view name;
    double seconds;
};
constexpr std::array units{Unit{"ms", 0.001}, Unit{"s", 1},    Unit{"min", 60},
                           Unit{"m", 60},     Unit{"h", 3600}, Unit{"d", 86400}};

// "1m30s": each unit once, from long to short.
std::optional<double> with_units(std::string_view text) {
    double seconds = 0, last = 1e9;
    while (!text.empty()) {
        const auto number = take_number(text);
        if (!number) return std::nullopt;
        const std::size_t length = std::min(text.find_first_of("0123456789."), text.size());
        const std::string_view name = text.substr(0, length);
        const auto unit = std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.name == name; });
        if (unit == units.end() || unit->seconds >= last) return std::nullopt;
        text.remove_prefix(length);
        seconds += *number * unit->seconds;
        last = unit->seconds;
    }
    return seconds;
}

// "1:02:03.5": one to three fields; all but the first below 60, all but the last whole.
std::optional<double> with_colons(std::string_view text) {
    double seconds = 0;
    for (int field = 0; field < 3; ++field) {
        const auto number = take_number(text);
        if (!number || (field > 0 && *number >= 60)) return std::nullopt;
        seconds = seconds * 60 + *number;
        if (text.empty()) return seconds;
        if (text.front() != ':' || *number != std::floor(*number)) return std::nullopt;
        text.remove_prefix(1);
    }
    return std::nullopt;
}

bool cut_end(std::string_view& text, std::string_view end) {
    if (!text.ends_with(end)) return false;
    text.remove_suffix(end.size());
    return true;
}

// -1 or +1, cut off; 0 when there is no sign.
int take_sign(std::string_view& text) {
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return 0;
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    return sign;
}

}  // namespace

Parsed<double> parse_time(std::string_view text) {
    auto seconds = with_colons(text);
    if (!seconds && !text.empty()) seconds = with_units(text);
    if (!seconds) return not_understood(text, "a time; write 90, 1:30, 1:02:03.5 or 1m30s");
    return *seconds;
}

Parsed<control::Seek> parse_seek(std::string_view text) {
    std::string_view rest = text;
    const int sign = take_sign(rest);
    const auto time = parse_time(rest);
    if (!time) return not_understood(text, "a position; write 1:30, +10 or -5s");
    control::Seek seek;
    if (sign == 0)
        seek.set_to_s(*time);
    else
        seek.set_by_s(sign * *time);
    return seek;
}

Parsed<control::Volume> parse_volume(std::string_view text) {
    std::string_view rest = text;
    const int sign = take_sign(rest);
    cut_end(rest, "%");
    const auto percent = take_number(rest);
    if (!percent || !rest.empty()) return not_understood(text, "a volume; write 70, 70%, +5 or -5");
    if (*percent > 100)
        return fail(ArgumentError::out_of_range, "a volume is between 0 and 100, not " + std::string(text));
    control::Volume volume;
    if (sign == 0)
        volume.set_to_percent(*percent);
    else
        volume.set_by_percent(sign * *percent);
    return volume;
}

Parsed<double> parse_latency(std::string_view text) {
    std::string_view rest = text;
    const int sign = take_sign(rest);
    cut_end(rest, "ms");
    const auto ms = take_number(rest);
    if (!ms || !rest.empty()) return not_understood(text, "a latency; write milliseconds, as 12 or -3.5");
    if (*ms > latency_ms_max)
        return fail(ArgumentError::out_of_range, "a latency is within ±1000 ms, not " + std::string(text));
    return sign < 0 ? -*ms : *ms;
}

Parsed<std::vector<std::uint32_t>> parse_places(std::string_view text) {
    std::array<std::uint32_t, 2> ends{};
    const char *at = text.data(), *const end = at + text.size();
    const auto first = std::from_chars(at, end, ends[0]);
    ends[1] = ends[0];
    auto last = first;
    if (first.ec == std::errc() && first.ptr != end && *first.ptr == '-')
        last = std::from_chars(first.ptr + 1, end, ends[1]);
    if (first.ec != std::errc() || last.ec != std::errc() || last.ptr != end || ends[0] == 0 || ends[1] < ends[0])
        return not_understood(text, "a place in the queue; write 3 or 2-4, as `seguectl queue` counts them");
    if (ends[1] - ends[0] >= places_max)
        return fail(ArgumentError::out_of_range, "no queue is as long as " + std::string(text));
    std::vector<std::uint32_t> places;
    for (std::uint32_t place = ends[0]; place <= ends[1] && place != 0; ++place) places.push_back(place);
    return places;
}

Parsed<control::PartChoice> parse_part_choice(std::string_view text) {
    using control::Part;
    const auto wrong = [&] {
        return not_understood(text, "a part; write NODE=all, left, right, mono, or stems as NODE=drums+bass");
    };
    const std::size_t equals = text.rfind('=');
    if (equals == std::string_view::npos || equals == 0) return wrong();
    control::PartChoice choice;
    choice.set_node(std::string(text.substr(0, equals)));
    const std::string_view name = text.substr(equals + 1);
    Part& part = *choice.mutable_part();
    Part::Kind kind = Part::all;
    // "stems" is a kind, but says nothing unless they are named.
    if (Part::Kind_Parse(std::string(name), &kind) && kind != Part::stems) {
        part.set_kind(kind);
        return choice;
    }
    part.set_kind(Part::stems);
    for (std::string_view rest = name;;) {
        const std::size_t length = std::min(rest.find_first_of("+,"), rest.size());
        if (length == 0) return wrong();
        part.add_stem_names(std::string(rest.substr(0, length)));
        if (length == rest.size()) return choice;
        rest.remove_prefix(length + 1);
    }
}

}  // namespace segue::ctl

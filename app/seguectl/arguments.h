// What people type, made into values: times, volumes, places in a queue, parts. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/control/control.pb.h"
#include "sync/base/result.h"

namespace segue::ctl {

enum class ArgumentError : std::uint8_t { not_understood, out_of_range };

template <class T>
using Parsed = Result<T, ArgumentError>;

// "83.4", "1:23.4", "1:02:03", "90s", "1m30s", "250ms", "2h", "1d"; not negative. In seconds.
Parsed<double> parse_time(std::string_view text);

// A time, or one with a sign before it, which is relative: "1:30", "+10", "-5s".
Parsed<control::Seek> parse_seek(std::string_view text);

// "70", "70%": 0 to 100; "+5", "-5%": relative.
Parsed<control::Volume> parse_volume(std::string_view text);

// "12", "-3.5", "12ms"; in milliseconds, within ±1000.
Parsed<double> parse_latency(std::string_view text);

// "3" or "2-4" (both included), from 1.
Parsed<std::vector<std::uint32_t>> parse_places(std::string_view text);

// "kitchen=drums+bass", "hall=left", "bath=all".
Parsed<control::PartChoice> parse_part_choice(std::string_view text);

}  // namespace segue::ctl

// A QR code drawn with half-block characters, two rows of squares to a line of text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace segue::ctl {

// Lines for a terminal at most `columns_max` wide; nothing when the text does not fit in a code of that width.
// `colour`: dark on light, whatever the terminal's colours are; otherwise light squares are drawn, which suits
// light letters on a dark ground (and most cameras read the inverse as well).
std::optional<std::string> qr_code(std::string_view text, std::size_t columns_max, bool colour);

}  // namespace segue::ctl

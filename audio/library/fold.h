// Text as it is compared: "Sigur Rós" is found by "sigur ros", "Mø" by "mo", "Don't" by "dont".
#pragma once

#include <string>
#include <string_view>

namespace segue::library {

// [any-thread] UTF-8 in (of other bytes something comes out) and out: lower case, Latin letters without their accents,
// ligatures spelt out (æ: ae, ß: ss), apostrophes and combining marks dropped. Other scripts: case of Greek and
// Cyrillic. Idempotent; never longer than twice its input.
std::string folded(std::string_view text);

}  // namespace segue::library

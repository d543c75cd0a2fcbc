// Bytes as text that survives links, terminals and QR codes: RFC 4648 section 5, without padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sync/base/bytes.h"

namespace segue::mesh {

std::string base64url_encode(BytesView bytes);
// Only what encode makes: no padding, no white space, no stray bits at the end.
std::optional<Bytes> base64url_decode(std::string_view text);

}  // namespace segue::mesh

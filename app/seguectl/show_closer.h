// What a closer look at a node found, as text.
#pragma once

#include <string>

#include "app/control/control.pb.h"
#include "app/seguectl/text.h"

namespace segue::ctl {

std::string inspection_text(const control::Inspection& inspection, const Paint& paint);
std::string playlists_text(const control::Playlists& playlists, const Paint& paint);
std::string history_text(const control::History& history, const Paint& paint);

}  // namespace segue::ctl

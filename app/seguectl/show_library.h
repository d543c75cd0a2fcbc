// The library's answers as people read them. Pure.
#pragma once

#include <string>

#include "app/control/control.pb.h"
#include "app/seguectl/text.h"

namespace segue::ctl {

// All end with a newline.
std::string library_found_text(const control::LibraryFound& found, const Paint& paint);
std::string library_stats_text(const control::LibraryStats& stats, const Paint& paint);
std::string library_shown_text(const control::LibraryShown& shown, const Paint& paint);
std::string library_refused_text(const control::LibraryRefused& refused, const Paint& paint);

}  // namespace segue::ctl

// Answers as people read them. Pure: an answer in, text out.
#pragma once

#include <string>
#include <vector>

#include "app/control/control.pb.h"
#include "app/seguectl/text.h"

namespace segue::ctl {

// All end with a newline.
std::string status_text(const control::Snapshot& snapshot, const Paint& paint);
std::string nodes_text(const control::Snapshot& snapshot, const Paint& paint);
std::string queue_text(const control::Snapshot& snapshot, const Paint& paint);
std::string outputs_text(const control::Snapshot& snapshot, const Paint& paint);
std::string session_text(const control::Snapshot& snapshot, const Paint& paint);
std::string tempo_text(const control::Snapshot& snapshot, const Paint& paint);
std::string bookmarks_text(const control::Snapshot& snapshot, const Paint& paint);
std::string sync_text(const control::Snapshot& snapshot, const Paint& paint);
std::string ensemble_text(const control::Snapshot& snapshot, const Paint& paint);
std::string devices_text(const control::Devices& devices, const Paint& paint);
std::string jobs_text(const control::Jobs& jobs, const Paint& paint);
std::vector<std::string> jobs_lines(const control::Jobs& jobs, const Paint& paint, std::size_t columns);
std::string added_text(const control::Added& added, const Paint& paint);
// Without the QR code.
std::string invitation_text(const control::Invitation& invitation, const Paint& paint);

// The live table, line by line, each at most so many columns wide.
std::vector<std::string> watch_lines(const control::Snapshot& snapshot, const Paint& paint, std::size_t columns);
// The same moment in one line, for where lines cannot be redrawn.
std::string watch_line(const control::Snapshot& snapshot);

// "Title" by artist, cleaned.
std::string track_text(const control::Track& track);

}  // namespace segue::ctl

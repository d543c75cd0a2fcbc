// Answers questions about files until nobody asks any more (audio/library/tag_messages.h).
#pragma once

namespace segue::importer {

// Locks the sandbox, then serves on this socket; the program's exit status.
int serve_tags(int socket);

}  // namespace segue::importer

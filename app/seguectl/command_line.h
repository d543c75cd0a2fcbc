// seguectl's command line, made into a request. Looks at the file system (do the files to play exist?) but speaks to
// no node.
#pragma once

#include <cstdint>
#include <string>

#include "app/control/control.pb.h"
#include "sync/base/result.h"
#include "sync/base/time.h"

namespace segue::ctl {

// What of a snapshot answer is shown.
enum class View : std::uint8_t { status, nodes, queue, outputs, session, bookmarks, ensemble, tempo, sync };

struct Invocation {
    std::string state_dir;  // as given; empty: the default
    bool json = false;
    bool colour = false;  // where standard output can show it
    bool quiet = false;
    bool live = false;         // asked again and again, until the user ends it
    milliseconds patience{0};  // 0: the client's default
    View view = View::status;
    std::string output_file;   // where an exported playlist or a picture goes; empty: standard output
    control::Request request;  // id and protocol are the client's to set
};

// Why there is nothing to ask: the text and where it goes.
enum class Stop : std::uint8_t {
    answered,  // --help, --version: standard output, exit 0
    refused,   // a file is not there, a value is out of range: standard error, exit 1
    misused,   // standard error, exit 2
};

Result<Invocation, Stop> read_command_line(int count, const char* const* words);

}  // namespace segue::ctl

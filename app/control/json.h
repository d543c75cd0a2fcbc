// Answers as JSON, the form that scripts and tests read. Field names are the protocol's; every field is there, also
// when it is empty or zero, and so are the objects a status promises (session, session.track, sync, output).
#pragma once

#include <string>

namespace segue::control {

class Error;
class Response;
class Snapshot;

// [any-thread] One line, without a newline at its end.
std::string to_json(const Snapshot& snapshot);
// The outcome's own fields, and "ok" and "notes": {"ok":true,"notes":[],…}; {"ok":false,"error":{…}}.
// A snapshot is as above.
std::string to_json(const Response& response);

}  // namespace segue::control

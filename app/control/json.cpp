#include "app/control/json.h"

#include <google/protobuf/util/json_util.h>

#include "app/control/control.pb.h"

namespace segue::control {
namespace {

std::string json_of(const google::protobuf::Message& message) {
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    options.always_print_primitive_fields = true;
    std::string out;
    const auto status = google::protobuf::util::MessageToJsonString(message, &out, options);
    return status.ok() ? out
                       : std::string("{}");  // fails only for text that is not UTF-8, which proto3 refuses to parse
}

// "{…}" and further fields before its end.
std::string with(std::string object, const std::string& fields) {
    object.pop_back();
    return object + (object.size() > 1 && !fields.empty() ? "," : "") + fields + "}";
}

const google::protobuf::Message& outcome_of(const Response& r) {
    switch (r.outcome_case()) {
        case Response::kDone:
            return r.done();
        case Response::kAdded:
            return r.added();
        case Response::kInvitation:
            return r.invitation();
        case Response::kDevices:
            return r.devices();
        case Response::kPicture:
            return r.picture();
        case Response::kLibraryFound:
            return r.library_found();
        case Response::kLibraryStats:
            return r.library_stats();
        case Response::kLibraryShown:
            return r.library_shown();
        case Response::kLibraryRefused:
            return r.library_refused();
        case Response::kLibraryExported:
            return r.library_exported();
        default:
            return Done::default_instance();
    }
}

}  // namespace

std::string to_json(const Snapshot& snapshot) {
    Snapshot whole = snapshot;
    // A message that was never set would be left out, and a script's path through the object would break.
    whole.mutable_node();
    whole.mutable_session()->mutable_track();
    whole.mutable_sync();
    whole.mutable_output();
    whole.mutable_ensemble();
    for (Node& node : *whole.mutable_nodes()) {
        node.mutable_sync();
        node.mutable_output();
    }
    for (QueueEntry& entry : *whole.mutable_session()->mutable_queue()) entry.mutable_track();
    for (Bookmark& bookmark : *whole.mutable_session()->mutable_bookmarks()) bookmark.mutable_track();
    return json_of(whole);
}

std::string to_json(const Response& response) {
    if (response.has_snapshot()) return to_json(response.snapshot());
    // The notes are printed as a field of a message that has nothing else, so that their text is escaped.
    Response notes;
    *notes.mutable_notes() = response.notes();
    std::string fields = json_of(notes);  // {"id":"0","notes":[…]}
    fields = fields.substr(fields.find("\"notes\""));
    fields.pop_back();
    if (response.has_error()) return "{\"ok\":false,\"error\":" + json_of(response.error()) + "," + fields + "}";
    return with(json_of(outcome_of(response)), "\"ok\":true," + fields);
}

}  // namespace segue::control

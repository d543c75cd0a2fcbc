#include "app/control/json.h"

#include <google/protobuf/struct.pb.h>
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

// How many bytes the character is that begins here (RFC 3629, 4); 0: none does.
std::size_t utf8_character(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const unsigned first = byte(0), second = byte(1);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xc2 && first <= 0xdf   ? 2
                               : first >= 0xe0 && first <= 0xef ? 3
                               : first >= 0xf0 && first <= 0xf4 ? 4
                                                                : 0;
    const unsigned least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) return 0;
    for (std::size_t i = 2; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    return length;
}

// Paths may have bytes that are no text, which JSON cannot say: "?".
std::string as_utf8(std::string_view bytes) {
    std::string out;
    while (!bytes.empty()) {
        const std::size_t length = utf8_character(bytes);
        length > 0 ? out.append(bytes.substr(0, length)) : out.append("?");
        bytes.remove_prefix(length > 0 ? length : 1);
    }
    return out;
}

// The playlist as text, not as the base64 that a field of bytes becomes.
std::string json_of(const LibraryExported& exported) {
    LibraryExported counts = exported;
    counts.clear_playlist();
    google::protobuf::Struct text;
    (*text.mutable_fields())["playlist"].set_string_value(as_utf8(exported.playlist()));
    const std::string before = json_of(static_cast<const google::protobuf::Message&>(text));
    const std::string after = json_of(static_cast<const google::protobuf::Message&>(counts));
    return before.substr(0, before.size() - 1) + after.substr(after.find(','));
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
        case Response::kJobs:
            return r.jobs();
        case Response::kInspection:
            return r.inspection();
        case Response::kPlaylists:
            return r.playlists();
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
    whole.mutable_session()->mutable_tempo();
    whole.mutable_session()->mutable_loop();
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
    if (response.has_library_exported()) return with(json_of(response.library_exported()), "\"ok\":true," + fields);
    return with(json_of(outcome_of(response)), "\"ok\":true," + fields);
}

}  // namespace segue::control

#include "app/seguectl/run.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "app/control/client.h"
#include "app/control/json.h"
#include "app/control/state_dir.h"
#include "app/seguectl/live.h"
#include "app/seguectl/qr.h"
#include "app/seguectl/show.h"
#include "app/seguectl/show_closer.h"
#include "app/seguectl/show_library.h"

namespace segue::ctl {
namespace {

using control::Client;
using control::Response;

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

// One line: what is wrong, and what to do.
int refuse(const std::string& message, const std::string& hint = {}) {
    std::fprintf(stderr, "seguectl: %s%s%s\n", clean(message).c_str(), hint.empty() ? "" : "; ", clean(hint).c_str());
    return 1;
}

std::string snapshot_text(const control::Snapshot& snapshot, View view, const Paint& paint) {
    switch (view) {
        case View::nodes:
            return nodes_text(snapshot, paint);
        case View::queue:
            return queue_text(snapshot, paint);
        case View::outputs:
            return outputs_text(snapshot, paint);
        case View::session:
            return session_text(snapshot, paint);
        case View::tempo:
            return tempo_text(snapshot, paint);
        case View::bookmarks:
            return bookmarks_text(snapshot, paint);
        case View::sync:
            return sync_text(snapshot, paint);
        case View::ensemble:
            return ensemble_text(snapshot, paint);
        case View::status:
            break;
    }
    return status_text(snapshot, paint);
}

std::string answer_text(const Response& response, const Invocation& asked, const Paint& paint) {
    switch (response.outcome_case()) {
        case Response::kSnapshot:
            return snapshot_text(response.snapshot(), asked.view, paint);
        case Response::kAdded:
            return added_text(response.added(), paint);
        case Response::kDevices:
            return devices_text(response.devices(), paint);
        case Response::kJobs:
            return jobs_text(response.jobs(), paint);
        case Response::kInvitation: {
            std::string out = invitation_text(response.invitation(), paint);
            if (const auto code = qr_code(response.invitation().link(), terminal_columns(), paint.on()))
                out += "\n" + *code;
            return out;
        }
        case Response::kDone: {
            std::string out = clean(response.done().text());
            if (response.done().took_ms() > 0)
                out += paint(Tone::dim,
                             (out.empty() ? "done in " : "  ") + microseconds_text(response.done().took_ms() * 1000));
            return out.empty() ? out : out + "\n";
        }
        case Response::kLibraryFound:
            return library_found_text(response.library_found(), paint);
        case Response::kLibraryStats:
            return library_stats_text(response.library_stats(), paint);
        case Response::kLibraryShown:
            return library_shown_text(response.library_shown(), paint);
        case Response::kLibraryRefused:
            return library_refused_text(response.library_refused(), paint);
        case Response::kLibraryExported:
            return response.library_exported().playlist();
        case Response::kInspection:
            return inspection_text(response.inspection(), paint);
        case Response::kPlaylists:
            return playlists_text(response.playlists(), paint);
        case Response::kHistory:
            return history_text(response.history(), paint);
        case Response::kPicture:
        case Response::kOutline:  // a window asks for it
        case Response::kError:
        case Response::OUTCOME_NOT_SET:
            break;
    }
    return {};
}

int write_file(const std::string& bytes, const std::string& file, const std::string& what) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << bytes << std::flush;
    if (!out) return refuse("“" + file + "” cannot be written", "choose another place with --output");
    std::fprintf(stderr, "%s written to %s\n", what.c_str(), file.c_str());
    return 0;
}

int show_picture(const control::Picture& picture, const std::string& file) {
    if (!file.empty()) return write_file(picture.data(), file, "the cover was");
    if (::isatty(STDOUT_FILENO)) return refuse("a picture is not for a terminal", "name a file with --output");
    print(picture.data());
    return 0;
}

int show(const Response& response, const Invocation& asked) {
    if (response.has_library_exported() && !asked.output_file.empty())
        return write_file(response.library_exported().playlist(), asked.output_file,
                          std::to_string(response.library_exported().tracks()) + " tracks");
    if (response.has_picture() && !asked.json) return show_picture(response.picture(), asked.output_file);
    if (asked.json) print(to_json(response) + "\n");
    if (response.has_error()) return refuse(response.error().message(), response.error().hint());
    if (response.outcome_case() == Response::OUTCOME_NOT_SET)
        return refuse("the node's answer is not known to this seguectl", "use programs of one Segue version");
    if (asked.json) return 0;
    if (!asked.quiet || response.has_snapshot() || response.has_devices() || response.has_invitation() ||
        response.has_library_found() || response.has_library_stats() || response.has_library_shown() ||
        response.has_library_refused() || response.has_library_exported() || response.has_jobs() ||
        response.has_inspection() || response.has_playlists() || response.has_history())
        print(answer_text(response, asked, Paint(asked.colour)));
    for (const std::string& note : response.notes()) std::fprintf(stderr, "note: %s\n", clean(note).c_str());
    return 0;
}

}  // namespace

int run(Invocation asked) {
    auto client = Client::connect(control::state_dir(asked.state_dir));
    if (!client) return refuse(client.message());
    if (asked.request.has_watch()) return watch(*client, asked);
    if (asked.live && asked.request.has_jobs()) return watch_jobs(*client, asked);
    const milliseconds patience = asked.patience.count() > 0 ? asked.patience : control::answer_max;
    auto response = client->call(std::move(asked.request), patience);
    if (!response) return refuse(response.message());
    return show(*response, asked);
}

}  // namespace segue::ctl

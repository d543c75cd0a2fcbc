// segue-importer --tags: reads the tags of files it is handed, for segued's library (tag_server.h).
// segue-importer [--range FROM TO] [--] FILE: decodes one file, or what of it lies between two frames at 48 kHz (TO 0:
// to its end), says it as records on standard output (audio/import/records.h), and is gone. A process of its own, so
// that what a broken or hostile file does to its decoder, it does to nobody else.

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <utility>
#include <variant>

#include "app/importer/import.h"
#include "app/importer/sandbox.h"
#include "app/importer/tag_server.h"

namespace {

// Blocking; when nobody listens any more, SIGPIPE ends us, as it should.
void write_all(segue::BytesView bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) ::_exit(1);
        bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 2 && std::strcmp(argv[1], "--tags") == 0) return segue::importer::serve_tags(STDIN_FILENO);
    int first = 1;
    segue::audio::ImportRange range;
    if (argc > 3 && std::strcmp(argv[1], "--range") == 0) {
        range = {segue::Frames{std::atoll(argv[2])}, segue::Frames{std::atoll(argv[3])}};
        first = 4;
    }
    const bool is_range = range.from.count >= 0 && (range.to.count == 0 || range.to > range.from);
    if (argc > first && std::strcmp(argv[first], "--") == 0) ++first;
    if (argc != first + 1 || !is_range) {
        std::fputs(
            "usage: segue-importer [--range FROM TO] [--] FILE | --tags\n"
            "Decodes a music file for segued, which starts it; its output is for programs.\n",
            stderr);
        return 2;
    }
    if (::isatty(STDOUT_FILENO)) {
        std::fputs("segue-importer: standard output is a terminal; it is for segued\n", stderr);
        return 2;
    }
    if (!segue::importer::enter_sandbox()) return 1;
    try {
        bool lowered = false;
        const auto say = [&](const segue::audio::ImportEvent& event) {
            write_all(segue::audio::encode_record(event));
            const auto* progress = std::get_if<segue::audio::ImportProgress>(&event);
            if (progress && progress->done.count > 0 && !std::exchange(lowered, true))
                segue::importer::lower_priority();
        };
        segue::importer::import_file(argv[first], say, segue::importer::lock_sandbox, range);
    } catch (const std::exception&) {  // out of memory, mostly
        return 1;                      // our supervisor sees an end without a last word
    }
    // Not return: the libraries' destructors have nothing to give back that the system does not take anyway.
    ::_exit(0);
}

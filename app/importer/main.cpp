// segue-importer --tags: reads the tags of files it is handed, for segued's library (tag_server.h).
// segue-importer [--] FILE: decodes one file, says it as records on standard output (audio/import/records.h), and is
// gone. A process of its own, so that what a broken or hostile file does to its decoder, it does to nobody else.

#include <unistd.h>

#include <cerrno>
#include <cstdio>
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
    const int first = argc > 1 && std::strcmp(argv[1], "--") == 0 ? 2 : 1;
    if (argc != first + 1) {
        std::fputs(
            "usage: segue-importer [--] FILE | --tags\n"
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
            if (std::holds_alternative<segue::audio::ImportProgress>(event) && !std::exchange(lowered, true))
                segue::importer::lower_priority();
        };
        segue::importer::import_file(argv[first], say, segue::importer::lock_sandbox);
    } catch (const std::exception&) {  // out of memory, mostly
        return 1;                      // our supervisor sees an end without a last word
    }
    // Not return: the libraries' destructors have nothing to give back that the system does not take anyway.
    ::_exit(0);
}

// Reads tags in a process of its own (segue-importer --tags), supervised: whatever a file does to the libraries that
// look into it, this node sees one answer for it, and the next files are read by a fresh process.
//
//   reader.ask(path, token);  …  for (TagReader::Answer& a : reader.wait(milliseconds(100))) …
//
// Blocking; one thread at a time (the library's worker).
#pragma once

#include <sys/types.h>

#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audio/library/limits.h"
#include "audio/library/tag_messages.h"
#include "sync/base/time.h"

namespace segue::library {

class TagReader {
  public:
    // For one file: of the process's own time, and of the clock's.
    struct Patience {
        milliseconds computing = tag_computing_max, silence = tag_silence_max;
    };
    // command: the argument vector of the program; empty: there is none, and every file is refused.
    explicit TagReader(std::vector<std::string> command) : TagReader(std::move(command), Patience()) {}
    TagReader(std::vector<std::string> command, Patience patience);
    ~TagReader();
    TagReader(const TagReader&) = delete;
    TagReader& operator=(const TagReader&) = delete;

    struct Answer {
        std::string path;
        TagQuestion what{};
        TagAnswer said;
    };
    // Opens the file and hands it over. Not more than tags_in_flight_max before the next wait().
    void ask(const std::string& path, TagQuestion what = TagQuestion::tags);
    std::size_t in_flight() const { return waiting_.size() + ready_.size(); }
    // The answers that are there; at least one, unless none comes in time or nothing was asked.
    std::vector<Answer> wait(milliseconds patience);

    // Ends the process, if it has nothing in hand; the next question starts another.
    void rest() {
        if (in_flight() == 0) stop();
    }

    pid_t pid() const { return pid_; }  // -1: not running

  private:
    struct Asked {
        std::string path;
        TagQuestion what{};
        int tries = 0;
    };
    bool start();
    void hand_over(Asked asked);
    void receive();
    void stop();
    void died(const std::string& how);
    Nanoseconds computed() const;

    std::vector<std::string> command_;
    Patience patience_;
    int fd_ = -1;
    pid_t pid_ = -1;
    std::size_t files_ = 0;      // that this process was given
    std::deque<Asked> waiting_;  // in the order of their answers
    std::deque<Answer> ready_;
    // Since its last answer: how long we have waited; and what it had computed by then, of its own time.
    Nanoseconds silent_{0}, computed_before_{0};
};

// The argument vector of the tag reader: the importer of this installation (audio/import/process.h). Empty: not there.
std::vector<std::string> tag_reader_command();

}  // namespace segue::library

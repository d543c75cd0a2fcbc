// A helper program as a child process: started with its standard output on a pipe, and surely gone at the end. What it
// says and how long it may be silent is for its supervisor (process.h, audio/analysis/process.h) to judge.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sync/base/bytes.h"
#include "sync/base/result.h"

namespace segue::audio {

enum class ChildError : std::uint8_t { unavailable = 1 };

// A helper program by its name: the given directories first, then beside the running executable, then
// ../libexec/segue and ../lib/segue from there; at last beside the library that this is part of, if it is one. In each
// also as libNAME.so, which is how Android packs programs.
std::optional<std::filesystem::path> find_helper(const char* program,
                                                 const std::vector<std::filesystem::path>& directories);

class Child {
  public:
    // [node-thread] `command`: an argument vector, its first a path. Standard input is empty, standard error is
    // dropped. The failure's message says what could not be done, to follow "cannot start …: ".
    static Result<Child, ChildError> start(const std::vector<std::string>& command);
    Child(Child&& other) noexcept;
    Child& operator=(Child&&) = delete;
    ~Child();  // kills it if it still runs

    // Non-blocking read end of its standard output; -1 once stopped.
    int fd() const { return fd_; }
    pid_t pid() const { return pid_; }

    // What it has said, into `buffer`: a count above 0; 0: it has closed its output; nothing: no more just now.
    std::optional<std::size_t> read(std::span<std::uint8_t> buffer);

    // Kills it unless it has gone by itself; its wait status (waitpid). Once.
    int stop();

  private:
    Child(int fd, pid_t pid) : fd_(fd), pid_(pid) {}
    int fd_;
    pid_t pid_;
};

}  // namespace segue::audio

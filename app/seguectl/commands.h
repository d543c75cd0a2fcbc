// The commands of seguectl as CLI11 holds them. Internal to this folder: command_line.h is the way in.
#pragma once

#include <CLI/CLI.hpp>
#include <deque>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "app/seguectl/arguments.h"
#include "app/seguectl/command_line.h"

namespace segue::ctl {

using Words = std::vector<std::string>;

// A word that was understood by CLI11, but not by us. Thrown by a command, caught by CommandLine::read.
struct Trouble {
    Stop stop;
    std::string message;
};

// What is no time, volume… at all is wrong usage; what is one out of range is refused, as a node would refuse it.
template <class T>
T valid(Parsed<T> parsed) {
    if (!parsed)
        throw Trouble{parsed.error() == ArgumentError::out_of_range ? Stop::refused : Stop::misused, parsed.message()};
    return std::move(*parsed);
}

std::string examples(std::initializer_list<std::string_view> lines);
// Of a playlist: by its name, or else by its file's.
control::LibraryExport::Format format_of(const std::string& name, const std::string& file);

// The whole command line: each command fills the request when it is chosen.
class CommandLine {
  public:
    CommandLine();
    Result<Invocation, Stop> read(int count, const char* const* words);

  private:
    void build_looking();
    void build_playing();
    void build_queue();
    void build_outputs();
    void build_session();
    void build_tempo();
    void build_ensemble();
    void build_jobs();
    void build_node();
    void build_library();
    void build_closer_look();
    void build_library_folders(CLI::App& library);

    // A command of `parent`, and what it does to the request.
    CLI::App* command(CLI::App& parent, const std::string& name, const std::string& help,
                      std::function<void(control::Request&)> act, std::string footer = {});
    CLI::App* simple(CLI::App& parent, const std::string& name, const std::string& help,
                     control::Empty* (control::Request::*member)(), std::string footer = {});
    std::string wrong_usage(const CLI::ParseError& error) const;

    // Values for options live as long as the parser.
    Words& many() { return words_.emplace_back(); }
    std::string& one() { return word_.emplace_back(); }
    std::uint32_t& count() { return count_.emplace_back(0U); }
    bool& flag() { return flag_.emplace_back(false); }

    CLI::App app_{"Commands a Segue node: plays music on many devices as one, and moves it between them.", "seguectl"};
    std::deque<Words> words_;
    std::deque<std::string> word_;
    std::deque<bool> flag_;
    std::deque<std::uint32_t> count_;
    std::string colour_ = "auto";
    double patience_s_ = 0;
    std::uint32_t uses_ = 0, limit_ = 0;
    Invocation out_;
    std::function<void(control::Request&)> chosen_;
};

}  // namespace segue::ctl

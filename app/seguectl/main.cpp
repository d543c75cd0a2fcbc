// seguectl: the command line of a Segue node.
#include <cstdio>

#include "app/seguectl/run.h"

int main(int count, char** words) {
    auto invocation = segue::ctl::read_command_line(count, words);
    if (invocation) return segue::ctl::run(std::move(*invocation));
    if (invocation.error() == segue::ctl::Stop::answered) {
        std::fputs(invocation.message().c_str(), stdout);
        return 0;
    }
    std::fprintf(stderr, "seguectl: %s\n", invocation.message().c_str());
    return invocation.error() == segue::ctl::Stop::refused ? 1 : 2;
}

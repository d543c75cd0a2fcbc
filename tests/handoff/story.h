// Stories of the ownership machine, in text files (tests/handoff/stories/): prose, commands, and under each command the
// trace that it gave, indented. To tell a story again is to keep prose and commands and trace anew; the test compares.
//
//   > house 3                              h1 h2 h3 in virtual time, met, with no session yet. The trace's time 0
//   > house 3 playing on h1 h2             h1 was asked to play three songs of a minute there, for two seconds
//   > ask h1 handoff h2 [keep] [from h3]   also: play N [S], add N, pause, resume, stop, next, seek M:SS,
//                                          outputs H…, output H, volume P, keep-playing on|off, policy P
//   > run 2s                               or ms
//   > run until h1 sends commit            just then: it has not arrived yet
//   > kill h1   > restart h1 [empty]   > term h1   > freeze h1 20s
//   > cut h1 h2 | h3                       no messages between these and those
//   > deafen h2 to h1                      one way: h2 hears nothing of h1
//   > heal
//   > slow h2 20s   > broken h2 why        its engine
//   > misread h3 5s   > step h3 -5s        its reading of ensemble time is off; is put right
//   > show hello   > hide report           messages in the trace; without: all but hello and heartbeat
//   > look                                 what each node is and holds
#pragma once

#include <string>

#include "tests/handoff/house.h"

namespace segue::handoff::test {

struct Retold {
    std::string text;
    RoleChanges role_changes;
};

// A command that makes no sense fails the running test.
Retold retell(const std::string& story);

}  // namespace segue::handoff::test

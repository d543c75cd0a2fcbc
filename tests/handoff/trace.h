// Writes down what happens in a house, one line an event:
//
//   seconds  who                ballot  what
//   0.024    h1 -> h2           1@h1    commit 2@h2, with the sound of h1 at 0.088
//   0.026    h2                 2@h2    offered 1@h1 -> conducting; "conducting under ballot 2: handed over by h1"
//   0.088    sounds                     h1 and h2, fading: Song 1 0:01.09
//
// The ballot is the one that the sender goes by. A message is dated when it is sent; `x` marks those it cannot reach.
// Of sound, each change is told, to the millisecond: who sounds, what, and any jump.
#pragma once

#include <map>
#include <set>
#include <string>

#include "tests/handoff/describe.h"

namespace segue::handoff::test {

class Trace {
  public:
    explicit Trace(House& house);  // from now on; the house outlives it
    Trace(const Trace&) = delete;
    Trace& operator=(const Trace&) = delete;

    std::string take() { return std::exchange(lines_, {}); }  // what was written since
    void show(const std::string& message, bool shown);        // by its name: "heartbeat"
    void ask(int i, const Edit& edit, const std::string& words);
    void forget(int i) { ballots_.erase(i); }  // it has died
    void look();                               // what each node holds
    void listen();                             // to be called often

  private:
    struct Heard {
        audio::Epoch epoch;
        TrackId track;
        double frame = 0;
        EnsembleTime at;
    };

    void line(const std::string& who, const Ballot& ballot, const std::string& what);
    void on_step(int i, Role before, const Effects& fx);
    void on_sent(int from, const Outgoing& out, const std::set<int>& lost);
    void on_told(int i, const Notice& notice);

    House& house_;
    Describe words_;
    std::string lines_;
    std::set<std::string> hidden_{"hello", "heartbeat"};  // routine
    std::map<std::uint64_t, std::string> requests_;
    std::string asking_;
    std::map<int, Ballot> ballots_;
    std::string sounds_;
    std::map<int, Heard> heard_;
};

}  // namespace segue::handoff::test

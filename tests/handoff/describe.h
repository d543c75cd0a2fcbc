// What machines say to each other, in words for a trace. Nodes and times are given by the house it is about.
#pragma once

#include <string>

#include "tests/handoff/house.h"

namespace segue::handoff::test {

class Describe {
  public:
    explicit Describe(House& house) : house_(house), began_(house.now()) {}

    // Who speaks knows the entries that it speaks of.
    std::string body(int speaker, const Body& body) const;
    std::string edit(const Edit& edit) const;
    std::string delta(int speaker, const Ballot& usual, const Delta& delta) const;
    // What a replica holds.
    std::string session(int holder) const;

    std::string name(const NodeId& node) const;
    std::string ballot(const Ballot& b) const;        // "2@h1"
    std::string time(EnsembleTime t) const;           // since the story began: "1.060"
    static std::string position(std::int64_t frame);  // in a track: "0:05.21"
    static std::string title(const TrackId& track);   // of one of the house's songs

  private:
    std::string entry(int speaker, const EntryId& id) const;
    std::string cue(int speaker, const Cue& cue) const;
    std::string transport(int speaker, const Transport& t) const;

    House& house_;
    EnsembleTime began_;
};

}  // namespace segue::handoff::test

// Everything outside of a node's decisions, as the core sees it. The real one is in node.cpp; tests have a simulated
// one, in which a house full of nodes runs in one thread. [node-thread] all of it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/node/imports.h"
#include "app/node/track_finder.h"
#include "audio/engine/program.h"
#include "audio/engine/report.h"
#include "audio/media/store.h"
#include "sync/base/bytes.h"
#include "sync/base/time.h"
#include "sync/clock/clock_map.h"
#include "sync/mesh/mesh.h"

namespace segue::node {


// The output side: audio::Engine, or a twin. Calls are as engine.h describes them.
class Sound {
  public:
    virtual ~Sound() = default;
    virtual void set_plan(const audio::OutputPlan& plan) = 0;
    virtual void set_clock(const clock::ClockMap& map) = 0;
    virtual void sound_until(LocalTime until) = 0;
    virtual void want_device(bool wanted) = 0;
    virtual void media_arrived() = 0;
    virtual void identify() {}
    virtual audio::Report report() const = 0;
};

class Library;
class Room;
class Crew;

class World {
  public:
    virtual ~World() = default;
    virtual LocalTime now() const = 0;
    virtual std::uint64_t random() = 0;

    virtual mesh::Transport& transport() = 0;
    // Look for a member at these addresses, "HOST:PORT".
    virtual void dial(const NodeId& node, const std::vector<std::string>& addresses) = 0;

    // Writes to the state file of that name (a path within the state directory): as a whole, or at its end. `done`, if
    // given, when that is durable, or cannot be: the node goes on from memory then, and says so. In order.
    // aside: what was in the file and is damaged, kept beside it as NAME.damaged-1, or the next such name.
    enum class Write : std::uint8_t { replace, append, append_lazily, aside };
    virtual void persist(const std::string& file, Bytes contents, Write how, std::function<void()> done) = 0;

    virtual Sound& sound() = 0;
    virtual Imports& imports() = 0;
    // Who finds out how loud tracks are; null: nobody here.
    virtual LoudnessFinder* loudness() { return nullptr; }
    // …and where their beats are.
    virtual BeatFinder* beats() { return nullptr; }
    virtual audio::SegmentStore& store() = 0;
    // Null: this node has none.
    virtual Library* library() { return nullptr; }
    // The musicians around, by Ableton Link; null: this node cannot hear them.
    virtual Room* room() { return nullptr; }
    // Its part in the work on everyone's music; null: it takes none.
    virtual Crew* crew() { return nullptr; }

    // Something for a person to know, one line.
    virtual void note(const std::string& text) = 0;
    // What a snapshot shows has changed.
    virtual void changed() = 0;
};

}  // namespace segue::node

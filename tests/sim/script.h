// What happens to a house in one run: who is in it, over what links, and what people and the world do to it and when.
// All of it is drawn from the seed before the run begins, so that a run can be repeated with less of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sync/base/time.h"

namespace segue::test {

enum class Deed : std::uint8_t {
    // people: `node` asks
    play,
    queue_add,
    queue_remove,
    queue_move,
    queue_clear,
    resume,
    pause,
    stop,
    seek,
    seek_by,
    next,
    previous,
    output_add,
    output_remove,
    volume,
    part,
    hand_over,
    hand_over_keep,
    policy,
    keep_playing,
    rename,
    // the world: to `node`, or between `node` and `other`, lasting `lasts`
    kill,
    power_cut,
    freeze,
    suspend,
    terminate,
    cut,
    cut_one_way,
    isolate,
    partition,
    clog,
    move,
    drift,
    disk_slow,
    disk_full,
    device_slow,
    device_broken,
};
inline constexpr int deed_count = static_cast<int>(Deed::device_broken) + 1;
const char* to_text(Deed d);
constexpr bool by_people(Deed d) { return d < Deed::kill; }

struct Action {
    Nanoseconds at{0};  // since the run began
    Deed deed = Deed::rename;
    int node = 0, other = 0;
    double amount = 0;  // 0..1, to be read as the deed needs it
    Nanoseconds lasts{0};
};
std::string to_text(const Action& a);

struct Script {
    std::uint64_t seed = 0;
    int nodes = 2;
    Nanoseconds lasts = seconds(57);  // of the trouble; peace follows
    // Links at their worst
    Nanoseconds delay = microseconds(300), jitter = microseconds(200);
    double tail = 0, loss = 0, duplicate = 0, reorder = 0, replay = 0;
    double drift_max = 50e-6;
    Nanoseconds disk = milliseconds(2), device = milliseconds(60);
    bool forget_audio = false;  // stores do not outlive their process
    bool heal_all = true;       // else only a majority finds peace
    bool destructive = false;   // people remove what they added, too
    bool suspends = false;      // clocks may be found to have jumped
    std::vector<Action> actions;
};

// nodes: 0: as the seed has it.
Script write_script(std::uint64_t seed, int nodes = 0);
// One line for the head of a trace.
std::string to_text(const Script& s);

}  // namespace segue::test

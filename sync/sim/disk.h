// A machine's state directory and its disk. Writes are done one after the other and take their time. What a crash
// leaves of them is as with a real one:
//
//   the process dies   what was being appended may be there in part; what waited behind it is not there
//   the power fails    …and what was written lazily since the last durable write of that file is gone too
//   full               nothing is written; the writer is told, and goes on from memory
//
// A replacement is there as a whole or not at all.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>

#include "sync/base/bytes.h"
#include "sync/base/random.h"
#include "sync/sim/scheduler.h"

namespace segue::sim {

class Disk {
  public:
    Disk(Scheduler& scheduler, Random& random) : scheduler_(scheduler), random_(random) {}

    enum class How : std::uint8_t { replace, append, append_lazily };
    // `done(good)` when it is durable (lazily: when it is written), or cannot be; not after a crash.
    void write(const std::string& file, Bytes contents, How how, std::function<void(bool good)> done);
    enum class Crash : std::uint8_t { process, power };
    void crash(Crash how);
    // As the next process finds it.
    const std::map<std::string, Bytes>& files() const { return files_; }
    void erase() { files_.clear(), durable_.clear(); }

    bool full = false;
    Nanoseconds latency = milliseconds(2);  // of a durable write, about
    std::uint64_t writes = 0, refused = 0, torn = 0;

  private:
    struct Job {
        std::string file;
        Bytes contents;
        How how;
        std::function<void(bool)> done;
    };
    void begin();
    void finish();

    Scheduler& scheduler_;
    Random& random_;
    std::map<std::string, Bytes> files_;          // what a reader sees
    std::map<std::string, std::size_t> durable_;  // so much of each survives a power failure
    std::deque<Job> jobs_;
    std::uint64_t life_ = 0;
    bool busy_ = false;
};

}  // namespace segue::sim

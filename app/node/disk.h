// Durable writes, off the node's loop: fsync may take tens of milliseconds, and heartbeats cannot wait for it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "sync/base/bytes.h"

namespace asio {
class io_context;
}

namespace segue::node {

// A file of the state directory that is larger is not ours.
inline constexpr std::size_t state_file_bytes_max = 64u << 20;

class Disk {
  public:
    // Answers are posted to `loop`, in the order of the writes.
    explicit Disk(asio::io_context& loop);
    // Finishes what is queued; no answer is given any more.
    ~Disk();
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;

    // Empty text: durable. Else why not, in one line; the file is as it was.
    using Written = std::function<void(const std::string& problem)>;
    // replace: the file as a whole, or not at all. append: to its end, durable or (lazily) not yet. aside: what was in
    // the file and is damaged, kept beside it under a name of its own (mesh::keep_damaged).
    enum class How : std::uint8_t { replace, append, append_lazily, aside };
    // [node-thread] Directories on the way are made (0700), the file is 0600.
    void write(std::filesystem::path file, Bytes contents, How how, Written done);

    // [any-thread] The whole file, or nothing when there is none, or it cannot be read.
    static std::optional<Bytes> read(const std::filesystem::path& file);

  private:
    class Worker;
    std::unique_ptr<Worker> worker_;
};

}  // namespace segue::node

// Imports for real: importer processes, their pipes on the node's loop, what they say into the store.
#pragma once

#include <memory>
#include <string>

#include "app/node/disk.h"
#include "app/node/imports.h"
#include "audio/media/store.h"

namespace asio {
class io_context;
}

namespace segue::node {

// Someone waits for one, and another was already going on; more would only fight for the same cores.
inline constexpr std::size_t imports_at_once_max = 2;

class ImportRunner final : public Imports {
  public:
    // `index_file`: where the file index is kept. `store` and `disk` must outlive it. [node-thread]
    ImportRunner(asio::io_context& loop, audio::SegmentStore& store, Disk& disk, std::filesystem::path index_file);
    ~ImportRunner() override;  // kills what runs
    void import(const std::filesystem::path& file, bool soon, ImportSink sink) override;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace segue::node

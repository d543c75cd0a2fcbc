// Files that exist only by name: "song-120.ogg" is a track of 120 s, "broken.ogg" cannot be read.
#pragma once

#include <utility>
#include <vector>

#include "app/node/imports.h"
#include "audio/media/store.h"

namespace segue::test {

class SyntheticImports final : public node::Imports {
  public:
    explicit SyntheticImports(audio::SegmentStore& store) : store_(store) {}
    void import(const std::filesystem::path& file, bool soon, node::ImportSink sink) override;
    // Slow ones: what is asked for from now on is read when it goes on.
    void hold() { held_ = true; }
    void go_on();

  private:
    void read(const std::filesystem::path& file, const node::ImportSink& sink);

    bool held_ = false;
    std::vector<std::pair<std::filesystem::path, node::ImportSink>> waiting_;
    audio::SegmentStore& store_;
};

}  // namespace segue::test

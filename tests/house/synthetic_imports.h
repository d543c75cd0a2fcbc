// Files that exist only by name: "song-120.ogg" is a track of 120 s, "broken.ogg" cannot be read.
#pragma once

#include "app/node/imports.h"
#include "audio/media/store.h"

namespace segue::test {

class SyntheticImports final : public node::Imports {
  public:
    explicit SyntheticImports(audio::SegmentStore& store) : store_(store) {}
    void import(const std::filesystem::path& file, bool soon, node::ImportSink sink) override;

  private:
    audio::SegmentStore& store_;
};

}  // namespace segue::test

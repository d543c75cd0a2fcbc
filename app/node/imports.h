// Files becoming tracks, as the node sees it: ask, and be told. The real one runs importer processes
// (import_runner.h); tests have a twin.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <variant>

#include "audio/import/error.h"
#include "audio/media/manifest.h"

namespace segue::node {

struct ImportStarted { audio::Manifest manifest; };            // what it is; sound follows
struct ImportGrew { TrackId track; };                          // more of it is in the store
struct ImportDone { audio::Manifest manifest; };               // complete: exact duration
struct ImportRefused {                                         // none came, or no more
    audio::ImportError code;
    std::string reason;                                        // one line
    TrackId track;                                             // of what had begun; none if nothing had
};
struct ImportRemarked { std::string text; };                   // "cut short: …"

using ImportNews = std::variant<ImportStarted, ImportGrew, ImportDone, ImportRefused, ImportRemarked>;
using ImportSink = std::function<void(const ImportNews&)>;

class Imports {
  public:
    virtual ~Imports() = default;
    // [node-thread] Imports a file: news until done or refused, which are the last. `soon`: somebody waits for the
    // sound; goes before all that are not. Known and unchanged files are answered from the store without a process.
    // The first news may come within this call.
    virtual void import(const std::filesystem::path& file, bool soon, ImportSink sink) = 0;
};

}  // namespace segue::node

// What of a folder has to be read, and what is no longer there. Pure.
#pragma once

#include <string>
#include <vector>

#include "audio/library/catalogue.h"
#include "audio/library/walk.h"

namespace segue::library {

class FolderDiff {
  public:
    explicit FolderDiff(Catalogue::KnownFiles known) : known_(std::move(known)) {}

    // The file was found. True: it is new or has changed.
    bool found(const FoundFile& file) {
        const auto known = known_.find(file.path);
        if (known == known_.end()) return true;
        const Catalogue::KnownFile had = known->second;
        known_.erase(known);
        const bool same_bytes = had.size_bytes == file.size_bytes && had.modified_ns == file.modified_ns;
        return !same_bytes || (!had.refused && had.has_stems != file.has_stems);
    }
    // This folder was not looked into: what is known within it stays.
    void keep_within(const std::string& folder) {
        std::erase_if(known_, [prefix = folder + '/'](const auto& k) { return k.first.starts_with(prefix); });
    }
    // Only what lies in the folder itself was looked at.
    void keep_below(const std::string& folder) {
        const std::size_t name = folder.ends_with('/') ? folder.size() : folder.size() + 1;
        std::erase_if(known_, [&](const auto& k) { return k.first.find('/', name) != std::string::npos; });
    }
    // Of what is known, what was neither found nor kept.
    const Catalogue::KnownFiles& gone() const { return known_; }

  private:
    Catalogue::KnownFiles known_;
};

}  // namespace segue::library

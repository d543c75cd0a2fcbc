// Brings the catalogue in line with a folder: reads what is new or has changed, takes out what is gone, and knows what
// was only moved. In steps, so that its thread can do other things in between. One thread at a time.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audio/library/catalogue.h"
#include "audio/library/diff.h"
#include "audio/library/tag_process.h"
#include "audio/library/walk.h"

namespace segue::library {

// Entries that go into the catalogue together: one transaction is as dear as a hundred entries. Fewer when they have
// waited for so long: whoever adds a folder sees its music come, and finds it.
inline constexpr std::size_t scan_batch = 500;
inline constexpr milliseconds scan_batch_wait_max{250};

struct ScanWish {
    std::string folder;
    bool is_root = true;     // one of the library's folders: when it cannot be reached it is away, not gone
    bool deep = true;        // with its subfolders
    std::int64_t now_s = 0;  // since 1970
};

struct ScanProgress {
    std::uint64_t found = 0, unchanged = 0, to_read = 0, read = 0, refused = 0, gone = 0;
    bool walked = false;  // to_read is the whole
};

class Scan {
  public:
    // `cancelled` is looked at often; what was done by then stays.
    Scan(Catalogue& catalogue, TagReader& reader, ScanWish wish, const std::atomic<bool>& cancelled);

    // Some tens of milliseconds of work (the first step walks the folder). True: there is more to do.
    LibraryResult<bool> step();
    const ScanProgress& progress() const { return progress_; }
    const ScanWish& wish() const { return wish_; }
    // The folder could not be reached, or is empty like the mount point of an unplugged disk.
    bool is_away() const { return away_; }
    // For people: what was passed over; bounded.
    const std::vector<std::string>& notes() const { return notes_; }
    // Folders that were seen, to be watched.
    const std::vector<std::string>& folders() const { return folders_; }

  private:
    struct ToRead {
        FoundFile file;
        std::string cover;  // the picture beside it
    };
    LibraryResult<void> look();
    bool is_due() const;
    LibraryResult<void> apply();
    void take(const TagReader::Answer& answer, const ToRead& asked);
    LibraryResult<void> keep_what_moved(Entry& entry);
    CoverId cover_beside(const std::string& picture);
    void note(const std::string& text);

    Catalogue& catalogue_;
    TagReader& reader_;
    ScanWish wish_;
    const std::atomic<bool>& cancelled_;
    std::optional<FolderDiff> diff_;
    std::deque<ToRead> to_read_;
    std::map<std::string, ToRead> asked_;
    std::vector<Change> changes_;
    std::vector<Refused> refused_;
    std::vector<std::string> readable_again_;
    std::vector<std::string> gone_;
    std::vector<std::string> folders_, notes_;
    std::pair<std::string, CoverId> last_cover_;
    std::chrono::steady_clock::time_point applied_{};  // long ago: the first are in at once
    ScanProgress progress_;
    bool away_ = false;
};

}  // namespace segue::library

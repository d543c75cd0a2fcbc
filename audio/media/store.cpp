#include "audio/media/store.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <variant>

#include "audio/media/blob_cache.h"
#include "audio/media/disk.h"
#include "audio/media/limits.h"
#include "audio/media/manifest_codec.h"
#include "audio/media/segment.h"

namespace segue::audio {

namespace {

using Blob = std::shared_ptr<const Bytes>;
using Clock = std::chrono::steady_clock;

// What may wait to be written: two seconds of an import at full speed. Then is_behind() asks for a pause.
constexpr std::size_t unwritten_bytes_max = std::size_t{4} << 20;
// Loads that may wait; a request beyond it is forgotten, and made again by whoever still wants it.
constexpr std::size_t loads_waiting_max = 1024;
// Parsed manifests kept: a queue's next few, and what the views show. 8 kB each.
constexpr std::size_t manifests_kept = 64;
// Names known to be on disk; asking the disk again costs 2 µs, so forgetting all of them is fine.
constexpr std::size_t names_known_max = 4096;
// How long a disk that refused is left alone.
constexpr seconds disk_retry{30};
// Segments are counted and tidied whenever so much has been written since.
constexpr std::uint64_t tidy_after_bytes = std::uint64_t{128} << 20;

}  // namespace

class SegmentStore::Impl {
  public:
    explicit Impl(StoreOptions options) : options_(std::move(options)), disk_(options_.directory) {
        has_directory_ = !options_.directory.empty();
        disk_works_ = has_directory_;
        cache_.set_limit(has_directory_ ? options_.memory_bytes : options_.memory_bytes_alone);
        if (has_directory_) worker_ = std::thread([this] { work(); });
    }

    ~Impl() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
        if (worker_.joinable()) worker_.join();
    }

    std::shared_ptr<const Manifest> manifest(const TrackId& track) {
        {
            const std::lock_guard lock(mutex_);
            if (auto known = find_manifest(track)) return known;
            if (!has_directory_ || no_manifest_.contains(track)) return nullptr;
        }
        auto read = read_manifest(track);
        const std::lock_guard lock(mutex_);
        if (auto known = find_manifest(track)) return known;  // put meanwhile
        if (!read) {
            if (no_manifest_.size() >= names_known_max) no_manifest_.clear();
            no_manifest_.insert(track);
            return nullptr;
        }
        keep_manifest(read);
        return read;
    }

    Blob segment(const SegmentName& name) {
        const std::lock_guard lock(mutex_);
        if (auto blob = find_blob(name)) return blob;
        ask_for(name);
        return nullptr;
    }

    MediaResult<void> put(const SegmentName& name, Bytes bytes) {
        if (bytes.empty() || bytes.size() > blob_bytes_max)
            return fail(MediaError::too_large, "nothing, or too much, to keep");
        if (segment_name(bytes) != name)
            return fail(MediaError::wrong_name, "these bytes are not what their name says");
        auto blob = std::make_shared<const Bytes>(std::move(bytes));
        const std::lock_guard lock(mutex_);
        if (cache_.find(name) || writing_.contains(name)) return {};
        cache_.put(name, blob);
        if (has_directory_ && may_write() && unwritten_bytes_ < 2 * unwritten_bytes_max) {
            unwritten_bytes_ += blob->size();
            writing_.emplace(name, blob);
            write_order_.push_back(name);
            wake_.notify_one();
        }
        return {};
    }

    bool put(Manifest manifest) {
        const auto known = this->manifest(manifest.id);
        if (known && !supersedes(manifest, *known)) return false;
        auto fresh = std::make_shared<const Manifest>(std::move(manifest));
        const std::lock_guard lock(mutex_);
        no_manifest_.erase(fresh->id);
        keep_manifest(fresh);
        if (has_directory_ && may_write()) {
            tracks_to_write_[fresh->id] = fresh;  // a later revision replaces one that still waits
            wake_.notify_one();
        }
        return true;
    }

    bool has(const SegmentName& name) {
        {
            const std::lock_guard lock(mutex_);
            if (cache_.contains(name) || writing_.contains(name) || on_disk_.contains(name)) return true;
            if (!has_directory_) return false;
        }
        if (!disk_.has_segment(name)) return false;
        const std::lock_guard lock(mutex_);
        know_on_disk(name);
        return true;
    }

    bool in_memory(const SegmentName& name) {
        const std::lock_guard lock(mutex_);
        return cache_.contains(name) || writing_.contains(name);
    }

    void load_ahead(std::span<const SegmentName> names) {
        const std::lock_guard lock(mutex_);
        for (const SegmentName& name : names)
            if (!cache_.contains(name) && !writing_.contains(name)) ask_for(name);
    }

    bool is_behind() {
        const std::lock_guard lock(mutex_);
        return unwritten_bytes_ > unwritten_bytes_max;
    }

    std::vector<TrackId> find_tracks(std::string_view prefix, std::size_t limit) {
        std::string digits(prefix);
        std::transform(digits.begin(), digits.end(), digits.begin(),
                       [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
        std::vector<TrackId> out;
        if (has_directory_) out = disk_.find_tracks(digits, limit);
        {
            const std::lock_guard lock(mutex_);
            for (const auto& m : manifests_)
                if (m->id.hex().starts_with(digits)) out.push_back(m->id);
        }
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
        if (out.size() > limit) out.resize(limit);
        return out;
    }

    void flush() {
        std::unique_lock lock(mutex_);
        if (has_directory_)
            idle_.wait(lock, [&] { return write_order_.empty() && tracks_to_write_.empty() && !busy_; });
    }

    Usage usage() {
        const std::lock_guard lock(mutex_);
        return {cache_.bytes(), disk_bytes_, has_directory_ && disk_works_};
    }

  private:
    // --- under the mutex
    std::shared_ptr<const Manifest> find_manifest(const TrackId& track) {
        const auto it =
            std::find_if(manifests_.begin(), manifests_.end(), [&](const auto& m) { return m->id == track; });
        if (it == manifests_.end()) return nullptr;
        std::rotate(manifests_.begin(), it, it + 1);  // the front was used last
        return manifests_.front();
    }
    void keep_manifest(std::shared_ptr<const Manifest> manifest) {
        std::erase_if(manifests_, [&](const auto& m) { return m->id == manifest->id; });
        manifests_.push_front(std::move(manifest));
        // Without a disk, dropping one would lose it.
        if (manifests_.size() > manifests_kept && disk_works_) manifests_.pop_back();
        if (manifests_.size() > 16 * manifests_kept) manifests_.pop_back();
    }
    Blob find_blob(const SegmentName& name) {
        if (auto blob = cache_.find(name)) return blob;
        const auto it = writing_.find(name);
        return it == writing_.end() ? nullptr : it->second;
    }
    void ask_for(const SegmentName& name) {
        if (!has_directory_ || loading_.size() >= loads_waiting_max || !loading_.insert(name).second) return;
        load_order_.push_back(name);
        wake_.notify_one();
    }
    void know_on_disk(const SegmentName& name) {
        if (on_disk_.size() >= names_known_max) on_disk_.clear();
        on_disk_.insert(name);
    }
    bool may_write() const { return disk_works_ || Clock::now() >= retry_at_; }

    std::shared_ptr<const Manifest> read_manifest(const TrackId& track) {
        const auto bytes = disk_.read_track(track);
        if (!bytes) return nullptr;
        auto parsed = decode_manifest(*bytes);
        if (!parsed || parsed->id != track) {
            disk_.drop_track(track);
            notice(damaged_told_, "A track's description on disk was damaged; it will be fetched or imported again.");
            return nullptr;
        }
        return std::make_shared<const Manifest>(std::move(parsed).value());
    }

    // --- the disk thread
    void work() {
        disk_result(disk_.prepare());
        std::unique_lock lock(mutex_);
        while (true) {
            wake_.wait(lock, [&] {
                return stopping_ || !load_order_.empty() || !write_order_.empty() || !tracks_to_write_.empty() ||
                       tidy_due_;
            });
            busy_ = true;
            if (!load_order_.empty() && !stopping_) {
                load_one(lock);  // first: somebody is about to hear it
            } else if (!write_order_.empty()) {
                write_one(lock);
            } else if (!tracks_to_write_.empty()) {
                write_track(lock);  // after its segments: a manifest on disk finds them there
            } else if (tidy_due_ && !stopping_) {
                tidy(lock);
            } else if (stopping_) {
                busy_ = false;
                idle_.notify_all();
                return;
            }
            busy_ = false;
            if (write_order_.empty() && tracks_to_write_.empty()) idle_.notify_all();
        }
    }

    void load_one(std::unique_lock<std::mutex>& lock) {
        const SegmentName name = load_order_.front();
        load_order_.pop_front();
        lock.unlock();
        auto bytes = disk_.read_segment(name);
        bool damaged = false;
        if (bytes && segment_name(*bytes) != name) {
            damaged = true;
            disk_.drop_segment(name);
            bytes.reset();
        }
        lock.lock();
        loading_.erase(name);
        if (bytes) {
            cache_.put(name, std::make_shared<const Bytes>(std::move(*bytes)));
            know_on_disk(name);
        } else {
            on_disk_.erase(name);
        }
        lock.unlock();
        if (damaged)
            notice(damaged_told_, "A piece of music on disk was damaged; it will be fetched or imported again.");
        if (options_.loaded) options_.loaded();
        lock.lock();
    }

    void write_one(std::unique_lock<std::mutex>& lock) {
        const SegmentName name = write_order_.front();
        write_order_.pop_front();
        const Blob blob = writing_.at(name);
        lock.unlock();
        auto written = disk_.write_segment(name, *blob);
        const bool done = written.ok();
        if (done) {
            disk_result({});
        } else {
            disk_result(written.failure());
        }
        lock.lock();
        writing_.erase(name);
        unwritten_bytes_ -= blob->size();
        if (!done) {
            cache_.put(name, blob);  // it may have been dropped there, with the disk to fall back on
            return;
        }
        know_on_disk(name);
        disk_bytes_ += blob->size();
        written_since_tidy_ += blob->size();
        if (written_since_tidy_ > std::min(tidy_after_bytes, options_.disk_bytes / 10)) tidy_due_ = true;
    }

    void write_track(std::unique_lock<std::mutex>& lock) {
        const auto manifest = tracks_to_write_.begin()->second;
        tracks_to_write_.erase(tracks_to_write_.begin());
        lock.unlock();
        auto written = disk_.write_track(manifest->id, encode_manifest(*manifest));
        if (!written) disk_result(written.failure());
        lock.lock();
    }

    void tidy(std::unique_lock<std::mutex>& lock) {
        tidy_due_ = false;
        written_since_tidy_ = 0;
        lock.unlock();
        const std::uint64_t held = disk_.tidy(options_.disk_bytes, [this] {
            const std::lock_guard inner(mutex_);
            return stopping_;
        });
        lock.lock();
        disk_bytes_ = held;
        on_disk_.clear();  // some of them may be gone
    }

    void disk_result(const MediaResult<void>& result) {
        {
            const std::lock_guard lock(mutex_);
            if (!result) retry_at_ = Clock::now() + disk_retry;
            disk_works_ = result.ok();
            cache_.set_limit(disk_works_ ? options_.memory_bytes : options_.memory_bytes_alone);
        }
        if (!result) notice(refused_told_, "Cannot keep music on disk, playing on from memory: " + result.message());
    }

    void notice(std::atomic<bool>& told, const std::string& text) {
        if (options_.notice && !told.exchange(true)) options_.notice(text);
    }

    const StoreOptions options_;
    const MediaDirectory disk_;
    bool has_directory_ = false;

    std::mutex mutex_;
    std::condition_variable wake_, idle_;
    BlobCache cache_;
    std::deque<std::shared_ptr<const Manifest>> manifests_;  // used last first
    std::unordered_set<TrackId> no_manifest_;                // asked for, not on disk
    std::unordered_set<SegmentName> on_disk_;                // some of what is
    std::unordered_set<SegmentName> loading_;
    std::deque<SegmentName> load_order_;
    std::unordered_map<SegmentName, Blob> writing_;  // put, not on disk yet: must not be lost from memory
    std::deque<SegmentName> write_order_;
    std::unordered_map<TrackId, std::shared_ptr<const Manifest>> tracks_to_write_;
    std::size_t unwritten_bytes_ = 0;
    std::uint64_t disk_bytes_ = 0, written_since_tidy_ = 0;
    bool disk_works_ = false, stopping_ = false, busy_ = false;
    bool tidy_due_ = true;  // at the start: what earlier runs have left is counted
    Clock::time_point retry_at_ = Clock::time_point::min();
    std::atomic<bool> refused_told_{false}, damaged_told_{false};
    std::thread worker_;
};

SegmentStore::SegmentStore(StoreOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
SegmentStore::~SegmentStore() = default;

std::shared_ptr<const Manifest> SegmentStore::manifest(const TrackId& track) const { return impl_->manifest(track); }
std::shared_ptr<const Bytes> SegmentStore::segment(const SegmentName& name) const { return impl_->segment(name); }
MediaResult<void> SegmentStore::put(const SegmentName& name, Bytes bytes) { return impl_->put(name, std::move(bytes)); }
bool SegmentStore::put(Manifest manifest) { return impl_->put(std::move(manifest)); }
bool SegmentStore::has(const SegmentName& name) const { return impl_->has(name); }
bool SegmentStore::in_memory(const SegmentName& name) const { return impl_->in_memory(name); }
void SegmentStore::load_ahead(std::span<const SegmentName> names) const { impl_->load_ahead(names); }
bool SegmentStore::is_behind() const { return impl_->is_behind(); }
std::vector<TrackId> SegmentStore::find_tracks(std::string_view hex_prefix, std::size_t limit) const {
    return impl_->find_tracks(hex_prefix, limit);
}
void SegmentStore::flush() { impl_->flush(); }
SegmentStore::Usage SegmentStore::usage() const { return impl_->usage(); }

}  // namespace segue::audio

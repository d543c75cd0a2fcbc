// Bytes by name, bounded; what was used longest ago goes first. Not thread-safe: the store's mutex guards it.
#pragma once

#include <list>
#include <memory>
#include <unordered_map>

#include "sync/base/bytes.h"
#include "sync/base/ids.h"

namespace segue::audio {

class BlobCache {
  public:
    void set_limit(std::size_t bytes_max) {
        bytes_max_ = bytes_max;
        shrink();
    }

    std::shared_ptr<const Bytes> find(const SegmentName& name) {
        const auto it = at_.find(name);
        if (it == at_.end()) return nullptr;
        order_.splice(order_.begin(), order_, it->second);
        return it->second->blob;
    }
    bool contains(const SegmentName& name) const { return at_.contains(name); }

    void put(const SegmentName& name, std::shared_ptr<const Bytes> blob) {
        if (find(name)) return;
        bytes_ += blob->size();
        order_.push_front({name, std::move(blob)});
        at_.emplace(name, order_.begin());
        shrink();
    }

    std::size_t bytes() const { return bytes_; }

  private:
    struct Entry {
        SegmentName name;
        std::shared_ptr<const Bytes> blob;
    };
    void shrink() {
        while (bytes_ > bytes_max_ && order_.size() > 1) {  // the newest stays, however large
            bytes_ -= order_.back().blob->size();
            at_.erase(order_.back().name);
            order_.pop_back();
        }
    }

    std::list<Entry> order_;  // used last first
    std::unordered_map<SegmentName, std::list<Entry>::iterator> at_;
    std::size_t bytes_ = 0;
    std::size_t bytes_max_ = 0;
};

}  // namespace segue::audio

#include "sync/sim/disk.h"

#include <utility>

namespace segue::sim {

void Disk::write(const std::string& file, Bytes contents, How how, std::function<void(bool)> done) {
    jobs_.push_back({file, std::move(contents), how, std::move(done)});
    if (!busy_) begin();
}

void Disk::begin() {
    busy_ = true;
    const double wobble = random_.uniform(0.5, 1.5);
    const Nanoseconds takes =
        jobs_.front().how == How::append_lazily ? microseconds(20) : nearest_ns(to_seconds(latency) * wobble);
    scheduler_.after(takes, [this, life = life_] {
        if (life == life_) finish();
    });
}

void Disk::finish() {
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    ++writes;
    if (full) {
        ++refused;
    } else {
        Bytes& f = files_[job.file];
        if (job.how == How::replace) f.clear();
        f.insert(f.end(), job.contents.begin(), job.contents.end());
        if (job.how != How::append_lazily) durable_[job.file] = f.size();
    }
    busy_ = false;
    if (!jobs_.empty()) begin();
    if (job.done) job.done(!full);
}

void Disk::crash(Crash how) {
    ++life_;
    if (how == Crash::power)
        for (auto& [name, f] : files_) f.resize(std::min(f.size(), durable_[name]));
    if (busy_ && !full && jobs_.front().how != How::replace) {
        const Job& job = jobs_.front();
        Bytes& f = files_[job.file];
        const std::size_t part = random_.below(job.contents.size() + 1);
        f.insert(f.end(), job.contents.begin(), job.contents.begin() + static_cast<std::ptrdiff_t>(part));
        torn += part > 0 && part < job.contents.size();
    }
    for (auto& [name, f] : files_) durable_[name] = f.size();
    jobs_.clear();
    busy_ = false;
}

}  // namespace segue::sim

#include "sync/jobs/placement.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace segue::jobs {

double draw(const NodeId& node, const WorkId& work) {
    std::uint64_t a, b, c, d;
    std::memcpy(&a, node.bytes.data(), 8);
    std::memcpy(&b, node.bytes.data() + 8, 8);
    std::memcpy(&c, work.bytes.data(), 8);
    std::memcpy(&d, work.bytes.data() + 8, 8);
    std::uint64_t h = a ^ (b * 0x9e3779b97f4a7c15u);
    for (const std::uint64_t v : {c, d}) {  // splitmix64's finish after each
        h = (h ^ v) + 0x9e3779b97f4a7c15u;
        h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
        h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
        h ^= h >> 31;
    }
    return (static_cast<double>(h >> 11) + 0.5) * 0x1.0p-53;
}

double speed(const Candidate& node, const Size& size, bool holds) {
    const double compute_s = std::max(1.0, static_cast<double>(size.seconds)) / node.rate;
    const double move_s = holds ? 0 : static_cast<double>(size.bytes) / bandwidth_bytes_s;
    return node.slots / (compute_s + move_s);
}

std::optional<NodeId> place(const WorkId& work, const Size& size, const Placed& among) {
    std::optional<NodeId> best;
    double best_score = 0;
    for (const Candidate& c : among.candidates) {
        if (c.slots == 0) continue;
        const bool holds = std::find(among.holders.begin(), among.holders.end(), c.node) != among.holders.end();
        double weight = speed(c, size, holds);
        for (const auto& [node, times] : among.attempts)
            if (node == c.node) weight *= std::pow(attempt_penalty, times);
        const double score = -weight / std::log(draw(c.node, work));
        if (!best || score > best_score) {
            best = c.node;
            best_score = score;
        }
    }
    return best;
}

double stepped(double rate) { return std::pow(rate_step, std::round(std::log(rate) / std::log(rate_step))); }

}  // namespace segue::jobs

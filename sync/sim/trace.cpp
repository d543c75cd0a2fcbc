#include "sync/sim/trace.h"

namespace segue::sim {

void Trace::write(TrueTime now, int node, std::string_view what, const std::string& rest) {
    char head[64];
    const double t = to_seconds(now - begun_);
    if (node < 0)
        std::snprintf(head, sizeof head, "%11.6f  -- %-9.*s", t, static_cast<int>(what.size()), what.data());
    else
        std::snprintf(head, sizeof head, "%11.6f  n%-1d %-9.*s", t, node, static_cast<int>(what.size()), what.data());
    sink(head + rest);
}

}  // namespace segue::sim

#include "audio/stretch/time_map.h"

#include <algorithm>
#include <limits>

namespace segue::audio {

double place_near(double nominal, double speed, std::optional<std::int64_t> before, std::optional<std::int64_t> after) {
    constexpr double nowhere = std::numeric_limits<double>::infinity();
    const double since = before ? (nominal - static_cast<double>(*before)) / speed : nowhere;
    const double until = after ? (static_cast<double>(*after) - nominal) / speed : nowhere;
    const double reach = std::min(blow_reach, (since + until) / 2), own = reach / 2;
    const double off = std::min(since, until);
    if (!(off < reach)) return nominal;
    const double catching_up = (reach * speed - own) / (reach - own);
    const double moved = off <= own ? off : own + (off - own) * catching_up;
    return since <= until ? static_cast<double>(*before) + moved : static_cast<double>(*after) - moved;
}

}  // namespace segue::audio

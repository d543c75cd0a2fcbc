#include "sync/mesh/membership/roster.h"

#include <algorithm>

#include "sync/mesh/membership/limits.h"

namespace segue::membership {
namespace {

bool gone(const Member& m) { return m.life == Life::dead || m.life == Life::left; }

}  // namespace

const char* to_string(Life life) {
    switch (life) {
        case Life::alive:
            return "alive";
        case Life::suspect:
            return "suspect";
        case Life::dead:
            return "dead";
        case Life::left:
            return "left";
    }
    return "?";
}

Roster::Roster() {
    members_.reserve(members_max);
    details_.reserve(members_max);
}

std::optional<std::size_t> Roster::index(const NodeId& id) const {
    const auto at = std::lower_bound(members_.begin(), members_.end(), id,
                                     [](const Member& m, const NodeId& i) { return m.id < i; });
    if (at == members_.end() || at->id != id) return std::nullopt;
    return static_cast<std::size_t>(at - members_.begin());
}

std::optional<std::size_t> Roster::insert(const NodeId& id, LocalTime now) {
    if (members_.size() == members_max) {
        std::optional<std::size_t> oldest;
        for (std::size_t i = 0; i < members_.size(); ++i)
            if (gone(members_[i]) && !members_[i].up && (!oldest || details_[i].since < details_[*oldest].since))
                oldest = i;
        if (!oldest) return std::nullopt;
        remove(*oldest);
    }
    const auto at =
        std::find_if(members_.begin(), members_.end(), [&](const Member& m) { return id < m.id; }) - members_.begin();
    Member member;
    member.id = id;
    Detail detail;
    detail.since = detail.dial_at = now;
    detail.dial_interval = dial_interval_min;
    members_.insert(members_.begin() + at, std::move(member));
    details_.insert(details_.begin() + at, std::move(detail));
    return static_cast<std::size_t>(at);
}

void Roster::forget(LocalTime oldest) {
    for (std::size_t i = members_.size(); i-- > 0;)
        if (gone(members_[i]) && !members_[i].up && details_[i].since < oldest) remove(i);
}

std::size_t Roster::living() const {
    return 1 + static_cast<std::size_t>(
                   std::count_if(members_.begin(), members_.end(), [](const Member& m) { return !gone(m); }));
}

void Roster::remove(std::size_t i) {
    members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(i));
    details_.erase(details_.begin() + static_cast<std::ptrdiff_t>(i));
}

}  // namespace segue::membership

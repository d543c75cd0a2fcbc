#include "app/node/settings.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/node/damaged.h"
#include "app/node/disk.h"
#include "app/node/node.pb.h"
#include "sync/mesh/salvage.h"
#include "sync/mesh/state_file.h"

namespace segue::node {
namespace {

std::string host_name() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == 0) return "node";
    return name.data();
}

}  // namespace

Settings Settings::load(const std::filesystem::path& state_dir, const std::string& asked) {
    Settings out;
    SavedSettings kept;
    const auto file = Disk::read(state_dir / settings_file);
    const bool damaged = file && !mesh::parse_what_is_good(as_text(*file), kept);
    if (damaged) tell_damaged(state_dir / settings_file, *file);
    out.name_ = !asked.empty() ? asked : !kept.name().empty() ? kept.name() : host_name();
    const double limit = std::chrono::duration<double, std::milli>(latency_trim_max).count();
    out.latency_ = std::isfinite(kept.latency_ms()) ? nearest_ns(std::clamp(kept.latency_ms(), -limit, limit) / 1e3)
                                                    : Nanoseconds(0);
    out.jobs_ = {.paused = kept.jobs_paused(), .offers = !kept.jobs_offer_nothing()};
    if (damaged) {
        const Bytes good = out.saved();
        if (const auto written = mesh::write_state_file(state_dir / settings_file, as_text(good)); !written)
            spdlog::warn("{}", written.message());
    }
    return out;
}

Bytes Settings::saved() const {
    SavedSettings s;
    s.set_name(name_);
    s.set_latency_ms(to_seconds(latency_) * 1e3);
    s.set_jobs_paused(jobs_.paused);
    s.set_jobs_offer_nothing(!jobs_.offers);
    Bytes out(s.ByteSizeLong());
    s.SerializeToArray(out.data(), static_cast<int>(out.size()));
    return out;
}

}  // namespace segue::node

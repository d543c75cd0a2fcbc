#include "app/node/settings.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "app/node/disk.h"
#include "app/node/node.pb.h"

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
    if (const auto file = Disk::read(state_dir / settings_file))
        if (!kept.ParseFromArray(file->data(), static_cast<int>(file->size()))) kept.Clear();
    out.name_ = !asked.empty() ? asked : !kept.name().empty() ? kept.name() : host_name();
    const double limit = std::chrono::duration<double, std::milli>(latency_trim_max).count();
    out.latency_ = nearest_ns(std::clamp(kept.latency_ms(), -limit, limit) / 1e3);
    return out;
}

Bytes Settings::saved() const {
    SavedSettings s;
    s.set_name(name_);
    s.set_latency_ms(to_seconds(latency_) * 1e3);
    Bytes out(s.ByteSizeLong());
    s.SerializeToArray(out.data(), static_cast<int>(out.size()));
    return out;
}

}  // namespace segue::node

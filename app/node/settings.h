// What a person has set on this node; kept in settings.pb.
#pragma once

#include <filesystem>
#include <string>

#include "app/node/crew_wishes.h"
#include "sync/base/bytes.h"
#include "sync/base/time.h"

namespace segue::node {

inline constexpr std::string_view settings_file = "settings.pb";
// A loudspeaker behind a television may be this late; more is a typing error.
inline constexpr milliseconds latency_trim_max{2000};

// [node-thread]
class Settings {
  public:
    // asked: the name given at this start; it wins over the one kept. Neither: the host's name.
    static Settings load(const std::filesystem::path& state_dir, const std::string& asked);
    Bytes saved() const;

    const std::string& name() const { return name_; }
    void set_name(std::string name) { name_ = std::move(name); }
    // Sound leaves this node's loudspeaker so much later than its device says; may be negative.
    Nanoseconds latency() const { return latency_; }
    void set_latency(Nanoseconds latency) { latency_ = latency; }
    // Whether it works on everyone's music.
    const CrewWishes& jobs() const { return jobs_; }
    void set_jobs(const CrewWishes& jobs) { jobs_ = jobs; }

  private:
    std::string name_;
    Nanoseconds latency_{0};
    CrewWishes jobs_;
};

}  // namespace segue::node

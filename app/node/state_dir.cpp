#include "app/node/state_dir.h"

#include <fmt/format.h>

#include <charconv>
#include <fstream>

#include "app/node/disk.h"

namespace segue::node {
namespace fs = std::filesystem;
namespace {

constexpr const char* version_file = "version";

// 0: it says none.
std::uint32_t version_of(const fs::path& dir) {
    const auto text = Disk::read(dir / version_file);
    std::uint32_t version = 0;
    if (text) std::from_chars(as_text(*text).data(), as_text(*text).data() + text->size(), version);
    return version;
}

}  // namespace

Result<void, StateDirError> prepare_state_dir(const fs::path& dir) {
    std::error_code failed;
    if (fs::create_directories(dir, failed)) fs::permissions(dir, fs::perms::owner_all, failed);
    if (!fs::is_directory(dir, failed))
        return fail(StateDirError::unusable,
                    fmt::format("the state directory {} cannot be made{}; choose another with --state-dir",
                                dir.string(), failed ? ": " + failed.message() : ""));
    const std::uint32_t version = version_of(dir);
    if (version > state_version)
        return fail(
            StateDirError::newer,
            fmt::format("{} was used by a later release of Segue (its state is of version {}, this one knows {}); "
                        "install that release, or choose another directory with --state-dir",
                        dir.string(), version, state_version));
    if (version < state_version) std::ofstream(dir / version_file) << state_version << '\n';
    return {};
}

std::string session_file(const SessionId& session) { return "sessions/" + session.hex() + ".journal"; }

std::map<SessionId, Bytes> saved_sessions(const fs::path& dir) {
    std::map<SessionId, Bytes> out;
    std::error_code failed;
    for (fs::directory_iterator i(dir / "sessions", failed), end; !failed && i != end; i.increment(failed)) {
        const auto id = SessionId::from_hex(i->path().stem().string());
        if (!id || i->path().extension() != ".journal") continue;
        if (auto journal = Disk::read(i->path())) out.emplace(*id, std::move(*journal));
    }
    return out;
}

}  // namespace segue::node

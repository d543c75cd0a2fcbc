#include "app/control/state_dir.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace segue::control {
namespace fs = std::filesystem;
namespace {

fs::path from_environment(const char* name) {
    const char* value = std::getenv(name);
    return value && *value ? fs::path(value) : fs::path();
}

fs::path home() {
    if (auto home = from_environment("HOME"); home.is_absolute()) return home;
    const passwd* user = ::getpwuid(::getuid());
    return user && user->pw_dir ? fs::path(user->pw_dir) : fs::path();
}

fs::path chosen(std::string_view asked) {
    if (!asked.empty()) return asked;
    if (auto dir = from_environment("SEGUE_STATE_DIR"); !dir.empty()) return dir;
    // The XDG specification has relative paths ignored.
    if (auto dir = from_environment("XDG_STATE_HOME"); dir.is_absolute()) return dir / "segue";
    if (auto dir = home(); dir.is_absolute()) return dir / ".local/state/segue";
    return "/tmp/segue-" + std::to_string(::getuid());
}

}  // namespace

fs::path state_dir(std::string_view asked) {
    std::error_code failed;
    const fs::path dir = chosen(asked);
    const fs::path absolute = fs::absolute(dir, failed);
    const fs::path clean = (failed ? dir : absolute).lexically_normal();
    return clean.has_filename() ? clean : clean.parent_path();  // "/a/b/" is "/a/b"
}

}  // namespace segue::control

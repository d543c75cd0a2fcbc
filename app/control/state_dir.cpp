#include "app/control/state_dir.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
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

fs::path stand_in_dir(const fs::path& state_dir) {
    std::uint64_t mark = 0xcbf29ce484222325u;  // FNV-1a: the same in every build, unlike std::hash
    for (const char c : state_dir.string()) mark = (mark ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    const fs::path runtime = from_environment("XDG_RUNTIME_DIR");
    return (runtime.is_absolute() ? runtime : fs::path("/tmp")) /
           ("segue-" + std::to_string(::getuid()) + "-" + std::to_string(mark));
}

bool is_ours(const fs::path& dir) {
    struct stat s {};
    return ::lstat(dir.c_str(), &s) == 0 && S_ISDIR(s.st_mode) && s.st_uid == ::getuid();
}

}  // namespace segue::control

#include "app/importer/input_file.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "audio/media/limits.h"
#include "audio/media/wire.h"

namespace segue::importer {

namespace fs = std::filesystem;
using audio::ImportError;

audio::ImportResult<std::shared_ptr<InputFile>> InputFile::open(const fs::path& path) {
    const std::string shown = audio::clean_text(path.string(), 200);
    // Non-blocking, so that a named pipe cannot hold us up for ever.
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        if (errno == ENOENT || errno == ENOTDIR) return fail(ImportError::missing, shown + " does not exist");
        if (errno == EACCES || errno == EPERM) return fail(ImportError::unreadable, "no permission to read " + shown);
        return fail(ImportError::unreadable, "cannot read " + shown + ": " + std::generic_category().message(errno));
    }
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    return adopt(fd, path);
}

audio::ImportResult<std::shared_ptr<InputFile>> InputFile::adopt(int fd, const fs::path& path) {
    const std::string shown = audio::clean_text(path.string(), 200);
    struct stat info {};
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        const bool directory = S_ISDIR(info.st_mode);
        ::close(fd);
        if (directory) return fail(ImportError::directory, shown + " is a directory");
        return fail(ImportError::not_audio, shown + " is not a file");
    }
    return std::shared_ptr<InputFile>(new InputFile(path, fd, info.st_size));
}

InputFile::~InputFile() { ::close(fd_); }

std::int64_t InputFile::read_at(std::int64_t offset, std::uint8_t* out, std::size_t size) const {
    ssize_t n = 0;
    do {
        n = ::pread(fd_, out, size, offset);
    } while (n < 0 && errno == EINTR);
    return n;
}

std::vector<StemFile> find_stem_files(const fs::path& track) {
    std::vector<StemFile> out;
    const fs::path directory = track.parent_path() / (track.stem().string() + ".stems");
    std::error_code error;
    for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        const fs::path file = it->path();
        const std::string name = file.filename().string();
        if (name.empty() || name[0] == '.' || !it->is_regular_file(ignored)) continue;
        std::string stem = audio::clean_text(file.stem().string(), audio::stem_name_bytes_max);
        std::transform(stem.begin(), stem.end(), stem.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        if (stem.empty() || stem == "mix") continue;  // the mix is the track itself
        out.push_back({std::move(stem), file});
    }
    std::sort(out.begin(), out.end(), [](const StemFile& a, const StemFile& b) {
        return a.name != b.name ? a.name < b.name : a.path < b.path;
    });
    const auto twice =
        std::unique(out.begin(), out.end(), [](const StemFile& a, const StemFile& b) { return a.name == b.name; });
    out.erase(twice, out.end());
    if (out.size() > audio::stems_max - 1) out.resize(audio::stems_max - 1);
    return out;
}

namespace {

using Digest = std::array<std::uint8_t, 32>;

class Sha256 {
  public:
    Sha256() : context_(EVP_MD_CTX_new()) {
        SEGUE_ASSERT(context_ && EVP_DigestInit_ex(context_, EVP_sha256(), nullptr) == 1);
    }
    ~Sha256() { EVP_MD_CTX_free(context_); }
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void add(BytesView bytes) { SEGUE_ASSERT(EVP_DigestUpdate(context_, bytes.data(), bytes.size()) == 1); }
    Digest finish() {
        Digest out{};
        unsigned int size = 0;
        SEGUE_ASSERT(EVP_DigestFinal_ex(context_, out.data(), &size) == 1);
        return out;
    }

  private:
    EVP_MD_CTX* context_;
};

audio::ImportResult<Digest> digest_of(const InputFile& file) {
    Sha256 hash;
    Bytes buffer(std::size_t{1} << 18);
    for (std::int64_t at = 0;;) {
        const std::int64_t n = file.read_at(at, buffer.data(), buffer.size());
        if (n < 0)
            return fail(ImportError::unreadable, "reading " + audio::clean_text(file.path().string(), 200) +
                                                     " failed: " + std::generic_category().message(errno));
        if (n == 0) return hash.finish();
        hash.add(BytesView(buffer).first(static_cast<std::size_t>(n)));
        at += n;
    }
}

}  // namespace

std::vector<NamedInput> open_stem_files(const fs::path& track,
                                        const std::function<void(const std::string&)>& left_out) {
    std::vector<NamedInput> out;
    for (const StemFile& stem : find_stem_files(track)) {
        auto file = InputFile::open(stem.path);
        if (file) {
            out.push_back({stem.name, std::move(file).value()});
        } else {
            left_out(file.message());
        }
    }
    return out;
}

audio::ImportResult<TrackId> track_id(const InputFile& mix, const std::vector<NamedInput>& stems) {
    auto digest = digest_of(mix);
    if (!digest) return digest.failure();
    if (!stems.empty()) {
        Sha256 all;
        all.add(*digest);
        for (const NamedInput& stem : stems) {
            const auto of_stem = digest_of(*stem.file);
            if (!of_stem) return of_stem.failure();
            all.add(as_bytes(stem.name));
            all.add(Bytes{0});
            all.add(*of_stem);
        }
        digest = all.finish();
    }
    TrackId id;
    std::copy_n(digest->begin(), TrackId::size, id.bytes.begin());
    return id;
}

TrackId track_id(const TrackId& file, const audio::ImportRange& range) {
    ByteWriter what;
    what.bytes(as_bytes("range"));
    what.bytes(file.bytes);
    what.i64(range.from.count);
    what.i64(range.to.count);
    Sha256 hash;
    hash.add(what.view());
    const Digest digest = hash.finish();
    TrackId id;
    std::copy_n(digest.begin(), TrackId::size, id.bytes.begin());
    return id;
}

}  // namespace segue::importer

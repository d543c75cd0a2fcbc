#include "app/importer/tag_server.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "app/importer/sandbox.h"
#include "app/importer/tags.h"
#include "app/importer/thumbnail.h"
#include "audio/library/limits.h"
#include "audio/library/tag_messages.h"

namespace segue::importer {

namespace {

struct Question {
    library::AskedFile asked;
    int fd = -1;
};

// Blocks. Nothing: who asks is gone, or speaks nonsense.
std::optional<Question> receive(int socket) {
    std::array<std::uint8_t, library::tag_question_bytes_max> packet;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> beside{};
    iovec part{packet.data(), packet.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = beside.data();
    message.msg_controllen = beside.size();
    ssize_t n = 0;
    do {
        n = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (n < 0 && errno == EINTR);
    const cmsghdr* head = n > 0 ? CMSG_FIRSTHDR(&message) : nullptr;
    if (!head || head->cmsg_type != SCM_RIGHTS) return std::nullopt;
    Question out;
    std::memcpy(&out.fd, CMSG_DATA(head), sizeof(int));
    const auto asked = library::decode_question(BytesView(packet).first(static_cast<std::size_t>(n)));
    if (!asked) return std::nullopt;
    out.asked = *asked;
    return out;
}

// Of a picture; one that is too large, or cannot be read, is empty.
Bytes whole(const InputFile& file) {
    if (file.size() > static_cast<std::int64_t>(library::picture_bytes_max)) return {};
    Bytes out(static_cast<std::size_t>(file.size()));
    for (std::size_t done = 0; done < out.size();) {
        const std::int64_t n = file.read_at(static_cast<std::int64_t>(done), out.data() + done, out.size() - done);
        if (n <= 0) return {};
        done += static_cast<std::size_t>(n);
    }
    return out;
}

library::TagAnswer thumbnail_of(const std::shared_ptr<InputFile>& file) {
    std::array<std::uint8_t, 16> beginning{};
    const std::int64_t n = file->read_at(0, beginning.data(), beginning.size());
    const bool is_picture = n > 0 && looks_like_picture(BytesView(beginning).first(static_cast<std::size_t>(n)));
    const Bytes picture = is_picture ? whole(*file) : embedded_picture(file);
    if (picture.empty()) return fail(audio::ImportError::missing, "there is no picture in it");
    auto small = thumbnail(picture);
    if (!small) return small.failure();
    return library::encode_thumbnail({cover_id(picture), std::move(*small)});
}

library::TagAnswer answer(const Question& question) {
    const auto file = InputFile::adopt(question.fd, question.asked.path);
    if (!file) return file.failure();
    if (question.asked.what == library::TagQuestion::thumbnail) return thumbnail_of(*file);
    const auto entry = read_entry(*file);
    if (!entry) return entry.failure();
    return library::encode(*entry);
}

}  // namespace

int serve_tags(int socket) {
    if (!enter_sandbox()) return 1;
    // Of no lower priority than who asks (the library's thread, which is low): what two halve, a busy machine gives
    // neither, and the first title would come after half a minute.
    lock_sandbox_for_received_files();
    try {
        while (const auto question = receive(socket)) {
            const Bytes packet = library::encode_answer(answer(*question));
            if (::send(socket, packet.data(), packet.size(), MSG_NOSIGNAL) < 0) break;
        }
    } catch (const std::exception&) {  // out of memory, mostly
        ::_exit(1);                    // our supervisor sees an end without an answer
    }
    ::_exit(0);
}

}  // namespace segue::importer

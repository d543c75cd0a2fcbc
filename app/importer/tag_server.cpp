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

library::TagAnswer answer(const Question& question) {
    const auto file = InputFile::adopt(question.fd, question.asked.path);
    if (!file) return file.failure();
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

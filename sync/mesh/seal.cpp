#include "sync/mesh/seal.h"

#include <openssl/evp.h>

#include <algorithm>

#include "sync/base/assert.h"

namespace segue::mesh {
namespace {

using Nonce = std::array<std::uint8_t, seal_nonce_bytes>;

CipherContext make_cipher(const SealSecret& secret, Nonce& nonce, bool encrypt) {
    CipherContext c(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    std::copy(secret.begin() + seal_key_bytes, secret.end(), nonce.begin());
    const int ok = EVP_CipherInit_ex(c.get(), EVP_chacha20_poly1305(), nullptr, secret.data(), nonce.data(), encrypt);
    SEGUE_ASSERT(ok == 1);
    return c;
}

Nonce nonce_for(Nonce base, std::uint64_t counter) {
    for (std::size_t i = 0; i < 8; ++i) base[seal_nonce_bytes - 1 - i] ^= static_cast<std::uint8_t>(counter >> (8 * i));
    return base;
}

void put_u64(std::uint8_t* to, std::uint64_t v) {
    for (std::size_t i = 0; i < 8; ++i) to[i] = static_cast<std::uint8_t>(v >> (8 * i));
}

}  // namespace

bool ReplayWindow::fresh(std::uint64_t counter) const {
    if (counter == 0) return false;
    if (counter > newest_) return true;
    return newest_ - counter < replay_window && !seen_[counter % replay_window];
}

bool ReplayWindow::mark(std::uint64_t counter) {
    if (counter > newest_) {
        if (counter - newest_ >= replay_window) {
            seen_.reset();
        } else {
            for (std::uint64_t c = newest_ + 1; c < counter; ++c) seen_.reset(c % replay_window);
        }
        newest_ = counter;
        seen_.set(counter % replay_window);
        return true;
    }
    seen_.set(counter % replay_window);
    return false;
}

Sealer::Sealer(const SealSecret& secret, std::uint64_t channel_id)
    : cipher_(make_cipher(secret, nonce_, true)), channel_id_(channel_id) {}

BytesView Sealer::seal(std::uint8_t kind, BytesView message) {
    SEGUE_ASSERT(message.size() <= datagram_bytes_max);
    ++counter_;
    put_u64(buffer_.data(), channel_id_);
    put_u64(buffer_.data() + 8, counter_);
    const Nonce nonce = nonce_for(nonce_, counter_);
    std::uint8_t* body = buffer_.data() + seal_header_bytes;
    const int size = static_cast<int>(message.size());
    int n = 0;
    bool ok = EVP_EncryptInit_ex(cipher_.get(), nullptr, nullptr, nullptr, nonce.data()) == 1 &&
              EVP_EncryptUpdate(cipher_.get(), nullptr, &n, buffer_.data(), seal_header_bytes) == 1 &&
              EVP_EncryptUpdate(cipher_.get(), body, &n, &kind, 1) == 1;
    if (size > 0) ok = ok && EVP_EncryptUpdate(cipher_.get(), body + 1, &n, message.data(), size) == 1;
    std::uint8_t* tag = body + 1 + size;
    ok = ok && EVP_EncryptFinal_ex(cipher_.get(), tag, &n) == 1 &&
         EVP_CIPHER_CTX_ctrl(cipher_.get(), EVP_CTRL_AEAD_GET_TAG, seal_tag_bytes, tag) == 1;
    SEGUE_ASSERT(ok);
    return BytesView(buffer_).first(datagram_sealing_bytes + message.size());
}

Opener::Opener(const SealSecret& secret) : cipher_(make_cipher(secret, nonce_, false)) {}

Opener::Opened Opener::open(BytesView datagram) {
    if (datagram.size() < datagram_sealing_bytes || datagram.size() > sealed_bytes_max) return {Verdict::forged};
    ByteReader header(datagram.first(seal_header_bytes));
    header.u64();
    const std::uint64_t counter = header.u64();
    if (!window_.fresh(counter)) return {Verdict::replayed};
    const Nonce nonce = nonce_for(nonce_, counter);
    const std::size_t body = datagram.size() - seal_header_bytes - seal_tag_bytes;
    std::array<std::uint8_t, seal_tag_bytes> tag{};
    std::copy_n(datagram.end() - seal_tag_bytes, seal_tag_bytes, tag.begin());
    int n = 0;
    const bool genuine = EVP_DecryptInit_ex(cipher_.get(), nullptr, nullptr, nullptr, nonce.data()) == 1 &&
                         EVP_CIPHER_CTX_ctrl(cipher_.get(), EVP_CTRL_AEAD_SET_TAG, seal_tag_bytes, tag.data()) == 1 &&
                         EVP_DecryptUpdate(cipher_.get(), nullptr, &n, datagram.data(), seal_header_bytes) == 1 &&
                         EVP_DecryptUpdate(cipher_.get(), buffer_.data(), &n, datagram.data() + seal_header_bytes,
                                           static_cast<int>(body)) == 1 &&
                         EVP_DecryptFinal_ex(cipher_.get(), buffer_.data() + n, &n) == 1;
    if (!genuine) return {Verdict::forged};
    const bool newest = window_.mark(counter);
    return {Verdict::good, buffer_[0], BytesView(buffer_).subspan(1, body - 1), newest};
}

std::optional<std::uint64_t> datagram_channel(BytesView datagram) {
    if (datagram.size() < datagram_sealing_bytes || datagram.size() > sealed_bytes_max) return std::nullopt;
    return ByteReader(datagram).u64();
}

}  // namespace segue::mesh

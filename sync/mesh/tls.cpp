#include "sync/mesh/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <charconv>

namespace segue::mesh {
namespace {

constexpr std::string_view alpn_peer_prefix = "segue/", alpn_join = "segue-join/1";
// A certificate of ours is 400 bytes; a stranger may not make us parse much.
constexpr long peer_certificates_bytes_max = 8 * 1024;

std::string alpn_wire(std::string_view text) { return static_cast<char>(text.size()) + std::string(text); }

Certificate share(X509* c) {
    X509_up_ref(c);
    return Certificate(c, [](X509* x) { X509_free(x); });
}

}  // namespace

// What OpenSSL calls back.
struct TlsSession::Callbacks {
    static TlsSession* session(SSL* ssl) { return static_cast<TlsSession*>(SSL_get_app_data(ssl)); }

    static int verify(X509_STORE_CTX* store, void*) {
        auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
        TlsSession* self = session(ssl);
        std::vector<Certificate> chain;
        if (X509* leaf = X509_STORE_CTX_get0_cert(store)) chain.push_back(share(leaf));
        STACK_OF(X509)* others = X509_STORE_CTX_get0_untrusted(store);
        for (int i = 0; i < sk_X509_num(others); ++i) {
            X509* c = sk_X509_value(others, i);
            if (!chain.empty() && c != chain.front().get()) chain.push_back(share(c));
        }
        const std::string objection = self->context_->objection(chain);
        ERR_clear_error();
        if (objection.empty()) {
            self->peer_ = read_subject(chain.front());
            return 1;
        }
        self->reason_ = objection;
        self->disbelieved_ = true;
        X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_UNTRUSTED);
        return 0;
    }

    // A server takes up any version of ours: the Hello then tells both sides, in confidence, that they differ.
    static int choose(SSL* ssl, const unsigned char** out, unsigned char* out_size, const unsigned char* offers,
                      unsigned size, void*) {
        TlsSession* self = session(ssl);
        std::string_view rest(reinterpret_cast<const char*>(offers), size);
        while (!rest.empty()) {
            const auto n = static_cast<std::size_t>(static_cast<unsigned char>(rest.front()));
            if (n + 1 > rest.size()) break;
            const std::string_view offer = rest.substr(1, n);
            rest.remove_prefix(n + 1);
            const bool join = offer == alpn_join;
            if (!join && !offer.starts_with(alpn_peer_prefix)) continue;
            if (join) {
                self->purpose_ = Purpose::join;
                SSL_set_verify(ssl, SSL_VERIFY_NONE, nullptr);
            }
            *out = reinterpret_cast<const unsigned char*>(offer.data());
            *out_size = static_cast<unsigned char>(offer.size());
            return SSL_TLSEXT_ERR_OK;
        }
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
};

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

std::shared_ptr<const TlsContext> TlsContext::for_peers(std::shared_ptr<const Credentials> credentials, Revoked revoked,
                                                        std::uint32_t version_major) {
    std::shared_ptr<TlsContext> self = std::const_pointer_cast<TlsContext>(for_joining({}));
    if (!self) return {};
    SSL_CTX* c = self->context_;
    // The authority's certificate goes along for the sake of joiners, who know only its fingerprint.
    if (SSL_CTX_use_certificate(c, credentials->certificate.get()) != 1 ||
        SSL_CTX_use_PrivateKey(c, credentials->node_key.get()) != 1 || SSL_CTX_check_private_key(c) != 1 ||
        SSL_CTX_add1_chain_cert(c, credentials->authority.get()) != 1)
        return {};
    SSL_CTX_set_alpn_select_cb(c, &TlsSession::Callbacks::choose, nullptr);
    self->credentials_ = std::move(credentials);
    self->revoked_ = std::move(revoked);
    self->alpn_ = alpn_wire(std::string(alpn_peer_prefix) + std::to_string(version_major));
    return self;
}

std::shared_ptr<const TlsContext> TlsContext::for_joining(const Fingerprint& authority) {
    std::shared_ptr<TlsContext> self(new TlsContext);
    SSL_CTX* c = self->context_ = SSL_CTX_new(TLS_method());
    if (c == nullptr || SSL_CTX_set_min_proto_version(c, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_max_proto_version(c, TLS1_3_VERSION) != 1 || SSL_CTX_set1_groups_list(c, "X25519") != 1 ||
        SSL_CTX_set1_sigalgs_list(c, "ed25519") != 1 || SSL_CTX_set_num_tickets(c, 0) != 1)
        return {};
    SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);  // a resumed session would not ask about revocation
    SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_max_cert_list(c, peer_certificates_bytes_max);
    SSL_CTX_set_verify(c, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_cert_verify_callback(c, &TlsSession::Callbacks::verify, nullptr);
    self->authority_ = authority;
    self->alpn_ = alpn_wire(alpn_join);
    return self;
}

std::string TlsContext::objection(const std::vector<Certificate>& chain) const {
    if (chain.empty()) return "showed no certificate";
    const auto subject = read_subject(chain.front());
    if (!subject) return "its certificate is not one of Segue's";
    if (credentials_) {
        if (!issued_by(chain.front(), credentials_->authority)) return "it is of another ensemble";
        if (revoked_(*subject)) return "node " + subject->node.brief() + " was forgotten (revoked)";
        return {};
    }
    for (std::size_t i = 1; i < chain.size(); ++i)
        if (fingerprint(public_key(chain[i])) == authority_ && issued_by(chain.front(), chain[i])) return {};
    return "it is not of the ensemble that the link names";
}

TlsSession::TlsSession(std::shared_ptr<const TlsContext> context, Side side, Purpose purpose)
    : context_(std::move(context)), ssl_(SSL_new(context_->context_)), side_(side), purpose_(purpose) {
    SEGUE_ASSERT(ssl_ != nullptr);
    SSL_set_app_data(ssl_, this);
    SSL_set_bio(ssl_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    if (side == Side::server) {
        SSL_set_accept_state(ssl_);
    } else {
        SSL_set_connect_state(ssl_);
        SSL_set_alpn_protos(ssl_, reinterpret_cast<const unsigned char*>(context_->alpn_.data()),
                            static_cast<unsigned>(context_->alpn_.size()));
    }
}

TlsSession::~TlsSession() { SSL_free(ssl_); }

TlsSession::State TlsSession::fail(std::string reason) {
    if (reason_.empty()) reason_ = std::move(reason);
    ERR_clear_error();
    BIO_reset(SSL_get_wbio(ssl_));  // no alert
    peer_.reset();
    return state_ = State::failed;
}

TlsSession::State TlsSession::handshake() {
    if (state_ != State::handshaking) return state_;
    ERR_clear_error();
    const int done = SSL_do_handshake(ssl_);
    if (done != 1) {
        const int why = SSL_get_error(ssl_, done);
        if (why == SSL_ERROR_WANT_READ) return state_;
        return fail("not a handshake of ours: " + openssl_complaint());
    }
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_, &chosen, &size);
    const std::string_view alpn(reinterpret_cast<const char*>(chosen), size);
    const bool join = alpn == alpn_join;
    if (!join && !alpn.starts_with(alpn_peer_prefix)) return fail("speaks TLS, but not Segue's protocol");
    if (join != (purpose_ == Purpose::join)) return fail("answered another question than was asked");
    if (!peer_ && !(join && side_ == Side::server)) return fail("showed no certificate");
    if (!join) std::from_chars(alpn.data() + alpn_peer_prefix.size(), alpn.data() + alpn.size(), offered_major_);
    return state_ = State::established;
}

TlsSession::State TlsSession::start() { return handshake(); }

TlsSession::State TlsSession::receive(BytesView ciphertext) {
    if (state_ == State::failed || state_ == State::closed) return state_;
    if (BIO_write(SSL_get_rbio(ssl_), ciphertext.data(), static_cast<int>(ciphertext.size())) !=
        static_cast<int>(ciphertext.size()))
        return fail("out of memory");
    return handshake();
}

std::size_t TlsSession::read(std::span<std::uint8_t> out) {
    if (state_ != State::established) return 0;
    ERR_clear_error();
    std::size_t n = 0;
    const int got = SSL_read_ex(ssl_, out.data(), out.size(), &n);
    if (got == 1) return n;
    switch (SSL_get_error(ssl_, got)) {
        case SSL_ERROR_WANT_READ:
            break;
        case SSL_ERROR_ZERO_RETURN:
            state_ = State::closed;
            break;
        // A client is established before the server has judged its certificate: refusal comes as an alert, here.
        default:
            fail("the stream broke: " + openssl_complaint());
    }
    return 0;
}

bool TlsSession::write(BytesView plaintext) {
    if (state_ != State::established) return false;
    if (plaintext.empty()) return true;
    ERR_clear_error();
    std::size_t n = 0;
    if (SSL_write_ex(ssl_, plaintext.data(), plaintext.size(), &n) == 1 && n == plaintext.size()) return true;
    fail("cannot encrypt: " + openssl_complaint());
    return false;
}

void TlsSession::take_outgoing(Bytes& out) {
    BIO* bio = SSL_get_wbio(ssl_);
    const std::size_t n = BIO_ctrl_pending(bio);
    if (n == 0) return;
    const std::size_t had = out.size();
    out.resize(had + n);
    const int got = BIO_read(bio, out.data() + had, static_cast<int>(n));
    SEGUE_ASSERT(got == static_cast<int>(n));
}

bool TlsSession::export_key(std::string_view label, std::string_view context, std::span<std::uint8_t> out) const {
    return state_ == State::established &&
           SSL_export_keying_material(ssl_, out.data(), out.size(), label.data(), label.size(),
                                      reinterpret_cast<const unsigned char*>(context.data()), context.size(), 1) == 1;
}

}  // namespace segue::mesh

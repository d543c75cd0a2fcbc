#include "sync/mesh/credentials.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <charconv>
#include <limits>

namespace segue::mesh {
namespace {

constexpr std::string_view uri_prefix = "segue:node/";

template <class T, void (*release)(T*)>
struct Releaser {
    void operator()(T* p) const { release(p); }
};
using Extension = std::unique_ptr<X509_EXTENSION, Releaser<X509_EXTENSION, X509_EXTENSION_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Releaser<GENERAL_NAMES, GENERAL_NAMES_free>>;
using Request = std::unique_ptr<X509_REQ, Releaser<X509_REQ, X509_REQ_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Releaser<EVP_MD_CTX, EVP_MD_CTX_free>>;
using KeyInfo = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Releaser<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>>;
struct BioReleaser {
    void operator()(BIO* p) const { BIO_free_all(p); }
};
using Bio = std::unique_ptr<BIO, BioReleaser>;

Key own(EVP_PKEY* key) {
    return Key(key, [](EVP_PKEY* k) { EVP_PKEY_free(k); });
}
Certificate own(X509* c) {
    return Certificate(c, [](X509* x) { X509_free(x); });
}

const unsigned char* bytes(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

bool is_ed25519(const EVP_PKEY* key) { return key != nullptr && EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519; }

template <class T, class Encode>
std::string der(const T* object, Encode encode) {
    if (object == nullptr) return {};
    unsigned char* out = nullptr;
    const int n = encode(object, &out);
    if (n <= 0) return {};
    std::string s(reinterpret_cast<const char*>(out), static_cast<std::size_t>(n));
    OPENSSL_free(out);
    return s;
}

bool add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509V3_set_ctx_nodb(&context);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// Subject and issuer, a random serial, and a validity without end (see identity.h).
bool fill(X509* c, EVP_PKEY* key, const std::string& name, X509* issuer) {
    X509_NAME* subject = X509_get_subject_name(c);
    std::uint64_t serial = random_u64() >> 1;
    return X509_set_version(c, X509_VERSION_3) == 1 && ASN1_INTEGER_set_uint64(X509_get_serialNumber(c), serial) == 1 &&
           ASN1_TIME_set_string(X509_getm_notBefore(c), "19700101000000Z") == 1 &&
           ASN1_TIME_set_string(X509_getm_notAfter(c), "99991231235959Z") == 1 && X509_set_pubkey(c, key) == 1 &&
           X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, bytes(name), static_cast<int>(name.size()), -1,
                                      0) == 1 &&
           X509_set_issuer_name(c, X509_get_subject_name(issuer)) == 1;
}

std::optional<Subject> parse_uri(std::string_view uri) {
    if (!uri.starts_with(uri_prefix)) return std::nullopt;
    uri.remove_prefix(uri_prefix.size());
    const std::size_t first = uri.find('/'), second = uri.find('/', first + 1);
    if (first == uri.npos || second == uri.npos) return std::nullopt;
    const auto node = NodeId::from_hex(uri.substr(0, first));
    const std::string_view role = uri.substr(first + 1, second - first - 1), number = uri.substr(second + 1);
    if (!node || (role != "member" && role != "guest")) return std::nullopt;
    Subject s{*node, role == "member" ? Role::member : Role::guest, 0};
    const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), s.generation);
    if (problem != std::errc{} || end != number.data() + number.size() || s.generation == 0) return std::nullopt;
    return s;
}

}  // namespace

Key make_key() { return own(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")); }

Certificate make_authority(const Key& key) {
    Certificate c = own(X509_new());
    if (!key || !c || !fill(c.get(), key.get(), "Segue ensemble " + id_of<EnsembleId>(key).hex(), c.get())) return {};
    if (!add_extension(c.get(), c.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0") ||
        !add_extension(c.get(), c.get(), NID_key_usage, "critical,keyCertSign") ||
        !add_extension(c.get(), c.get(), NID_subject_key_identifier, "hash"))
        return {};
    return X509_sign(c.get(), key.get(), nullptr) > 0 ? c : Certificate{};
}

Certificate certify(const Key& node, Role role, std::uint32_t generation, const Certificate& authority,
                    const Key& authority_key) {
    Certificate c = own(X509_new());
    if (!node || !c || !authority || !authority_key || !is_ed25519(node.get())) return {};
    const std::string id = id_of<NodeId>(node).hex();
    if (!fill(c.get(), node.get(), id, authority.get())) return {};
    const std::string uri = "URI:" + std::string(uri_prefix) + id + (role == Role::member ? "/member/" : "/guest/") +
                            std::to_string(generation);
    if (!add_extension(c.get(), authority.get(), NID_basic_constraints, "critical,CA:FALSE") ||
        !add_extension(c.get(), authority.get(), NID_key_usage, "critical,digitalSignature") ||
        !add_extension(c.get(), authority.get(), NID_authority_key_identifier, "keyid") ||
        !add_extension(c.get(), authority.get(), NID_subject_alt_name, uri))
        return {};
    return X509_sign(c.get(), authority_key.get(), nullptr) > 0 ? c : Certificate{};
}

std::optional<Subject> read_subject(const Certificate& certificate) {
    if (!certificate) return std::nullopt;
    const Names names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
    if (!names || sk_GENERAL_NAME_num(names.get()) != 1) return std::nullopt;
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), 0);
    if (name->type != GEN_URI) return std::nullopt;
    const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
    const auto subject = parse_uri(
        {reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)), static_cast<std::size_t>(ASN1_STRING_length(uri))});
    const Key key = public_key(certificate);
    if (!subject || !is_ed25519(key.get()) || id_of<NodeId>(key) != subject->node) return std::nullopt;
    return subject;
}

bool issued_by(const Certificate& certificate, const Certificate& authority) {
    if (!certificate || !authority) return false;
    EVP_PKEY* key = X509_get0_pubkey(authority.get());
    return is_ed25519(key) && X509_check_ca(certificate.get()) == 0 &&
           X509_NAME_cmp(X509_get_issuer_name(certificate.get()), X509_get_subject_name(authority.get())) == 0 &&
           X509_verify(certificate.get(), key) == 1;
}

Key public_key(const Certificate& certificate) { return certificate ? own(X509_get_pubkey(certificate.get())) : Key{}; }

bool same_public_key(const Key& a, const Key& b) { return a && b && EVP_PKEY_eq(a.get(), b.get()) == 1; }

Fingerprint fingerprint(const Key& key) {
    Fingerprint out{};
    const std::string spki = der(key.get(), [](const EVP_PKEY* k, unsigned char** o) { return i2d_PUBKEY(k, o); });
    std::size_t n = 0;
    const int ok = EVP_Q_digest(nullptr, "SHA256", nullptr, spki.data(), spki.size(), out.data(), &n);
    SEGUE_ASSERT(!spki.empty() && ok == 1 && n == out.size());
    return out;
}

std::optional<Credentials> make_credentials(Key node_key, Certificate certificate, Certificate authority,
                                            Key authority_key) {
    const auto subject = read_subject(certificate);
    if (!subject || !node_key || !issued_by(certificate, authority)) return std::nullopt;
    if (!same_public_key(node_key, public_key(certificate))) return std::nullopt;
    const Key authority_public = public_key(authority);
    if (!is_ed25519(authority_public.get())) return std::nullopt;
    if ((subject->role == Role::member) != (authority_key != nullptr)) return std::nullopt;
    if (authority_key && !same_public_key(authority_key, authority_public)) return std::nullopt;
    Credentials c;
    c.subject = *subject;
    c.fingerprint = fingerprint(authority_public);
    c.ensemble = id_of<EnsembleId>(authority_public);
    c.node_key = std::move(node_key);
    c.certificate = std::move(certificate);
    c.authority = std::move(authority);
    c.authority_key = std::move(authority_key);
    return c;
}

std::string make_request(const Key& key) {
    const Request request(X509_REQ_new());
    if (!request || !key || X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) != 1 ||
        X509_REQ_set_pubkey(request.get(), key.get()) != 1 || X509_REQ_sign(request.get(), key.get(), nullptr) <= 0)
        return {};
    return der(request.get(), [](const X509_REQ* r, unsigned char** o) { return i2d_X509_REQ(r, o); });
}

Key read_request(std::string_view text) {
    if (text.size() > join_request_bytes_max) return {};
    const unsigned char* p = bytes(text);
    const Request request(d2i_X509_REQ(nullptr, &p, static_cast<long>(text.size())));
    if (!request || p != bytes(text) + text.size()) return {};
    Key key = own(X509_REQ_get_pubkey(request.get()));
    if (!is_ed25519(key.get()) || X509_REQ_verify(request.get(), key.get()) != 1) return {};
    return key;
}

std::string to_der(const Certificate& certificate) {
    return der(certificate.get(), [](const X509* c, unsigned char** o) { return i2d_X509(c, o); });
}

std::string to_der(const Key& key) {
    const KeyInfo info(key ? EVP_PKEY2PKCS8(key.get()) : nullptr);
    return der(info.get(),
               [](const PKCS8_PRIV_KEY_INFO* k, unsigned char** o) { return i2d_PKCS8_PRIV_KEY_INFO(k, o); });
}

Certificate certificate_from_der(std::string_view text) {
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return {};
    const unsigned char* p = bytes(text);
    Certificate c = own(d2i_X509(nullptr, &p, static_cast<long>(text.size())));
    return c && p == bytes(text) + text.size() ? c : Certificate{};
}

Key key_from_der(std::string_view text) {
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return {};
    const unsigned char* p = bytes(text);
    const KeyInfo info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &p, static_cast<long>(text.size())));
    if (!info || p != bytes(text) + text.size()) return {};
    Key key = own(EVP_PKCS82PKEY(info.get()));
    return is_ed25519(key.get()) ? key : Key{};
}

std::string to_pem(const Certificate& certificate) {
    const Bio bio(BIO_new(BIO_s_mem()));
    if (!certificate || PEM_write_bio_X509(bio.get(), certificate.get()) != 1) return {};
    char* data = nullptr;
    const long n = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(n)};
}

std::string to_pem(const Key& key) {
    const Bio bio(BIO_new(BIO_s_secmem()));
    if (!key || PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return {};
    char* data = nullptr;
    const long n = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(n)};
}

std::optional<PemBlocks> read_pem(std::string_view text) {
    PemBlocks out;
    const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    while (true) {
        char *name = nullptr, *header = nullptr;
        unsigned char* data = nullptr;
        long n = 0;
        if (PEM_read_bio(bio.get(), &name, &header, &data, &n) != 1) {
            // Running out of blocks is the one good end.
            const bool end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
            ERR_clear_error();
            return end ? std::optional(std::move(out)) : std::nullopt;
        }
        const std::string kind = name;
        const std::string body(reinterpret_cast<const char*>(data), static_cast<std::size_t>(n));
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_clear_free(data, static_cast<std::size_t>(n));
        if (kind == PEM_STRING_X509) {
            out.certificates.push_back(certificate_from_der(body));
            if (!out.certificates.back()) return std::nullopt;
        } else if (kind == PEM_STRING_PKCS8INF) {
            out.keys.push_back(key_from_der(body));
            if (!out.keys.back()) return std::nullopt;
        } else {
            return std::nullopt;
        }
    }
}

std::string sign(const Key& key, BytesView message) {
    const Digest context(EVP_MD_CTX_new());
    std::string signature(64, '\0');
    std::size_t n = signature.size();
    if (!key || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &n, message.data(),
                       message.size()) != 1 ||
        n != signature.size())
        return {};
    return signature;
}

bool verify(const Key& key, BytesView message, BytesView signature) {
    const Digest context(EVP_MD_CTX_new());
    const bool good =
        key && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
        EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
    ERR_clear_error();
    return good;
}

void random_bytes(std::span<std::uint8_t> out) {
    const int ok = RAND_bytes(out.data(), static_cast<int>(out.size()));
    SEGUE_ASSERT(ok == 1);
}

std::uint64_t random_u64() {
    std::array<std::uint8_t, 8> raw{};
    random_bytes(raw);
    return ByteReader(raw).u64();
}

bool equal_in_constant_time(BytesView a, BytesView b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string openssl_complaint() {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    return reason != nullptr ? reason : "unknown reason";
}

}  // namespace segue::mesh

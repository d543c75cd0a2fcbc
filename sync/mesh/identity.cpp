#include "sync/mesh/identity.h"

#include "sync/mesh/credentials.h"
#include "sync/mesh/limits.h"
#include "sync/mesh/name.h"
#include "sync/mesh/revocations.h"
#include "sync/mesh/state_file.h"

namespace segue::mesh {
namespace {

namespace fs = std::filesystem;

Failure<Error> damaged(const fs::path& file, std::string_view what) {
    return fail(Error::state_corrupt, file.string() + ": " + std::string(what) +
                                          "; restore it from a backup, or move " + file.parent_path().string() +
                                          " away to begin as a new node");
}

std::optional<Credentials> found_ensemble(const Key& node_key) {
    const Key authority_key = make_key();
    const Certificate authority = make_authority(authority_key);
    return make_credentials(node_key, certify(node_key, Role::member, 1, authority, authority_key), authority,
                            authority_key);
}

std::string ensemble_pem(const Credentials& c) {
    return to_pem(c.certificate) + to_pem(c.authority) + (c.authority_key ? to_pem(c.authority_key) : std::string());
}

}  // namespace

struct Identity::State {
    fs::path directory;  // empty: in memory only
    std::string name;
    Key node_key;
    std::shared_ptr<const Credentials> credentials;
    Revocations revocations;
    std::string damage;

    fs::path key_file() const { return directory / "node.key"; }
    fs::path ensemble_file() const { return directory / "ensemble.pem"; }
    fs::path revocations_file() const { return directory / "revocations"; }

    Outcome<void> save(const fs::path& file, std::string_view bytes) const {
        return directory.empty() ? Outcome<void>{} : write_state_file(file, bytes);
    }

    // The disk first, so that a failure changes nothing. Revocations of another ensemble go; if we crash before they
    // do, load() knows them for what they are.
    Outcome<void> become(std::optional<Credentials> fresh) {
        if (!fresh) return fail(Error::crypto, "cannot make keys and certificates: " + openssl_complaint());
        if (auto saved = save(ensemble_file(), ensemble_pem(*fresh)); !saved) return saved;
        if (!credentials || credentials->ensemble != fresh->ensemble) {
            revocations = {};
            if (!directory.empty()) {
                std::error_code ignored;
                fs::remove(revocations_file(), ignored);
            }
        }
        credentials = std::make_shared<const Credentials>(std::move(*fresh));
        return {};
    }

    Outcome<bool> load_key();
    Outcome<bool> load_ensemble();
    Outcome<void> load_revocations();
};

Identity::Identity(std::unique_ptr<State> state) : state_(std::move(state)) {}
Identity::Identity(Identity&&) noexcept = default;
Identity& Identity::operator=(Identity&&) noexcept = default;
Identity::~Identity() = default;

// Each loader: true when the file was there and good.
Outcome<bool> Identity::State::load_key() {
    auto text = read_state_file(key_file());
    if (!text) return text.failure();
    if (!*text) return false;
    const auto blocks = read_pem(**text);
    if (!blocks || blocks->keys.size() != 1 || !blocks->certificates.empty())
        return damaged(key_file(), "is not a node key");
    node_key = blocks->keys.front();
    return true;
}

Outcome<bool> Identity::State::load_ensemble() {
    auto text = read_state_file(ensemble_file());
    if (!text) return text.failure();
    if (!*text) return false;
    const auto blocks = read_pem(**text);
    if (!blocks || blocks->certificates.size() != 2 || blocks->keys.size() > 1)
        return damaged(ensemble_file(), "does not hold an ensemble's certificates");
    auto made = make_credentials(node_key, blocks->certificates[0], blocks->certificates[1],
                                 blocks->keys.empty() ? Key{} : blocks->keys[0]);
    if (!made) return damaged(ensemble_file(), "its certificates and keys, and node.key, do not belong together");
    credentials = std::make_shared<const Credentials>(std::move(*made));
    return true;
}

Outcome<void> Identity::State::load_revocations() {
    auto text = read_state_file(revocations_file());
    if (!text) return text.failure();
    if (!*text) return {};
    auto list = Revocations::parse(**text, *credentials);
    if (list) {
        revocations = std::move(*list);
        return {};
    }
    if (list.error() == Error::wrong_ensemble) return {};
    // Without a list whoever was forgotten would be trusted until a member is met who knows better; without this node,
    // nothing plays. So it goes on with what is good of it, and says so.
    const auto kept = keep_damaged(revocations_file(), **text);
    if (!kept) return kept.failure();
    revocations = Revocations::salvage(**text, *credentials);
    damage = revocations_file().string() + " was damaged (" + list.message() +
             "): " + std::to_string(revocations.size()) +
             " of the forgotten devices are known still, others may be trusted " +
             "until another member is met; as it was it is kept as " + kept->filename().string();
    return save(revocations_file(), revocations.serialize(*credentials));
}

Outcome<Identity> Identity::load_or_found(const fs::path& state_dir, std::string_view name) {
    auto state = std::make_unique<State>();
    state->directory = state_dir / "identity";
    state->name = tidy_name(name);
    std::error_code problem;
    if (fs::exists(state->directory, problem) && !fs::is_directory(state->directory, problem))
        return damaged(state->directory, "is not a directory");
    if (auto made = make_private_directory(state->directory); !made) return made.failure();

    auto key = state->load_key();
    if (!key) return key.failure();
    if (!*key) {
        if (fs::exists(state->ensemble_file(), problem))
            return damaged(state->key_file(), "is missing, though ensemble.pem is there");
        state->node_key = make_key();
        if (auto saved = state->save(state->key_file(), to_pem(state->node_key)); !saved) return saved.failure();
    }
    auto ensemble = state->load_ensemble();
    if (!ensemble) return ensemble.failure();
    if (!*ensemble) {
        if (auto founded = state->become(found_ensemble(state->node_key)); !founded) return founded.failure();
    }
    if (auto read = state->load_revocations(); !read) return read.failure();
    return Identity(std::move(state));
}

Outcome<Identity> Identity::transient(std::string_view name) {
    auto state = std::make_unique<State>();
    state->name = tidy_name(name);
    state->node_key = make_key();
    if (auto founded = state->become(found_ensemble(state->node_key)); !founded) return founded.failure();
    return Identity(std::move(state));
}

NodeId Identity::node() const { return state_->credentials->subject.node; }
EnsembleId Identity::ensemble() const { return state_->credentials->ensemble; }
Role Identity::role() const { return state_->credentials->subject.role; }
const std::string& Identity::name() const { return state_->name; }
const std::shared_ptr<const Credentials>& Identity::credentials() const { return state_->credentials; }
const std::string& Identity::damage() const { return state_->damage; }
const Revocations& Identity::revocations() const { return state_->revocations; }

Outcome<void> Identity::leave() { return state_->become(found_ensemble(state_->node_key)); }

Outcome<void> Identity::adopt(const std::string& certificate, const std::string& authority,
                              const std::string& authority_key) {
    auto fresh = make_credentials(state_->node_key, certificate_from_der(certificate), certificate_from_der(authority),
                                  authority_key.empty() ? Key{} : key_from_der(authority_key));
    if (!fresh) {
        openssl_complaint();
        return fail(Error::refused, "the inviter's answer does not make sense");
    }
    return state_->become(std::move(fresh));
}

Outcome<bool> Identity::learn(const Revocations& more) {
    if (state_->revocations.merge(more).empty()) return false;
    // Kept in memory even when the disk refuses: better forgotten until the restart than not at all.
    auto saved = state_->save(state_->revocations_file(), state_->revocations.serialize(*state_->credentials));
    if (!saved) return saved.failure();
    return true;
}

}  // namespace segue::mesh

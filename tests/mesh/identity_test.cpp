#include "sync/mesh/identity.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "sync/mesh/known_peers.h"
#include "sync/mesh/name.h"
#include "sync/mesh/revocations.h"
#include "tests/mesh/ring.h"

namespace segue::mesh {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const fs::path& p) {
    struct stat s {};
    EXPECT_EQ(::stat(p.c_str(), &s), 0) << p;
    return s.st_mode & 0777;
}
std::string contents(const fs::path& p) {
    std::ifstream in(p, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
void write(const fs::path& p, const std::string& text) { std::ofstream(p, std::ios::binary) << text; }

TEST(Identity, AFreshNodeFoundsAnEnsembleAndStaysTheSameOverARestart) {
    TemporaryDirectory d;
    auto first = Identity::load_or_found(d.path(), "kitchen");
    ASSERT_TRUE(first.ok()) << first.message();
    EXPECT_EQ(first->role(), Role::member);
    EXPECT_TRUE(first->can_invite());
    EXPECT_FALSE(first->node().is_none());
    auto second = Identity::load_or_found(d.path(), "kitchen");
    ASSERT_TRUE(second.ok());
    EXPECT_EQ(second->node(), first->node());
    EXPECT_EQ(second->ensemble(), first->ensemble());
    EXPECT_EQ(second->role(), Role::member);
}

TEST(Identity, SecretsAreForTheirOwnerOnly) {
    TemporaryDirectory d;
    ::umask(0);
    ASSERT_TRUE(Identity::load_or_found(d.path() / "deep" / "state", "x").ok());
    const fs::path directory = d.path() / "deep" / "state" / "identity";
    EXPECT_EQ(mode_of(directory), 0700u);
    int files = 0;
    for (const auto& entry : fs::directory_iterator(directory)) {
        ++files;
        EXPECT_EQ(mode_of(entry.path()), 0600u) << entry.path();
    }
    EXPECT_EQ(files, 2) << "a key and an ensemble, and nothing left over";
    ::chmod(directory.c_str(), 0755);
    ASSERT_TRUE(Identity::load_or_found(d.path() / "deep" / "state", "x").ok());
    EXPECT_EQ(mode_of(directory), 0700u) << "closed again";
    ::umask(022);
}

TEST(Identity, ADamagedFileIsNamedAndLeftAlone) {
    for (const char* name : {"node.key", "ensemble.pem"}) {
        TemporaryDirectory d;
        ASSERT_TRUE(Identity::load_or_found(d.path(), "x").ok());
        const fs::path file = d.path() / "identity" / name;
        const std::string whole = contents(file);
        for (const std::string& damaged :
             {std::string(), std::string("garbage"), whole.substr(0, whole.size() / 2), whole + whole}) {
            if (damaged == whole) continue;
            write(file, damaged);
            const auto loaded = Identity::load_or_found(d.path(), "x");
            ASSERT_FALSE(loaded.ok()) << name << " with " << damaged.size() << " bytes";
            EXPECT_EQ(loaded.error(), Error::state_corrupt);
            EXPECT_NE(loaded.message().find(name), std::string::npos) << loaded.message();
            EXPECT_NE(loaded.message().find("backup"), std::string::npos) << loaded.message();
            EXPECT_EQ(contents(file), damaged) << "never overwritten";
        }
    }
}

TEST(Identity, OfDamagedRevocationsTheGoodAreUsedAndNothingIsLost) {
    TemporaryDirectory d;
    const fs::path file = d.path() / "identity" / "revocations";
    auto identity = Identity::load_or_found(d.path(), "x");
    ASSERT_TRUE(identity.ok());
    std::vector<NodeId> nodes(3);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        nodes[i].bytes[0] = static_cast<std::uint8_t>(i + 1);
        ASSERT_TRUE(identity->learn(*Revocations::revoke(*identity->credentials(), nodes[i], 1)).ok());
    }
    const std::string whole = contents(file);
    const auto load = [&](const std::string& text) {
        write(file, text);
        auto loaded = Identity::load_or_found(d.path(), "x");
        EXPECT_TRUE(loaded.ok()) << loaded.message();
        return loaded->damage().empty() ? std::size_t{99} : loaded->revocations().size();
    };
    EXPECT_EQ(load(whole.substr(0, whole.size() - 10)), 2u) << "torn";
    EXPECT_EQ(contents(d.path() / "identity" / "revocations.damaged-1"), whole.substr(0, whole.size() - 10));
    std::string forged = whole;
    forged[forged.size() - 5] = static_cast<char>(forged[forged.size() - 5] ^ 1);
    EXPECT_EQ(load(forged), 2u) << "a bit has changed";
    EXPECT_EQ(contents(d.path() / "identity" / "revocations.damaged-2"), forged);
    EXPECT_EQ(load("garbage"), 0u);
    EXPECT_EQ(contents(d.path() / "identity" / "revocations.damaged-3"), "garbage");
    EXPECT_EQ(Identity::load_or_found(d.path(), "x")->damage(), "") << "mended";
}

TEST(Identity, AKeyGoneMissingIsNotReplacedByAnother) {
    TemporaryDirectory d;
    ASSERT_TRUE(Identity::load_or_found(d.path(), "x").ok());
    fs::remove(d.path() / "identity" / "node.key");
    const auto loaded = Identity::load_or_found(d.path(), "x");
    ASSERT_FALSE(loaded.ok());
    EXPECT_EQ(loaded.error(), Error::state_corrupt);
    EXPECT_FALSE(fs::exists(d.path() / "identity" / "node.key"));
}

TEST(Identity, FilesOfTwoNodesDoNotMix) {
    TemporaryDirectory a, b;
    ASSERT_TRUE(Identity::load_or_found(a.path(), "x").ok());
    ASSERT_TRUE(Identity::load_or_found(b.path(), "x").ok());
    write(a.path() / "identity" / "ensemble.pem", contents(b.path() / "identity" / "ensemble.pem"));
    EXPECT_FALSE(Identity::load_or_found(a.path(), "x").ok());
}

TEST(Identity, AStateDirectoryThatCannotBeIsAnErrorThatNamesIt) {
    TemporaryDirectory d;
    write(d.path() / "file", "");
    const auto loaded = Identity::load_or_found(d.path() / "file" / "state", "x");
    ASSERT_FALSE(loaded.ok());
    EXPECT_EQ(loaded.error(), Error::state_unwritable);
    EXPECT_NE(loaded.message().find((d.path() / "file").string()), std::string::npos) << loaded.message();
}

TEST(Identity, JoiningAndLeavingKeepTheNodeAndChangeTheEnsemble) {
    TemporaryDirectory d;
    const Identity inviter = fresh_identity();
    auto node = Identity::load_or_found(d.path(), "x");
    ASSERT_TRUE(node.ok());
    const NodeId id = node->node();
    enlist(inviter, *node, Role::guest);
    EXPECT_EQ(node->ensemble(), inviter.ensemble());
    EXPECT_EQ(node->node(), id);
    EXPECT_FALSE(node->can_invite());
    EXPECT_EQ(contents(d.path() / "identity" / "ensemble.pem").find("PRIVATE"), std::string::npos)
        << "a guest has no authority's key";
    auto again = Identity::load_or_found(d.path(), "x");
    ASSERT_TRUE(again.ok()) << again.message();
    EXPECT_EQ(again->ensemble(), inviter.ensemble());
    EXPECT_EQ(again->role(), Role::guest);
    ASSERT_TRUE(again->leave().ok());
    EXPECT_NE(again->ensemble(), inviter.ensemble());
    EXPECT_EQ(again->node(), id);
    EXPECT_TRUE(again->can_invite());
}

TEST(Identity, AdoptsNothingThatDoesNotFit) {
    const Identity inviter = fresh_identity();
    Identity node = fresh_identity(), other = fresh_identity();
    const EnsembleId before = node.ensemble();
    const Credentials& a = *inviter.credentials();
    const Certificate for_other = certify(other.credentials()->node_key, Role::member, 1, a.authority, a.authority_key);
    const Certificate for_node = certify(node.credentials()->node_key, Role::member, 1, a.authority, a.authority_key);
    const std::string authority = to_der(a.authority), key = to_der(a.authority_key);
    EXPECT_FALSE(node.adopt(to_der(for_other), authority, key).ok()) << "another's certificate";
    EXPECT_FALSE(node.adopt(to_der(for_node), to_der(other.credentials()->authority), key).ok()) << "another authority";
    EXPECT_FALSE(node.adopt(to_der(for_node), authority, to_der(other.credentials()->authority_key)).ok())
        << "another authority's key";
    EXPECT_FALSE(node.adopt(to_der(for_node), authority, "").ok()) << "a full member without the key";
    EXPECT_FALSE(node.adopt("", "", "").ok());
    EXPECT_EQ(node.ensemble(), before);
    EXPECT_TRUE(node.adopt(to_der(for_node), authority, key).ok());
}

TEST(Revocations, AreSignedMergeAndSurviveARestart) {
    TemporaryDirectory d;
    auto node = Identity::load_or_found(d.path(), "x");
    ASSERT_TRUE(node.ok());
    const NodeId victim = fresh_identity().node();
    auto revoked = Revocations::revoke(*node->credentials(), victim, 2);
    ASSERT_TRUE(revoked.ok());
    auto news = node->learn(*revoked);
    ASSERT_TRUE(news.ok());
    EXPECT_TRUE(*news);
    EXPECT_FALSE(*node->learn(*revoked)) << "told twice, news once";
    auto again = Identity::load_or_found(d.path(), "x");
    ASSERT_TRUE(again.ok()) << again.message();
    EXPECT_TRUE(again->revocations().covers(victim, 1));
    EXPECT_TRUE(again->revocations().covers(victim, 2));
    EXPECT_FALSE(again->revocations().covers(victim, 3));
    EXPECT_EQ(again->revocations().next_generation(victim), 3u);
    EXPECT_EQ(mode_of(d.path() / "identity" / "revocations"), 0600u);
}

TEST(Revocations, OnlyTheAuthorityCanMakeThem) {
    const Identity inviter = fresh_identity();
    Identity guest = fresh_identity();
    enlist(inviter, guest, Role::guest);
    EXPECT_EQ(Revocations::revoke(*guest.credentials(), inviter.node(), 1).error(), Error::not_full_member);
    auto good = Revocations::revoke(*inviter.credentials(), guest.node(), 1);
    std::string bytes = good->serialize(*inviter.credentials());
    EXPECT_TRUE(Revocations::parse(bytes, *guest.credentials()).ok()) << "anyone of the ensemble can check it";
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::string forged = bytes;
        forged[i] = static_cast<char>(forged[i] ^ 1);
        const auto parsed = Revocations::parse(forged, *guest.credentials());
        EXPECT_TRUE(!parsed.ok() || parsed->empty()) << "byte " << i;
    }
    EXPECT_EQ(Revocations::parse(bytes, *fresh_identity().credentials()).error(), Error::wrong_ensemble);
}

TEST(KnownPeers, RoundTripAndAreBounded) {
    KnownPeers known;
    std::vector<NodeId> ids;
    for (std::size_t i = 0; i < known_peers_max + 5; ++i) {
        NodeId id;
        id.bytes[0] = static_cast<std::uint8_t>(i + 1);
        ids.push_back(id);
        EXPECT_TRUE(known.met(id, "10.0.0.1:" + std::to_string(i + 1), 1, "n"));
    }
    EXPECT_FALSE(known.met(ids.back(), "10.0.0.1:" + std::to_string(ids.size()), 1, "n")) << "nothing new";
    EXPECT_EQ(known.all().size(), known_peers_max);
    EXPECT_EQ(known.find(ids.front()), nullptr) << "the one met longest ago is forgotten";
    for (int i = 0; i < 9; ++i) known.met(ids.back(), "10.0.0.9:" + std::to_string(i + 1), 3, "new name");
    EnsembleId ensemble;
    ensemble.bytes[3] = 9;
    const KnownPeers back = KnownPeers::parse(known.serialize(ensemble), ensemble);
    ASSERT_EQ(back.all().size(), known.all().size());
    EXPECT_EQ(back.all().front().node, ids.back());
    EXPECT_EQ(back.all().front().addresses.front(), "10.0.0.9:9");
    EXPECT_LE(back.all().front().addresses.size(), 4u);
    EXPECT_EQ(back.all().front().generation, 3u);
    EXPECT_TRUE(KnownPeers::parse(known.serialize(ensemble), {}).all().empty()) << "of another ensemble";
    bool whole = true;
    EXPECT_TRUE(KnownPeers::parse("garbage", ensemble, &whole).all().empty());
    EXPECT_FALSE(whole);
    const std::string bytes = known.serialize(ensemble);
    EXPECT_EQ(KnownPeers::parse(bytes.substr(0, bytes.size() - 3), ensemble, &whole).all().size(),
              known.all().size() - 1)
        << "the torn one is not half believed";
    EXPECT_FALSE(whole);
}

TEST(Name, IsCutBetweenCharactersAndSteersNoTerminal) {
    EXPECT_EQ(tidy_name("Küche"), "Küche");
    EXPECT_EQ(tidy_name("a\x1b[2J\nb"), "a[2Jb");
    const std::string cut = tidy_name(std::string(name_bytes_max - 1, 'x') + "ü");
    EXPECT_EQ(cut, std::string(name_bytes_max - 1, 'x'));
}

}  // namespace
}  // namespace segue::mesh

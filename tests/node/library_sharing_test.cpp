// Catalogues and records of two nodes, for real but for the network: what one has, the other finds.
#include <gtest/gtest.h>
#include <unistd.h>

#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <filesystem>
#include <set>

#include "app/node/disk.h"
#include "app/node/library_sharing.h"
#include "audio/analysis/analysis.h"
#include "audio/analysis/codec.h"
#include "sync/base/local_clock.h"
#include "tests/library/samples.h"

namespace segue::node {
namespace {
namespace fs = std::filesystem;
using library::Change;
using library::Entry;

struct House;

// One node's part, with no folders: entries are put into its catalogue as a scan would.
struct Member final : mesh::Transport {
    Member(House& of, std::uint8_t n, const fs::path& state);
    void send(const NodeId& to, mesh::Kind kind, BytesView message) override;
    void send_datagram(const NodeId&, mesh::Kind, BytesView) override {}

    void put(const Entry& entry) { change({entry.place(), entry}); }
    void remove(const std::string& place) { change({place, {}}); }
    void change(const Change& what) {
        library->with_catalogue(
            [self = id, what](library::Catalogue* c) {
                return c->apply(self, {&what, 1}).ok();
            },
            [](bool good) { EXPECT_TRUE(good); });
    }
    // What the catalogue says, by running the house until it has answered.
    template <class Work>
    auto ask(Work work);
    std::vector<std::string> places_of(const NodeId& node);

    House& house;
    NodeId id;
    std::unique_ptr<Disk> disk;
    std::unique_ptr<Library> library;
    std::unique_ptr<Crew> crew;
    std::unique_ptr<LibrarySharing> sharing;
    bool loaded = false;
};

struct House {
    House() { fs::remove_all(path); }
    ~House() {
        members.clear();
        fs::remove_all(path);
    }
    Member& add(std::uint8_t n) {
        fs::create_directories(path / std::to_string(n));
        return *(members[library::node(n)] = std::make_unique<Member>(*this, n, path / std::to_string(n)));
    }
    void stop(std::uint8_t n) { members.erase(library::node(n)); }
    void connect(Member& a, Member& b) {
        connected = true;
        for (auto [one, other] : {std::pair(&a, &b), std::pair(&b, &a)}) {
            one->sharing->peer_up(other->id, "other");
            one->crew->peer_up(other->id);
        }
    }
    // Until it is so; the test's own time limit is the only one.
    template <class Condition>
    void run_until(Condition condition) {
        while (!condition()) {
            loop.restart();
            loop.run_one_for(milliseconds(20));
            for (auto& [id, m] : members) m->crew->wake();
        }
    }

    fs::path path = fs::temp_directory_path() / ("segue-sharing-" + std::to_string(::getpid()));
    asio::io_context loop;
    bool connected = false;
    std::map<NodeId, std::unique_ptr<Member>> members;
};

Member::Member(House& of, std::uint8_t n, const fs::path& state) : house(of), id(library::node(n)) {
    disk = std::make_unique<Disk>(of.loop);
    Library::Config l;
    l.state_dir = state;
    l.self = id;
    l.name = "node";
    l.note = [](const std::string&) {};
    l.changed = [] {};
    l.opened = [this] { sharing->catalogue_opened(); };
    l.entries_changed = [this](const std::vector<Change>& made) { sharing->entries_changed(made); };
    library = std::make_unique<Library>(of.loop, *disk, std::move(l));
    Crew::Config c;
    c.state_dir = state;
    c.self = id;
    c.epoch = n;
    c.hands.versions[1] = static_cast<std::uint16_t>(audio::version_of(audio::Analyser::loudness));
    c.now = local_now;
    c.note = [](const std::string& text) { ADD_FAILURE() << text; };
    c.changed = [] {};
    c.loaded = [this](const auto& own) {
        loaded = true;
        sharing->loaded(own);
    };
    c.records_changed = [this](const NodeId& origin) { sharing->records_changed(origin); };
    crew = std::make_unique<Crew>(of.loop, *this, std::move(c));
    sharing = std::make_unique<LibrarySharing>(*library, *crew, LibrarySharing::Config{id, [] {}});
}

void Member::send(const NodeId& to, mesh::Kind kind, BytesView message) {
    if (!house.connected) return;
    asio::post(house.loop, [&h = house, from = id, to, kind, bytes = Bytes(message.begin(), message.end())] {
        if (const auto at = h.members.find(to); at != h.members.end()) at->second->crew->message(from, kind, bytes);
    });
}

template <class Work>
auto Member::ask(Work work) {
    using Answer = std::invoke_result_t<Work, library::Catalogue*>;
    std::optional<Answer> answer;
    library->with_catalogue(work, [&answer](Answer said) { answer = std::move(said); });
    house.run_until([&] { return answer.has_value(); });
    return std::move(*answer);
}

std::vector<std::string> Member::places_of(const NodeId& node) {
    const auto entries = ask([node](library::Catalogue* c) { return c->entries(node, "", 100); });
    std::vector<std::string> out;
    for (const Entry& e : *entries) out.push_back(e.place());
    return out;
}

using Places = std::vector<std::string>;

TEST(LibrarySharing, WhatOneHasTheOtherFindsUntilItIsGone) {
    House house;
    Member &a = house.add(1), &b = house.add(2);
    house.connect(a, b);
    a.put(library::entry(1, "/music/one.flac", "One", "Her", "Hers"));
    a.put(library::entry(2, "/music/two.flac", "Two", "Her", "Hers"));
    house.run_until([&] { return b.places_of(a.id) == Places{"/music/one.flac", "/music/two.flac"}; });
    // Another recording in its place, and one that goes.
    a.put(library::entry(3, "/music/one.flac", "Three", "Her", "Hers"));
    a.remove("/music/two.flac");
    house.run_until([&] { return b.places_of(a.id) == Places{"/music/one.flac"}; });
    house.run_until([&] {
        const auto e = b.ask([of = a.id](library::Catalogue* c) { return c->entry(of, "/music/one.flac"); });
        return e.ok() && e->has_value() && (*e)->tags.title == "Three";
    });
    EXPECT_EQ(b.crew->shop()->ledger().totals().works, 1u);
}

TEST(LibrarySharing, WhatChangedWhileItWasAwayIsToldAtTheNextStart) {
    House house;
    Member* a = &house.add(1);
    a->put(library::entry(1, "/music/one.flac", "One", "Her", "Hers"));
    a->put(library::entry(2, "/music/two.flac", "Two", "Her", "Hers"));
    house.run_until([&] { return a->loaded && a->sharing->own() == 2; });
    house.run_until([&] { return a->crew->shop()->replicator().standing(a->id).through.sequence == 2; });
    house.stop(1);
    {
        auto catalogue = library::Catalogue::open(house.path / "1/library/catalogue.db", library::node(1));
        const std::vector<Change> made{{"/music/one.flac", {}},
                                       {"/music/new.flac", library::entry(4, "/music/new.flac", "New", "Her", "Hers")}};
        ASSERT_TRUE((*catalogue)->apply(library::node(1), made).ok());
    }
    a = &house.add(1);
    Member& b = house.add(2);
    house.connect(*a, b);
    house.run_until([&] { return b.places_of(a->id) == Places{"/music/new.flac", "/music/two.flac"}; });
    // One came, one went; what had not changed was not told again.
    EXPECT_EQ(a->crew->shop()->replicator().standing(a->id).through.sequence, 4u);
}

TEST(LibrarySharing, ACatalogueMadeAnewGetsEverythingAgain) {
    House house;
    Member &a = house.add(1), *b = &house.add(2);
    house.connect(a, *b);
    a.put(library::entry(1, "/music/one.flac", "One", "Her", "Hers"));
    house.run_until([&] { return b->places_of(a.id).size() == 1; });
    house.stop(2);
    fs::remove_all(house.path / "2/library");
    b = &house.add(2);
    house.run_until([&] { return b->places_of(a.id).size() == 1; });
}

TEST(LibrarySharing, AnEntryTooManyInTheCatalogueGoes) {
    House house;
    Member &a = house.add(1), *b = &house.add(2);
    house.connect(a, *b);
    a.put(library::entry(1, "/music/one.flac", "One", "Her", "Hers"));
    house.run_until([&] { return b->places_of(a.id).size() == 1; });
    house.stop(2);
    {
        auto catalogue = library::Catalogue::open(house.path / "2/library/catalogue.db", library::node(2));
        const Change stray{"/music/stray.flac", library::entry(9, "/music/stray.flac", "Stray", "Her", "Hers")};
        ASSERT_TRUE((*catalogue)->apply(a.id, {&stray, 1}).ok());
    }
    b = &house.add(2);
    house.run_until([&] { return b->places_of(a.id) == Places{"/music/one.flac"}; });
}

TEST(LibrarySharing, ANodeThatIsForgottenIsSearchedNoMore) {
    House house;
    Member &a = house.add(1), &b = house.add(2);
    house.connect(a, b);
    a.put(library::entry(1, "/music/one.flac", "One", "Her", "Hers"));
    house.run_until([&] { return b.places_of(a.id).size() == 1; });
    house.connected = false;
    b.crew->peer_down(a.id);
    b.sharing->peer_down(a.id);
    b.sharing->forget(a.id);
    house.run_until([&] { return b.places_of(a.id).empty(); });
    house.run_until([&] { return b.crew->shop()->ledger().works().empty(); });
}

TEST(LibrarySharing, AResultOfAnotherNodeIsSearchedBy) {
    House house;
    Member &a = house.add(1), &b = house.add(2);
    house.connect(a, b);
    a.put(library::entry(1, "/music/one.flac", "One", "Her", "Hers"));
    house.run_until([&] { return a.sharing->own() == 1; });
    jobs::Key key;
    key.type = jobs::KeyType::result;
    key.work.bytes = library::content(1).bytes;
    key.kind = 1;
    key.version = static_cast<std::uint16_t>(audio::version_of(audio::Analyser::loudness));
    audio::Loudness loudness;
    loudness.integrated_lufs = -11.5f;
    loudness.true_peak_dbtp = -0.5f;
    a.crew->put(key, audio::encode(audio::AnalysisResult{loudness}));
    for (Member* m : {&a, &b})
        house.run_until([&] {
            const auto facts = m->ask([](library::Catalogue* c) { return c->facts(library::content(1)); });
            return facts.ok() && facts->loudness_lufs == -11.5;
        });
}

}  // namespace
}  // namespace segue::node

// Several nodes' exchanges over links with a latency and a rate, in virtual time.
#include "audio/media/exchange.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/media/tracks.h"

namespace segue::audio {
namespace {

constexpr LocalTime start = from_ns<LocalTime>(1'000'000'000);
constexpr EnsembleTime ensemble_start = from_ns<EnsembleTime>(500'000'000'000);

struct Link {
    Nanoseconds latency{milliseconds(5)};
    double bytes_per_s = 10e6;
};

class House {
  public:
    struct Node {
        NodeId id;
        SegmentStore store{StoreOptions{}};
        MediaExchange exchange{store};
        std::map<NodeId, LocalTime> free_at;  // when the link to that node has sent what it was given
        bool lies = false;                    // spoils the segments it sends
        bool mute = false;                    // answers nothing
        std::size_t segments_sent = 0;
    };

    Node& add(Random& random) {
        auto node = std::make_unique<Node>();
        node->id = test::random_id<NodeId>(random);
        nodes_.push_back(std::move(node));
        return *nodes_.back();
    }
    void connect(Node& a, Node& b) {
        links_.insert({a.id, b.id});
        links_.insert({b.id, a.id});
        a.exchange.peer_up(b.id, now);
        b.exchange.peer_up(a.id, now);
        collect(a);
        collect(b);
    }
    void disconnect(Node& a, Node& b) {
        links_.erase({a.id, b.id});
        links_.erase({b.id, a.id});
        a.exchange.peer_down(b.id, now);
        b.exchange.peer_down(a.id, now);
        collect(a);
        collect(b);
    }
    // Runs until `done` or the time is over; true: done.
    template <class Done>
    bool run(Nanoseconds time, Done&& done) {
        const LocalTime end = now + time;
        for (auto& n : nodes_) collect(*n);
        while (!done()) {
            LocalTime next = wire_.empty() ? LocalTime::max() : wire_.begin()->first;
            for (auto& n : nodes_) next = std::min(next, std::max(n->exchange.next_poll(now), now + microseconds(100)));
            if (next > end) {
                now = end;
                return done();
            }
            now = next;
            while (!wire_.empty() && wire_.begin()->first <= now) {
                const Packet p = std::move(wire_.begin()->second);
                wire_.erase(wire_.begin());
                if (!links_.contains({p.from, p.to})) continue;
                Node& to = at(p.to);
                to.exchange.message(p.from, p.lane, p.bytes, now);
                collect(to);
            }
            for (auto& n : nodes_)
                if (n->exchange.next_poll(now) <= now) {
                    n->exchange.poll(now);
                    collect(*n);
                }
        }
        return true;
    }
    void run(Nanoseconds time) {
        run(time, [] { return false; });
    }

    LocalTime now = start;
    Link link;

  private:
    struct Packet {
        NodeId from, to;
        MediaLane lane;
        Bytes bytes;
    };
    Node& at(const NodeId& id) {
        for (auto& n : nodes_)
            if (n->id == id) return *n;
        std::abort();
    }
    void collect(Node& from) {
        for (auto& m : from.exchange.take_outgoing()) {
            if (from.mute || !links_.contains({from.id, m.to})) continue;
            if (m.lane == MediaLane::bulk) {
                ++from.segments_sent;
                if (from.lies) m.bytes.back() ^= 1;
            }
            LocalTime& free = from.free_at[m.to];
            free = std::max(free, now) + nearest_ns(static_cast<double>(m.bytes.size()) / link.bytes_per_s);
            wire_.emplace(free + link.latency, Packet{from.id, m.to, m.lane, std::move(m.bytes)});
        }
    }

    std::vector<std::unique_ptr<Node>> nodes_;
    std::set<std::pair<NodeId, NodeId>> links_;
    std::multimap<LocalTime, Packet> wire_;
};

class Exchange : public testing::Test {
  protected:
    OutputPlan playing(const test::TestTrack& t, Nanoseconds since = Nanoseconds(0)) {
        Program program;
        program.timeline = timeline::Timeline::from(ensemble_start - since);
        program.begins = ensemble_start - since;
        program.items = {{t.manifest.id, ProgramPos{0}, MediaPos{0}, t.manifest.duration}};
        OutputPlan plan;
        plan.programs = {program};
        return plan;
    }
    static void give(House::Node& node, const test::TestTrack& t) {
        for (const auto& [name, bytes] : t.blobs) ASSERT_TRUE(node.store.put(name, bytes));
        node.store.put(t.manifest);
    }
    static bool has_all(House::Node& node, const test::TestTrack& t) {
        for (const auto& [name, bytes] : t.blobs)
            if (!node.store.has(name)) return false;
        return true;
    }
    void want(House::Node& node, const OutputPlan& plan) { node.exchange.want(plan, clock_, house.now); }

    Random random{7};
    House house;
    clock::ClockMap clock_{start, ensemble_start, 0, Nanoseconds(0)};
};

TEST_F(Exchange, AJoinerPlaysAfterTwoRoundTripsAndHasItAllSoonAfter) {
    House::Node &laptop = house.add(random), &phone = house.add(random);
    const test::TestTrack song = test::make_track(random, 240);
    give(laptop, song);
    const OutputPlan plan = playing(song, seconds(100));
    want(laptop, plan);
    house.connect(laptop, phone);
    const LocalTime joined = house.now;
    want(phone, plan);
    // Manifest (7 kB) and the first segments (5 kB each): two round trips of 10 ms, and their transfer.
    ASSERT_TRUE(house.run(milliseconds(30), [&] { return phone.exchange.status(house.now).playable; }));
    RecordProperty("playable_us", static_cast<int>((house.now - joined) / microseconds(1)));
    EXPECT_LE(house.now - joined, milliseconds(30));
    ASSERT_TRUE(house.run(seconds(3), [&] { return has_all(phone, song); })) << "the whole track";
    EXPECT_EQ(laptop.segments_sent, 240u) << "each once";
    EXPECT_EQ(phone.exchange.status(house.now).missing, 0u);
    EXPECT_EQ(phone.exchange.status(house.now).malformed, 0u);
}

TEST_F(Exchange, FollowsAnImportThatIsStillGoingOn) {
    House::Node &laptop = house.add(random), &phone = house.add(random), &third = house.add(random);
    const test::TestTrack song = test::make_track(random, 60);
    const OutputPlan plan = playing(song);
    house.connect(laptop, phone);
    house.connect(phone, third);  // it knows only the phone: growth is passed on
    want(laptop, plan);
    want(phone, plan);
    want(third, plan);
    Manifest growing = song.manifest;
    growing.complete = false;
    growing.stems[0].segments.clear();
    for (std::size_t i = 0; i < 60; ++i) {
        const SegmentRef& s = song.manifest.stems[0].segments[i];
        ASSERT_TRUE(laptop.store.put(s.name, song.blobs.at(s.name)));
        growing.stems[0].segments.push_back(s);
        growing.complete = i == 59;
        growing.revision = static_cast<std::uint32_t>(i + 1);
        ASSERT_TRUE(laptop.store.put(growing));
        laptop.exchange.local_track_grew(song.manifest.id, house.now);
        house.run(milliseconds(12));
    }
    ASSERT_TRUE(house.run(seconds(5), [&] { return has_all(phone, song) && has_all(third, song); }));
    EXPECT_TRUE(phone.store.manifest(song.manifest.id)->complete);
    EXPECT_TRUE(third.store.manifest(song.manifest.id)->complete);
    EXPECT_EQ(phone.store.manifest(song.manifest.id)->stems, song.manifest.stems);
    EXPECT_FALSE(phone.exchange.take_changed_tracks().empty());
    EXPECT_TRUE(phone.exchange.take_changed_tracks().empty());
}

TEST_F(Exchange, GoesOnFromAnotherWhenTheSourceDies) {
    House::Node &a = house.add(random), &b = house.add(random), &c = house.add(random);
    const test::TestTrack song = test::make_track(random, 200);
    give(a, song);
    give(b, song);
    want(a, playing(song));
    want(b, playing(song));
    house.link.bytes_per_s = 1e6;
    house.connect(a, c);
    house.connect(b, c);
    want(c, playing(song));
    house.run(milliseconds(200));
    EXPECT_GT(a.segments_sent, 5u) << "both are sources";
    EXPECT_GT(b.segments_sent, 5u);
    house.disconnect(a, c);
    ASSERT_TRUE(house.run(seconds(10), [&] { return has_all(c, song); }));
}

TEST_F(Exchange, TakesNothingFalseAndNobodyIsStuckOnALiar) {
    House::Node &liar = house.add(random), &honest = house.add(random), &c = house.add(random);
    const test::TestTrack song = test::make_track(random, 50);
    give(liar, song);
    give(honest, song);
    liar.lies = true;
    want(liar, playing(song));
    want(honest, playing(song));
    house.connect(liar, c);
    house.connect(honest, c);
    want(c, playing(song));
    ASSERT_TRUE(house.run(seconds(2), [&] { return has_all(c, song); }));
}

TEST_F(Exchange, NobodyIsStuckOnAPeerThatDoesNotAnswer) {
    House::Node &a = house.add(random), &b = house.add(random), &c = house.add(random);
    const test::TestTrack song = test::make_track(random, 50);
    give(a, song);
    give(b, song);
    want(a, playing(song));
    want(b, playing(song));
    house.connect(a, c);
    house.connect(b, c);
    house.run(milliseconds(20));  // both have said what they hold
    a.mute = true;
    want(c, playing(song));
    ASSERT_TRUE(house.run(seconds(4), [&] { return has_all(c, song); }));
}

TEST_F(Exchange, ANodeThatHasHalfSaysSoForEachSegment) {
    House::Node &half = house.add(random), &c = house.add(random), &whole = house.add(random);
    const test::TestTrack song = test::make_track(random, 40);
    half.store.put(song.manifest);
    for (std::size_t i = 0; i < 20; ++i) {
        const auto& s = song.manifest.stems[0].segments[i];
        ASSERT_TRUE(half.store.put(s.name, song.blobs.at(s.name)));
    }
    want(half, playing(song));
    house.connect(half, c);
    want(c, playing(song));
    house.run(seconds(1));
    EXPECT_EQ(c.exchange.status(house.now).missing, 20u);
    EXPECT_TRUE(c.exchange.status(house.now).playable) << "its beginning is here";
    give(whole, song);
    want(whole, playing(song));
    house.connect(whole, c);
    ASSERT_TRUE(house.run(seconds(2), [&] { return has_all(c, song); }));
}

TEST_F(Exchange, TakesInNothingThatWasNotAskedFor) {
    House::Node &a = house.add(random), &b = house.add(random);
    house.connect(a, b);
    const test::TestTrack song = test::make_track(random, 3);
    b.exchange.message(a.id, MediaLane::talk, encode_message(song.manifest), house.now);
    for (const auto& [name, bytes] : song.blobs) {
        b.exchange.message(a.id, MediaLane::bulk, encode_data(name, bytes), house.now);
        EXPECT_FALSE(b.store.has(name));
    }
    EXPECT_FALSE(b.store.manifest(song.manifest.id));
}

TEST_F(Exchange, SurvivesAnyMessages) {
    House::Node &a = house.add(random), &b = house.add(random);
    const test::TestTrack song = test::make_track(random, 30);
    give(a, song);
    b.store.put(song.manifest);  // so that none of the spoilt ones can take its place
    house.connect(a, b);
    want(a, playing(song));
    want(b, playing(song));
    std::vector<Bytes> seen;
    for (const MediaMessage& m : std::vector<MediaMessage>{
             Want{{song.manifest.stems[0].segments[0].name}}, DontHave{{song.manifest.stems[0].segments[0].name}},
             WantManifest{song.manifest.id, 0}, Have{song.manifest.id, 3, true, true}, song.manifest,
             growth_since(song.manifest, {5})})
        seen.push_back(encode_message(m));
    for (int i = 0; i < 5'000; ++i) {
        Bytes bad = seen[random.below(seen.size())];
        for (std::uint64_t n = random.below(4); n-- > 0;)
            bad[random.below(bad.size())] = static_cast<std::uint8_t>(random.next());
        b.exchange.message(a.id, random.chance(0.2) ? MediaLane::bulk : MediaLane::talk, bad, house.now);
        if (i % 50 == 0) house.run(milliseconds(1));
    }
    ASSERT_TRUE(house.run(seconds(40), [&] { return has_all(b, song); })) << "and still gets its music";
}

}  // namespace
}  // namespace segue::audio

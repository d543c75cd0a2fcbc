#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "handoff/journal.h"
#include "handoff/text.h"
#include "tests/handoff/scribes.h"

namespace segue::handoff::test {
namespace {

const std::vector<Deed> a_life{{0, 3, 1, 2}, {0, 12, 0, 1},  {0, 17, 0, 0}, {1, 0, 0, 0}, {1, 2, 0, 0},
                               {1, 4, 9, 3}, {0, 13, 1, 99}, {1, 14, 1, 0}, {2, 0, 1, 0}, {2, 0, 0, 0},
                               {2, 2, 0, 0}, {2, 6, 1, 0},   {2, 15, 2, 4}, {2, 9, 50, 1}};

// One message of each kind, and each edit.
std::vector<Message> all_messages() {
    Scribes s = written(a_life);
    const Ballot ballot{5, node_id(1)}, next{6, node_id(2)};
    const EntryId e{node_id(0), 77};
    NewEntry n = song(4);
    n.id = e;
    const std::vector<Edit> edits{Play{{n}, true, 0},
                                  Resume{},
                                  Pause{},
                                  Stop{},
                                  Seek{-480, true},
                                  Next{},
                                  Previous{},
                                  Jump{e, {96000}},
                                  QueueAdd{{n}, e, true},
                                  QueueRemove{{e}},
                                  QueueMove{{e}, {}},
                                  QueueClear{},
                                  OutputsSet{{node_id(1)}},
                                  OutputAdd{node_id(1)},
                                  OutputRemove{node_id(1)},
                                  OutputPart{node_id(1), {audio::Part::Kind::left, {}}},
                                  Volume{node_id(1), 0.25F},
                                  Learnt{e, track(1, 9)},
                                  SetPolicy{Policy::exclusive},
                                  KeepPlaying{true},
                                  Rename{"Küche"},
                                  ForgetBookmark{ballot},
                                  ForgetMember{node_id(2)},
                                  HandOver{node_id(2), true, node_id(1), 4},
                                  SetNormalise{audio::Normalise::album},
                                  SetTempo{{TempoMode::follow, 128, 1.5, 8}},
                                  SetBeats{e, {{{{480}, 32, 24'000.5}}, 2, 3}},
                                  SetLoop{SetLoop::Change::range, 4, true, {480}, {48'000}},
                                  RampTempo{{TempoMode::free, 140, 1, 4, true, {}}, 32, {}},
                                  SetKeyLock{true}};

    EXPECT_EQ(edits.size(), std::variant_size_v<Edit>);
    std::vector<Body> bodies{Hello{{"laptop", true, false}, false, 11},
                             Update{s.state(2), true, 12},
                             Heartbeat{{ballot, 9}, 13},
                             Probe{},
                             StillHeard{14},
                             Nack{},
                             Answer{{node_id(0), 5}, false, Error::past_end, "no"},
                             OutputReport{{5 << 16, 3}, true, "", milliseconds(21), {}},
                             Offer{next, node_id(1), 15},
                             Ready{next, {5 << 16, 3}},
                             Decline{next, "busy"},
                             Commit{next, node_id(1), true, from_ns<EnsembleTime>(123456789), {node_id(0), 76}},
                             Abort{next},
                             Leaving{},
                             MayLeave{}};
    EXPECT_EQ(bodies.size() + 1, std::variant_size_v<Body>);
    for (const Edit& edit : edits) bodies.push_back(Forward{{node_id(0), 76}, edit, 1});
    std::vector<Message> out;
    for (Body& b : bodies) out.push_back({empty_session().id, ballot, std::move(b)});
    return out;
}

std::string hex(const Bytes& bytes) {
    std::ostringstream out;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        static constexpr char digit[] = "0123456789abcdef";
        out << digit[bytes[i] >> 4] << digit[bytes[i] & 15] << (i % 40 == 39 ? "\n" : "");
    }
    return out.str();
}

// Bytes that a released version wrote must stay readable, and ours must stay what others read.
// SEGUE_REWRITE_GOLDEN=1 writes them anew; review the difference.
void golden(const std::string& name, const std::string& text) {
    const std::string path = std::string(SEGUE_GOLDEN_DIR) + "/" + name;
    if (std::getenv("SEGUE_REWRITE_GOLDEN")) std::ofstream(path) << text;
    std::ifstream in(path);
    std::stringstream held;
    held << in.rdbuf();
    EXPECT_EQ(held.str(), text) << "differs from " << path;
}

TEST(Codec, WireFormIsAsReleased) {
    std::ostringstream text;
    for (const Message& m : all_messages()) {
        text << name_of(m.body);
        if (const auto* f = std::get_if<Forward>(&m.body)) text << " " << f->edit.index();
        text << "\n" << hex(encode(m)) << "\n\n";
    }
    golden("messages.hex", text.str());
}

TEST(Codec, SavedFormIsAsReleased) {
    Scribes s = written(a_life);
    Saved saved{s.state(2), {9, node_id(1)}, 4096, Cue{{node_id(0), 3}, {12345}}};
    golden("journal.hex", hex(encode_record(saved)) + "\n");
}

TEST(Codec, MessagesComeBackAsTheyWent) {
    for (const Message& m : all_messages()) {
        const Bytes bytes = encode(m);
        const auto back = decode_message(bytes);
        ASSERT_TRUE(back.ok()) << name_of(m.body) << ": " << back.message();
        EXPECT_EQ(encode(*back), bytes) << name_of(m.body);
        EXPECT_EQ(back->body.index(), m.body.index());
        EXPECT_EQ(session_of(bytes), m.session);
    }
}

RC_GTEST_PROP(Codec, StatesComeBackAsTheyWent, (const std::vector<Deed>& deeds)) {
    Scribes s = written(deeds);
    for (int i = 0; i < Scribes::count; ++i) {
        const auto back = decode_state(encode(s.state(i)));
        RC_ASSERT(back.ok());
        RC_ASSERT(*back == s.state(i));
    }
}

TEST(Codec, AStandInComesBackAsItWent) {
    SessionState s = empty_session();
    const Stamp stamp{{3, node_id(1)}, 7};
    s.outputs[node_id(2)].stand_in = {stamp, node_id(0)};
    s.outputs[node_id(1)].stand_in = {stamp, {}};  // back: nobody any more
    const auto back = decode_state(encode(s));
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back->outputs.at(node_id(2)).stand_in, s.outputs.at(node_id(2)).stand_in);
    EXPECT_EQ(back->outputs.at(node_id(1)).stand_in, s.outputs.at(node_id(1)).stand_in);
    const Message report{s.id, {}, OutputReport{{}, true, "", {}, {audio::Part::Kind::stems, {"bass", "drums"}}}};
    const auto told = decode_message(encode(report));
    ASSERT_TRUE(told.ok());
    EXPECT_EQ(std::get<OutputReport>(told->body).part, std::get<OutputReport>(report.body).part);
}

// Whatever arrives: refused, or a value that goes round again and that a machine survives.
TEST(Codec, MutatedMessagesHarmNobody) {
    Random random(20261122);
    const std::vector<Message> messages = all_messages();
    std::size_t accepted = 0;
    House house(1);
    house.run(milliseconds(500));
    ASSERT_TRUE(house.must(0, play({song(1), song(2)})).ok);
    SessionMachine& machine = house.machine(0);
    LocalTime now{seconds(2000)};
    for (int round = 0; round < 20000; ++round) {
        Bytes bytes = encode(messages[random.below(messages.size())]);
        for (std::uint64_t k = 0, n = 1 + random.below(4); k < n; ++k) {
            const std::size_t at = random.below(bytes.size());
            switch (random.below(4)) {
                case 0:
                    bytes[at] = static_cast<std::uint8_t>(random.next());
                    break;
                case 1:
                    bytes[at] ^= static_cast<std::uint8_t>(1u << random.below(8));
                    break;
                case 2:
                    bytes.resize(at + 1);
                    break;
                default:
                    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                 static_cast<std::uint8_t>(random.next()));
            }
        }
        const auto m = decode_message(bytes);
        if (!m) continue;
        ++accepted;
        ASSERT_TRUE(decode_message(encode(*m)).ok()) << "round " << round;
        if (random.below(4) == 0) now += milliseconds(random.below(200));
        const EnsembleTime t = from_ns<EnsembleTime>(to_ns(now));
        (void)machine.step(MessageIn{node_id(1 + static_cast<int>(random.below(2))), *m}, now, t);
        (void)machine.plan(t);
        (void)machine.status(t);
    }
    EXPECT_GT(accepted, 1000u);
}

TEST(Codec, RefusesWhatIsTooLarge) {
    EXPECT_EQ(decode_message(Bytes(message_bytes_max + 1)).error(), CodecError::too_large);
    Message m{empty_session().id, {1, node_id(0)}, Forward{{node_id(0), 1}, QueueAdd{}, 0}};
    auto& entries = std::get<QueueAdd>(std::get<Forward>(m.body).edit).entries;
    for (std::size_t i = 0; i <= entries_per_edit_max; ++i) {
        entries.push_back(song(1));
        entries.back().id = {node_id(0), i + 2};
    }
    EXPECT_EQ(decode_message(encode(m)).error(), CodecError::too_large);
}

TEST(Text, IsMadeClean) {
    EXPECT_EQ(clean_text("Sigur Rós"), "Sigur Rós");
    EXPECT_EQ(clean_text("a\nb\x7f"), "a?b?");
    EXPECT_EQ(clean_text("\xff\xc3"), "??");
    EXPECT_EQ(clean_text("\xed\xa0\x80"), "???");
    EXPECT_EQ(clean_text("aé", 2), "a");
}

// --- journal

TEST(Journal, IsTheMergeOfItsRecordsAndLosesOnlyTheDamagedOne) {
    Scribes s = written(a_life);
    Bytes file;
    std::vector<std::size_t> ends;
    for (std::size_t i = 0; i < s.deltas.size(); ++i) {
        const Bytes r = encode_record({s.deltas[i], {i + 1, node_id(0)}, i, std::nullopt});
        file.insert(file.end(), r.begin(), r.end());
        ends.push_back(file.size());
    }
    const Restored whole = replay(file);
    EXPECT_EQ(whole.good_bytes, file.size());
    EXPECT_EQ(whole.saved.highest.number, s.deltas.size());
    SessionState all = empty_session();
    for (const Delta& d : s.deltas) merge(all, d);
    EXPECT_EQ(whole.saved.state, all);
    for (std::size_t cut = 0; cut < file.size(); cut += 7) {
        const Restored r = replay(BytesView(file).first(cut));
        EXPECT_EQ(r.records, static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), cut) - ends.begin()));
        EXPECT_LE(r.good_bytes, cut);
    }
    for (std::size_t at = ends[1]; at < ends[2]; ++at) {
        Bytes damaged = file;
        damaged[at] ^= 1;
        const Restored r = replay(damaged);
        EXPECT_EQ(r.records, s.deltas.size() - 1) << at;
        EXPECT_EQ(r.good_bytes, file.size() - (ends[2] - ends[1])) << at;
    }
    EXPECT_EQ(replay(as_bytes("something else")).records, 0u);
}

}  // namespace
}  // namespace segue::handoff::test

#include "app/seguectl/command_line.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace segue::ctl {
namespace {
namespace fs = std::filesystem;
using control::Request;

Result<Invocation, Stop> read(std::vector<const char*> words) {
    words.insert(words.begin(), "seguectl");
    return read_command_line(static_cast<int>(words.size()), words.data());
}
Request request(std::vector<const char*> words) {
    auto invocation = read(words);
    EXPECT_TRUE(invocation) << invocation.message();
    return invocation ? invocation->request : Request();
}
std::string wrong(std::vector<const char*> words) {
    const auto invocation = read(std::move(words));
    EXPECT_FALSE(invocation);
    EXPECT_EQ(invocation.error(), Stop::misused) << invocation.message();
    return invocation.message();
}

TEST(CommandLine, EveryPlainCommandAsksForItself) {
    const std::pair<const char*, Request::CommandCase> plain[]{
        {"status", Request::kStatus},   {"nodes", Request::kStatus},      {"watch", Request::kWatch},
        {"pause", Request::kPause},     {"resume", Request::kResume},     {"stop", Request::kStop},
        {"next", Request::kNext},       {"previous", Request::kPrevious}, {"play", Request::kPlay},
        {"queue", Request::kStatus},    {"outputs", Request::kStatus},    {"ensemble", Request::kStatus},
        {"devices", Request::kDevices}, {"volume", Request::kStatus},     {"shutdown", Request::kShutdown}};
    for (const auto& [word, command] : plain) EXPECT_EQ(request({word}).command_case(), command) << word;
    EXPECT_EQ(request({"queue", "clear"}).command_case(), Request::kQueueClear);
    EXPECT_EQ(request({"ensemble", "leave"}).command_case(), Request::kLeave);
    EXPECT_EQ(request({"ensemble", "invite"}).command_case(), Request::kInvite);
}

TEST(CommandLine, ViewsAreOfOneSnapshot) {
    EXPECT_EQ(read({"nodes"})->view, View::nodes);
    EXPECT_EQ(read({"queue"})->view, View::queue);
    EXPECT_EQ(read({"queue", "list"})->view, View::queue);
    EXPECT_EQ(read({"outputs"})->view, View::outputs);
    EXPECT_EQ(read({"ensemble", "show"})->view, View::ensemble);
}

TEST(CommandLine, GeneralOptionsStandBeforeOrAfter) {
    for (auto words :
         {std::vector<const char*>{"--json", "--node", "kitchen", "--state-dir", "/tmp/x", "queue", "clear"},
          std::vector<const char*>{"queue", "clear", "--json", "--node", "kitchen", "--state-dir", "/tmp/x"}}) {
        const auto invocation = read(words);
        ASSERT_TRUE(invocation) << invocation.message();
        EXPECT_TRUE(invocation->json);
        EXPECT_EQ(invocation->state_dir, "/tmp/x");
        EXPECT_EQ(invocation->request.target(), "kitchen");
        EXPECT_EQ(invocation->request.command_case(), Request::kQueueClear);
    }
}

TEST(CommandLine, NegativeAmountsAreNotOptions) {
    EXPECT_EQ(request({"seek", "-5s"}).seek().by_s(), -5);
    EXPECT_EQ(request({"seek", "+1:00"}).seek().by_s(), 60);
    EXPECT_EQ(request({"volume", "-5"}).volume().by_percent(), -5);
    EXPECT_EQ(request({"volume", "kitchen", "-5%"}).volume().by_percent(), -5);
    EXPECT_EQ(request({"latency", "kitchen", "-3.5"}).latency().ms(), -3.5);
}

TEST(CommandLine, TheNodeMayBeLeftOut) {
    EXPECT_EQ(request({"volume", "70"}).volume().node(), "");
    EXPECT_EQ(request({"volume", "kitchen", "70%"}).volume().node(), "kitchen");
    EXPECT_EQ(request({"latency", "12"}).latency().node(), "");
    EXPECT_EQ(request({"latency", "kitchen", "12"}).latency().node(), "kitchen");
    wrong({"volume", "kitchen"});
    wrong({"volume", "a", "b", "70"});
    wrong({"latency"});
}

TEST(CommandLine, OutputsPartsAndHandoff) {
    const auto outputs = request({"outputs", "set", "laptop", "phone"}).outputs();
    EXPECT_EQ(outputs.change(), control::Outputs::set);
    EXPECT_EQ(outputs.nodes_size(), 2);
    EXPECT_EQ(request({"outputs", "remove", "phone"}).outputs().change(), control::Outputs::remove);
    EXPECT_EQ(request({"part", "a=left", "b=drums+bass"}).set_parts().parts(1).part().stem_names_size(), 2);
    EXPECT_TRUE(request({"handoff", "phone", "--keep"}).handoff().keep());
    EXPECT_FALSE(request({"handoff", "phone"}).handoff().keep());
    EXPECT_TRUE(request({"keep-playing", "on"}).keep_playing().on());
    wrong({"keep-playing", "maybe"});
    EXPECT_EQ(request({"normalise", "album"}).normalise().mode(), control::Normalise::album);
    EXPECT_TRUE(request({"normalise"}).has_status());
    wrong({"normalise", "louder"});
    EXPECT_EQ(request({"session", "policy", "exclusive"}).set_policy().policy(), control::Session::exclusive);
    EXPECT_EQ(request({"session", "policy", "continuous"}).command_case(), Request::kSetPolicy);
    EXPECT_TRUE(request({"session", "policy"}).has_status());
    EXPECT_TRUE(request({"session"}).has_status());
    wrong({"session", "policy", "majority"});
    EXPECT_TRUE(request({"bookmarks"}).has_status());
    EXPECT_EQ(request({"bookmarks", "resume", "2"}).bookmark_resume().index(), 2u);
    EXPECT_EQ(request({"bookmarks", "forget", "3@0a1b2c3d"}).bookmark_forget().id(), "3@0a1b2c3d");
    wrong({"bookmarks", "resume"});
    wrong({"bookmarks", "forget", "1-2"});
    wrong({"bookmarks", "forget", "first"});
    wrong({"handoff"});
    wrong({"outputs", "add"});
}

TEST(CommandLine, QueuePlaces) {
    const auto remove = request({"queue", "remove", "2-4", "7"}).queue_remove();
    ASSERT_EQ(remove.entries_size(), 4);
    EXPECT_EQ(remove.entries(3).index(), 7u);
    const auto move = request({"queue", "move", "5", "1"}).queue_move();
    EXPECT_EQ(move.entry().index(), 5u);
    EXPECT_EQ(move.to_index(), 1u);
    wrong({"queue", "move", "1-2", "3"});
    wrong({"queue", "remove", "0"});
}

TEST(CommandLine, Invitations) {
    const auto invite = request({"ensemble", "invite", "--for", "1h", "--uses", "5", "--guest"}).invite();
    EXPECT_EQ(invite.ttl_s(), 3600u);
    EXPECT_EQ(invite.uses(), 5u);
    EXPECT_EQ(invite.role(), control::guest);
    EXPECT_EQ(request({"ensemble", "join", "segue://x"}).join().link(), "segue://x");
    EXPECT_EQ(request({"ensemble", "forget", "phone"}).forget().node(), "phone");
    wrong({"ensemble", "join", "http://x"});
    wrong({"ensemble", "invite", "--uses", "0"});
}

TEST(CommandLine, WatchIntervals) {
    EXPECT_EQ(request({"watch"}).watch().interval_ms(), 250u);
    EXPECT_EQ(request({"watch", "--interval", "1s"}).watch().interval_ms(), 1000u);
    wrong({"watch", "--interval", "1ms"});
}

struct PlayTest : ::testing::Test {
    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "segue-ctl-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        home = pattern;
        std::ofstream(home / "song.ogg") << "x";
        before = fs::current_path();
        fs::current_path(home);
    }
    void TearDown() override {
        fs::current_path(before);
        fs::remove_all(home);
    }
    fs::path home, before;
};

TEST_F(PlayTest, PathsBecomeAbsoluteAndDirectoriesAreAllowed) {
    const auto play =
        request({"play", "song.ogg", ".", "--at", "1:30", "--append", "--part", "a=left", "--part", "b=right"}).play();
    ASSERT_EQ(play.sources_size(), 2);
    EXPECT_EQ(play.sources(0).path(), (home / "song.ogg").string());
    EXPECT_EQ(play.start_s(), 90);
    EXPECT_TRUE(play.append());
    ASSERT_EQ(play.parts_size(), 2);
    EXPECT_EQ(play.parts(1).node(), "b");
}

TEST_F(PlayTest, APartDoesNotSwallowThePath) {
    const auto play = request({"play", "--part", "a=left", "song.ogg"}).play();
    EXPECT_EQ(play.sources_size(), 1);
    EXPECT_EQ(play.parts_size(), 1);
}

TEST_F(PlayTest, WhatIsNoFileMayBeATrack) {
    EXPECT_EQ(request({"play", "0123abcd"}).play().sources(0).track(), "0123abcd");
    std::ofstream(home / "0123abcd") << "x";
    EXPECT_TRUE(request({"play", "0123abcd"}).play().sources(0).has_path()) << "a file goes first";
}

TEST_F(PlayTest, AMissingFileIsRefusedBeforeAnyNodeIsAsked) {
    const auto missing = read({"play", "song.ogg", "gone.ogg"});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error(), Stop::refused);
    EXPECT_EQ(missing.message(), "there is no file or directory “gone.ogg”");
    EXPECT_EQ(read({"play", ""}).error(), Stop::refused);
    EXPECT_EQ(read({"play", "/dev/null"}).message(), "“/dev/null” is neither a file nor a directory");
    EXPECT_EQ(read({"queue", "add", "gone.ogg"}).error(), Stop::refused);
}

TEST_F(PlayTest, WordsWithAFieldAreAQueryOfTheLibrary) {
    const auto play = request({"play", "song.ogg", "artist:miles davis", "album:blue", "live"}).play();
    ASSERT_EQ(play.sources_size(), 2);
    EXPECT_TRUE(play.sources(0).has_path());
    EXPECT_EQ(play.sources(1).query(), "artist:\"miles davis\" album:blue live");
    EXPECT_FALSE(read({"play", "http://radio/x"}).ok()) << "an address is none";
}

TEST(CommandLine, Library) {
    EXPECT_TRUE(request({"library"}).has_library_stats());
    const Request search = request({"library", "search", "-n", "20", "miles", "year:195"});
    EXPECT_EQ(search.library_search().query(), "miles year:195");
    EXPECT_EQ(search.library_search().limit(), 20u);
    EXPECT_EQ(request({"library", "search"}).library_search().query(), "");
    EXPECT_EQ(request({"library", "add", "/music/../m"}).library_add().path(), "/m");
    EXPECT_TRUE(request({"library", "scan", "--cancel"}).has_library_cancel());
    EXPECT_TRUE(request({"library", "show", "--refused"}).has_library_refused());
    EXPECT_EQ(request({"library", "show", "3f9a1c"}).library_show().what(), "3f9a1c");
    EXPECT_EQ(request({"library", "export", "jazz", "-o", "x.pls"}).library_export().format(), control::LibraryExport::pls);
    EXPECT_EQ(read({"library", "show"}).error(), Stop::misused);
}

TEST(CommandLine, Jobs) {
    EXPECT_FALSE(request({"jobs"}).jobs().failed());
    EXPECT_TRUE(request({"jobs", "--failed"}).jobs().failed());
    EXPECT_TRUE(read({"jobs", "--watch"})->live);
    EXPECT_EQ(request({"jobs", "retry", "3f9a", "77"}).jobs_retry().works_size(), 2);
    EXPECT_TRUE(request({"jobs", "pause"}).jobs_pause().paused());
    EXPECT_FALSE(request({"jobs", "resume"}).jobs_pause().paused());
    EXPECT_FALSE(request({"jobs", "offer", "off"}).jobs_offer().offers());
    EXPECT_EQ(read({"jobs", "offer"}).error(), Stop::misused);
}

TEST(CommandLine, HelpIsThereAtEveryLevelWithExamples) {
    for (auto words : {std::vector<const char*>{"--help"},
                       {"play", "--help"},
                       {"queue", "--help"},
                       {"seek", "-h"},
                       {"ensemble", "--help"}}) {
        const auto help = read(words);
        ASSERT_FALSE(help);
        EXPECT_EQ(help.error(), Stop::answered);
        EXPECT_NE(help.message().find("Examples:"), std::string::npos) << help.message();
    }
    EXPECT_NE(read({"queue", "add", "--help"}).message().find("seguectl queue add"), std::string::npos);
    EXPECT_NE(read({"--version"}).message().find("seguectl "), std::string::npos);
}

TEST(CommandLine, MistakesGetAHint) {
    EXPECT_EQ(wrong({"stauts"}), "there is no command “stauts”: did you mean “status”? See `seguectl --help`");
    EXPECT_EQ(wrong({"frobnicate"}), "there is no command “frobnicate”; see `seguectl --help`");
    EXPECT_EQ(wrong({"queue", "ad", "x"}), "there is no command “ad”: did you mean “add”? See `seguectl queue --help`");
    EXPECT_EQ(wrong({}), "name a command; see `seguectl --help`");
    EXPECT_EQ(wrong({"volume", "loud"}), "“loud” is not a volume; write 70, 70%, +5 or -5");
    EXPECT_EQ(wrong({"pause", "now"}), "“now” is not expected here; see `seguectl pause --help`");
    EXPECT_EQ(wrong({"status", "--fast"}), "“--fast” is not expected here; see `seguectl status --help`");
}

TEST(CommandLine, AValueOutOfRangeIsRefusedAsANodeWould) {
    const auto loud = read({"volume", "kitchen", "500"});
    ASSERT_FALSE(loud);
    EXPECT_EQ(loud.error(), Stop::refused);
    EXPECT_EQ(loud.message(), "a volume is between 0 and 100, not 500");
}

}  // namespace
}  // namespace segue::ctl

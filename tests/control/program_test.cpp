// seguectl itself, against a node that is scripted here: what it prints where, and how it exits.
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>

#include "app/control/server.h"
#include "tests/control/sample_snapshot.h"
#include "tests/control/scripted_handler.h"

namespace segue::control {
namespace {
namespace fs = std::filesystem;

std::string content(const fs::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

Response sample() {
    Response response;
    *response.mutable_snapshot() = sample_snapshot();
    return response;
}

struct ProgramTest : ::testing::Test {
    struct Outcome {
        int exit = -1;
        std::string out, err;
    };

    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "segue-program-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        home = pattern;
        auto opened = Server::open(loop, home, handler);
        ASSERT_TRUE(opened) << opened.message();
        server = std::move(*opened);
        thread = std::thread([this] { loop.run(); });
    }
    void TearDown() override {
        stop_node();
        fs::remove_all(home);
    }
    void stop_node() {
        if (!thread.joinable()) return;
        asio::post(loop, [this] {
            server.reset();
            work.reset();
        });
        thread.join();
    }
    void on_loop(const std::function<void()>& f) {
        std::promise<void> ready;
        asio::post(loop, [&] {
            f();
            ready.set_value();
        });
        ready.get_future().get();
    }
    std::string command(const std::string& words) const {
        return std::string(SEGUE_CTL) + " --state-dir '" + home.string() + "' " + words;
    }
    Outcome run(const std::string& words) const {
        const fs::path out = home / "out", err = home / "err";
        const int status = std::system((command(words) + " >" + out.string() + " 2>" + err.string()).c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content(out), content(err)};
    }
    void answer(Response response) {
        handler.answer_at_once = [response](const Request&) { return response; };
    }

    fs::path home;
    ScriptedHandler handler;
    asio::io_context loop;
    std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work{asio::make_work_guard(loop)};
    std::unique_ptr<Server> server;
    std::thread thread;
};

TEST_F(ProgramTest, DoneIsZeroAndSaysWhatWasDone) {
    Response response = done(0, "session handed to phone", 182);
    response.add_notes("kitchen is late");
    answer(response);
    const Outcome o = run("handoff phone");
    EXPECT_EQ(o.exit, 0);
    EXPECT_EQ(o.out, "session handed to phone  182 ms\n");
    EXPECT_EQ(o.err, "note: kitchen is late\n");
    EXPECT_EQ(handler.asked.back().handoff().node(), "phone");
    EXPECT_EQ(run("handoff phone --quiet").out, "");
    EXPECT_EQ(run("--json handoff phone").out,
              "{\"text\":\"session handed to phone\",\"took_ms\":182,\"ok\":true,\"notes\":[\"kitchen is late\"]}\n");
}

TEST_F(ProgramTest, RefusedIsOneWithOneLine) {
    answer(failed(0, Error::unknown_node, "no node is called “fone”: did you mean “phone”?", "see: seguectl nodes"));
    const Outcome o = run("handoff fone");
    EXPECT_EQ(o.exit, 1);
    EXPECT_EQ(o.out, "");
    EXPECT_EQ(o.err, "seguectl: no node is called “fone”: did you mean “phone”?; see: seguectl nodes\n");
    const Outcome json = run("--json handoff fone");
    EXPECT_EQ(json.exit, 1);
    EXPECT_EQ(json.out.substr(0, 11), "{\"ok\":false");
}

TEST_F(ProgramTest, WrongUsageIsTwoAndAsksNobody) {
    EXPECT_EQ(run("seek somewhere").exit, 2);
    EXPECT_EQ(run("").exit, 2);
    EXPECT_TRUE(handler.asked.empty());
}

TEST_F(ProgramTest, NoNodeIsOne) {
    stop_node();
    const Outcome o = run("status");
    EXPECT_EQ(o.exit, 1);
    EXPECT_EQ(o.err, "seguectl: no Segue node runs here (" + (home / "control.sock").string() +
                         "); start one with `segued`\n");
}

TEST_F(ProgramTest, ANodeThatDoesNotAnswerIsGivenUp) {
    const Outcome o = run("--timeout 0.2 status");
    EXPECT_EQ(o.exit, 1);
    EXPECT_NE(o.err.find("not answered in time"), std::string::npos) << o.err;
}

TEST_F(ProgramTest, ViewsAreOfTheSnapshot) {
    answer(sample());
    EXPECT_EQ(run("nodes").out.substr(0, 4), "NODE");
    EXPECT_NE(run("queue").out.find("Overture"), std::string::npos);
    EXPECT_EQ(run("queue").out.find('\033'), std::string::npos) << "no colour but on a terminal";
    EXPECT_NE(run("queue --colour always").out.find('\033'), std::string::npos);
    EXPECT_EQ(run("--json status").out, run("--json queue").out) << "one object for all views";
}

TEST_F(ProgramTest, AnInvitationComesWithACode) {
    Response response;
    response.mutable_invitation()->set_link("segue://10.0.0.7:24470/token");
    response.mutable_invitation()->set_uses(1);
    response.mutable_invitation()->set_expires_in_s(600);
    answer(response);
    const Outcome o = run("ensemble invite");
    EXPECT_EQ(o.exit, 0);
    EXPECT_EQ(o.out.substr(0, o.out.find('\n')), "segue://10.0.0.7:24470/token")
        << "the link stands alone on the first line";
    EXPECT_NE(o.out.find("██ ▄▄▄▄▄ █"), std::string::npos) << o.out;
    EXPECT_EQ(run("--json ensemble invite").out.find("█"), std::string::npos);
}

TEST_F(ProgramTest, AnInvitationsLinkMayComeFromStandardInput) {
    answer(done(0));
    std::ofstream(home / "link") << "segue://secret\n";
    EXPECT_EQ(run("ensemble join - <'" + (home / "link").string() + "'").exit, 0);
    EXPECT_EQ(handler.asked.back().join().link(), "segue://secret");
}

// Reads from a program until `enough` says so.
std::string read_until(int fd, const std::function<bool(const std::string&)>& enough) {
    std::string out;
    char buffer[4096];
    for (ssize_t n; !enough(out) && (n = ::read(fd, buffer, sizeof buffer)) > 0;)
        out.append(buffer, static_cast<std::size_t>(n));
    return out;
}

TEST_F(ProgramTest, WatchPrintsALineOfJsonForEachSnapshot) {
    FILE* pipe = ::popen((command("--json watch") + " 2>/dev/null").c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    while (true) {
        bool watched = false;
        on_loop([&] { watched = !handler.watching.empty(); });
        if (watched) break;
    }
    on_loop([&] { handler.show("first"); });
    const auto lines = [](std::ptrdiff_t n) {
        return [n](const std::string& s) { return std::count(s.begin(), s.end(), '\n') >= n; };
    };
    std::string text = read_until(::fileno(pipe), lines(1));
    on_loop([&] { handler.show("second"); });
    text += read_until(::fileno(pipe), lines(1));
    EXPECT_NE(text.find("\"text\":\"first\""), std::string::npos);
    EXPECT_NE(text.find("\"text\":\"second\""), std::string::npos);
    stop_node();
    EXPECT_EQ(WEXITSTATUS(::pclose(pipe)), 1) << "the node has gone";
}

TEST_F(ProgramTest, WatchRedrawsATerminalAndLeavesItInOrder) {
    int terminal = -1;
    const winsize size{30, 100, 0, 0};
    const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &size);
    if (child == 0) {
        ::execl(SEGUE_CTL, SEGUE_CTL, "--state-dir", home.c_str(), "watch", nullptr);
        ::_exit(127);
    }
    while (true) {
        bool watched = false;
        on_loop([&] { watched = !handler.watching.empty(); });
        if (watched) break;
    }
    const auto show = [&] { on_loop([&] { handler.watching.begin()->second(sample()); }); };
    const auto drawn = [](const std::string& s) { return s.find("\033[J") != std::string::npos; };
    show();
    const std::string first = read_until(terminal, drawn);
    EXPECT_NE(first.find("\033[?25l"), std::string::npos) << "the cursor is hidden";
    EXPECT_NE(first.find("laptop"), std::string::npos);
    show();
    const std::string second = read_until(terminal, drawn);
    const auto rows = std::count(first.begin(), first.end(), '\n');
    EXPECT_NE(second.find("\033[" + std::to_string(rows) + "A"), std::string::npos) << "drawn over the first";
    ::kill(child, SIGINT);
    const std::string last =
        read_until(terminal, [](const std::string& s) { return s.find("\033[?25h") != std::string::npos; });
    EXPECT_NE(last.find("\033[?25h"), std::string::npos) << "the cursor is back";
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    ::close(terminal);
}

}  // namespace
}  // namespace segue::control

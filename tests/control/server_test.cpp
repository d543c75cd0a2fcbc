// The control socket for real: a server on its own loop, clients on the test's thread.
#include "app/control/server.h"

#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "app/control/client.h"
#include "app/control/socket_address.h"
#include "app/control/state_dir.h"
#include "tests/control/scripted_handler.h"

namespace segue::control {
namespace {
namespace fs = std::filesystem;

constexpr milliseconds patience{5000};

class ServerTest : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "segue-control-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        home = pattern;
        dir = home / "node";
        handler.answer_at_once = [](const Request& request) { return done(0, "did " + request.target()); };
    }
    void TearDown() override {
        stop();
        fs::remove_all(home);
    }
    Result<void, ServerError> start() {
        auto opened = Server::open(loop, dir, handler);
        if (!opened) return opened.failure();
        server = std::move(*opened);
        thread = std::thread([this] { loop.run(); });
        return {};
    }
    void stop() {
        if (!thread.joinable()) return;
        on_loop([this] {
            server.reset();
            work.reset();
        });
        thread.join();
    }
    // On the node's thread; done when it returns.
    template <class F>
    std::invoke_result_t<F> on_loop(F f) {
        std::packaged_task<std::invoke_result_t<F>()> task(std::move(f));
        auto result = task.get_future();
        asio::post(loop, [&task] { task(); });
        return result.get();
    }
    Client connected() {
        auto client = Client::connect(dir);
        EXPECT_TRUE(client) << client.message();
        return std::move(*client);
    }
    // A client that speaks bytes.
    int raw() {
        const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const SocketAddress address(dir, socket_name);
        EXPECT_EQ(::connect(fd, address.get(), address.size()), 0);
        return fd;
    }

    fs::path home, dir;
    ScriptedHandler handler;
    asio::io_context loop;
    std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work{asio::make_work_guard(loop)};
    std::unique_ptr<Server> server;
    std::thread thread;
};

TEST_F(ServerTest, ACommandIsAnswered) {
    ASSERT_TRUE(start());
    Client client = connected();
    Request request;
    request.mutable_pause();
    request.set_target("kitchen");
    for (int i = 0; i < 3; ++i) {
        const auto response = client.call(request, patience);
        ASSERT_TRUE(response) << response.message();
        EXPECT_EQ(response->done().text(), "did kitchen");
    }
    EXPECT_EQ(on_loop([this] { return server->clients(); }), 1u);
}

TEST_F(ServerTest, TheSocketIsForItsOwnerOnly) {
    ASSERT_TRUE(start());
    struct stat at {};
    ASSERT_EQ(::stat((dir / socket_name).c_str(), &at), 0);
    EXPECT_TRUE(S_ISSOCK(at.st_mode));
    EXPECT_EQ(at.st_mode & 0777, 0600u);
    ASSERT_EQ(::stat(dir.c_str(), &at), 0);
    EXPECT_EQ(at.st_mode & 0777, 0700u);
}

TEST_F(ServerTest, NobodyThereIsSaidClearly) {
    const auto client = Client::connect(dir);
    ASSERT_FALSE(client);
    EXPECT_EQ(client.error(), ClientError::no_node);
    EXPECT_EQ(client.message(),
              "no Segue node runs here (" + (dir / "control.sock").string() + "); start one with `segued`");
}

TEST_F(ServerTest, ASecondNodeInTheSameDirectoryIsRefused) {
    ASSERT_TRUE(start());
    asio::io_context other_loop;
    const auto second = Server::open(other_loop, dir, handler);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error(), ServerError::already_running);
    EXPECT_NE(second.message().find("process " + std::to_string(::getpid())), std::string::npos) << second.message();
    Request request;
    request.mutable_pause();
    EXPECT_TRUE(connected().call(request, patience)) << "the first one is unharmed";
}

TEST_F(ServerTest, WhatAKilledNodeLeftBehindIsNoObstacle) {
    fs::create_directories(dir);
    const SocketAddress address(dir, socket_name);
    const int dead = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(::bind(dead, address.get(), address.size()), 0);
    ::close(dead);
    std::ofstream(dir / lock_name) << "12345\n";
    EXPECT_EQ(Client::connect(dir).error(), ClientError::no_node);
    ASSERT_TRUE(start());
    Request request;
    request.mutable_pause();
    EXPECT_TRUE(connected().call(request, patience));
}

TEST_F(ServerTest, TheSocketGoesWithTheNode) {
    ASSERT_TRUE(start());
    Client client = connected();
    Request request;
    request.mutable_pause();
    ASSERT_TRUE(client.call(request, patience));
    stop();
    EXPECT_FALSE(fs::exists(dir / socket_name));
    EXPECT_EQ(client.call(request, patience).error(), ClientError::closed);
}

TEST_F(ServerTest, ALongPathIsNoObstacle) {
    dir = home / std::string(100, 'x') / std::string(100, 'y');
    ASSERT_TRUE(start());
    Request request;
    request.mutable_pause();
    EXPECT_TRUE(connected().call(request, patience));
}

TEST_F(ServerTest, APlaceThatCannotBeADirectoryIsRefused) {
    std::ofstream(home / "file") << "x";
    dir = home / "file" / "node";
    EXPECT_EQ(start().error(), ServerError::no_directory);
}

TEST_F(ServerTest, TheLastAnswerLeavesBeforeTheNodeDoes) {
    ASSERT_TRUE(start());
    handler.answer_at_once = nullptr;
    Client client = connected();
    Request request;
    request.mutable_shutdown();
    ASSERT_TRUE(client.send(request));
    while (on_loop([this] { return handler.open.empty(); })) {
    }
    on_loop([this] {
        handler.open[0](done(0, "good night"));
        server.reset();
    });
    const auto response = client.next(patience);
    ASSERT_TRUE(response) << response.message();
    EXPECT_EQ(response->done().text(), "good night");
}

TEST_F(ServerTest, GarbageGetsAnErrorAndAClosedConnection) {
    ASSERT_TRUE(start());
    for (const Bytes& bytes : {framed(Bytes{0xff, 0xff, 0xff}), Bytes{0xff, 0xff, 0xff, 0xff, 1, 2, 3}}) {
        const int fd = raw();
        ASSERT_EQ(::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
        Bytes got(4096);
        std::size_t n = 0;
        for (ssize_t more; (more = ::recv(fd, got.data() + n, got.size() - n, 0)) > 0;)
            n += static_cast<std::size_t>(more);
        ::close(fd);
        FrameReader reader(4096);
        reader.append({got.data(), n});
        const auto frame = reader.next();
        ASSERT_TRUE(frame && frame->has_value());
        EXPECT_EQ(decode_response(**frame)->error().code(), Error::bad_request);
    }
    EXPECT_TRUE(handler.asked.empty());
    Request request;
    request.mutable_pause();
    EXPECT_TRUE(connected().call(request, patience)) << "others do not notice";
}

TEST_F(ServerTest, TooManyClientsAreTurnedAwayWithAWord) {
    ASSERT_TRUE(start());
    Request request;
    request.mutable_pause();
    std::vector<Client> clients;
    for (std::size_t i = 0; i < clients_max; ++i) {
        clients.push_back(connected());
        ASSERT_TRUE(clients.back().call(request, patience));
    }
    Client extra = connected();
    const auto refused = extra.call(request, patience);
    ASSERT_TRUE(refused) << refused.message();
    EXPECT_EQ(refused->error().code(), Error::busy);
    clients.pop_back();
    while (on_loop([this] { return server->clients(); }) == clients_max) {
    }
    EXPECT_TRUE(connected().call(request, patience)->has_done());
}

TEST_F(ServerTest, ManyCommandsAtOnceAreAllAnsweredAndTheNodeHoldsFew) {
    ASSERT_TRUE(start());
    Client client = connected();
    Request request;
    request.mutable_pause();
    // More in one go than the node takes at once: it leaves them in the socket until the client has read.
    constexpr std::uint64_t rounds = 20, burst = 2 * commands_open_max;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        for (std::uint64_t i = 0; i < burst; ++i) ASSERT_TRUE(client.send(request));
        for (std::uint64_t i = 1; i <= burst; ++i) {
            const auto response = client.next(patience);
            ASSERT_TRUE(response) << response.message();
            ASSERT_EQ(response->id(), round * burst + i);
            ASSERT_TRUE(response->has_done());
        }
    }
}

TEST_F(ServerTest, CommandsBeyondTheLimitWaitForAnswersToTheOthers) {
    ASSERT_TRUE(start());
    handler.answer_at_once = nullptr;
    Client client = connected();
    Request request;
    request.mutable_pause();
    for (std::size_t i = 0; i < commands_open_max + 1; ++i) ASSERT_TRUE(client.send(request));
    while (on_loop([this] { return handler.open.size(); }) < commands_open_max) {
    }
    EXPECT_EQ(on_loop([this] { return handler.open.size(); }), commands_open_max);
    on_loop([this] { handler.open[0](done(0)); });
    ASSERT_TRUE(client.next(patience));
    while (on_loop([this] { return handler.open.size(); }) < commands_open_max + 1) {
    }
}

TEST_F(ServerTest, ACommandThatWaitsDoesNotHoldUpOtherClients) {
    ASSERT_TRUE(start());
    handler.answer_at_once = nullptr;
    Client slow = connected();
    Request request;
    request.mutable_handoff()->set_node("phone");
    ASSERT_TRUE(slow.send(request));
    while (on_loop([this] { return handler.open.empty(); })) {
    }
    on_loop([this] { handler.answer_at_once = [](const Request&) { return done(0, "quick"); }; });
    EXPECT_EQ(connected().call(request, patience)->done().text(), "quick");
    EXPECT_EQ(slow.next(milliseconds(1)).error(), ClientError::timed_out);
    on_loop([this] { handler.open[0](done(0, "slow")); });
    EXPECT_EQ(slow.next(patience)->done().text(), "slow");
}

TEST_F(ServerTest, AWatcherThatDoesNotReadGetsTheLatestWhenItDoes) {
    ASSERT_TRUE(start());
    Client watcher = connected();
    Request watch;
    watch.mutable_watch();
    ASSERT_TRUE(watcher.send(watch));
    while (on_loop([this] { return handler.watching.empty(); })) {
    }
    const std::string padding(20'000, 'x');  // far more altogether than a socket's buffer holds
    constexpr int shown = 3000;
    for (int i = 1; i <= shown; ++i) on_loop([&] { handler.show(std::to_string(i) + " " + padding); });
    int received = 0, last = 0;
    while (last != shown) {
        const auto response = watcher.next(patience);
        ASSERT_TRUE(response) << response.message();
        const int number = std::stoi(response->snapshot().text());
        ASSERT_GT(number, last);
        last = number;
        ++received;
    }
    EXPECT_LT(received, shown / 10) << "most were never kept for it";
}

TEST_F(ServerTest, WhoLeavesEndsItsWatches) {
    ASSERT_TRUE(start());
    {
        Client watcher = connected();
        Request watch;
        watch.mutable_watch();
        ASSERT_TRUE(watcher.send(watch));
        while (on_loop([this] { return handler.watching.empty(); })) {
        }
    }
    while (!on_loop([this] { return handler.watching.empty(); })) {
    }
    EXPECT_EQ(on_loop([this] { return server->clients(); }), 0u);
}

}  // namespace
}  // namespace segue::control

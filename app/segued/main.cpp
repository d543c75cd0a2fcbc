// segued: one node without a window.
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <thread>

#include "app/control/state_dir.h"
#include "app/node/node.h"
#include "app/segued/listen.h"

namespace {

struct CommandLine {
    segue::node::Options options;
    std::vector<std::string> music;
    std::string state_dir, audio = "default", listen, discovery = "on", log_level = "info";
};

// Makes options of the words; the problem in one line, if there is one.
std::optional<std::string> understand(CommandLine& line) {
    line.options.state_dir = segue::control::state_dir(line.state_dir);
    auto audio = segue::audio::DeviceSpec::parse(line.audio);
    if (!audio) return "--audio: " + audio.message();
    line.options.audio = *audio;
    if (!line.listen.empty()) {
        const auto where = segue::segued::parse_listen(line.listen);
        if (!where) return "--listen: '" + line.listen + "' is not ADDR or ADDR:PORT, such as 192.168.1.5:24470 or [::1]:24470";
        line.options.listen_address = where->address;
        line.options.explicit_port = where->port.has_value();
        line.options.listen_port = where->port.value_or(0);
    }
    line.options.discovery = line.discovery == "on";
    for (const std::string& folder : line.music) {
        std::error_code failed;
        const auto path = std::filesystem::absolute(folder, failed);
        if (failed || !std::filesystem::is_directory(path, failed))
            return "--music: there is no folder '" + folder + "'";
        line.options.music.push_back(path);
    }
    return std::nullopt;
}

// The node has handed over and said goodbye; what is left is closing devices, and a sound server that has died may keep
// a closing stream waiting for ever. All state is on disk by then, so the process may simply end.
constexpr std::chrono::milliseconds closing_max{1000};

void end_soon() {
    std::thread([] {
        std::this_thread::sleep_for(closing_max);
        std::_Exit(0);
    }).detach();
}

int run(const segue::node::Options& options) {
    asio::io_context loop(1);
    auto node = segue::node::Node::start(loop, options);
    if (!node) {
        std::fprintf(stderr, "segued: %s\n", node.message().c_str());
        return 1;
    }
    // The first signal hands the session over and leaves; a second one leaves at once.
    asio::signal_set signals(loop, SIGTERM, SIGINT);
    signals.async_wait([&](asio::error_code failed, int) {
        if (failed) return;
        signals.async_wait([&](asio::error_code again, int) {
            if (!again) loop.stop();
        });
        (*node)->drain([&] { loop.stop(); });
    });
    (*node)->on_shutdown([&] { loop.stop(); });
    loop.run();
    end_soon();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CommandLine line;
    CLI::App app{"One Segue node: finds the others of its ensemble, and plays with them as one."};
    app.footer("Command it with seguectl. SIGTERM hands the session over before the node leaves.\n"
               "AUDIO is default, null, wav:FILE or portaudio:HOSTAPI[:DEVICE]; null and wav are paced by the clock.");
    app.set_version_flag("--version", std::string("segued " SEGUE_VERSION));
    app.add_option("--name", line.options.name, "what people call this node (default: the host's name)");
    app.add_option("--state-dir", line.state_dir, "where it keeps what it knows (default: $XDG_STATE_HOME/segue)");
    app.add_option("--audio", line.audio, "what to play to")->type_name("AUDIO");
    app.add_option("--listen", line.listen, "address, and port if it must be that one; 127.0.0.1 keeps to this machine")
        ->type_name("ADDR[:PORT]");
    app.add_option("--peer", line.options.peers, "a node to look for besides those that discovery finds")->type_name("HOST:PORT");
    app.add_option("--discovery", line.discovery, "find others by multicast")->check(CLI::IsMember({"on", "off"}));
    app.add_option("--music", line.music, "a folder of music for the library, besides those it has")
        ->type_name("DIR")
        ->allow_extra_args(false);
    app.add_option("--join", line.options.join, "join the ensemble of this invitation")->type_name("LINK");
    app.add_option("--log-level", line.log_level, "")->check(CLI::IsMember({"debug", "info", "warning", "error"}));
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    }
    spdlog::set_default_logger(spdlog::stderr_color_mt("segued"));
    spdlog::set_pattern("%H:%M:%S.%e %^%l%$ %v");
    spdlog::set_level(spdlog::level::from_str(line.log_level));
    if (const auto problem = understand(line)) {
        std::fprintf(stderr, "segued: %s\n", problem->c_str());
        return 1;
    }
    std::signal(SIGPIPE, SIG_IGN);
    return run(line.options);
}

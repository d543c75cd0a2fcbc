#include "app/seguectl/live.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <optional>

#include "app/control/json.h"
#include "app/seguectl/show.h"

namespace segue::ctl {
namespace {

// A watch hears from its node at least every interval; this much later it counts as hanging.
constexpr milliseconds grace{10000};

constexpr milliseconds jobs_interval{500};

volatile std::sig_atomic_t asked_to_end = 0;

winsize terminal() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) size = {};
    return size;
}

// Draws over what it drew before; what scrolled away stays as it was.
class Screen {
  public:
    Screen() { write("\033[?25l"); }  // no cursor, and no wrapping of long lines
    ~Screen() { write("\033[?25h"); }
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    void draw(std::vector<std::string> lines) {
        const std::size_t rows = terminal().ws_row;
        if (rows > 1 && lines.size() > rows - 1) lines.resize(rows - 1);
        std::string out = height_ > 0 ? "\033[" + std::to_string(height_) + "A\r" : "\r";
        for (const std::string& line : lines) out += "\033[2K" + line + "\n";
        out += "\033[J";
        write(out);
        height_ = lines.size();
    }

  private:
    static void write(const std::string& text) {
        std::fwrite(text.data(), 1, text.size(), stdout);
        std::fflush(stdout);
    }
    std::size_t height_ = 0;
};

// Signals that end a program end the watch; they come through only inside of answer(), so none is missed between
// looking and waiting.
class Signals {
  public:
    Signals() {
        struct sigaction action {};
        action.sa_handler = [](int) { asked_to_end = 1; };
        sigset_t held;
        sigemptyset(&held);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
            sigaddset(&held, signal);
            ::sigaction(signal, &action, nullptr);
        }
        ::sigprocmask(SIG_BLOCK, &held, &before_);
    }
    // The next answer; nothing when the user has ended the watch.
    std::optional<Result<control::Response, control::ClientError>> answer(control::Client& client,
                                                                          milliseconds silence) const {
        const timespec patience{silence.count() / 1000, silence.count() % 1000 * 1'000'000};
        auto response = client.next(milliseconds(0));
        while (!response && response.error() == control::ClientError::timed_out) {
            pollfd p{client.descriptor(), POLLIN, 0};
            const int n = ::ppoll(&p, 1, &patience, &before_);
            if (asked_to_end != 0) return std::nullopt;
            if (n == 0) return response;
            response = client.next(milliseconds(0));
        }
        if (asked_to_end != 0) return std::nullopt;
        return response;
    }

    // False: the user has ended it meanwhile.
    bool wait(milliseconds time) const {
        const timespec patience{time.count() / 1000, time.count() % 1000 * 1'000'000};
        ::ppoll(nullptr, 0, &patience, &before_);
        return asked_to_end == 0;
    }

  private:
    sigset_t before_{};
};

}  // namespace

std::size_t terminal_columns() {
    const std::size_t columns = terminal().ws_col;
    return columns > 0 ? columns : 80;
}

int watch(control::Client& client, const Invocation& asked) {
    const auto refuse = [](const std::string& text) {
        std::fprintf(stderr, "seguectl: %s\n", clean(text).c_str());
        return 1;
    };
    const bool live = !asked.json && ::isatty(STDOUT_FILENO) != 0;
    const Signals signals;
    const milliseconds silence =
        milliseconds(asked.request.watch().interval_ms()) + (asked.patience.count() > 0 ? asked.patience : grace);
    if (auto sent = client.send(asked.request); !sent) return refuse(sent.message());
    std::optional<Screen> screen;
    while (const auto answer = signals.answer(client, silence)) {
        const auto& response = *answer;
        if (!response || response->has_error()) {
            screen.reset();
            if (!response) return refuse(response.message());
            const auto& error = response->error();
            return refuse(error.message() + (error.hint().empty() ? "" : "; " + error.hint()));
        }
        if (!response->has_snapshot()) continue;
        const control::Snapshot& snapshot = response->snapshot();
        if (live) {
            if (!screen) screen.emplace();
            screen->draw(watch_lines(snapshot, Paint(asked.colour), terminal_columns()));
        } else {
            const std::string line = (asked.json ? to_json(snapshot) : watch_line(snapshot)) + "\n";
            if (std::fwrite(line.data(), 1, line.size(), stdout) != line.size() || std::fflush(stdout) != 0) break;
        }
    }
    return 0;
}

int watch_jobs(control::Client& client, const Invocation& asked) {
    const bool live = !asked.json && ::isatty(STDOUT_FILENO) != 0;
    const Signals signals;
    std::optional<Screen> screen;
    do {
        const auto response = client.call(asked.request, asked.patience.count() > 0 ? asked.patience : grace);
        if (!response || !response->has_jobs()) {
            screen.reset();
            std::fprintf(stderr, "seguectl: %s\n",
                         clean(!response ? response.message() : response->error().message()).c_str());
            return 1;
        }
        if (live) {
            if (!screen) screen.emplace();
            screen->draw(jobs_lines(response->jobs(), Paint(asked.colour), terminal_columns()));
            continue;
        }
        const std::string text =
            asked.json ? to_json(*response) + "\n" : jobs_text(response->jobs(), Paint(asked.colour));
        if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) break;
    } while (signals.wait(jobs_interval));
    return 0;
}

}  // namespace segue::ctl

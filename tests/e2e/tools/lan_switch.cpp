// An Ethernet switch in user space, for a LAN of network namespaces: it delays, loses and cuts, at run time.
// (Kernels without netem need it; it also makes the same losses for the same seed.)
//
//   lan_switch INTERFACE...        one port each, numbered from 1; prints "ready"; ends when its standard input does
//
// Lines on standard input, each answered by "ok" or "error: …":
//   set PORT|all [in|out] KEY=VALUE...   in: frames that come from that host; out: that go to it; neither: both
//       delay=MS jitter=MS   each frame waits between delay - jitter and delay + jitter, order kept
//       loss=PERCENT burst=N lost frames come in runs of N on average
//       wander=MS period=S   the delay swings by so much, slowly
//       outage=MS every=MS   all frames are lost for so long, so often (everywhere at once)
//       bunch=MS             frames are held, as for a phone that saves power: let go together, up to so long apart
//   cut FROM TO on|off       frames from one port to another are dropped (one way)
//   clear                    no impairment
//   count                    "ok frames=… lost=… cut=… late_us=…" (late: the worst delay beyond what was asked)
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <map>
#include <queue>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

std::int64_t now_ns() {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1'000'000'000LL + t.tv_nsec;
}

std::mt19937_64 dice(1);
double roll() { return std::uniform_real_distribution<double>(0, 1)(dice); }

struct Count {
    std::uint64_t frames = 0, lost = 0, cut = 0;
    std::int64_t late_ns = 0;
} count;

// One direction of one port.
struct Lane {
    double delay_ms = 0, jitter_ms = 0, loss = 0, burst = 1;
    double wander_ms = 0, period_s = 30, outage_ms = 0, every_ms = 5000, bunch_ms = 0;
    bool losing = false;
    std::int64_t last_out = 0, release = 0;

    // When a frame that enters now comes out; negative: never.
    std::int64_t pass(std::int64_t now) {
        if (loss > 0) {  // two states (Gilbert): in the bad one everything is lost, and it lasts `burst` frames
            const double leave = 1 / std::max(1.0, burst), enter = std::min(1.0, leave * loss / (1 - loss));
            losing = losing && burst > 1 ? roll() >= leave : roll() < (burst > 1 ? enter : loss);
            if (losing) return ++count.lost, -1;
        }
        if (outage_ms > 0 && std::fmod(static_cast<double>(now) * 1e-6, every_ms) < outage_ms)
            return ++count.lost, -1;
        const double swing = wander_ms * std::sin(2 * M_PI * static_cast<double>(now) * 1e-9 / period_s);
        const double ms = std::max(0.0, delay_ms + swing + jitter_ms * (2 * roll() - 1));
        last_out = std::max(last_out, now + static_cast<std::int64_t>(ms * 1e6));
        if (bunch_ms > 0) last_out = released(last_out);
        return last_out;
    }
    // The next of the moments at which what is held is let go.
    std::int64_t released(std::int64_t at) {
        const auto bunch = static_cast<std::int64_t>(bunch_ms * 1e6);
        release = std::max(release, at - bunch);
        while (release < at) release += 1 + static_cast<std::int64_t>(roll() * static_cast<double>(bunch));
        return release;
    }
    bool set(const std::string& key, double v) {
        if (key == "delay")
            delay_ms = v;
        else if (key == "jitter")
            jitter_ms = v;
        else if (key == "loss")
            loss = std::clamp(v / 100, 0.0, 0.99);
        else if (key == "burst")
            burst = v;
        else if (key == "wander")
            wander_ms = v;
        else if (key == "period")
            period_s = std::max(0.1, v);
        else if (key == "outage")
            outage_ms = v;
        else if (key == "every")
            every_ms = std::max(1.0, v);
        else if (key == "bunch")
            bunch_ms = v;
        else
            return false;
        return true;
    }
};

struct Port {
    int socket;
    Lane in, out;
};

struct Flight {
    std::int64_t due;
    std::uint64_t order;
    std::size_t to;
    std::vector<std::uint8_t> frame;
    bool operator<(const Flight& o) const { return due != o.due ? due > o.due : order > o.order; }
};

struct Switch {
    std::vector<Port> ports;
    std::map<std::uint64_t, std::size_t> home;  // address -> port
    std::set<std::pair<std::size_t, std::size_t>> cuts;
    std::priority_queue<Flight> flights;
    std::uint64_t order = 0;

    static std::uint64_t address(const std::uint8_t* at) {
        std::uint64_t a = 0;
        std::memcpy(&a, at, 6);
        return a;
    }

    void enter(std::size_t from, const std::uint8_t* data, std::size_t size) {
        const std::int64_t now = now_ns();
        ++count.frames;
        home[address(data + 6)] = from;
        const std::int64_t inside = ports[from].in.pass(now);
        if (inside < 0) return;
        const auto known = data[0] & 1 ? home.end() : home.find(address(data));
        for (std::size_t to = 0; to < ports.size(); ++to) {
            if (to == from || (known != home.end() && known->second != to)) continue;
            if (cuts.count({from, to})) {
                ++count.cut;
                continue;
            }
            const std::int64_t due = ports[to].out.pass(inside);
            if (due >= 0) flights.push({due, order++, to, {data, data + size}});
        }
    }

    void deliver() {
        for (std::int64_t now = now_ns(); !flights.empty() && flights.top().due <= now; flights.pop(), now = now_ns()) {
            const Flight& f = flights.top();
            if (send(ports[f.to].socket, f.frame.data(), f.frame.size(), 0) < 0) ++count.lost;
            count.late_ns = std::max(count.late_ns, now - f.due);
        }
    }

    std::string command(const std::string& line) {
        std::istringstream in(line);
        std::string verb, word;
        in >> verb;
        if (verb == "clear") {
            cuts.clear();
            for (Port& p : ports) p.in = Lane{}, p.out = Lane{};
            return "ok";
        }
        if (verb == "count") {
            std::ostringstream out;
            out << "ok frames=" << count.frames << " lost=" << count.lost << " cut=" << count.cut
                << " late_us=" << count.late_ns / 1000;
            return out.str();
        }
        if (verb == "cut") {
            std::size_t a = 0, b = 0;
            std::string state;
            if (!(in >> a >> b >> state) || a - 1 >= ports.size() || b - 1 >= ports.size())
                return "error: cut FROM TO on|off";
            if (state == "on")
                cuts.insert({a - 1, b - 1});
            else
                cuts.erase({a - 1, b - 1});
            return "ok";
        }
        if (verb != "set" || !(in >> word)) return "error: what is '" + line + "'?";
        std::size_t first = 0, end = ports.size();
        if (word != "all") {
            first = static_cast<std::size_t>(std::atoi(word.c_str())) - 1;
            end = first + 1;
            if (first >= ports.size()) return "error: no port " + word;
        }
        bool inward = true, outward = true;
        while (in >> word) {
            if (word == "in")
                outward = false;
            else if (word == "out")
                inward = false;
            else {
                const auto eq = word.find('=');
                const double v = eq == std::string::npos ? 0 : std::atof(word.c_str() + eq + 1);
                for (std::size_t i = first; i < end; ++i)
                    if ((inward && !ports[i].in.set(word.substr(0, eq), v)) ||
                        (outward && !ports[i].out.set(word.substr(0, eq), v)))
                        return "error: no setting " + word;
            }
        }
        return "ok";
    }
};

int open_port(const char* name) {
    const int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, htons(ETH_P_ALL));
    sockaddr_ll at{};
    at.sll_family = AF_PACKET;
    at.sll_protocol = htons(ETH_P_ALL);
    at.sll_ifindex = static_cast<int>(if_nametoindex(name));
    const int yes = 1, room = 8 << 20;
    packet_mreq all{};
    all.mr_ifindex = at.sll_ifindex;
    all.mr_type = PACKET_MR_PROMISC;
    if (fd < 0 || at.sll_ifindex == 0 || bind(fd, reinterpret_cast<sockaddr*>(&at), sizeof at)) return -1;
    setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof yes);
    setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    return fd;
}

}  // namespace

int main(int argc, char** argv) {
    Switch lan;
    std::vector<pollfd> wait = {{STDIN_FILENO, POLLIN, 0},
                                {timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC), POLLIN, 0}};
    for (int i = 1; i < argc; ++i) {
        const int fd = open_port(argv[i]);
        if (fd < 0) return std::perror(argv[i]), 1;
        lan.ports.push_back({fd, {}, {}});
        wait.push_back({fd, POLLIN, 0});
    }
    sched_param priority{};
    priority.sched_priority = 80;  // above the players and the sound server; it needs very little
    if (sched_setscheduler(0, SCHED_FIFO, &priority)) std::perror("lan_switch: no real-time priority");
    std::puts("ready");
    std::fflush(stdout);

    std::vector<std::uint8_t> frame(65536);
    std::string input;
    for (;;) {
        itimerspec alarm{};
        if (!lan.flights.empty()) {
            alarm.it_value.tv_sec = lan.flights.top().due / 1'000'000'000;
            alarm.it_value.tv_nsec = lan.flights.top().due % 1'000'000'000;
        }
        timerfd_settime(wait[1].fd, TFD_TIMER_ABSTIME, &alarm, nullptr);
        if (poll(wait.data(), wait.size(), -1) < 0 && errno != EINTR) return 1;
        if (std::uint64_t n; wait[1].revents && read(wait[1].fd, &n, sizeof n) < 0 && errno != EAGAIN) return 1;
        for (std::size_t i = 0; i < lan.ports.size(); ++i)
            if (wait[i + 2].revents)
                for (ssize_t n; (n = recv(lan.ports[i].socket, frame.data(), frame.size(), 0)) >= ETH_HLEN;)
                    lan.enter(i, frame.data(), static_cast<std::size_t>(n));
        lan.deliver();
        if (wait[0].revents) {
            char text[4096];
            const ssize_t n = read(STDIN_FILENO, text, sizeof text);
            if (n <= 0) return 0;
            input.append(text, static_cast<std::size_t>(n));
            for (std::size_t e; (e = input.find('\n')) != std::string::npos; input.erase(0, e + 1))
                std::printf("%s\n", lan.command(input.substr(0, e)).c_str());
            std::fflush(stdout);
        }
    }
}

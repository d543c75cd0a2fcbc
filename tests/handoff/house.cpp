#include "tests/handoff/house.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace segue::handoff::test {

namespace {
std::vector<std::string> numbered(int nodes) {
    std::vector<std::string> names;
    for (int i = 0; i < nodes; ++i) names.push_back("node" + std::to_string(i));
    return names;
}
}  // namespace

House::House(int nodes, std::uint64_t seed) : House(numbered(nodes), seed) {}

House::House(std::vector<std::string> names, std::uint64_t seed) : nodes_(names.size()), random_(seed) {
    for (int i = 0; i < size(); ++i) {
        nodes_[index(i)].name = std::move(names[index(i)]);
        nodes_[index(i)].offset = seconds(100 * (i + 1));
        restart(i);
    }
}

void House::at(EnsembleTime t, std::function<void()> f) { queue_.push({std::max(t, now_), ++order_, std::move(f)}); }

void House::to_node(int i, std::function<void()> f) {
    Node& n = nodes_[index(i)];
    if (!n.machine) return;
    if (now_ < n.frozen_until)
        n.held.push_back(std::move(f));
    else
        f();
}

void House::deliver(int i, Event e) {
    to_node(i, [this, i, e = std::move(e)] {
        Node& n = nodes_[index(i)];
        if (!n.machine) return;
        const Role before = n.machine->role();
        apply(i, before, n.machine->step(e, local(n), clock(i)));
    });
}

void House::apply(int i, Role before, Effects fx) {
    Node& n = nodes_[index(i)];
    if (n.machine->role() != before) role_changes.emplace(before, n.machine->role());
    if (stepped) stepped(i, before, fx);
    for (const Persist& p : fx.persist) {
        if (p.replace) n.disk.clear();
        n.disk.insert(n.disk.end(), p.bytes.begin(), p.bytes.end());
    }
    for (const Outgoing& out : fx.send) {
        if (seen) seen(i, out.message);
        if (!n.machine) return;  // killed while sending
        const Bytes bytes = encode(out.message);
        EXPECT_LE(bytes.size(), message_bytes_max);
        std::set<int> lost;
        for (const NodeId& to : out.to) {
            if (drop && drop(i, node_of(to), out.message)) {
                if (!out.datagram)
                    disconnect(i, node_of(to), Down::lost, milliseconds(0), milliseconds(0)), connect(i, node_of(to));
                lost.insert(node_of(to));
                continue;
            }
            if (!transmit(i, node_of(to), bytes, out.datagram)) lost.insert(node_of(to));
        }
        if (sent) sent(i, out, lost);
    }
    for (const Notice& notice : fx.notify) {
        if (told) told(i, notice);
        if (const auto* d = std::get_if<Done>(&notice)) {
            auto& [asked, answered] = requests_[d->request];
            EXPECT_FALSE(answered.has_value()) << "answered twice";
            answered = Answered{d->ok, d->error, d->message, now_ - asked};
        } else if (const auto* l = std::get_if<Log>(&notice)) {
            log.push_back(std::to_string(i) + ": " + l->line);
        } else if (std::holds_alternative<Drained>(notice)) {
            n.drained = true;
        }
    }
    engine(i);
    n.wake = now_ + (fx.wake - local(n));
    const std::uint64_t life = n.life;
    const EnsembleTime wake = n.wake;
    at(wake, [this, i, life, wake] {
        if (nodes_[index(i)].life == life && nodes_[index(i)].wake == wake) deliver(i, Tick{});
    });
}

// The engine: gets its newest program ready in a while, and says so.
void House::engine(int i) {
    Node& n = nodes_[index(i)];
    if (!n.machine) return;
    n.plan = n.machine->plan(now_ + n.ensemble_error);
    n.good_until = n.machine->good_until();
    std::optional<audio::Epoch> newest;
    for (const audio::Program& p : n.plan.programs) newest = std::max(newest, std::optional(p.epoch));
    if (!newest) return;
    const std::pair wanted(*newest, n.plan.part);
    if (n.preparing == wanted) return;
    n.preparing = wanted;
    const std::uint64_t life = n.life;
    const auto takes = slow.contains(i) ? slow[i] : prepare;
    at(now_ + takes, [this, i, life, wanted] {
        Node& m = nodes_[index(i)];
        if (m.life != life || m.preparing != wanted) return;
        m.report = OutputReport{wanted.first, !broken.contains(i), broken.contains(i) ? broken[i] : "",
                                milliseconds(20), wanted.second};
        deliver(i, OwnOutput{*m.report});
    });
}

bool House::transmit(int from, int to, const Bytes& bytes, bool datagram) {
    if (!linked(from, to) || deaf_.contains({to, from}) || !nodes_[index(to)].machine) return false;
    if (datagram && random_.chance(datagram_loss)) return false;
    EnsembleTime arrival =
        now_ + delay + Nanoseconds(static_cast<std::int64_t>(random_.uniform() * static_cast<double>(jitter.count())));
    const std::pair way{from, to};
    if (!datagram) {
        if (!joined_.contains({std::min(from, to), std::max(from, to)})) return false;
        arrival = stream_[way] = std::max(arrival, stream_[way]);
    }
    const std::uint64_t life = nodes_[index(to)].life, stream = stream_life_[{std::min(from, to), std::max(from, to)}];
    const auto arrive = [this, from, to, bytes, life, stream, datagram] {
        if (nodes_[index(to)].life != life || !linked(from, to) || deaf_.contains({to, from})) return;
        if (!datagram && stream_life_[{std::min(from, to), std::max(from, to)}] != stream) return;
        ++messages;
        auto m = decode_message(bytes);
        ASSERT_TRUE(m.ok()) << m.message();
        deliver(to, MessageIn{node_id(from), std::move(*m)});
    };
    at(arrival, arrive);
    if (random_.chance(doubled)) at(arrival + milliseconds(random_.below(300)), arrive);
    return true;
}

void House::connect(int a, int b) {
    const std::pair pair{std::min(a, b), std::max(a, b)};
    const auto try_it = [this, pair] {
        const auto [x, y] = pair;
        if (joined_.contains(pair) || !linked(x, y) || deaf_.contains({x, y}) || deaf_.contains({y, x}) ||
            !nodes_[index(x)].machine || !nodes_[index(y)].machine)
            return;
        if (nodes_[index(x)].drained || nodes_[index(y)].drained) return;
        joined_.insert(pair);
        for (const auto& [me, other] :
             {pair, std::pair{pair.second, pair.first}})  // a new stream: the old one was lost
            if (nodes_[index(me)].machine->alive().contains(node_id(other)))
                deliver(me, PeerDown{node_id(other), Down::lost});
        deliver(x, PeerUp{node_id(y), name(y)});
        deliver(y, PeerUp{node_id(x), name(x)});
        deliver(x, PeerRtt{node_id(y), 2 * delay});
        deliver(y, PeerRtt{node_id(x), 2 * delay});
    };
    at(now_ + milliseconds(20), try_it);
}

void House::disconnect(int a, int b, Down how, Nanoseconds detect, Nanoseconds verdict) {
    const std::pair pair{std::min(a, b), std::max(a, b)};
    if (joined_.erase(pair) == 0) return;
    const std::uint64_t stream = ++stream_life_[pair];
    for (const auto& [me, other] : {pair, std::pair{pair.second, pair.first}}) {
        const int i = me, o = other;
        at(now_ + detect, [this, i, o, how, stream, pair] {
            if (stream_life_[pair] == stream && !joined_.contains(pair)) deliver(i, PeerDown{node_id(o), how});
        });
        if (verdict == Nanoseconds(0)) continue;
        at(now_ + verdict, [this, i, o, stream, pair] {
            // Who watches another goes by what it hears itself.
            if (stream_life_[pair] == stream && !joined_.contains(pair)) deliver(i, PeerFailed{node_id(o)});
        });
    }
}

void House::kill(int i) {
    Node& n = nodes_[index(i)];
    n.machine.reset();
    n.frozen_until = {};
    n.held.clear();
    ++n.life;
    for (int o = 0; o < size(); ++o)
        if (o != i) disconnect(i, o, n.drained ? Down::left : Down::lost, delay, delay + milliseconds(150));
}

void House::restart(int i, bool keep_disk) {
    Node& n = nodes_[index(i)];
    if (n.machine) kill(i);
    if (!keep_disk) n.disk.clear();
    const Restored r = replay(n.disk);
    EXPECT_EQ(r.good_bytes, n.disk.size());
    Config c;
    c.self = node_id(i);
    c.about = {n.name, true, false};
    c.session.bytes[3] = 7;
    c.session_name = "House";
    c.incarnation = ++n.incarnation;
    ++n.life;
    n.preparing.reset();
    n.report.reset();
    n.plan = {};
    n.drained = false;
    n.machine = std::make_unique<SessionMachine>(c, r.records ? std::optional(r.saved) : std::nullopt, local(n));
    const Role before = n.machine->role();
    apply(i, before, n.machine->step(Tick{}, local(n), clock(i)));
    for (int o = 0; o < size(); ++o)
        if (o != i) connect(i, o);
}

void House::freeze(int i, Nanoseconds how_long) {
    Node& n = nodes_[index(i)];
    n.frozen_until = std::max(n.frozen_until, now_ + how_long);
    const std::uint64_t life = n.life;
    at(n.frozen_until, [this, i, life] {
        Node& m = nodes_[index(i)];
        if (m.life != life || now_ < m.frozen_until) return;
        for (auto& f : std::exchange(m.held, {})) f();
    });
    // Its peers' membership notices.
    for (int o = 0; o < size(); ++o)
        if (o != i && how_long > milliseconds(600))
            at(now_ + milliseconds(600), [this, i, o, life] {
                const Node& m = nodes_[index(i)];
                if (m.life == life && now_ < m.frozen_until) deliver(o, PeerFailed{node_id(i)});
            });
    at(n.frozen_until + milliseconds(1), [this, i, life] {
        if (nodes_[index(i)].life != life || now_ < nodes_[index(i)].frozen_until) return;
        for (int o = 0; o < size(); ++o)
            if (o != i && joined_.contains({std::min(i, o), std::max(i, o)}) && !deaf_.contains({o, i}))
                deliver(o, PeerUp{node_id(i), name(i)});
    });
}

void House::cut(const std::set<int>& a, const std::set<int>& b) {
    for (int x : a)
        for (int y : b) {
            cuts_.insert({std::min(x, y), std::max(x, y)});
            disconnect(x, y, Down::lost, milliseconds(600), milliseconds(500));
        }
}

void House::deafen(int deaf, int to) {
    deaf_.insert({deaf, to});
    const std::uint64_t stream = stream_life_[{std::min(deaf, to), std::max(deaf, to)}];
    const auto still = [this, deaf, to, stream] {
        return deaf_.contains({deaf, to}) && stream_life_[{std::min(deaf, to), std::max(deaf, to)}] == stream;
    };
    // Its membership misses the heartbeats; the stream between them lasts until its keepalive does.
    at(now_ + milliseconds(600), [this, deaf, to, still] {
        if (still()) deliver(deaf, PeerFailed{node_id(to)});
    });
    at(now_ + seconds(9), [this, deaf, to, still] {
        if (still()) disconnect(deaf, to, Down::lost, {}, {});
    });
}

void House::heal() {
    cuts_.clear();
    // What was lost in a stream broke it.
    for (const auto& [deaf, to] : std::exchange(deaf_, {})) disconnect(deaf, to, Down::lost, {}, {});
    for (int a = 0; a < size(); ++a)
        for (int b = a + 1; b < size(); ++b) connect(a, b);
}

void House::step_clock(int i, Nanoseconds delta) {
    nodes_[index(i)].ensemble_error += delta;
    deliver(i, ClockStepped{delta});
}

void House::shut_down(int i) { deliver(i, Shutdown{}); }

std::uint64_t House::ask(int i, Edit edit) {
    requests_[++request_] = {now_, std::nullopt};
    deliver(i, Command{request_, std::move(edit)});
    return request_;
}

const Answered* House::answer(std::uint64_t request) const {
    const auto it = requests_.find(request);
    return it != requests_.end() && it->second.second ? &*it->second.second : nullptr;
}

Answered House::must(int i, Edit edit, Nanoseconds patience) {
    const std::uint64_t r = ask(i, std::move(edit));
    run_until([&] { return answer(r) != nullptr; }, patience);
    const Answered* a = answer(r);
    return a ? *a : Answered{false, Error::too_late, "never answered", patience};
}

void House::run(Nanoseconds d) {
    const EnsembleTime end = now_ + d;
    run_until([] { return false; }, d);
    now_ = end;
}

bool House::run_until(const std::function<bool()>& f, Nanoseconds patience) {
    const EnsembleTime end = now_ + patience;
    while (!f()) {
        if (queue_.empty() || queue_.top().at > end) return false;
        const Timed next = queue_.top();
        queue_.pop();
        now_ = std::max(now_, next.at);
        next.f();
        if (each) each();
    }
    return true;
}

}  // namespace segue::handoff::test

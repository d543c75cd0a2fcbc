#include "tests/handoff/story.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/handoff/trace.h"

namespace segue::handoff::test {
namespace {

constexpr Nanoseconds moment = milliseconds(1);  // how closely sound is listened to
constexpr seconds patience{30};                  // of `run until`

using Words = std::vector<std::string>;

class Teller {
  public:
    // What the command gave; nothing: it makes no sense.
    std::optional<std::string> tell(const std::string& command) {
        std::istringstream in(command);
        words_.assign(std::istream_iterator<std::string>(in), {});
        at_ = 0;
        try {
            if (!obey(next()) || at_ != words_.size()) return std::nullopt;
        } catch (const std::exception&) {
            return std::nullopt;
        }
        return trace_->take();
    }
    RoleChanges role_changes() const {
        RoleChanges all = of_earlier_houses_;
        if (house_) all.insert(house_->role_changes.begin(), house_->role_changes.end());
        return all;
    }

  private:
    bool obey(const std::string& verb) {
        if (verb == "house") return build();
        if (!house_) return false;
        House& h = *house_;
        if (verb == "run") return run();
        if (verb == "ask") {
            const int i = node();
            const std::string what = rest();
            trace_->ask(i, edit(), what);
        } else if (verb == "kill") {
            h.kill(node());
        } else if (verb == "restart") {
            const int i = node();
            trace_->forget(i);
            h.restart(i, !maybe("empty"));
        } else if (verb == "term") {
            h.shut_down(node());
        } else if (verb == "freeze") {
            const int i = node();
            h.freeze(i, duration());
        } else if (verb == "cut") {
            std::set<int> a, b;
            while (!maybe("|")) a.insert(node());
            while (more()) b.insert(node());
            h.cut(a, b);
        } else if (verb == "deafen") {
            const int i = node();
            h.deafen(i, maybe("to") ? node() : -1);
        } else if (verb == "heal") {
            h.heal();
        } else if (verb == "slow") {
            const int i = node();
            h.slow[i] = std::chrono::duration_cast<milliseconds>(duration());
        } else if (verb == "broken") {
            const int i = node();
            h.broken[i] = rest();
            at_ = words_.size();
        } else if (verb == "misread") {
            const int i = node();
            h.misread(i, duration());
        } else if (verb == "step") {
            const int i = node();
            h.step_clock(i, duration());
        } else if (verb == "show" || verb == "hide") {
            while (more()) trace_->show(next(), verb == "show");
        } else if (verb == "look") {
            trace_->look();
        } else {
            return false;
        }
        settle();
        return true;
    }

    bool build() {
        std::vector<std::string> names;
        for (int i = std::stoi(next()); i > 0; --i) names.insert(names.begin(), "h" + std::to_string(i));
        of_earlier_houses_ = role_changes();
        trace_.reset();
        house_ = std::make_unique<House>(names, 1);
        house_->run(milliseconds(500));
        if (maybe("playing")) {
            OutputsSet outputs;
            if (maybe("on"))
                while (more()) outputs.nodes.push_back(node_id(node()));
            house_->must(0, outputs);
            house_->must(0, play({song(1), song(2), song(3)}));
            house_->run(seconds(2));
        }
        trace_ = std::make_unique<Trace>(*house_);
        house_->each = [this] { settle(); };
        return true;
    }

    bool run() {
        bool reached = false;
        Nanoseconds left = patience;
        if (maybe("until")) {
            const int who = node();
            if (next() != "sends") return false;
            house_->seen = [&reached, who, what = next()](int from, const Message& m) {
                reached |= from == who && name_of(m.body) == what;
            };
        } else {
            left = duration();
        }
        for (; left > Nanoseconds(0) && !reached; left -= moment) {
            const EnsembleTime end = house_->now() + std::min(left, moment);
            if (!house_->run_until([&] { return reached; }, end - house_->now())) house_->run(end - house_->now());
            settle();
        }
        const bool waited = house_->seen != nullptr;
        house_->seen = nullptr;
        return !waited || reached;
    }

    // After each event: who may go, goes.
    void settle() {
        trace_->listen();
        std::set<Ballot> acting;
        for (int i = 0; i < house_->size(); ++i) {
            if (!house_->up(i)) continue;
            if (house_->drained(i)) house_->kill(i);
            if (house_->up(i) && house_->machine(i).conducting()) {
                EXPECT_TRUE(acting.insert(house_->machine(i).ballot()).second) << "two conductors of one ballot";
            }
        }
    }

    Edit edit() {
        const std::string what = next();
        if (what == "play" || what == "add") {
            const int n = std::stoi(next());
            const std::int64_t length = more() ? std::stoi(next()) : 60;
            if (what == "add") return QueueAdd{{song(n, length)}, {}, false};
            std::vector<NewEntry> entries;
            for (int i = 1; i <= n; ++i) entries.push_back(song(i, length));
            return play(entries);
        }
        if (what == "pause") return Pause{};
        if (what == "resume") return Resume{};
        if (what == "stop") return Stop{};
        if (what == "next") return Next{};
        if (what == "seek") {
            const std::string to = next();
            const std::size_t colon = to.find(':');
            return Seek{(std::stoll(to.substr(0, colon)) * 60 + std::stoll(to.substr(colon + 1))) * sample_rate_hz,
                        false};
        }
        if (what == "outputs") {
            OutputsSet outputs;
            while (more()) outputs.nodes.push_back(node_id(node()));
            return outputs;
        }
        if (what == "output") return OutputAdd{node_id(node())};
        if (what == "volume") return Volume{{}, std::stof(next()) / 100};
        if (what == "keep-playing") return KeepPlaying{next() == "on"};
        if (what == "policy") return SetPolicy{next() == "exclusive" ? Policy::exclusive : Policy::continuous};
        if (what != "handoff") throw std::invalid_argument(what);
        HandOver h{node_id(node()), false, {}};
        h.keep = maybe("keep");
        if (maybe("from")) h.from = node_id(node());
        return h;
    }

    bool more() const { return at_ < words_.size(); }
    std::string next() { return words_.at(at_++); }
    bool maybe(const std::string& word) {
        if (!more() || words_[at_] != word) return false;
        ++at_;
        return true;
    }
    std::string rest() const {
        std::string out;
        for (std::size_t i = at_; i < words_.size(); ++i) out += (i > at_ ? " " : "") + words_[i];
        return out;
    }
    int node() {
        const std::string name = next();
        for (int i = 0; i < house_->size(); ++i)
            if (house_->name(i) == name) return i;
        throw std::invalid_argument(name);
    }
    Nanoseconds duration() {
        const std::string text = next();
        std::size_t digits = 0;
        const std::int64_t n = std::stoll(text, &digits);
        const std::string unit = text.substr(digits);
        if (unit == "s") return seconds(n);
        if (unit == "ms") return milliseconds(n);
        throw std::invalid_argument(text);
    }

    RoleChanges of_earlier_houses_;
    std::unique_ptr<House> house_;
    std::unique_ptr<Trace> trace_;
    Words words_;
    std::size_t at_ = 0;
};

}  // namespace

Retold retell(const std::string& story) {
    Retold out;
    Teller teller;
    std::istringstream in(story);
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("  ")) continue;  // the old trace
        out.text += line + "\n";
        if (!line.starts_with("> ")) continue;
        const std::optional<std::string> trace = teller.tell(line.substr(2));
        if (!trace) ADD_FAILURE() << "story.h does not know: " << line;
        out.text += trace.value_or("");
    }
    out.role_changes = teller.role_changes();
    return out;
}

}  // namespace segue::handoff::test

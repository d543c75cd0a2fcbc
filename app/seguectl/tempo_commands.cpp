// Commands about tempo and beats.
#include "app/seguectl/commands.h"

namespace segue::ctl {
namespace {

using control::Request;

double number_of(const std::string& text, std::size_t& used) {
    try {
        return std::stod(text, &used);
    } catch (const std::exception&) {
        used = 0;
        return 0;
    }
}

// "128", "+2", "-0.5", "105%", "own".
void tempo_of(control::SetTempo& out, const std::string& text) {
    std::size_t used = 0;
    const double value = text == "own" ? 0 : number_of(text, used);
    const std::string rest = text == "own" ? "" : text.substr(used);
    if (text != "own" && (used == 0 || (!rest.empty() && rest != "%")))
        throw Trouble{Stop::misused, "\"" + text + "\" is no tempo: say 128, +2, -0.5, 105%, own or tap"};
    if (rest == "%")
        out.set_percent(value);
    else if (text.front() == '+' || text.front() == '-')
        out.set_by_bpm(value);
    else
        out.set_bpm(value);
}

// "8bars", "4beats", "10s", "1m".
void over(control::SetTempo& out, const std::string& text) {
    std::size_t used = 0;
    const double value = number_of(text, used);
    const std::string unit = text.substr(used);
    if (used > 0 && (unit == "bars" || unit == "bar"))
        out.set_over_bars(value);
    else if (used > 0 && (unit == "beats" || unit == "beat"))
        out.set_over_beats(value);
    else
        out.set_over_s(valid(parse_time(text)));
}

// "4", "0.5", "1/2", "4beats", "2bars".
void loop_of(control::SetLoop& out, const std::string& text) {
    std::size_t used = 0;
    double value = number_of(text, used);
    std::string unit = text.substr(used);
    if (used > 0 && unit.size() > 1 && unit.front() == '/') {
        std::size_t more = 0;
        const double by = number_of(unit.substr(1), more);
        value = more > 0 ? value / by : 0;
        unit = unit.substr(1 + more);
    }
    const bool bars = unit == "bars" || unit == "bar";
    if (used == 0 || !(value > 0) || !(unit.empty() || bars || unit == "beats" || unit == "beat"))
        throw Trouble{Stop::misused,
                      "\"" + text + "\" is no loop: say 4, 1/2, 2bars, half, double or off, or two times"};
    if (bars)
        out.set_bars(value);
    else
        out.set_beats(value);
}

}  // namespace

void CommandLine::build_loop() {
    std::string& what = one();
    std::string& end = one();
    auto* loop = command(
        app_, "loop", "Repeat a stretch of what plays; without an argument, show it",
        [this, &what, &end](Request& r) {
            if (what.empty()) {
                r.mutable_status();
                out_.view = View::tempo;
                return;
            }
            control::SetLoop& out = *r.mutable_loop();
            if (!end.empty()) {
                out.mutable_range()->set_from_s(valid(parse_time(what)));
                out.mutable_range()->set_to_s(valid(parse_time(end)));
            } else if (what == "off") {
                out.mutable_off();
            } else if (what == "half") {
                out.mutable_halve();
            } else if (what == "double") {
                out.mutable_twice();
            } else {
                loop_of(out, what);
            }
        },
        examples({"seguectl loop 4          four beats, from the nearest one on; also 1/2, or 2bars",
                  "seguectl loop 1:02 1:10  from one place in the track to another",
                  "seguectl loop half       half as long; or double",
                  "seguectl loop off        on from where it ends"}));
    loop->add_option("length", what, "Beats, as 4 or 1/2; bars, as 2bars; half, double, off; or where it begins")
        ->type_name("LENGTH|FROM");
    loop->add_option("to", end, "Where it ends, if it was said where it begins")->type_name("TO");
}

void CommandLine::build_tempo() {
    const auto show = [this](Request& r) {
        r.mutable_status();
        out_.view = View::tempo;
    };
    std::string& amount = one();
    std::string& how_long = one();
    std::string& key_lock = one();
    auto* tempo = command(
        app_, "tempo", "How fast it plays; without an argument, show it",
        [show, &amount, &how_long, &key_lock](Request& r) {
            if (!key_lock.empty()) return r.mutable_key_lock()->set_on(key_lock == "on");
            if (amount.empty() && how_long.empty()) return show(r);
            if (amount.empty() || (amount == "tap" && !how_long.empty()))
                throw Trouble{Stop::misused, "--over needs a tempo: say `tempo 140 --over 8bars`"};
            if (amount == "tap") {
                r.mutable_tap();
                return;
            }
            tempo_of(*r.mutable_tempo(), amount);
            if (!how_long.empty()) over(*r.mutable_tempo(), how_long);
        },
        examples({"seguectl tempo 128     beats a minute, for every song whose beats are known",
                  "seguectl tempo +2      two beats a minute more", "seguectl tempo 105%    of a song's own",
                  "seguectl tempo own     as songs are", "seguectl tempo 140 --over 8bars    gradually",
                  "seguectl tempo tap     a beat is now: four or more times, in time",
                  "seguectl tempo --key-lock on    at any speed, songs keep their pitch"}));
    auto* wished = tempo->add_option("tempo", amount, "128, +2, -0.5, 105%, own or tap")->type_name("TEMPO");
    auto* gradually =
        tempo->add_option("--over", how_long, "Gradually: over so many bars or beats of the song, or so long")
            ->type_name("8bars|4beats|10s");
    tempo->add_option("--key-lock", key_lock, "Songs keep their pitch at any speed, or it goes with the speed")
        ->check(CLI::IsMember({"on", "off"}))
        ->type_name("on|off")
        ->excludes(wished)
        ->excludes(gradually);

    std::string& mode = one();
    std::string& shared = one();
    std::uint32_t& quantum = count();
    auto* link = command(
        app_, "link", "Play in tempo with the musicians around, by Ableton Link; without an argument, show it",
        [show, &mode, &shared, &quantum](Request& r) {
            if ((mode == "start-stop") != !shared.empty())
                throw Trouble{Stop::misused, "say `link start-stop on` or `link start-stop off`"};
            if ((mode.empty() || mode == "status") && quantum == 0) return show(r);
            control::SetTempo& out = *r.mutable_tempo();
            if (mode == "start-stop") out.set_start_stop(shared == "on");
            if (mode == "follow" || mode == "on") out.set_mode(control::Tempo::follow);
            if (mode == "lead") out.set_mode(control::Tempo::lead);
            if (mode == "off") out.set_mode(control::Tempo::free);
            out.set_quantum(quantum);
        },
        examples({"seguectl link follow              songs take the room's tempo and beat",
                  "seguectl link lead                the room takes the songs' tempo",
                  "seguectl link follow --quantum 8  phrases of eight beats begin together", "seguectl link off",
                  "seguectl link start-stop on       who starts or stops in the room starts or pauses the session"}));
    link->add_option("mode", mode, "follow (or on), lead, off, status, start-stop")
        ->check(CLI::IsMember({"on", "follow", "lead", "off", "status", "start-stop"}))
        ->type_name("follow|lead|off|status|start-stop");
    link->add_option("shared", shared, "start-stop: on or off")
        ->check(CLI::IsMember({"on", "off"}))
        ->type_name("on|off");
    link->add_option("-q,--quantum", quantum, "Beats that begin together, 1 to 64: usually a bar, 4")
        ->check(CLI::Range(1, 64))
        ->type_name("BEATS");

    auto* beat = command(app_, "beat", "Where the beats of what plays are; mend them", show,
                         examples({"seguectl beat shift -12ms    all beats 12 ms earlier",
                                   "seguectl beat bar 1          bars begin one beat later",
                                   "seguectl beat here           a bar begins now",
                                   "seguectl beat steady 128 0.35    128 bpm, a bar begins at 0.35 s"}));
    beat->require_subcommand(0, 1);
    std::string& by = one();
    auto* shift = command(*beat, "shift", "All beats later, or earlier", [&by](Request& r) {
        std::size_t used = 0;
        const double ms = number_of(by, used);
        if (used == 0 || (by.substr(used) != "ms" && by.size() != used))
            throw Trouble{Stop::misused, "\"" + by + "\" is no time: say 12ms or -12ms"};
        r.mutable_beats()->set_shift_ms(ms);
    });
    shift->add_option("by", by, "Milliseconds, as 12ms or -12ms")->required()->type_name("MS");
    std::string& beats = one();
    auto* bar = command(*beat, "bar", "Bars begin later, or earlier", [&beats](Request& r) {
        std::size_t used = 0;
        const double n = number_of(beats, used);
        if (used != beats.size() || n != static_cast<int>(n))
            throw Trouble{Stop::misused, "\"" + beats + "\" is no number of beats"};
        r.mutable_beats()->set_shift_bar(static_cast<int>(n));
    });
    bar->add_option("beats", beats, "Beats later; negative: earlier")->required()->type_name("BEATS");
    const auto simple_change = [&](const std::string& name, const std::string& help,
                                   control::Empty* (control::SetBeats::*member)()) {
        command(*beat, name, help, [member](Request& r) { (r.mutable_beats()->*member)(); });
    };
    std::string& bpm = one();
    std::string& from = one();
    auto* steady = command(*beat, "steady", "One tempo throughout, by hand", [&bpm, &from](Request& r) {
        std::size_t used = 0;
        const double value = number_of(bpm, used);
        if (used == 0 || used != bpm.size()) throw Trouble{Stop::misused, "\"" + bpm + "\" is no tempo"};
        r.mutable_beats()->mutable_steady()->set_bpm(value);
        r.mutable_beats()->mutable_steady()->set_bar_at_s(from.empty() ? 0 : valid(parse_time(from)));
    });
    steady->add_option("bpm", bpm, "Beats a minute")->required()->type_name("BPM");
    steady->add_option("bar", from, "Where in the track a bar begins; without it, at its first sound")
        ->type_name("TIME");
    simple_change("halve", "Beats are twice as long: half the tempo", &control::SetBeats::mutable_halve);
    simple_change("double", "Beats are half as long: twice the tempo", &control::SetBeats::mutable_twice);
    simple_change("here", "A bar begins now", &control::SetBeats::mutable_here);
    simple_change("found", "As they were found out, before anybody changed them", &control::SetBeats::mutable_found);
}

}  // namespace segue::ctl

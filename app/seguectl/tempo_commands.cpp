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

}  // namespace

void CommandLine::build_tempo() {
    const auto show = [this](Request& r) {
        r.mutable_status();
        out_.view = View::tempo;
    };
    std::string& amount = one();
    std::string& key_lock = one();
    auto* tempo = command(
        app_, "tempo", "How fast it plays; without an argument, show it",
        [show, &amount, &key_lock](Request& r) {
            if (!key_lock.empty()) return r.mutable_key_lock()->set_on(key_lock == "on");
            if (amount.empty()) return show(r);
            if (amount == "tap")
                r.mutable_tap();
            else
                tempo_of(*r.mutable_tempo(), amount);
        },
        examples({"seguectl tempo 128     beats a minute, for every song whose beats are known",
                  "seguectl tempo +2      two beats a minute more", "seguectl tempo 105%    of a song's own",
                  "seguectl tempo own     as songs are",
                  "seguectl tempo tap     a beat is now: four or more times, in time",
                  "seguectl tempo --key-lock on    at any speed, songs keep their pitch"}));
    auto* wished = tempo->add_option("tempo", amount, "128, +2, -0.5, 105%, own or tap")->type_name("TEMPO");
    tempo->add_option("--key-lock", key_lock, "Songs keep their pitch at any speed, or it goes with the speed")
        ->check(CLI::IsMember({"on", "off"}))
        ->type_name("on|off")
        ->excludes(wished);

    std::string& mode = one();
    std::uint32_t& quantum = count();
    auto* link = command(
        app_, "link", "Play in tempo with the musicians around, by Ableton Link; without an argument, show it",
        [show, &mode, &quantum](Request& r) {
            if ((mode.empty() || mode == "status") && quantum == 0) return show(r);
            control::SetTempo& out = *r.mutable_tempo();
            if (mode == "follow" || mode == "on") out.set_mode(control::Tempo::follow);
            if (mode == "lead") out.set_mode(control::Tempo::lead);
            if (mode == "off") out.set_mode(control::Tempo::free);
            out.set_quantum(quantum);
        },
        examples({"seguectl link follow              songs take the room's tempo and beat",
                  "seguectl link lead                the room takes the songs' tempo",
                  "seguectl link follow --quantum 8  phrases of eight beats begin together", "seguectl link off"}));
    link->add_option("mode", mode, "follow (or on), lead, off, status")
        ->check(CLI::IsMember({"on", "follow", "lead", "off", "status"}))
        ->type_name("follow|lead|off|status");
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

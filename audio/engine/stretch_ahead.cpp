#include "audio/engine/stretch_ahead.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "audio/engine/limits.h"
#include "audio/stretch/limits.h"
#include "audio/stretch/time_map.h"

namespace segue::audio {
namespace {

constexpr int window = Vocoder::window, hop = Vocoder::hop;
constexpr Nanoseconds hop_time = duration_nearest(Frames{hop});
static_assert(hop_time * sample_rate_hz == Nanoseconds(seconds(1)) * hop, "hops are whole nanoseconds");
static_assert(hop_time * home_every + duration_nearest(Frames{2 * window}) <= key_lock_memory);
// A state is 150 kB.
constexpr std::int64_t kept_every = 4;
constexpr std::size_t kept_hops = 44;
static_assert(hop_time * kept_hops > stretched_ahead + 2 * kept_every * hop_time);

// Twice its own is as fast as a song is played (sync/tempo), and a little more while it catches up.
constexpr double speed_max = 2.1;
// The middle of hop 0 is the program's beginning; two hops before it touch what comes then.
constexpr std::int64_t first_hop = -2;

// What a hop has to know on both sides of the frame it takes its sound from: its own windows, the blows that it may be
// kept at their speed by, and what makes those blows.
constexpr std::int64_t view_behind = static_cast<std::int64_t>(2 * blow_reach * speed_max) + Blows::context + window;
std::int64_t end_of_view(double nominal, double speed) {
    return std::llround(nominal + std::max(2 * blow_reach * speed, double{window})) + Blows::context;
}

// The first frame that four hops make up, when the first of them is this one.
ProgramPos whole_from(std::int64_t number) { return {number * hop + window / 2 - hop}; }
// The first frame that it touches.
ProgramPos touched_from(std::int64_t number) { return {number * hop - window / 2}; }

// The hop to begin with when this frame is the first that is wanted.
std::int64_t begin_for(ProgramPos from) {
    const double homes = std::floor(static_cast<double>((from - whole_from(0)).count) / hop / home_every);
    return homes <= 0 ? first_hop : static_cast<std::int64_t>(homes) * home_every;
}

}  // namespace

StretchAhead::StretchAhead(const MediaSource& source, const Program& program, Part part, ProgramPos from)
    : program_(program),
      sound_(source, program, std::move(part)),
      left_(window),
      right_(window),
      here_left_(window),
      here_right_(window),
      before_left_(window),
      before_right_(window) {
    start(from);
}

// From the last hop that depends on nothing before it.
void StretchAhead::start(ProgramPos from) {
    made_.clear();
    start_run(begin_for(from), Vocoder::fresh());
    begun_ = reached_ = std::max(from, begun_);
    const double nominal = program_.timeline.frame_at(program_.begins + hop_time * next_);
    sound_.begin_at(std::llround(nominal) - view_behind);
    blows_.begin_at(sound_.begin());
}

void StretchAhead::start_run(std::int64_t first, const Vocoder::State& state) {
    run_ = next_ = first;
    vocoder_.set_state(state);
    std::fill(left_.begin(), left_.end(), 0.0F);
    std::fill(right_.begin(), right_.end(), 0.0F);
    ready_ = 0;
    begun_ = reached_ = whole_from(first);
}

// Told from the timeline as it is then, never from what is planned for later: some may know that already, and others
// not yet.
StretchAhead::Look StretchAhead::look(const Program& program, std::int64_t number) const {
    const EnsembleTime at = program.begins + hop_time * number;
    const double nominal = program.timeline.frame_at(at), speed = program.timeline.rate_at(at);
    // The first frame that is heard comes as suddenly as a blow, whether it is one or not.
    const auto start = std::llround(program.timeline.frame_at(program.begins));
    auto before = blows_.before(std::llround(nominal)), after = blows_.from(std::llround(nominal));
    for (auto* blow : {&before, &after})
        if (*blow && std::abs(**blow - start) < window / 2) blow->reset();
    auto& begun = static_cast<double>(start) < nominal ? before : after;
    if (!begun || std::abs(static_cast<double>(start) - nominal) < std::abs(static_cast<double>(*begun) - nominal))
        begun = start;

    Look l;
    l.here = std::llround(place_near(nominal, speed, before, after));
    l.end = end_of_view(nominal, speed);
    for (const auto& blow : {before, after})
        if (blow && *blow > l.here - hop / 2 && *blow < l.here + window / 2) l.phases = Vocoder::Phases::struck;
    l.home.hops = static_cast<int>(((-number) % home_every + home_every) % home_every);
    const double sounds = l.home.hops * static_cast<double>(hop);
    l.home.slip = sounds - (std::round(nominal + sounds * speed) - static_cast<double>(l.here));
    return l;
}

// Makes sure that all blows before are known that have a say in a hop which ends there.
void StretchAhead::listen(std::int64_t end) {
    std::array<float, chunk_frames> left{}, right{};
    while (blows_.taken_to() < end) {
        const auto n = static_cast<std::size_t>(std::min<std::int64_t>(chunk_frames, end - blows_.taken_to()));
        const auto l = std::span(left).first(n), r = std::span(right).first(n);
        sound_.copy(blows_.taken_to(), l, r);
        blows_.take(l, r);
    }
}

Filling::Outcome StretchAhead::make_hop() {
    const EnsembleTime time = program_.begins + hop_time * next_;
    const double nominal = program_.timeline.frame_at(time);
    if (nominal - window >= static_cast<double>(sound_.known_end())) return Outcome::drained;
    const std::int64_t end = end_of_view(nominal, program_.timeline.rate_at(time));
    if (!sound_.reach(end)) return Outcome::waiting;
    listen(end);
    const Look at = look(program_, next_);
    sound_.copy(at.here - window / 2, here_left_, here_right_);
    sound_.copy(at.here - hop - window / 2, before_left_, before_right_);
    for (auto* side : {&left_, &right_}) {
        std::move(side->begin() + hop, side->end(), side->begin());
        std::fill(side->end() - hop, side->end(), 0.0F);
    }
    vocoder_.add({here_left_, here_right_}, {before_left_, before_right_}, at.phases, at.home, left_, right_);
    remember(at);
    ++next_;
    return Outcome::made;
}

void StretchAhead::remember(const Look& made) {
    made_.push_back({made, nullptr});
    if (next_ % kept_every == 0) made_.back().left = std::make_unique<Vocoder::State>(vocoder_.state());
    if (made_.size() > kept_hops) made_.pop_front();
    const std::int64_t oldest = made_.front().look.here - view_behind;
    sound_.forget_before(oldest);
    blows_.forget_before(oldest);
}

Filling::Outcome StretchAhead::next(Chunk& chunk) {
    if (ready_ == 0) {
        const Outcome outcome = make_hop();
        if (outcome != Outcome::made) return outcome;
        // Less than a hop where one begins in the midst of it, nothing while one is on the way there.
        ready_ = static_cast<int>(
            std::clamp(touched_from(next_).frame - reached_.frame, std::int64_t{0}, std::int64_t{hop}));
        if (ready_ == 0) return Outcome::worked;
    }
    chunk.start = reached_;
    chunk.frames = std::min(ready_, hop / 2);
    std::copy_n(left_.begin() + hop - ready_, chunk.frames, chunk.left.begin());
    std::copy_n(right_.begin() + hop - ready_, chunk.frames, chunk.right.begin());
    ready_ -= chunk.frames;
    reached_ += Frames{chunk.frames};
    return Outcome::made;
}

// What is on its way there goes on: who is late already is not made later by beginning anew.
void StretchAhead::skip_to(ProgramPos position) {
    const bool on_the_way =
        position >= whole_from(run_) && position >= touched_from(next_) && begin_for(position) <= next_;
    if (!on_the_way) return start(position);
    ready_ = 0;
    begun_ = reached_ = position;
}

std::int64_t StretchAhead::number_of(std::size_t made) const {
    return next_ - static_cast<std::int64_t>(made_.size() - made);
}

std::int64_t StretchAhead::first_other(const Program& program, std::optional<std::int64_t> parted) const {
    for (std::size_t i = 0; i < made_.size(); ++i) {
        const Look& was = made_[i].look;
        if (look(program, number_of(i)) != was || (parted && was.end > *parted)) return number_of(i);
    }
    return next_;
}

void StretchAhead::change_sound(const Program& program, std::int64_t from) {
    sound_.change(program, from);
    blows_.begin_at(sound_.begin());
    if (!made_.empty()) listen(made_.back().look.end);
}

bool StretchAhead::adopt(const Program& program, ProgramPos* until) {
    if (program == program_) return true;
    const auto parted = sound_.adopt(program);
    const std::int64_t other = first_other(program, parted);
    if (other < next_) {
        // At another speed it may be heard until there is better; other music may not.
        if (parted && until) *until = std::max(begun_, touched_from(other));
        return false;
    }
    if (parted) change_sound(program, *parted);
    program_ = program;
    return true;
}

bool StretchAhead::go_back(const Program& program) {
    const auto parted = sound_.adopt(program);
    const std::int64_t other = first_other(program, parted);
    std::size_t kept = made_.size();
    while (kept > 0 && (!made_[kept - 1].left || whole_from(number_of(kept)) > touched_from(other))) --kept;
    if (kept == 0) return false;
    const std::int64_t first = number_of(kept);
    made_.resize(kept);
    start_run(first, *made_.back().left);
    if (parted) change_sound(program, *parted);
    program_ = program;
    return true;
}

}  // namespace segue::audio

#include "sync/link/link.h"

#include <ableton/Link.hpp>
#include <algorithm>
#include <utility>

#include "sync/base/assert.h"
#include "sync/base/local_clock.h"

namespace segue::link {
namespace {

using std::chrono::microseconds;

// Link's clock is another of this machine's. Read between two readings of ours; a thread held up between them would
// make it wrong, so the tightest of some is taken.
constexpr int clock_readings = 5;

}  // namespace

class Link::Impl {
  public:
    explicit Impl(std::function<void()> changed) : link_(tempo_default_bpm), changed_(std::move(changed)) {
        link_.setNumPeersCallback([this](std::size_t) { changed_(); });
        link_.setTempoCallback([this](double) { changed_(); });
        link_.setStartStopCallback([this](bool) { changed_(); });
    }
    ~Impl() { link_.enable(false); }

    ableton::Link& link() { return link_; }
    const ableton::Link& link() const { return link_; }

    microseconds linked(LocalTime at) const {
        Nanoseconds apart{0}, tightest = Nanoseconds::max();
        for (int i = 0; i < clock_readings; ++i) {
            const LocalTime before = local_now();
            const Nanoseconds theirs = link_.clock().micros();
            const LocalTime after = local_now();
            if (after - before >= tightest) continue;
            tightest = after - before;
            apart = theirs - (before + tightest / 2).time_since_epoch();
        }
        return std::chrono::round<microseconds>(at.time_since_epoch() + apart);
    }

    template <class Change>
    void change(Change&& how) {
        auto state = link_.captureAppSessionState();
        how(state);
        link_.commitAppSessionState(state);
    }

  private:
    ableton::Link link_;
    std::function<void()> changed_;
};

Link::Link(std::function<void()> changed) : impl_(std::make_unique<Impl>(std::move(changed))) {}
Link::~Link() = default;

void Link::enable(bool on) { impl_->link().enable(on); }
bool Link::enabled() const { return impl_->link().isEnabled(); }
void Link::share_start_stop(bool on) { impl_->link().enableStartStopSync(on); }

Beat Link::read(LocalTime at, double quantum) const {
    SEGUE_ASSERT(quantum > 0 && quantum <= quantum_max_beats);
    const auto state = impl_->link().captureAppSessionState();
    return {at, state.beatAtTime(impl_->linked(at), quantum), state.tempo(), impl_->link().numPeers(),
            state.isPlaying()};
}

void Link::set_tempo(double bpm, LocalTime at) {
    impl_->change(
        [&](auto& state) { state.setTempo(std::clamp(bpm, tempo_min_bpm, tempo_max_bpm), impl_->linked(at)); });
}

void Link::request_beat(double beat, LocalTime at, double quantum) {
    SEGUE_ASSERT(quantum > 0 && quantum <= quantum_max_beats);
    impl_->change([&](auto& state) { state.requestBeatAtTime(beat, impl_->linked(at), quantum); });
}

void Link::set_playing(bool playing, LocalTime at) {
    impl_->change([&](auto& state) { state.setIsPlaying(playing, impl_->linked(at)); });
}

}  // namespace segue::link

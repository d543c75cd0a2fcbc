#include "audio/engine/engine.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "audio/engine/supervisor.h"
#include "audio/engine/voice_bank.h"
#include "sync/base/local_clock.h"

namespace segue::audio {
namespace {

// A tone, and before it the opening of a device.
constexpr seconds identify_max{4};

// What others act upon; the rest only people look at.
bool differs_importantly(const Report& a, const Report& b) {
    return a.state != b.state || a.device != b.device || a.device_error != b.device_error || a.epoch != b.epoch ||
           a.ready != b.ready || a.part != b.part || a.drained != b.drained || a.waiting_for != b.waiting_for ||
           a.sounding != b.sounding || a.jumps != b.jumps || a.underruns != b.underruns ||
           a.device_restarts != b.device_restarts || a.dac_restarts != b.dac_restarts;
}

}  // namespace

class Engine::Impl {
  public:
    Impl(Options options, const MediaSource& media, std::function<void()> changed)
        : renderer_(voices_),
          bank_(voices_, media),
          changed_(std::move(changed)),
          supervisor_(renderer_, options.device, options.client, [this] { wake(); }),
          thread_([this] { run(); }) {}

    ~Impl() {
        {
            const std::lock_guard lock(mutex_);
            quit_ = true;
            woken_ = true;
        }
        wake_.notify_all();
        thread_.join();
    }

    void set_plan(const OutputPlan& plan) {
        renderer_.set_plan(to_render_plan(plan));
        const std::lock_guard lock(mutex_);
        plan_ = plan;
        if (plan_.programs.size() > programs_max)
            plan_.programs.erase(plan_.programs.begin(), plan_.programs.end() - programs_max);
        plan_changed_ = woken_ = true;
        wake_.notify_all();
    }

    void set_clock(const clock::ClockMap& map) {
        renderer_.set_clock(map);
        const std::lock_guard lock(mutex_);
        if (!map_known_) woken_ = true;
        map_ = map;
        map_known_ = true;
        if (woken_) wake_.notify_all();
    }

    void sound_until(LocalTime until) { renderer_.set_lease(until); }

    void wake() {
        const std::lock_guard lock(mutex_);
        woken_ = true;
        wake_.notify_all();
    }

    Report report() const {
        const std::lock_guard lock(mutex_);
        return report_;
    }

    void want_device(bool wanted) {
        {
            const std::lock_guard lock(mutex_);
            wanted_ = wanted;
            if (tone_until_ > local_now()) wanted = true;
        }
        supervisor_.want(wanted);
    }

    void identify() {
        renderer_.identify();
        {
            const std::lock_guard lock(mutex_);
            tone_until_ = local_now() + identify_max;
        }
        supervisor_.want(true);
    }

    DeviceSupervisor& supervisor() { return supervisor_; }

  private:
    void run();
    bool turn(const OutputPlan& plan, const clock::ClockMap& map, bool map_known);
    void close_after_tone();
    Report compose(const OutputPlan& plan, const DeviceSupervisor::Status& device, const RenderReport& said,
                   bool running, EnsembleTime head, bool map_known) const;

    Voices voices_;
    Renderer renderer_;
    VoiceBank bank_;
    const std::function<void()> changed_;

    mutable std::mutex mutex_;  // all to the blank line
    std::condition_variable wake_;
    bool quit_ = false, woken_ = false, plan_changed_ = false, map_known_ = false;
    OutputPlan plan_;
    clock::ClockMap map_;
    Report report_;
    bool wanted_ = false;              // the device, by whoever plays
    LocalTime tone_until_ = long_ago;  // it is kept open for a tone

    LocalTime told_at_;  // [media-thread]
    DeviceSupervisor supervisor_;
    std::thread thread_;
};

void Engine::Impl::run() {
    OutputPlan plan;
    bool more = false;
    std::unique_lock lock(mutex_);
    while (!quit_) {
        const bool idle = plan.programs.empty() && report_.state == Report::State::closed;
        const bool steady = report_.ready && report_.sounding == report_.epoch;
        const Nanoseconds pause = idle ? media_turn_idle : steady ? media_turn_steady : media_turn;
        if (!more) wake_.wait_for(lock, pause, [this] { return woken_; });
        woken_ = false;
        if (quit_) return;
        if (plan_changed_) plan = plan_;
        plan_changed_ = false;
        const clock::ClockMap map = map_;
        const bool map_known = map_known_;
        lock.unlock();
        more = turn(plan, map, map_known);
        lock.lock();
    }
}

void Engine::Impl::close_after_tone() {
    {
        const std::lock_guard lock(mutex_);
        if (tone_until_ == long_ago || local_now() < tone_until_) return;
        tone_until_ = long_ago;
        if (wanted_) return;
    }
    supervisor_.want(false);
}

bool Engine::Impl::turn(const OutputPlan& plan, const clock::ClockMap& map, bool map_known) {
    close_after_tone();
    const DeviceSupervisor::Status device = supervisor_.status();
    bool more = false, running = false;
    EnsembleTime head;
    RenderReport said;
    {
        const DeviceSupervisor::Hold hold(supervisor_);
        said = renderer_.report();
        running = hold.running();
        const LocalTime at = local_now();
        // Where the device is being served: as the callback says, or, before it has said so, as it soon will be.
        head = running && said.settled ? said.head : map.to_ensemble(at + device.latency) + plan.latency;
        if (map_known) more = bank_.turn(plan, head, running ? &said : nullptr);
    }
    Report next = compose(plan, device, said, running, head, map_known);
    bool tell = false;
    {
        const std::lock_guard lock(mutex_);
        const LocalTime at = local_now();
        tell = differs_importantly(next, report_) || (next != report_ && at - told_at_ >= report_interval);
        if (tell) told_at_ = at;
        report_ = std::move(next);
    }
    if (tell && changed_) changed_();
    return more;
}

Report Engine::Impl::compose(const OutputPlan& plan, const DeviceSupervisor::Status& device, const RenderReport& said,
                             bool running, EnsembleTime head, bool map_known) const {
    Report r;
    using Phase = DeviceSupervisor::Status::Phase;
    const bool open = device.phase == Phase::open && running;
    const bool settled = open && said.settled;
    r.device_error = device.error;
    r.device_restarts = device.restarts;
    r.dac_restarts = said.losses;
    r.jumps = said.jumps;
    r.underruns = said.underruns;
    if (open) {
        r.device = device.name;
        r.device_rate_hz = device.rate_hz;
        r.latency_ms = to_seconds(device.latency) * 1e3;
    }
    if (settled) {
        r.dac_ppm = said.rate_off * 1e6;
        r.dac_spread_us = said.dac_spread_s * 1e6;
        r.dac_latency_ms = said.latency_s * 1e3;
        r.latency_source = said.latency_source;
        r.error_us = said.error_s * 1e6;
        r.bend_ppm = said.bend * 1e6;
        r.gain = said.gain;
        r.peak = said.peak;
        if (said.sounds) r.sounding = said.sounding;
        r.position = said.position;
    }
    r.state = device.phase == Phase::closed ? Report::State::closed
              : !open                       ? Report::State::opening
              : !settled                    ? Report::State::settling
              : !said.sounds                ? Report::State::silent
              : said.switched <= 0          ? Report::State::muted
                                            : Report::State::playing;
    const Program* newest = nullptr;
    for (const Program& p : plan.programs)
        if (!newest || newest->epoch < p.epoch) newest = &p;
    if (!newest) return r;
    r.epoch = newest->epoch;
    if (!map_known || newest->timeline.size() == 0 || newest->items.empty()) return r;
    const VoiceBank::Filled filled = bank_.filled(*newest, head);
    r.filled_ms = filled.ahead_s * 1e3;
    r.drained = filled.drained;
    r.waiting_for = filled.waiting;
    r.part = filled.part;
    r.ready = settled && (r.drained || r.filled_ms >= to_seconds(ready_ahead) * 1e3);
    return r;
}

Engine::Engine(Options options, const MediaSource& media, std::function<void()> changed)
    : impl_(std::make_unique<Impl>(std::move(options), media, std::move(changed))) {}
Engine::~Engine() = default;

void Engine::set_plan(const OutputPlan& plan) { impl_->set_plan(plan); }
void Engine::set_clock(const clock::ClockMap& map) { impl_->set_clock(map); }
void Engine::sound_until(LocalTime until) { impl_->sound_until(until); }
void Engine::want_device(bool wanted) { impl_->want_device(wanted); }
void Engine::identify() { impl_->identify(); }
void Engine::use_device(const DeviceSpec& spec) { impl_->supervisor().use(spec); }
void Engine::media_arrived() { impl_->wake(); }
Report Engine::report() const { return impl_->report(); }

}  // namespace segue::audio

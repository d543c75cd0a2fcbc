#include "audio/engine/renderer.h"

#include <algorithm>
#include <cmath>

namespace segue::audio {
namespace {

constexpr float level_step = 1.0F / crossfade_frames;

EnsembleTime between(EnsembleTime from, EnsembleTime to, int i, int n) {
    return from + Nanoseconds((to - from).count() * i / n);
}

}  // namespace

Renderer::Renderer(Voices& voices) : voices_(voices), interpolator_(Interpolator::shared()) {}

void Renderer::device_opened(int rate_hz) noexcept {
    rate_hz_ = rate_hz;
    dac_.restart(rate_hz);
    forget_what_sounded();
    report_.settled = false;
    report_.sounds = false;
    report_.latency_s = 0;
    for (auto& slot : report_.slot) slot.idle = true;
    reports_.publish(report_);
}

// The device was silent meanwhile: there is nothing to fade from.
void Renderer::forget_what_sounded() noexcept {
    cursor_known_ = volume_known_ = false;
    for (Slot& s : slots_) s.level = 0, s.ghost.left = 0, s.sounded = s.dry = s.missing = false;
}

void Renderer::render(const DeviceBlock& block) noexcept {
    const LocalTime until = lease_.latest().until;  // before the plan, which is told before it
    const RenderPlan& plan = plan_.latest();
    const KnownClock& known = clock_.latest();
    const VoiceTable& table = voices_.table.latest();
    adopt(table);
    dac_.report(block.first, block.leaves);
    report_.sounds = false;
    report_.settled = known.known && dac_.is_settled();
    if (!report_.settled) {
        forget_what_sounded();
        std::fill_n(block.out, 2 * block.frames, 0.0F);
        sound_tone(block);
        finish(block);
        return;
    }
    const Piece whole = steer(block, plan, known.map);
    for (int done = 0; done < block.frames;) {
        const int n = std::min(piece_frames_max, block.frames - done);
        const Piece piece{between(whole.from, whole.to, done, block.frames),
                          between(whole.from, whole.to, done + n, block.frames), n};
        render_piece(piece, plan, table, block.out + 2 * done);
        done += n;
    }
    fade_with_lease(block, until);
    sound_tone(block);
    finish(block);
}

void Renderer::sound_tone(const DeviceBlock& block) noexcept {
    if (const std::uint32_t asked = tones_asked_.load(std::memory_order_relaxed); asked != tones_begun_) {
        tones_begun_ = asked;
        tone_.begin();
    }
    tone_.add(block.out, block.frames, rate_hz_);
}

// While blocks follow each other, a fade. After a pause of theirs there is nothing to fade from: not one frame of the
// old plan is heard.
void Renderer::fade_with_lease(const DeviceBlock& block, LocalTime until) noexcept {
    const bool overdue = block.leaves >= until;
    if (block.leaves - last_block_ >= device_stall) lease_level_ = overdue ? 0.0F : 1.0F;
    last_block_ = block.leaves;
    if (!overdue && lease_level_ >= 1) return;
    for (int k = 0; k < block.frames; ++k) {
        lease_level_ = overdue ? std::max(0.0F, lease_level_ - level_step) : std::min(1.0F, lease_level_ + level_step);
        block.out[2 * k] *= lease_level_;
        block.out[2 * k + 1] *= lease_level_;
    }
    if (lease_level_ > 0) return;
    forget_what_sounded();  // whatever is planned next does not fade from it
    report_.sounds = false;
    report_.gain = 0;
}

// A voice that is refilled starts from nothing; chunks of its old filling go.
void Renderer::adopt(const VoiceTable& table) noexcept {
    for (std::size_t i = 0; i < voices_max; ++i) {
        if (slots_[i].serial != table[i].serial) {
            slots_[i] = Slot{};
            slots_[i].serial = table[i].serial;
        }
        slots_[i].missing = false;
        VoiceReader(*voices_.ring[i], table[i]).trim(ProgramPos{INT64_MIN});
    }
}

bool Renderer::is_silent() const noexcept {
    return std::none_of(slots_.begin(), slots_.end(), [](const Slot& s) { return s.level > 0 || s.ghost.left > 0; });
}

// Moves the cursor over this block: at the rate at which ensemble time passes at the device, bent to where it should
// be.
Renderer::Piece Renderer::steer(const DeviceBlock& block, const RenderPlan& plan, const clock::ClockMap& map) noexcept {
    const EnsembleTime wanted = map.to_ensemble(dac_.time_of(block.first)) + plan.latency;
    const EnsembleTime wanted_end = map.to_ensemble(dac_.time_of(block.first + Frames{block.frames})) + plan.latency;
    const Nanoseconds span = wanted_end - wanted;
    Nanoseconds error = cursor_known_ ? wanted - cursor_ : Nanoseconds(0);
    report_.error_s = to_seconds(error);

    const bool inaudible = is_silent();
    const bool muted = !inaudible && plan.switched(wanted) <= 0 && !plan.switches_in(wanted, wanted_end);
    if (!cursor_known_ || inaudible || (muted && std::chrono::abs(error) > muted_step_threshold)) {
        cursor_ = wanted;
        cursor_known_ = true;
        error = Nanoseconds(0);
        if (inaudible) report_.error_s = 0;
    } else if (std::chrono::abs(error) > jump_threshold) {
        cursor_ = wanted;  // what sounds is left under a crossfade, see render_slot()
        error = Nanoseconds(0);
        ++report_.jumps;
    }
    report_.bend = std::clamp(to_seconds(error) / bend_time_constant_s, -bend_max, bend_max);
    const EnsembleTime from = cursor_;
    cursor_ += span + nearest_ns(to_seconds(span) * report_.bend);
    report_.head = cursor_;
    return {from, cursor_, block.frames};
}

void Renderer::render_piece(const Piece& piece, const RenderPlan& plan, const VoiceTable& table, float* out) noexcept {
    std::fill_n(mix_left_.data(), piece.frames, 0.0F);
    std::fill_n(mix_right_.data(), piece.frames, 0.0F);
    for (std::size_t k = 0; k < plan.program_count; ++k) {
        const RenderProgram& p = plan.programs[k];
        if (p.sounds_in(piece.from, piece.to)) {
            render_program(piece, p, table);
        } else if (p.ends != open_end && piece.from >= p.ends) {
            for (std::size_t i = 0; i < voices_max; ++i)
                if (table[i].epoch == p.epoch && !table[i].retired) slots_[i].level = 0, slots_[i].sounded = false;
        }
    }
    for (std::size_t i = 0; i < voices_max; ++i)
        if (slots_[i].level > 0 && (table[i].retired || !plan.find(table[i].epoch)))
            render_orphan(i, table[i], piece.frames);
    mix_down(piece, plan, out);
}

Renderer::Reading Renderer::reading(double from, double to, int frames) noexcept {
    Reading r;
    r.position = from;
    r.step = (to - from) / frames;
    r.first = static_cast<std::int64_t>(std::floor(from)) - Interpolator::before;
    r.count = static_cast<int>(static_cast<std::int64_t>(std::floor(to)) + Interpolator::after + 1 - r.first);
    return r;
}

// Frames a voice can give from `first` on. What lies outside of the program is silence, and at hand.
std::int64_t Renderer::held(std::size_t i, const VoiceEntry& entry, const RenderProgram* program, std::int64_t first,
                            std::int64_t enough) noexcept {
    VoiceReader reader(*voices_.ring[i], entry);
    if (!program) return reader.held(ProgramPos{first}, enough);
    const std::int64_t begin = entry.in_time ? 0 : program->first.frame;
    const std::int64_t end =
        entry.in_time ? static_cast<std::int64_t>(std::ceil(program->end_in_time)) : program->end.frame;
    if (first >= end || first + enough <= begin) return enough;
    const std::int64_t lead = std::max(std::int64_t{0}, begin - first);
    const std::int64_t wanted = std::min(first + enough, end) - (first + lead);
    const std::int64_t got = reader.held(ProgramPos{first + lead}, wanted);
    return got < wanted ? lead + got : enough;
}

void Renderer::render_program(const Piece& piece, const RenderProgram& program, const VoiceTable& table) noexcept {
    std::array<Reading, voices_max> at{};
    for (const bool in_time : {false, true}) {
        const Reading r = reading(program.place(piece.from, in_time), program.place(piece.to, in_time), piece.frames);
        if (!(r.step > 0) || r.step > step_max) return;
        for (std::size_t i = 0; i < voices_max; ++i)
            if (table[i].in_time == in_time) at[i] = r;
    }
    // The newest voice that can sound through a whole fade-in; failing that, stay with the one that sounds.
    std::size_t chosen = voices_max;
    bool any_sounds = false;
    for (int pass = 0; pass < 2 && chosen == voices_max; ++pass) {
        for (std::size_t i = 0; i < voices_max; ++i) {
            const VoiceEntry& e = table[i];
            if (e.serial == 0 || e.retired || e.epoch != program.epoch) continue;
            any_sounds = any_sounds || slots_[i].level > 0;
            if (chosen != voices_max && table[chosen].serial > e.serial) continue;
            const std::int64_t enough = at[i].count + static_cast<std::int64_t>(at[i].step * (2 * crossfade_frames));
            const bool can = pass == 0 ? held(i, e, &program, at[i].first, enough) >= enough : slots_[i].level > 0;
            if (can) chosen = i;
        }
    }
    if (chosen != voices_max && !any_sounds && piece.from <= program.begins)
        slots_[chosen].level = 1;  // there from the beginning: the program's own gain shapes it
    for (std::size_t i = 0; i < voices_max; ++i) {
        const VoiceEntry& e = table[i];
        if (e.serial == 0 || e.retired || e.epoch != program.epoch) continue;
        slots_[i].missing = chosen == voices_max;
        if (i == chosen || slots_[i].level > 0 || slots_[i].ghost.left > 0)
            render_slot(i, e, &program, at[i], i == chosen, piece);
        const Ghost& g = slots_[i].ghost;
        const std::int64_t needed =
            g.left > 0 ? std::min(at[i].first, static_cast<std::int64_t>(g.position)) : at[i].first;
        VoiceReader(*voices_.ring[i], e).trim(ProgramPos{needed - keep_behind_frames});
    }
    const double position = program.place(piece.from, false);
    if (chosen != voices_max && position < static_cast<double>(program.end.frame)) {
        if (!report_.sounds) report_.position = position;
        report_.sounds = true;
        report_.sounding = program.epoch;
    }
}

// Its program is gone from the plan, or it is to be refilled: it goes on as it went, and fades.
void Renderer::render_orphan(std::size_t i, const VoiceEntry& entry, int frames) noexcept {
    Slot& s = slots_[i];
    render_slot(i, entry, nullptr, reading(s.next, s.next + s.step * frames, frames), false, {{}, {}, frames});
}

void Renderer::fetch(std::size_t i, const VoiceEntry& entry, const Reading& at, int frames, float* left,
                     float* right) noexcept {
    VoiceReader(*voices_.ring[i], entry)
        .copy(ProgramPos{at.first}, at.count, source_left_.data(), source_right_.data());
    interpolator_.read(source_left_.data(), source_right_.data(), at.position - static_cast<double>(at.first), at.step,
                       frames, left, right);
}

void Renderer::render_slot(std::size_t i, const VoiceEntry& entry, const RenderProgram* program, const Reading& at,
                           bool chosen, const Piece& piece) noexcept {
    Slot& s = slots_[i];
    const int n = piece.frames;
    if (s.sounded && s.level > 0 && std::abs(at.position - s.next) > seam_frames) {
        // The reading moves: what sounds is left to fade where it was going, and fades in where it should be.
        if (static_cast<float>(s.ghost.left) * level_step * s.ghost.level <= s.level)
            s.ghost = {s.next, s.step, s.level, crossfade_frames};
        s.level = 0;
    }
    s.next = at.position + at.step * n;
    s.step = at.step;

    // Where, in frames of this piece, what is decoded ends: the level must have come down by then.
    const std::int64_t enough = at.count + static_cast<std::int64_t>(at.step * crossfade_frames) + 1;
    const std::int64_t have = held(i, entry, program, at.first, enough);
    const bool runs_dry = have < enough;
    const double end = (static_cast<double>(at.first + have - Interpolator::after) - at.position) / at.step;
    if (runs_dry && chosen && program && !s.dry && s.level > 0) ++report_.underruns;
    s.dry = runs_dry;

    fetch(i, entry, at, n, read_left_.data(), read_right_.data());
    const bool haunted = s.ghost.left > 0;
    if (haunted) {
        const Reading old = reading(s.ghost.position, s.ghost.position + s.ghost.step * n, n);
        fetch(i, entry, old, n, old_left_.data(), old_right_.data());
        s.ghost.position += s.ghost.step * n;
    }
    const bool shaped = program && (program->gain(piece.from) < 1 || program->gain(piece.to) < 1);
    float level = s.level;
    for (int k = 0; k < n; ++k) {
        level = chosen ? std::min(1.0F, level + level_step) : std::max(0.0F, level - level_step);
        if (runs_dry) level = std::min(level, std::max(0.0F, static_cast<float>(end - k) * level_step));
        const auto at_k = static_cast<std::size_t>(k);
        const float old = static_cast<float>(std::max(0, s.ghost.left - k)) * level_step * s.ghost.level;
        float l = level * read_left_[at_k], r = level * read_right_[at_k];
        if (haunted) {
            l += old * old_left_[at_k];
            r += old * old_right_[at_k];
        }
        const float g = shaped ? static_cast<float>(program->gain(between(piece.from, piece.to, k, n))) : 1.0F;
        mix_left_[at_k] += g * l;
        mix_right_[at_k] += g * r;
    }
    s.level = level;
    s.sounded = level > 0;
    s.ghost.left = std::max(0, s.ghost.left - n);
}

void Renderer::mix_down(const Piece& piece, const RenderPlan& plan, float* out) noexcept {
    const float volume_step = 1.0F / static_cast<float>(to_seconds(volume_ramp) * rate_hz_);
    if (!volume_known_) volume_ = plan.volume;
    volume_known_ = true;
    const bool switching = plan.switches_in(piece.from, piece.to);
    float switched = static_cast<float>(plan.switched(piece.from));
    for (int k = 0; k < piece.frames; ++k) {
        if (switching) switched = static_cast<float>(plan.switched(between(piece.from, piece.to, k, piece.frames)));
        volume_ += std::clamp(plan.volume - volume_, -volume_step, volume_step);
        const float g = switched * volume_;
        const float l = mix_left_[static_cast<std::size_t>(k)] * g, r = mix_right_[static_cast<std::size_t>(k)] * g;
        out[2 * k] = l;
        out[2 * k + 1] = r;
        peak_now_ = std::max(peak_now_, std::max(std::abs(l), std::abs(r)));
    }
    report_.switched = switched;
    report_.gain = switched * volume_;
}

void Renderer::finish(const DeviceBlock& block) noexcept {
    peak_frames_ += block.frames;
    if (peak_frames_ * 20 > rate_hz_) {  // two halves of 50 ms each
        peak_before_ = peak_now_;
        peak_now_ = 0;
        peak_frames_ = 0;
    }
    report_.peak = std::max(peak_now_, peak_before_);
    report_.rate_off = dac_.rate_off();
    report_.losses = dac_.losses();
    report_.dac_spread_s = dac_.spread();
    report_.latency_source = block.source;
    report_.latency_s += (to_seconds(block.latency) - report_.latency_s) *
                         (report_.latency_s > 0 ? 1.0 / latency_smoothing_blocks : 1.0);
    blocks_.store(++report_.blocks, std::memory_order_relaxed);
    for (std::size_t i = 0; i < voices_max; ++i)
        report_.slot[i] = {slots_[i].serial, slots_[i].level <= 0 && slots_[i].ghost.left == 0, slots_[i].missing};
    reports_.publish(report_);
}

}  // namespace segue::audio

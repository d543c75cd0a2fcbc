#include "audio/engine/voice_bank.h"

#include <algorithm>
#include <cmath>

#include "audio/engine/plain_filling.h"
#include "audio/engine/stretch_ahead.h"

namespace segue::audio {
namespace {

bool is_over(const Program& p, EnsembleTime head) { return p.ends != open_end && head >= p.ends + crossfade; }

bool is_playable(const Program& p) { return p.timeline.size() > 0 && !p.items.empty(); }

double place(const Program& p, bool in_time, EnsembleTime t) {
    return in_time ? frames_between(p.begins, t) : p.timeline.frame_at(t);
}

bool is_locked(const Program& p, EnsembleTime t) { return t < p.key_lock_from ? !p.key_lock : p.key_lock; }

const Program* find(const OutputPlan& plan, Epoch e) {
    const auto p = std::find_if(plan.programs.begin(), plan.programs.end(),
                                [e](const Program& q) { return q.epoch == e && is_playable(q); });
    return p == plan.programs.end() ? nullptr : &*p;
}

}  // namespace

VoiceBank::VoiceBank(Voices& voices, const MediaSource& source) : voices_(voices), source_(source) {}

double VoiceBank::wanted_frame(const Voice& v, const Program& p, EnsembleTime head) {
    return place(p, v.in_time, std::max(head, p.begins));
}

const VoiceBank::Voice* VoiceBank::newest_of(Epoch e) const {
    const Voice* best = nullptr;
    for (const Voice& v : voice_)
        if (v.serial != 0 && !v.retired && v.epoch == e && (!best || v.serial > best->serial)) best = &v;
    return best;
}
VoiceBank::Voice* VoiceBank::newest_of(Epoch e) { return const_cast<Voice*>(std::as_const(*this).newest_of(e)); }

bool VoiceBank::turn(const OutputPlan& plan, EnsembleTime head, const RenderReport* callback) {
    match(plan, head, callback);
    if (table_changed_) voices_.table.publish(table_);
    table_changed_ = false;
    if (callback) counted_blocks_ = callback->blocks;
    if (!callback) stand_in(plan, head);
    return fill(plan, head);
}

void VoiceBank::retire(std::size_t i) {
    voice_[i].retired = true;
    voice_[i].fill = nullptr;
    table_[i].retired = true;
    table_changed_ = true;
}

// It may be filled with something else: nothing in it, or retired and the callback has let go of it.
bool VoiceBank::is_free(std::size_t i, const RenderReport* callback) const {
    const Voice& v = voice_[i];
    if (v.serial == 0) return true;
    if (!v.retired) return false;
    return !callback || (callback->slot[i].idle && callback->slot[i].serial == v.serial);
}

// A newer filling has taken over.
bool VoiceBank::is_replaced(const Voice& v, std::size_t i, const RenderReport* callback) const {
    const Voice* newest = newest_of(v.epoch);
    if (newest == &v || (callback && !(callback->slot[i].idle && callback->slot[i].serial == v.serial))) return false;
    const bool alike = v.fill && newest->in_time == v.in_time;
    return newest->fill->reached() > (alike ? v.fill->begun() : newest->fill->begun());
}

void VoiceBank::match(const OutputPlan& plan, EnsembleTime head, const RenderReport* callback) {
    for (std::size_t i = 0; i < voices_max; ++i) {
        Voice& v = voice_[i];
        if (v.serial == 0 || v.retired) continue;
        const Program* p = find(plan, v.epoch);
        if (!p || is_over(*p, head) || is_replaced(v, i, callback)) retire(i);
    }
    // The newest first: when voices are short it is what the listener just asked for.
    std::vector<const Program*> wanted;
    for (const Program& p : plan.programs)
        if (is_playable(p) && !is_over(p, head)) wanted.push_back(&p);
    std::sort(wanted.begin(), wanted.end(), [](const Program* a, const Program* b) { return b->epoch < a->epoch; });
    for (const Program* p : wanted) match(*p, plan.part, head, callback);
}

void VoiceBank::match(const Program& program, const Part& part, EnsembleTime head, const RenderReport* callback) {
    Voice* v = newest_of(program.epoch);
    if (!v) {
        begin(program, part, head, callback);
        return;
    }
    const auto i = static_cast<std::size_t>(v - voice_.data());
    ProgramPos until = program_end;
    const bool same_sound = v->fill->adopt(program, &until);
    // Locked or not: that changes at one moment everywhere, and is taken up when this voice is made so far.
    const bool same_kind = v->in_time == program.key_lock || place(program, v->in_time, program.key_lock_from) >
                                                                 static_cast<double>(v->fill->reached().frame);
    if (same_sound && same_kind && v->fill->part() == part) {
        v->stale = false;
        follow(*v, program, head);
        const bool unfound =
            callback && callback->slot[i].serial == v->serial && callback->slot[i].missing &&
            static_cast<double>(v->fill->reached().frame) > wanted_frame(*v, program, head + ready_ahead);
        if (!unfound)
            v->missing = 0;
        else if (callback->blocks != counted_blocks_)
            ++v->missing;
        // The program jumped back to before this voice began, or to what has been dropped already.
        const double wanted = wanted_frame(*v, program, std::max(head, v->from));
        const double late_s = (static_cast<double>(v->fill->begun().frame) - wanted) / sample_rate_hz;
        if (v->missing < unfound_reports && late_s < to_seconds(voice_lead) * step_max + to_seconds(media_turn)) return;
        v->missing = 0;
        begin(program, part, head, callback);
        return;
    }
    v->stale = !same_sound;
    if (!same_sound && table_[i].valid_until > until) {
        table_[i].valid_until = until;
        table_changed_ = true;
    }
    if (!same_sound && same_kind && v->fill->part() == part && begin(program, part, head, callback, v)) return;
    // A filling that never sounded need not be kept while another is made.
    if (callback && callback->slot[i].serial == v->serial && callback->slot[i].idle && head >= program.begins)
        retire(i);
    else if (!callback || head < program.begins)
        retire(i);
    begin(program, part, same_kind ? head : std::max(head, program.key_lock_from), callback);
}

// Keeps a voice's decoding where the program is: over a hole that was not filled in time, or after a jump.
void VoiceBank::follow(Voice& v, const Program& program, EnsembleTime head) {
    const double now = wanted_frame(v, program, head);
    const auto resume = ProgramPos{static_cast<std::int64_t>(std::floor(wanted_frame(v, program, head + voice_lead))) -
                                   Interpolator::taps};
    if (static_cast<double>(v.fill->reached().frame) < now && !v.drained) v.fill->skip_to(resume);
}

// bent: a voice of this program that was made for another timeline; what is made of it already is gone on from.
bool VoiceBank::begin(const Program& program, const Part& part, EnsembleTime head, const RenderReport* callback,
                      Voice* bent) {
    for (std::size_t i = 0; i < voices_max; ++i) {
        if (!is_free(i, callback)) continue;
        if (bent && !bent->fill->go_back(program)) return false;
        const EnsembleTime at = head + voice_lead > program.begins ? head + voice_lead : program.begins;
        Voice& v = voice_[i];
        v = Voice{};
        v.serial = ++last_serial_;
        v.epoch = program.epoch;
        v.from = at;
        v.in_time = is_locked(program, at);
        const auto frame = static_cast<std::int64_t>(std::floor(place(program, v.in_time, at))) - voice_margin_frames;
        if (bent) {
            v.in_time = bent->in_time;
            v.fill = std::move(bent->fill);
        } else if (v.in_time) {
            v.fill = std::make_unique<StretchAhead>(source_, program, part, ProgramPos{frame});
        } else {
            v.fill = std::make_unique<PlainFilling>(source_, program, part,
                                                    std::max(program.items.front().start, ProgramPos{frame}));
        }
        table_[i] = VoiceEntry{v.serial, v.epoch, program_end, false, v.in_time};
        table_changed_ = true;
        return true;
    }
    return false;
}

// As the callback would: old chunks go, and those of programs that run unheard.
void VoiceBank::stand_in(const OutputPlan& plan, EnsembleTime head) {
    for (std::size_t i = 0; i < voices_max; ++i) {
        ProgramPos before{INT64_MIN};
        if (const Program* p = find(plan, table_[i].epoch); p && !table_[i].retired)
            before = ProgramPos{static_cast<std::int64_t>(wanted_frame(voice_[i], *p, head)) - keep_behind_frames};
        VoiceReader(*voices_.ring[i], table_[i]).trim(before);
    }
}

// Decodes where the least is ahead, a few chunks a turn.
bool VoiceBank::fill(const OutputPlan& plan, EnsembleTime head) {
    for (Voice& v : voice_) v.waiting = v.drained = false;
    for (int made = 0; made < decode_turn_chunks;) {
        std::size_t best = voices_max;
        double least = 0;
        for (std::size_t i = 0; i < voices_max; ++i) {
            const Voice& v = voice_[i];
            if (v.serial == 0 || v.retired || v.stale || !v.fill || v.waiting || v.drained || !voices_.ring[i]->claim())
                continue;
            const Program* p = find(plan, v.epoch);
            if (!p) continue;
            const double ahead = static_cast<double>(v.fill->reached().frame) - wanted_frame(v, *p, head);
            if (v.in_time && ahead > to_seconds(stretched_ahead) * sample_rate_hz) continue;
            if (best == voices_max || ahead < least) best = i, least = ahead;
        }
        if (best == voices_max) return false;
        Voice& v = voice_[best];
        Chunk* chunk = voices_.ring[best]->claim();
        switch (v.fill->next(*chunk)) {
            case Filling::Outcome::made:
                chunk->serial = v.serial;
                voices_.ring[best]->publish();
                ++made;
                break;
            case Filling::Outcome::worked:
                ++made;
                break;
            case Filling::Outcome::waiting:
                v.waiting = true;
                break;
            case Filling::Outcome::drained:
                v.drained = true;
                break;
        }
    }
    return true;
}

VoiceBank::Filled VoiceBank::filled(const Program& program, EnsembleTime head) const {
    Filled out;
    const auto sounds = [&](const Voice& v) { return v.from <= head + ready_ahead; };
    const Voice* v = nullptr;  // the newest that is to sound by now
    for (const Voice& o : voice_) {
        if (o.serial == 0 || o.retired || !o.fill || o.epoch != program.epoch) continue;
        if (!v || (sounds(o) == sounds(*v) ? o.serial > v->serial : sounds(o))) v = &o;
    }
    if (!v) return out;
    const double wanted = wanted_frame(*v, program, head);
    const double reached = static_cast<double>(v->fill->reached().frame);
    const double speed = v->in_time ? 1 : program.timeline.rate_at(std::max(head, program.begins));
    // A voice that begins a moment ahead of where we are will have been reached in that moment.
    const double begun = static_cast<double>(v->fill->begun().frame) - to_seconds(ready_ahead) * sample_rate_hz;
    if (!v->stale && begun <= wanted && reached > wanted) out.ahead_s = (reached - wanted) / sample_rate_hz / speed;
    out.drained = v->drained && !v->stale;
    out.waiting = v->fill->waiting();
    out.part = v->fill->part();
    return out;
}

}  // namespace segue::audio

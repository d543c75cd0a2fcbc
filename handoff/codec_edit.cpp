#include "handoff/codec_parts.h"
#include "handoff/text.h"

namespace segue::handoff::wire {
namespace {

template <class... F>
struct Overload : F... {
    using F::operator()...;
};
template <class... F>
Overload(F...) -> Overload<F...>;

template <class Field>
void put_new(const std::vector<NewEntry>& entries, Field& field) {
    for (const NewEntry& e : entries) {
        auto& m = *field.Add();
        put(e.id, *m.mutable_id());
        put(e.source, *m.mutable_source());
        put(e.facts, *m.mutable_facts());
    }
}
template <class Field>
std::vector<NewEntry> get_new(const Field& field, Check& check) {
    std::vector<NewEntry> out;
    if (!check.require(field.size() <= static_cast<int>(entries_per_edit_max), CodecError::too_large)) return out;
    for (const auto& m : field) {
        out.push_back({get_counted<EntryId>(m.id(), check), get(m.source(), check), get(m.facts(), check)});
        check.require(!out.back().id.is_none(), CodecError::malformed);
    }
    return out;
}

template <class Field>
void put_ids(const std::vector<EntryId>& ids, Field& field) {
    for (const EntryId& id : ids) put(id, *field.Add());
}
template <class Field>
std::vector<EntryId> get_ids(const Field& field, Check& check) {
    std::vector<EntryId> out;
    if (!check.require(field.size() <= static_cast<int>(queue_entries_max), CodecError::too_large)) return out;
    for (const auto& m : field) out.push_back(get_counted<EntryId>(m, check));
    return out;
}

}  // namespace

void put(const Edit& v, proto::Edit& m) {
    std::visit(Overload{
                   [&](const Play& e) {
                       put_new(e.entries, *m.mutable_play()->mutable_entries());
                       m.mutable_play()->set_append(e.append);
                       m.mutable_play()->set_start(e.start);
                   },
                   [&](const Resume&) { m.mutable_resume(); },
                   [&](const Pause&) { m.mutable_pause(); },
                   [&](const Stop&) { m.mutable_stop(); },
                   [&](const Seek& e) {
                       m.mutable_seek()->set_frames(e.frames);
                       m.mutable_seek()->set_relative(e.relative);
                   },
                   [&](const Next&) { m.mutable_next(); },
                   [&](const Previous&) { m.mutable_previous(); },
                   [&](const Jump& e) {
                       put(e.entry, *m.mutable_jump()->mutable_entry());
                       m.mutable_jump()->set_pos(e.pos.frame);
                   },
                   [&](const QueueAdd& e) {
                       put_new(e.entries, *m.mutable_queue_add()->mutable_entries());
                       if (!e.before.is_none()) put(e.before, *m.mutable_queue_add()->mutable_before());
                       m.mutable_queue_add()->set_after_current(e.after_current);
                   },
                   [&](const QueueRemove& e) { put_ids(e.entries, *m.mutable_queue_remove()->mutable_entries()); },
                   [&](const QueueMove& e) {
                       put_ids(e.entries, *m.mutable_queue_move()->mutable_entries());
                       if (!e.before.is_none()) put(e.before, *m.mutable_queue_move()->mutable_before());
                   },
                   [&](const QueueClear&) { m.mutable_queue_clear(); },
                   [&](const OutputsSet& e) {
                       m.mutable_outputs_set();
                       for (const NodeId& n : e.nodes) m.mutable_outputs_set()->add_nodes(put(n));
                   },
                   [&](const OutputAdd& e) { m.set_output_add(put(e.node)); },
                   [&](const OutputRemove& e) { m.set_output_remove(put(e.node)); },
                   [&](const OutputPart& e) {
                       m.mutable_output_part()->set_node(put(e.node));
                       put(e.part, *m.mutable_output_part()->mutable_part());
                   },
                   [&](const Volume& e) {
                       m.mutable_volume()->set_node(put(e.node));
                       m.mutable_volume()->set_level(e.level);
                   },
                   [&](const Learnt& e) {
                       put(e.entry, *m.mutable_learnt()->mutable_entry());
                       put(e.facts, *m.mutable_learnt()->mutable_facts());
                   },
                   [&](const SetPolicy& e) { m.set_set_policy(static_cast<proto::Policy>(e.policy)); },
                   [&](const KeepPlaying& e) { m.set_keep_playing(e.on); },
                   [&](const SetNormalise& e) { m.set_set_normalise(static_cast<proto::Normalise>(e.mode)); },
                   [&](const SetKeyLock& e) { m.set_set_key_lock(e.on); },
                   [&](const SetTempo& e) { put(e.wish, *m.mutable_set_tempo()); },
                   [&](const SetBeats& e) {
                       put(e.entry, *m.mutable_set_beats()->mutable_entry());
                       if (e.beats) put(e.beats, *m.mutable_set_beats()->mutable_beats());
                   },
                   [&](const RampTempo& e) {
                       put(e.wish, *m.mutable_ramp_tempo()->mutable_wish());
                       m.mutable_ramp_tempo()->set_beats(e.beats);
                       m.mutable_ramp_tempo()->set_time(e.time.count());
                   },
                   [&](const SetLoop& e) {
                       m.mutable_set_loop()->set_change(static_cast<proto::LoopChange>(e.change));
                       m.mutable_set_loop()->set_beats(e.beats);
                       m.mutable_set_loop()->set_from_bar(e.from_bar);
                       m.mutable_set_loop()->set_from(e.from.frame);
                       m.mutable_set_loop()->set_to(e.to.frame);
                   },
                   [&](const Rename& e) { m.set_rename(clean_text(e.name)); },
                   [&](const ForgetBookmark& e) { put(e.reign, *m.mutable_forget_bookmark()); },
                   [&](const ForgetMember& e) { m.set_forget_member(put(e.node)); },
                   [&](const HandOver& e) {
                       m.mutable_hand_over()->set_target(put(e.target));
                       m.mutable_hand_over()->set_keep(e.keep);
                       m.mutable_hand_over()->set_from(put(e.from));
                       m.mutable_hand_over()->set_on_beats(e.on_beats);
                   },
               },
               v);
}

std::optional<Edit> get(const proto::Edit& m, Check& check) {
    const auto node = [&](const std::string& raw) { return get_id<NodeId>(raw, check); };
    switch (m.kind_case()) {
        case proto::Edit::kPlay:
            return Play{get_new(m.play().entries(), check), m.play().append(), m.play().start()};
        case proto::Edit::kResume:
            return Resume{};
        case proto::Edit::kPause:
            return Pause{};
        case proto::Edit::kStop:
            return Stop{};
        case proto::Edit::kSeek:
            return Seek{m.seek().frames(), m.seek().relative()};
        case proto::Edit::kNext:
            return Next{};
        case proto::Edit::kPrevious:
            return Previous{};
        case proto::Edit::kJump:
            return Jump{get_counted<EntryId>(m.jump().entry(), check), {m.jump().pos()}};
        case proto::Edit::kQueueAdd:
            return QueueAdd{get_new(m.queue_add().entries(), check),
                            get_counted<EntryId>(m.queue_add().before(), check), m.queue_add().after_current()};
        case proto::Edit::kQueueRemove:
            return QueueRemove{get_ids(m.queue_remove().entries(), check)};
        case proto::Edit::kQueueMove:
            return QueueMove{get_ids(m.queue_move().entries(), check),
                             get_counted<EntryId>(m.queue_move().before(), check)};
        case proto::Edit::kQueueClear:
            return QueueClear{};
        case proto::Edit::kOutputsSet: {
            OutputsSet e;
            if (!check.require(m.outputs_set().nodes_size() <= static_cast<int>(outputs_max), CodecError::too_large))
                return {};
            for (const auto& n : m.outputs_set().nodes()) e.nodes.push_back(get_node(n, check));
            return e;
        }
        case proto::Edit::kOutputAdd:
            return OutputAdd{node(m.output_add())};
        case proto::Edit::kOutputRemove:
            return OutputRemove{node(m.output_remove())};
        case proto::Edit::kOutputPart:
            return OutputPart{node(m.output_part().node()), get(m.output_part().part(), check)};
        case proto::Edit::kVolume:
            return Volume{node(m.volume().node()), m.volume().level()};
        case proto::Edit::kLearnt:
            return Learnt{get_counted<EntryId>(m.learnt().entry(), check), get(m.learnt().facts(), check)};
        case proto::Edit::kSetPolicy:
            check.require(proto::Policy_IsValid(m.set_policy()));
            return SetPolicy{static_cast<Policy>(m.set_policy())};
        case proto::Edit::kKeepPlaying:
            return KeepPlaying{m.keep_playing()};
        case proto::Edit::kSetNormalise:
            check.require(proto::Normalise_IsValid(m.set_normalise()));
            return SetNormalise{static_cast<audio::Normalise>(m.set_normalise())};
        case proto::Edit::kSetTempo:
            return SetTempo{get(m.set_tempo(), check)};
        case proto::Edit::kSetBeats:
            return SetBeats{get_counted<EntryId>(m.set_beats().entry(), check),
                            m.set_beats().has_beats() ? get(m.set_beats().beats(), check) : tempo::BeatGrid{}};
        case proto::Edit::kRampTempo:
            return RampTempo{get(m.ramp_tempo().wish(), check), m.ramp_tempo().beats(),
                             Nanoseconds(m.ramp_tempo().time())};
        case proto::Edit::kSetLoop:
            check.require(proto::LoopChange_IsValid(m.set_loop().change()));
            return SetLoop{static_cast<SetLoop::Change>(m.set_loop().change()),
                           m.set_loop().beats(),
                           m.set_loop().from_bar(),
                           {m.set_loop().from()},
                           {m.set_loop().to()}};
        case proto::Edit::kSetKeyLock:
            return SetKeyLock{m.set_key_lock()};
        case proto::Edit::kRename:
            return Rename{get_text(m.rename(), check)};
        case proto::Edit::kForgetBookmark:
            return ForgetBookmark{get(m.forget_bookmark(), check)};
        case proto::Edit::kForgetMember:
            return ForgetMember{node(m.forget_member())};
        case proto::Edit::kHandOver:
            check.require(m.hand_over().on_beats() <= tempo::quantum_max_beats);
            return HandOver{get_node(m.hand_over().target(), check), m.hand_over().keep(), node(m.hand_over().from()),
                            static_cast<std::uint8_t>(m.hand_over().on_beats())};
        case proto::Edit::KIND_NOT_SET:
            break;
    }
    check.require(false, CodecError::malformed);
    return {};
}

}  // namespace segue::handoff::wire

// The pieces of the codec, shared by its files; the only header of this room that names the generated code.
// put: value to message. get: message to value, noting in `check` what is wrong. Internal to the room.
#pragma once

#include <optional>

#include "handoff/codec.h"
#include "handoff/session.pb.h"

namespace segue::handoff::wire {

struct Check {
    std::optional<CodecError> wrong;  // the first thing that was
    bool ok() const { return !wrong; }
    bool require(bool good, CodecError otherwise = CodecError::out_of_range) {
        if (!good && !wrong) wrong = otherwise;
        return good;
    }
};

template <class Tag>
std::string put(const Id<Tag>& id) {
    return id.is_none() ? std::string() : id.to_string();
}
template <class T>
T get_id(const std::string& raw, Check& check) {
    if (raw.empty()) return {};
    const auto id = T::from_bytes(std::string_view(raw));
    check.require(id.has_value(), CodecError::malformed);
    return id.value_or(T{});
}
inline NodeId get_node(const std::string& raw, Check& check) {
    const NodeId id = get_id<NodeId>(raw, check);
    check.require(!id.is_none(), CodecError::malformed);
    return id;
}
std::string get_text(const std::string& raw, Check& check);

void put(const Ballot& v, proto::Ballot& m);
Ballot get(const proto::Ballot& m, Check& check);
void put(const Stamp& v, proto::Stamp& m);
Stamp get(const proto::Stamp& m, Check& check);
template <class Tag>
void put(const Counted<Tag>& v, proto::Counted& m) {
    if (!v.node.is_none()) m.set_node(v.node.to_string());
    m.set_counter(v.counter);
}
template <class T>
T get_counted(const proto::Counted& m, Check& check) {
    T id{get_id<NodeId>(m.node(), check), m.counter()};
    check.require(id.node.is_none() == (id.counter == 0), CodecError::malformed);
    return id;
}
void put(const Cue& v, proto::Cue& m);
Cue get(const proto::Cue& m, Check& check);
void put(const audio::Epoch& v, proto::Epoch& m);
audio::Epoch get(const proto::Epoch& m);
void put(const audio::Part& v, proto::Part& m);
audio::Part get(const proto::Part& m, Check& check);
void put(const tempo::BeatGrid& v, proto::BeatGrid& m);
tempo::BeatGrid get(const proto::BeatGrid& m, Check& check);
void put(const TempoWish& v, proto::TempoWish& m);
TempoWish get(const proto::TempoWish& m, Check& check);
void put(const EntryFacts& v, proto::Facts& m);
EntryFacts get(const proto::Facts& m, Check& check);
void put(const Source& v, proto::Source& m);
Source get(const proto::Source& m, Check& check);
void put(const About& v, proto::About& m);
About get(const proto::About& m, Check& check);

void put(const Turn& v, proto::Turn& m);
Turn get(const proto::Turn& m, Check& check);
void put(const Loop& v, proto::Loop& m);
Loop get(const proto::Loop& m, Check& check);
void put(const Passage& v, proto::Passage& m);
Passage get(const proto::Passage& m, Check& check);
void put(const Transport& v, proto::Transport& m);
Transport get(const proto::Transport& m, Check& check);

void put(const SessionState& v, proto::State& m);
SessionState get(const proto::State& m, Check& check);

void put(const Edit& v, proto::Edit& m);
std::optional<Edit> get(const proto::Edit& m, Check& check);

Bytes bytes_of(const google::protobuf::MessageLite& m);

}  // namespace segue::handoff::wire

// Words and tones that several views share. Internal to this folder.
#pragma once

#include <string>

#include "app/control/control.pb.h"
#include "app/seguectl/text.h"

namespace segue::ctl {

// The first digits of an id: enough for people.
std::string brief(const std::string& id);

// The name of an enum's value; one from a newer node has none here.
template <class Enum>
std::string word(const std::string& name, Enum value) {
    return name.empty() ? "state " + std::to_string(static_cast<int>(value)) : name;
}
std::string state_word(control::Session::State state);

Tone tone_of(control::Session::State state);
Tone tone_of(control::Node::State state);
Tone output_tone(const std::string& state);
Tone sync_tone(const std::string& state);

// "± 23 µs"; empty: not known.
std::string error_bound(const control::Sync& sync);
// The node's name, marked if it is the one asked.
std::string node_name(const control::Node& node);
// "playing  “Title” by Artist  0:42.3 of 2:03.0  (2 of 5)"
std::string now_text(const control::Session& session, const Paint& paint);

}  // namespace segue::ctl

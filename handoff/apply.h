// The edits of transport, queue and tempo, one function each, for apply() in apply.cpp. Internal to the room.
#pragma once

#include "handoff/draft.h"
#include "handoff/views.h"

namespace segue::handoff {

Result<void, Error> edit_music(Draft& d, const Play& e);
Result<void, Error> edit_music(Draft& d, const Resume& e);
Result<void, Error> edit_music(Draft& d, const Pause& e);
Result<void, Error> edit_music(Draft& d, const Stop& e);
Result<void, Error> edit_music(Draft& d, const Seek& e);
Result<void, Error> edit_music(Draft& d, const Next& e);
Result<void, Error> edit_music(Draft& d, const Previous& e);
Result<void, Error> edit_music(Draft& d, const Jump& e);
Result<void, Error> edit_music(Draft& d, const QueueAdd& e);
Result<void, Error> edit_music(Draft& d, const QueueRemove& e);
Result<void, Error> edit_music(Draft& d, const QueueMove& e);
Result<void, Error> edit_music(Draft& d, const QueueClear& e);
Result<void, Error> edit_music(Draft& d, const SetLoop& e);
Result<void, Error> edit_music(Draft& d, const SetTempo& e);
Result<void, Error> edit_music(Draft& d, const RampTempo& e);
Result<void, Error> edit_music(Draft& d, const SetBeats& e);

// Puts new entries before `before` (none: at the end), in order. The transport is left alone.
Result<void, Error> add_entries(Draft& d, const std::vector<NewEntry>& entries, const EntryId& before);

}  // namespace segue::handoff

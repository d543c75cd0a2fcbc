// The library's values as the control protocol says them.
#pragma once

#include <optional>
#include <string>

#include "app/control/control.pb.h"
#include "app/node/library.h"

namespace segue::node {

control::Error::Code code_of(library::LibraryError error);

// What works without a catalogue say when there is none.
template <class T>
library::LibraryResult<T> no_catalogue() {
    return fail(library::LibraryError::disk, "the library cannot be used just now; `seguectl library stats` says why");
}

// A path as text: what is not is "?".
std::string shown_path(const std::string& path);

// Nothing: what it names cannot be.
std::optional<library::Pick> pick_of(const control::LibraryPick& pick);

void describe(const library::Found& found, control::LibraryFound& out);
void describe(const library::Catalogue::Counts& counts, const NodeId& self, control::LibraryStats& out);
void describe(const LibraryState& state, control::LibraryStats& out);
void describe(const library::Entry& entry, const library::AnalysisFacts& facts, control::LibraryShown& out);

}  // namespace segue::node

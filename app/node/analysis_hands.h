// Analyses as jobs: the analysers are the kinds, their program does the work, and what it finds is what people search
// by.
#pragma once

#include "app/node/analysis_runner.h"
#include "app/node/crew.h"
#include "audio/library/catalogue.h"

namespace segue::node {

// `runner` must outlive them. Without the program: hands that cannot work.
CrewHands analysis_hands(AnalysisRunner& runner);

// [any-thread] A result as the catalogue keeps it; nothing: not one of ours.
std::optional<library::Analysis> analysis_of(const jobs::Key& key, BytesView value);

}  // namespace segue::node

// Every limit of Link: its unit is in its name, its reason beside it.
#pragma once

namespace segue::link {

// The tempos that Link's protocol carries, beats per minute.
inline constexpr double tempo_min_bpm = 20, tempo_max_bpm = 999;
// What a room begins with before anybody has said a tempo.
inline constexpr double tempo_default_bpm = 120;
// Bars of more beats than this are longer than phrases; Link itself has no limit.
inline constexpr double quantum_max_beats = 64;

}  // namespace segue::link

#include "audio/engine/report.h"

namespace segue::audio {

const char* to_text(Report::State s) {
    switch (s) {
        case Report::State::closed:
            return "closed";
        case Report::State::opening:
            return "opening";
        case Report::State::settling:
            return "settling";
        case Report::State::silent:
            return "silent";
        case Report::State::muted:
            return "muted";
        case Report::State::playing:
            return "playing";
    }
    return "";
}

}  // namespace segue::audio

// Decoded sound on its way from the media thread to the callback.
//
// A voice is a ring of chunks. Each chunk says where in its program it belongs and which serial of the voice it is of,
// so that holes need no special message and a voice can begin something new while chunks of the old are still in
// the ring: the callback drops them unread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "audio/engine/limits.h"
#include "audio/engine/program.h"
#include "sync/base/spsc_ring.h"
#include "sync/base/triple_buffer.h"

namespace segue::audio {

// Which filling of a voice; grows over all voices, so of two voices with one program the higher is the newer. 0: none.
using VoiceSerial = std::uint64_t;

struct Chunk {
    VoiceSerial serial = 0;
    ProgramPos start;  // on the voice's axis
    int frames = 0;    // 1..chunk_frames
    std::array<float, chunk_frames> left, right;
};

inline constexpr ProgramPos program_end{INT64_MAX};

// What the callback may take from a voice.
struct VoiceEntry {
    VoiceSerial serial = 0;
    Epoch epoch;
    ProgramPos valid_until = program_end;  // chunks are right up to here (the queue was edited behind it)
    bool retired = false;                  // fade it out; it will be refilled
    bool in_time = false;                  // its frames count ensemble time since its program began (filling.h)
};
using VoiceTable = std::array<VoiceEntry, voices_max>;

// The edge itself; made once, shared by both threads.
struct Voices {
    Voices() {
        for (auto& r : ring) r = std::make_unique<SpscRing<Chunk>>(voice_chunks);
    }
    std::array<std::unique_ptr<SpscRing<Chunk>>, voices_max> ring;
    TripleBuffer<VoiceTable> table;  // media thread -> callback
};

// The consumer's view of one voice. [audio-thread], or whoever stands in for it while no device runs.
class VoiceReader {
  public:
    VoiceReader(SpscRing<Chunk>& ring, const VoiceEntry& entry) : ring_(ring), entry_(entry) {}

    // Drops chunks of other serials, and those that end before `position`.
    void trim(ProgramPos position) noexcept;
    // How many frames from `first` on are here without a hole, counted up to `enough`.
    std::int64_t held(ProgramPos first, std::int64_t enough) noexcept;
    // Copies [first, first + count); zeros where nothing is held.
    void copy(ProgramPos first, int count, float* left, float* right) noexcept;

  private:
    SpscRing<Chunk>& ring_;
    const VoiceEntry& entry_;
};

}  // namespace segue::audio

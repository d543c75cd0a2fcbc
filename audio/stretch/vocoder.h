// A phase vocoder that can be asked where it was: one hop of sound at another speed, and its whole state as a value.
//
// Each hop takes two windows of the source: the one that is due (`here`), and the one a hop before it (`before`). How
// far a partial's phase moves from one to the other is how far it has to move from the last hop made to this one,
// whatever the speed: so speed is not a setting, and may change from hop to hop. Phases are told at spectral peaks, and
// what lies around a peak keeps its relation to it (identity phase locking: Laroche and Dolson, "Improved phase vocoder
// time-scale modification of audio", IEEE Trans. Speech Audio Proc. 7, 1999). Both channels turn alike, so what lies
// between them stays there.
//
// Such a vocoder remembers for ever: a sum of phases never forgets where it began, and two that began at different
// places never agree again. So there are hops at which all phases are the source's own (`home`); before such a hop,
// each partial is led there, by less than is heard, so that nothing jumps. Between two of them all is a function of the
// source and the places asked for.
//
// Pure; no allocation after it was made. One thread at a time.
#pragma once

#include <complex>
#include <memory>
#include <span>
#include <vector>

namespace segue::audio {

class Vocoder {
  public:
    // Frames, 128 ms: long enough to tell apart two tones 30 Hz from each other, as in a low chord. (With 85 ms the
    // third of a C major chord below middle C wavers by 5 dB.)
    static constexpr int window = 6144;
    // Four windows cover each frame. 32 ms.
    static constexpr int hop = window / 4;
    static constexpr int bins = window / 2 + 1;

    // What a hop leaves to the next.
    struct State {
        std::vector<std::complex<double>> left, right;  // the spectrum made last, `bins` of each
    };
    struct Stereo {
        std::span<const float> left, right;  // `window` frames of each
    };

    Vocoder();
    ~Vocoder();

    const State& state() const { return state_; }
    void set_state(const State& state) { state_ = state; }
    static State fresh();

    // The hop at which all phases are to be the source's own.
    struct Home {
        int hops = 0;     // from this one; 0 is this one
        double slip = 0;  // so many frames more will sound until then than the source goes on by
        bool operator==(const Home&) const = default;
    };
    enum class Phases {
        carried,  // on from the last hop
        struck,   // a blow is coming into the window: what gets louder by it has the source's phases
    };
    // Adds a hop to `left` and `right` (`window` frames of each), windowed: where four hops overlap they add up to the
    // sound.
    void add(const Stereo& here, const Stereo& before, Phases phases, const Home& home, std::span<float> left,
             std::span<float> right);

  private:
    struct Spectrum;
    void analyse(const Stereo& from, Spectrum& to);
    void find_peaks();
    void turn_all(Phases phases, const Home& home);
    std::complex<double> turn_at(int peak, Phases phases, const Home& home) const;
    double frequency_at(int peak) const;
    void synthesise(std::span<float> left, std::span<float> right);

    class Fourier;
    std::unique_ptr<Fourier> fourier_;
    std::unique_ptr<Spectrum> here_, before_;
    std::vector<double> shape_;   // of the window
    std::vector<double> energy_;  // of `here`
    struct Peak {
        int bin, from, to;  // it leads the bins [from, to)
    };
    std::vector<Peak> peaks_;
    std::vector<std::complex<double>> turn_;  // of each bin against the source, |turn| = 1
    State state_;
};

}  // namespace segue::audio

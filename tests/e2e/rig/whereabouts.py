"""Where in the music each card was at each moment, straight from the cards' own frames: exact, and cheap enough for
hours. What a card's clock is off by is known, so times are true ones (real CLOCK_MONOTONIC, seconds)."""
import numpy as np

from .align import ALIKE, SILENT_RMS, rms
from .recording import RATE

SILENCE_FRAMES = 48        # 1 ms: the test music is never silent for so long
SHORTEST_FRAMES = 960      # 20 ms: shorter sound cannot be told to be anything
FIRST_WINDOWS = 10         # of a run are short ones
SHORT_FRAMES, LONG_FRAMES = 2400, 4800
REACH_FRAMES = 480         # 10 ms to either side of where it should be


def sounding_runs(x):
    """[(first, end)] of the stretches without a millisecond of silence."""
    loud = np.flatnonzero(np.abs(x) > 1e-7)
    if not len(loud):
        return []
    breaks = np.flatnonzero(np.diff(loud) > SILENCE_FRAMES)
    return list(zip(loud[np.r_[0, breaks + 1]], loud[np.r_[breaks, len(loud) - 1]] + 1))


class Excerpt:
    """What one card played between two true times."""

    def __init__(self, cards, player, t0, t1):
        self.player, self.rate, self.zero = player, RATE * (1 + cards.ppm[player] * 1e-6), cards.zero
        self.first = max(0, int((t0 - self.zero) * self.rate))
        count = int((t1 - self.zero) * self.rate) - self.first
        path = cards.file(player)
        raw = np.fromfile(path, "<f4", count=2 * count, offset=8 * self.first) if path.exists() else np.zeros(0, np.float32)
        self.samples = np.zeros(count, np.float32)
        self.samples[: len(raw) // 2] = raw[0::2][: len(raw) // 2]

    def at(self, frame):
        return self.zero + (self.first + frame) / self.rate

    def silence(self, t0, t1):
        """What was queued in the card of a process that is dead: a real one would not have played it."""
        a, b = (int((t - self.zero) * self.rate) - self.first for t in (t0, t1))
        self.samples[max(0, a): max(0, b)] = 0

    def sounds(self):
        """[(from, to)] in true time."""
        return [(self.at(a), self.at(b)) for a, b in sounding_runs(self.samples)]

    def windows(self):
        """(true time, samples, seconds since this run of sound began)."""
        for a, b in sounding_runs(self.samples):
            at, count = a, 0
            while b - at >= SHORTEST_FRAMES:
                size = SHORT_FRAMES if count < FIRST_WINDOWS else LONG_FRAMES
                size = b - at if b - at < size + SHORTEST_FRAMES else size
                yield self.at(at), self.samples[at: at + size], (at - a) / self.rate
                at, count = at + size, count + 1


def underruns(cards, player):
    """True times at which this card ran dry."""
    log = cards.file(player).with_name(cards.file(player).name + ".log")
    lines = log.read_text().splitlines() if log.exists() else []
    return [float(line.split()[0]) for line in lines if " underrun " in line]


def silences(excerpts, t0, t1):
    """[(from, seconds)] in which no card sounded, of 1 ms and more."""
    out, until = [], t0
    for a, b in sorted(s for e in excerpts for s in e.sounds()):
        if a > until + 1e-3 and until < t1:
            out.append((until, min(a, t1) - until))
        until = max(until, b)
    return out + ([(until, t1 - until)] if t1 > until + 1e-3 else [])


class Line:
    """The music goes on steadily: at true time t it is at t - zero seconds."""

    def __init__(self, zero_s):
        self.zero_s = zero_s

    def frame(self, t):
        return (t - self.zero_s) * RATE


def line_of(music, excerpt, t0, t1, about_s, reach_s=0.5):
    """The line on which this card steadily was between two true times; about_s: what a node said its position was at t0."""
    zeros = []
    for t, samples, _ in excerpt.windows():
        if t0 <= t <= t1 and rms(samples) > SILENT_RMS:
            frame, alike = music.find(samples, (about_s + t - t0) * RATE, int(reach_s * RATE))
            if frame is not None and alike > ALIKE:
                zeros.append(t - frame / RATE)
    return Line(float(np.median(zeros))) if zeros else None


def off_the_line(music, excerpt, lines):
    """[(time, ms off the nearest of the lines or None if the sound is not on any, seconds since its sound began)]"""
    out = []
    for t, samples, age in excerpt.windows():
        if rms(samples) <= SILENT_RMS:
            continue
        best = None
        for line in lines:
            frame, alike = music.find(samples, line.frame(t), REACH_FRAMES)
            if frame is not None and alike > ALIKE:
                off = (frame - line.frame(t)) / RATE * 1000
                best = off if best is None or abs(off) < abs(best) else best
        out.append((t, best, age))
    return out

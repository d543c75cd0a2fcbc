"""Judging recordings: how far apart two players were, where in the music each was, what the listener missed.

Delays are found by cross-correlation with the spectrum of the reference flattened (so that bass does not drown the
rest), then refined below a sample by the phase of the cross-spectrum.
"""
import numpy as np
from scipy.fft import irfft, next_fast_len, rfft
from scipy.ndimage import uniform_filter1d
from scipy.signal import firwin, oaconvolve

from .recording import RATE

SILENT_RMS = 1e-5      # -100 dBFS: a player that puts out nothing
ALIKE = 0.5            # correlation from which two windows are the same music
SINC_TAPS = 32
STRANGE = 0.95         # correlation below which 10 ms are not the music that they should be
SEAM_FRAMES = 24       # 0.5 ms: how far from its neighbours' place a 10 ms window is still looked for; the position's figure tells it
SEARCHES_MAX = 4       # of one recording, for a window that is not where the music should be
FIRST_WINDOWS = 10     # so many windows long is what is looked for where nothing has been found yet


def flat_weights(spectrum):
    """1 / smoothed power, bounded so that bands with nothing in them do not count."""
    power = np.abs(spectrum) ** 2
    width = max(8, len(power) // 200)
    smooth = uniform_filter1d(power, width, mode="constant")  # a running sum: a convolution would take minutes
    return 1 / (smooth + 1e-3 * smooth.mean() + 1e-30)


def lag(a, b):
    """Where window `a` lies in the longer `b`: (frames from b's start, fractional; correlation 0..1)."""
    n = next_fast_len(len(b), real=True)
    spectrum = rfft(a, n)
    found = irfft(np.conj(spectrum) * rfft(b, n) * flat_weights(spectrum), n)[: len(b) - len(a) + 1]
    k = int(np.argmax(found))
    part = b[k: k + len(a)]
    # pre-emphasis, so that the correlation judges more than the bass
    da, dp = np.diff(a), np.diff(part)
    likeness = float(np.dot(da, dp) / np.sqrt(np.dot(da, da) * np.dot(dp, dp) + 1e-30))
    return k + fine_lag(a, part), likeness


def fine_lag(a, b):
    """How much later b is than a, within a sample or so, by the phase of the cross-spectrum."""
    window = np.hanning(len(a))
    fa, fb = np.fft.rfft(a * window), np.fft.rfft(b * window)
    cross = np.conj(fa) * fb * flat_weights(fa)
    f = np.arange(len(cross)) / len(a)
    cross, f = cross[f < 0.4], f[f < 0.4]  # nothing trustworthy near the edge of the band
    shift = 0.0
    for span in (1.0, 0.1, 0.01):
        tries = shift + np.linspace(-span, span, 21)
        height = np.real(np.exp(2j * np.pi * np.outer(tries, f)) @ cross)
        j = int(np.clip(np.argmax(height), 1, 19))
        bend = height[j - 1] - 2 * height[j] + height[j + 1]
        shift = tries[j] + (0.5 * (height[j - 1] - height[j + 1]) / bend * (span / 10) if bend else 0)
    return float(shift)


def rms(x):
    return float(np.sqrt(np.mean(np.square(x, dtype=np.float64)))) if len(x) else 0.0


def offsets(a, b, t0, t1, window_s=0.5, hop_s=0.25, reach_s=0.05):
    """[(time, how much later b plays than a in ms or None)]: None where one is silent or they are not alike."""
    out, n, reach = [], int(window_s * RATE), int(reach_s * RATE)
    for first in range(max(reach, int(t0 * RATE)), int(min(t1 * RATE, len(a), len(b) - reach)) - n + 1, int(hop_s * RATE)):
        wa, wb = a[first: first + n], b[first - reach: first + n + reach]
        delay = None
        if min(rms(wa), rms(wb[reach:-reach])) > SILENT_RMS:
            at, likeness = lag(wa, wb)
            if likeness > ALIKE:
                delay = (at - reach) / RATE * 1000
        out.append((first / RATE, delay))
    return out


def percentiles(values):
    v = np.abs(np.asarray(values, float))
    if not len(v):
        return None
    return {**{"p%d" % p: round(float(np.percentile(v, p)), 4) for p in (50, 95, 99)}, "max": round(float(v.max()), 4), "windows": len(v)}


def spread(recording, spans, players=None, **windows):
    """How far apart the players were in the spans [(from, to), …]: per window, the latest minus the earliest, in ms."""
    players = players or recording.players
    first = recording.of(players[0])
    tracks = [[w for t0, t1 in spans for w in offsets(first, recording.of(p), t0, t1, **windows)] for p in players[1:]]
    apart, missing = [], 0
    for row in zip(*tracks):
        delays = [0.0] + [d for _, d in row]
        if None in delays:
            missing += 1
        else:
            apart.append(max(delays) - min(delays))
    medians = {p: round(float(np.median([d for _, d in t if d is not None])), 4) if any(d is not None for _, d in t) else None
               for p, t in zip(players[1:], tracks)}
    return {"spread_ms": percentiles(apart), "windows_without": missing, "median_after_%s_ms" % players[0]: medians}


def first_sound(x, after_s=0.0):
    """Seconds into the recording of the first sound after `after_s`, or None."""
    start = int(after_s * RATE)
    loud = np.flatnonzero(np.abs(x[start:]) > 1e-4)
    return (start + int(loud[0])) / RATE if len(loud) else None


def gaps(x, t0, t1, at_least_ms=1.0):
    """[(start, seconds)] of every run of silence between t0 and t1."""
    part = x[int(t0 * RATE): int(t1 * RATE)]
    sounding = np.flatnonzero(np.abs(part) > 1e-7)
    edges = np.concatenate([[-1], sounding, [len(part)]])
    length = np.diff(edges) - 1
    return [(t0 + (edges[i] + 1) / RATE, length[i] / RATE) for i in np.flatnonzero(length >= at_least_ms * RATE / 1000)]


class Reference:
    """The music itself, to say where in it a recording is."""

    def __init__(self, samples):
        self.samples = np.ascontiguousarray(samples, np.float32)

    def find(self, window, near=None, reach=2400):
        """Frame of the music at which the window begins (fractional), and the likeness. Without `near`: anywhere."""
        if near is None:
            first, where = 0, self.samples
        else:
            first = max(0, int(near) - reach)
            where = self.samples[first: int(near) + reach + len(window)]
        if len(where) <= len(window):
            return None, 0.0
        at, likeness = lag(window, where)
        return first + at, likeness

    def positions(self, x, t0, t1, window_s=0.1, hop_s=0.05):
        """[(time of the window's start, frame of the music, likeness)], windows of silence left out."""
        out, n, near, searches = [], int(window_s * RATE), None, SEARCHES_MAX
        last = None
        for first in range(int(t0 * RATE), int(t1 * RATE) - n + 1, int(hop_s * RATE)):
            window = x[first: first + n]
            if len(window) < n or rms(window) < SILENT_RMS:
                continue
            near = last[1] + (first - last[0]) if last else None
            if near is None:  # music repeats itself: a tenth of a second alone may be found where it is not
                near, likeness = self.find(x[first: first + FIRST_WINDOWS * n])
                near = near if likeness > ALIKE else None
            at, likeness = self.find(window, near)
            if likeness < ALIKE and searches:  # somewhere else? Looking everywhere takes a second
                searches -= 1
                at, likeness = self.find(window)
            if at is not None and likeness > ALIKE:
                last = (first, at)
            out.append((first / RATE, at, likeness))
        return out

    def at(self, frames):
        """The music's samples at fractional frames (windowed sinc); silence outside of it."""
        half = SINC_TAPS // 2
        padded = np.concatenate([np.zeros(half, np.float32), self.samples, np.zeros(half + 1, np.float32)])
        out, taps = np.zeros(len(frames)), np.arange(-half + 1, half + 1)
        for first in range(0, len(frames), 1 << 14):
            wanted = np.clip(frames[first: first + (1 << 14)], 0, len(self.samples) - 1)
            whole = np.floor(wanted).astype(np.int64)
            distance = (wanted - whole)[:, None] - taps
            kernel = np.sinc(distance) * np.cos(np.pi * distance / (SINC_TAPS + 2)) ** 2
            out[first: first + len(wanted)] = np.sum(padded[whole[:, None] + taps + half] * kernel, axis=1)
        return out


def steady_line(times, frames):
    """frames ≈ a + b * time, not led astray by a minority that is elsewhere."""
    times, frames = np.asarray(times), np.asarray(frames)
    keep = np.abs(frames - RATE * times - np.median(frames - RATE * times)) < 48
    for _ in range(3):
        b, a = np.polyfit(times[keep], frames[keep], 1)
        off = np.abs(frames - (a + b * times))
        keep = off <= max(0.5, 3 * np.median(off[keep]))
    return a, b


def best_fit(heard, candidates):
    """Per row: gain and likeness of the candidate that is most like what was heard."""
    alike, gain = np.full(len(heard), -1.0), np.zeros(len(heard))
    for wanted in candidates:
        power, both = np.sum(wanted * wanted, axis=1) + 1e-30, np.sum(heard * wanted, axis=1)
        likeness = both / np.sqrt(power * np.sum(heard * heard, axis=1) + 1e-30)
        better = likeness > alike
        alike[better], gain[better] = likeness[better], (both / power)[better]
    return gain, alike


def continuity(x, music, t0, t1):
    """What a listener to `x` (one output, or the sum of all) missed between t0 and t1 while the music went on:

    position_error_ms  the farthest any 100 ms were from one steady line through the music
    lowest_db, highest_db   the level below 6 kHz, in 10 ms windows, against the music there
    silent_ms          the longest silence
    strange_windows    10 ms windows that are not this music at this place (a repeat, a skip, a click)
    """
    window_s = 0.1
    places = [(t, f) for t, f, alike in music.positions(x, t0, t1, window_s) if f is not None and alike > ALIKE]
    silent = max((s for _, s in gaps(x, t0, t1)), default=0.0)
    out = {"silent_ms": round(silent * 1000, 3), "windows": len(places)}
    if len(places) < 4:
        return {**out, "position_error_ms": None, "lowest_db": None, "highest_db": None, "strange_windows": None}
    times, frames = map(np.asarray, zip(*places))
    a, b = steady_line(times, frames)
    off = frames - (a + b * times)
    out["position_error_ms"] = round(float(np.abs(off).max()) / RATE * 1000, 4)
    out["position_median_error_ms"] = round(float(np.median(np.abs(off))) / RATE * 1000, 4)
    # Level and likeness are judged where the music really is, as long as that is near the line: how far from it is
    # the position's figure alone. At a seam two players are up to that far apart, so each 10 ms may lie a little elsewhere.
    near = np.abs(off) < 0.5e-3 * RATE
    at = np.arange(int(t0 * RATE), min(int(t1 * RATE), len(x))) / RATE
    expected = music.at(a + b * at + np.interp(at, times[near] + window_s / 2, off[near]))
    smooth = firwin(129, 6000, fs=RATE)
    n = RATE // 100
    whole = len(at) // n * n
    heard = oaconvolve(x[int(t0 * RATE):][: len(at)].astype(np.float64), smooth, "same")[:whole].reshape(-1, n)
    wanted = oaconvolve(expected, smooth, "same")
    power = np.sum(wanted[:whole].reshape(-1, n) ** 2, axis=1)
    enough = power > 1e-3 * np.median(power)
    gain, alike = best_fit(heard[enough], [np.roll(wanted, k)[:whole].reshape(-1, n)[enough] for k in range(-SEAM_FRAMES, SEAM_FRAMES + 1)])
    level = 20 * np.log10(np.maximum(gain, 1e-6) / np.median(gain))
    strange = np.flatnonzero(alike < STRANGE)
    return {**out, "lowest_db": round(float(level.min()), 3), "highest_db": round(float(level.max()), 3), "strange_windows": len(strange),
            "strange_at_s": [round(t0 + np.flatnonzero(enough)[i] / 100, 2) for i in strange[:8]]}


def worst(told):
    """Of several of continuity()'s answers, the worst of each figure; with none, no figures."""
    def of(key, choose=max):
        values = [t[key] for t in told]
        return None if None in values or not values else choose(values)
    return {key: of(key, min if key == "lowest_db" else max)
            for key in ("silent_ms", "position_error_ms", "lowest_db", "highest_db", "strange_windows")}

"""The instruments: each function returns one note, stereo float64 of shape (frames, 2).

Everything is additive or FM, so nothing aliases and nothing needs an oversampled filter; noise comes from a seeded
generator, so the same score always gives the same samples.
"""
from functools import lru_cache

import numpy as np
from scipy.signal import fftconvolve, lfilter, butter

RATE = 48000


def seconds(s):
    return np.arange(int(round(s * RATE))) / RATE


def hertz(midi):
    return 440.0 * 2 ** ((midi - 69) / 12)


def pan(mono, where=0.0):
    """where: -1 left .. 1 right, constant power."""
    angle = (where + 1) * np.pi / 4
    return np.stack([mono * np.cos(angle), mono * np.sin(angle)], axis=1) * np.sqrt(2) / 1.2


def envelope(n, attack, release, hold):
    """Rises over `attack` s, holds until `hold` s, falls exponentially after; never starts or ends with a step."""
    t = np.arange(n) / RATE
    rise = np.minimum(1, t / max(attack, 1e-4))
    fall = np.where(t < hold, 1.0, np.exp(-(t - hold) / release))
    tail = np.minimum(1, (n - np.arange(n)) / (0.004 * RATE))
    return rise * fall * tail


def noise(seed, n):
    return np.random.default_rng(seed).standard_normal(n)


def band(x, low, high):
    b, a = butter(2, [low / (RATE / 2), min(high, 23000) / (RATE / 2)], "band")
    return lfilter(b, a, x)


@lru_cache(None)
def kick():
    t = seconds(0.42)
    phase = 2 * np.pi * (47 * t + 118 * 0.028 * (1 - np.exp(-t / 0.028)))
    body = np.sin(phase) * envelope(len(t), 0.0008, 0.11, 0.05)
    click = band(noise(1, len(t)), 2500, 9000) * np.exp(-t / 0.004) * 0.25
    return pan(np.tanh(1.6 * body) + click)


@lru_cache(None)
def snare():
    t = seconds(0.4)
    rattle = band(noise(2, len(t)), 900, 11000) * np.exp(-t / 0.075)
    tone = (np.sin(2 * np.pi * 187 * t) + 0.6 * np.sin(2 * np.pi * 286 * t)) * np.exp(-t / 0.05)
    return pan((0.8 * rattle + 0.5 * tone) * envelope(len(t), 0.001, 0.12, 0.03))


@lru_cache(None)
def hat(opened=False):
    t = seconds(0.34 if opened else 0.12)
    metal = sum(np.sin(2 * np.pi * f * t + f) for f in (5123, 6301, 7417, 8713, 9907, 11311))
    x = (band(noise(3, len(t)), 6500, 20000) + 0.16 * metal) * np.exp(-t / (0.11 if opened else 0.026))
    return pan(x * envelope(len(t), 0.0005, 1, 1), 0.25)


@lru_cache(None)
def shaker(seed):
    t = seconds(0.2)
    x = band(noise(40 + seed, len(t)), 3800, 12000)
    return pan(x * np.minimum(1, t / 0.03) * np.exp(-t / 0.06) * envelope(len(t), 0.002, 1, 1), -0.35)


@lru_cache(None)
def crash():
    t = seconds(2.4)
    left, right = (band(noise(s, len(t)), 2800, 18000) * np.exp(-t / 0.62) for s in (5, 6))
    return np.stack([left, right], axis=1) * envelope(len(t), 0.002, 1, 9)[:, None]


@lru_cache(None)
def riser(length):
    """Noise that opens towards the next section."""
    t = seconds(length)
    x = band(noise(7, len(t)), 700, 4000) * 0.5 + band(noise(8, len(t)), 4000, 15000) * (t / length)
    return pan(x * (t / length) ** 2 * envelope(len(t), 0.01, 0.01, length - 0.03))


@lru_cache(None)
def bass(midi, length):
    t = seconds(length + 0.12)
    f = hertz(midi)
    bright = 260 + 1150 * np.exp(-t / 0.16)
    x = sum(np.sin(2 * np.pi * f * k * t) / k / (1 + (f * k / bright) ** 4) for k in range(1, 13))
    x += 0.35 * np.sin(np.pi * f * t) * (f > 60)
    return pan(np.tanh(0.9 * x) * envelope(len(t), 0.004, 0.035, length - 0.02))


@lru_cache(None)
def pad(midi, length):
    """Three voices a few cents apart on each side, with a slow opening."""
    t = seconds(length + 1.1)
    f = hertz(midi)
    sides = []
    for side, cents in enumerate(((-7, 0.4, 6), (-5.5, -0.4, 8))):
        x = np.zeros(len(t))
        for voice, c in enumerate(cents):
            fv = f * 2 ** (c / 1200)
            bright = 700 + 900 * np.minimum(1, t / max(length, 0.5))
            for k in range(1, 11):
                x += np.sin(2 * np.pi * fv * k * t + 1.7 * voice + 2.3 * side * k) / k / (1 + (fv * k / bright) ** 2)
        sides.append(x)
    return np.stack(sides, axis=1) * envelope(len(t), 0.09, 0.38, length - 0.05)[:, None] / 3


@lru_cache(None)
def keys(midi, length):
    """An electric piano: a soft FM body and a tine that dies at once."""
    t = seconds(length + 0.5)
    f = hertz(midi)
    body = np.sin(2 * np.pi * f * t + (0.9 * np.exp(-t / 0.5) + 0.25) * np.sin(2 * np.pi * f * t))
    tine = np.sin(2 * np.pi * f * t + 0.5 * np.exp(-t / 0.05) * np.sin(2 * np.pi * 14 * f * t))
    x = (body + 0.4 * tine) * np.exp(-t / 0.9) * envelope(len(t), 0.003, 0.12, length)
    tremolo = 0.18 * np.sin(2 * np.pi * 4 * t)  # two a beat: it stays in time
    return np.stack([x * (1 + tremolo), x * (1 - tremolo)], axis=1)


@lru_cache(None)
def bell(midi, length):
    t = seconds(length + 0.6)
    f = hertz(midi)
    x = np.sin(2 * np.pi * f * t + 1.4 * np.exp(-t / 0.12) * np.sin(2 * np.pi * 3 * f * t))
    return pan(x * np.exp(-t / 0.32) * envelope(len(t), 0.002, 0.25, length), 0.3 * np.sin(midi))


@lru_cache(None)
def voice(midi, length):
    """The lead: two reeds an octave apart, with a vibrato that comes late."""
    t = seconds(length + 0.25)
    f = hertz(midi)
    vibrato = 0.0045 * np.clip((t - 0.22) / 0.3, 0, 1) * np.sin(2 * np.pi * 5.3 * t)
    phase = 2 * np.pi * np.cumsum(f * (1 + vibrato)) / RATE
    bright = 2400 + 2600 * np.exp(-t / 0.2)
    x = sum(np.sin(k * phase) / k ** 1.05 / (1 + (f * k / bright) ** 3) for k in range(1, 15))
    x += 0.25 * np.sin(2 * phase + 0.8 * np.sin(phase))
    return pan(x * envelope(len(t), 0.012, 0.07, length - 0.03), -0.08)


def room(dry, wet, decay=1.3, seed=90):
    """dry + wet * a reverberation of seeded, decaying, darkening noise."""
    t = seconds(decay * 1.6)
    sides = []
    for channel in (0, 1):
        n = noise(seed + channel, len(t))
        tail = band(n, 180, 2600) * np.exp(-6.9 * t / decay) + 0.5 * band(n, 2600, 9000) * np.exp(-12 * t / decay)
        tail[: int(0.012 * RATE)] = 0
        tail /= np.sqrt(np.sum(tail ** 2))
        sides.append(fftconvolve(dry[:, channel], tail)[: len(dry)])
    return dry + wet * np.stack(sides, axis=1)


def echo(dry, delay_s, amount, repeats=4):
    """Ping-pong: each repeat is on the other side, and softer."""
    out = dry.copy()
    d = int(round(delay_s * RATE))
    for i in range(1, repeats + 1):
        part = dry[: len(dry) - i * d] * amount ** i
        near, far = (0.9, 0.35) if i % 2 else (0.35, 0.9)
        out[i * d:, 0] += near * part.mean(axis=1)
        out[i * d:, 1] += far * part.mean(axis=1)
    return out

#!/usr/bin/python3
"""Composes Segue's demo music and encodes it: compose.py [DIR] [--wav]

Two tracks, "Hand to Hand" (64 bars, 128 s) and "Afterwards" (20 bars, 40 s), 120 BPM exactly. They are one
performance cut at a bar line, so that played one after the other without a gap there is no seam. The first also
comes as four sample-aligned stems. The mix is the sum of its stems, limiter and all.

Needs python3-numpy, python3-scipy and opusenc (opus-tools). The same score gives the same files (opusenc of the
same version); with --wav the 24-bit originals are kept too.
"""
import os
import subprocess
import sys
import wave

import numpy as np

import cover
import instruments as play
import score
from instruments import RATE
from score import BAR, EIGHTH

FRAMES = int(score.BARS * BAR * RATE)
CUT = int(score.TRACK_BARS * BAR * RATE)
STEMS = {"drums": 56, "bass": 24, "chords": 40, "lead": 32}  # kb/s
MIX_KBPS = 84


class Stem:
    def __init__(self):
        self.samples = np.zeros((FRAMES, 2))

    def add(self, at_s, note, gain):
        first = int(round(at_s * RATE))
        n = min(len(note), FRAMES - first)
        self.samples[first:first + n] += gain * note[:n]


def drums():
    dry, kicks = Stem(), []
    for bar in range(score.BARS):
        t, e = bar * BAR, score.energy(bar)
        steady = e >= 0.35
        for beat in range(4):
            if steady or beat == 0:
                dry.add(t + beat * BAR / 4, play.kick(), 0.4 + 0.26 * e if steady else 0.3)
                kicks.append((t + beat * BAR / 4, 1.0 if steady else 0.4))
        if e >= 0.9 and bar % 2:
            dry.add(t + 7 * EIGHTH, play.kick(), 0.42)
        if e >= 0.5:
            for beat in (1, 3):
                dry.add(t + beat * BAR / 4, play.snare(), 0.34 if e < 0.7 else 0.46)
        for i in range(16):  # the shaker never stops: the beat can be found anywhere
            dry.add(t + i * EIGHTH / 2, play.shaker((bar * 5 + i) % 8), (0.20, 0.10, 0.15, 0.11)[i % 4])
        if e >= 0.45:
            for i in range(8):
                opened = i % 2 == 1 and e >= 0.7
                dry.add(t + i * EIGHTH, play.hat(opened), (0.16 if opened else 0.2) * (1 if i % 2 else 0.7))
        if bar in (31, 55):  # a roll into what follows
            for i in range(16):
                dry.add(t + i * EIGHTH / 2, play.snare(), 0.12 + 0.4 * (i / 16) ** 1.5)
        if bar in (30, 38):
            dry.add(t, play.riser(2 * BAR), 0.22)
        if bar in (0, 8, 24, 40, 48, 56, 64, 74):
            dry.add(t, play.crash(), 0.26)
    return play.room(dry.samples, 0.10, decay=0.6, seed=11), kicks


def bass():
    stem = Stem()
    groove = [(0, 0, 3), (3, 0, 1), (4, 12, 1), (5, 0, 1), (6, 7, 1), (7, 12, 1)]  # eighth, above the root, eighths
    for bar, chord in enumerate(score.harmony()):
        t, e, root = bar * BAR, score.energy(bar), score.CHORDS[chord][0]
        if root < 31:
            root += 12
        if e < 0.45:
            stem.add(t, play.bass(root, BAR * 0.98), 0.28)
        elif e < 0.7:
            for at, length in ((0, 3), (3, 3), (6, 2)):
                stem.add(t + at * EIGHTH, play.bass(root, length * EIGHTH * 0.95), 0.32)
        else:
            for at, up, length in groove:
                stem.add(t + at * EIGHTH, play.bass(root + up, length * EIGHTH * 0.9), 0.34 if up == 0 else 0.28)
    return stem.samples


def chords():
    stem = Stem()
    for bar, chord in enumerate(score.harmony()):
        t, e, tones = bar * BAR, score.energy(bar), score.CHORDS[chord][1]
        for tone in tones:
            stem.add(t, play.pad(tone, BAR), 0.075 if e >= 0.5 else 0.085)
            if e >= 0.7:
                for at in (0, 3, 6):
                    stem.add(t + at * EIGHTH, play.keys(tone, 1.4 * EIGHTH), 0.095)
            elif e >= 0.35:
                for at in (0, 5):
                    stem.add(t + at * EIGHTH, play.keys(tone, 2.5 * EIGHTH), 0.11)
    return play.room(stem.samples, 0.28)


def lead():
    voice, bell = Stem(), Stem()
    for bar, line in score.melody():
        soft = score.energy(bar) < 0.5
        for at, midi, length in score.parse(line):
            voice.add(bar * BAR + at * EIGHTH, play.voice(midi, length * EIGHTH * 0.96), 0.15 if soft else 0.195)
    for bar, chord in enumerate(score.harmony()):
        tones, e = score.CHORDS[chord][1], score.energy(bar)
        gain = 0.17 if bar < 8 or bar >= 56 else 0.105 if e >= 0.9 or e < 0.35 else 0.05
        steps = 16 if e >= 0.9 else 8
        for i in range(steps):
            tone = tones[(i * 3 + bar) % len(tones)] + (24 if i % 4 == 3 else 12)
            bell.add(bar * BAR + i * BAR / steps, play.bell(tone, EIGHTH), gain)
    together = play.echo(voice.samples, 3 * EIGHTH, 0.32, 3) + play.echo(bell.samples, 3 * EIGHTH, 0.45)
    return play.room(together, 0.22, seed=50)


def duck(samples, kicks, depth):
    """Each kick pushes the others down for a moment: room in the low end, and a pulse."""
    gain = np.ones(FRAMES)
    shape = np.exp(-play.seconds(0.32) / 0.085) * np.minimum(1, play.seconds(0.32) / 0.004)
    for at, strength in kicks:
        first = int(round(at * RATE))
        n = min(len(shape), FRAMES - first)
        gain[first:first + n] *= 1 - depth * strength * shape[:n]
    return samples * gain[:, None]


def limiter_gain(mix, ceiling, look_s=0.004, release_s=0.12):
    """One gain curve that keeps |mix| under the ceiling; applied to every stem, so the stems still sum to the mix."""
    need = np.minimum(1, ceiling / np.maximum(np.max(np.abs(mix), axis=1), 1e-9))
    look = int(look_s * RATE)
    blocks = need[: len(need) // look * look].reshape(-1, look).min(axis=1)
    held = np.minimum(blocks, np.minimum(np.roll(blocks, -1), np.roll(blocks, 1)))
    keep = np.exp(-look_s / release_s)
    for i in range(1, len(held)):  # falls at once, comes back slowly
        held[i] = min(held[i], 1 - (1 - held[i - 1]) * keep)
    centres = (np.arange(len(held)) + 0.5) * look
    return np.interp(np.arange(len(need)), centres, held)


def perform():
    """{stem name: samples}, mastered."""
    beat, kicks = drums()
    stems = {"drums": beat, "bass": duck(bass(), kicks, 0.55), "chords": duck(chords(), kicks, 0.4), "lead": duck(lead(), kicks, 0.12)}
    drive = 0.42
    gain = drive * limiter_gain(drive * sum(stems.values()), ceiling=0.82)
    last = int(1.5 * BAR * RATE)  # the coda's end
    gain[-last:] *= np.linspace(1, 0, last) ** 1.5
    return {name: samples * gain[:, None] for name, samples in stems.items()}


def pcm24(samples):
    whole = np.clip(np.round(samples * 8388607), -8388608, 8388607).astype("<i4")
    return whole.reshape(-1, 1).view(np.uint8).reshape(-1, 4)[:, :3].tobytes()


def save_wav(path, samples):
    with wave.open(path, "wb") as f:
        f.setnchannels(2), f.setsampwidth(3), f.setframerate(RATE)
        f.writeframes(pcm24(samples))


def encode(path, samples, kbps, serial, tags, picture=None):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    command = ["opusenc", "--quiet", "--raw", "--raw-bits", "24", "--raw-rate", str(RATE), "--bitrate", str(kbps), "--music",
               "--serial", str(serial), "--padding", "0", "--artist", "Segue", "--album", "Segue Demo", "--date", "2026",
               "--genre", "Electronic", "--comment", "BPM=120", "--comment", "LICENSE=CC0-1.0"]
    for key, value in tags.items():
        command += ["--" + key, value]
    if picture:
        command += ["--picture", "3||||" + picture]
    subprocess.run(command + ["-", path], input=pcm24(samples), check=True)


def main(where, keep_wav):
    picture = os.path.join(where, "cover.png")
    with open(picture, "wb") as f:
        f.write(cover.png(cover.draw()))
    stems = perform()
    mix = sum(stems.values())
    first, second = {"title": "Hand to Hand", "tracknumber": "1"}, {"title": "Afterwards", "tracknumber": "2"}
    encode(os.path.join(where, "segue-demo.opus"), mix[:CUT], MIX_KBPS, 1, first, picture)
    encode(os.path.join(where, "segue-coda.opus"), mix[CUT:], MIX_KBPS, 2, second, picture)
    for i, (name, kbps) in enumerate(STEMS.items()):
        tags = {"title": "Hand to Hand (%s)" % name, "tracknumber": "1"}
        encode(os.path.join(where, "segue-demo.stems", name + ".opus"), stems[name][:CUT], kbps, 10 + i, tags)
    if keep_wav:
        save_wav(os.path.join(where, "segue-demo.wav"), mix[:CUT])
        save_wav(os.path.join(where, "segue-coda.wav"), mix[CUT:])
        for name in STEMS:
            save_wav(os.path.join(where, "segue-demo.stems", name + ".wav"), stems[name][:CUT])


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if a != "--wav"]
    main(arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__)), "--wav" in sys.argv)

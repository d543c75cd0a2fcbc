"""What was heard: one row of samples per player and side, and when (real CLOCK_MONOTONIC) each frame was."""
import json
import pathlib

import numpy as np

RATE = 48000
JUDGES_LOOK_S = 0.1  # so far around what they judge
SETTLES_S = 3.0  # after a sound server lost time all its clients jump, and then look for their place anew
EXTENSIBLE = 0xFFFE  # the WAV header says further on what it holds


class Recording:
    """players: names. samples: float32 (2 * players, frames), left and right of each. clock: [[frame, seconds], …].
    losses: [[frame, frames], …] that the recorder's own server lost, which is no player's doing."""

    def __init__(self, players, samples, clock, notes=None, losses=()):
        self.losses = [(frame / RATE, frames / RATE) for frame, frames in losses]
        self.players, self.samples, self.notes = list(players), samples, notes or {}
        pairs = np.asarray(clock, float).reshape(-1, 2)
        self.clock_frames, self.clock_seconds = pairs[:, 0], pairs[:, 1]

    def of(self, player, side=0):
        return self.samples[2 * self.players.index(player) + side]

    @property
    def seconds(self):
        return self.samples.shape[1] / RATE

    def at(self, monotonic_s):
        """Seconds into the recording at a time of the machine's clock."""
        f, s = self.clock_frames, self.clock_seconds
        if len(f) == 1:
            return f[0] / RATE + (monotonic_s - s[0])
        if monotonic_s <= s[0]:
            return f[0] / RATE - (s[0] - monotonic_s)
        if monotonic_s >= s[-1]:
            return f[-1] / RATE + (monotonic_s - s[-1])
        return float(np.interp(monotonic_s, s, f)) / RATE

    def frame(self, monotonic_s):
        return int(np.clip(round(self.at(monotonic_s) * RATE), 0, self.samples.shape[1]))

    def stretches(self, t0, t1):
        """[(from, to)] of what lies between t0 and t1 (seconds into the recording) and no lost time has touched."""
        out, begin = [], t0
        for at, lost in self.losses:
            if at >= t1:
                break
            out.append((begin, at - JUDGES_LOOK_S))
            begin = max(begin, at + lost + SETTLES_S)
        return [(a, b) for a, b in out + [(begin, t1)] if b > a]

    def untouched(self, t0, t1):
        return self.stretches(t0, t1) == [(t0, t1)]


def load_wav(path):
    """A float32 or 16-bit WAV as (channels, frames) float32."""
    raw = np.memmap(path, np.uint8, "r")
    kind, channels = int(raw[20]) | int(raw[21]) << 8, int(raw[22]) | int(raw[23]) << 8
    if kind == EXTENSIBLE:
        kind = int(raw[44]) | int(raw[45]) << 8
    at = 12
    while bytes(raw[at:at + 4]) != b"data":
        at += 8 + int.from_bytes(bytes(raw[at + 4:at + 8]), "little")
    body = raw[at + 8:]
    if kind == 3:
        x = body[: len(body) // 4 * 4].view("<f4")
    else:
        x = body[: len(body) // 2 * 2].view("<i2").astype(np.float32) / 32768
    return np.ascontiguousarray(x[: len(x) // channels * channels].reshape(-1, channels).T)


def save_wav(path, samples, rate=RATE):
    """(channels, frames) floats -> 16-bit WAV."""
    data = np.clip(np.round(np.asarray(samples).T * 32767), -32768, 32767).astype("<i2")
    head = b"RIFF" + (36 + data.nbytes).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little") + (1).to_bytes(2, "little")
    channels = data.shape[1]
    head += channels.to_bytes(2, "little") + rate.to_bytes(4, "little") + (rate * channels * 2).to_bytes(4, "little")
    head += (channels * 2).to_bytes(2, "little") + (16).to_bytes(2, "little") + b"data" + data.nbytes.to_bytes(4, "little")
    pathlib.Path(path).write_bytes(head + data.tobytes())


def load_recorded(path):
    """What tools/recorder.cpp wrote."""
    notes = json.loads(pathlib.Path(str(path) + ".json").read_text())
    return Recording(notes["players"], load_wav(path), notes["clock"],
                     {k: notes[k] for k in ("lost_frames", "dropped_frames")}, notes["losses"])

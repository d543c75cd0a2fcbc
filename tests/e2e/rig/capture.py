"""Two ways to record what nodes put out, with the same use:

    capture = Jack(run, ["h1", "h2"])       one JACK server for all: one converter clock, every node a client of it
    capture = Cards(run, {"h1": 30, "h2": -40})   each node has a card whose clock is off by so many ppm
    capture.audio("h1")                     what `segued --audio` takes; capture.environment: what it needs to see it
    recording = capture.finish()
"""
import os
import subprocess
import time

import numpy as np

from . import machine, recording
from .recording import RATE

# A shared machine stalls now and then for 5-7 ms, even real-time threads: two periods of 512 frames ride over that.
JACK_PERIOD_FRAMES = 512
SINC_TAPS = 48


class Jack:
    """jackd's dummy driver. A recorded frame is of the cycle in which it was made; PortAudio's account of when it leaves
    is the same constant later for every client."""

    def __init__(self, run, players, record=True):
        lack = machine.missing("jackd", "jack_wait")
        if lack:
            raise lack
        self.run, self.players, self.server = run, players, run.tag
        self.environment = {"JACK_DEFAULT_SERVER": self.server, "JACK_NO_AUDIO_RESERVATION": "1", "JACK_NO_START_SERVER": "1"}
        self.path = run.scratch / "recorded.wav"
        period_us = JACK_PERIOD_FRAMES * 1_000_000 // RATE
        real_time = ["-R", "-P", "70"] if subprocess.run(["chrt", "-f", "1", "true"], capture_output=True).returncode == 0 else ["-r"]
        self.jackd = run.start(["jackd", *real_time, "-n", self.server, "-d", "dummy", "-r", RATE, "-p", JACK_PERIOD_FRAMES, "-C", 0,
                                "-P", 4, "-w", period_us], log=run.scratch / "jackd.log", env={**os.environ, **self.environment})
        waited = subprocess.run(["jack_wait", "-s", self.server, "-w", "-t", "10"], capture_output=True, env={**os.environ, **self.environment})
        if waited.returncode != 0 or self.jackd.poll() is not None:
            raise machine.CannotRun("jackd does not run here: " + (run.scratch / "jackd.log").read_text(errors="replace")[-300:])
        self.recorder = None
        if record:
            self.start_recorder()

    def start_recorder(self):
        # A node's JACK client has the node's name in its own.
        rules = ["%s=[^:]*%s[^:]*" % (p, p) for p in self.players]
        self.recorder = self.run.start([machine.tools() / "recorder", self.path, *rules], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                       text=True, env={**os.environ, **self.environment})
        if self.recorder.stdout.readline().strip() != "ready":
            raise machine.CannotRun("the recorder could not join JACK")

    def audio(self, player):
        return "portaudio:JACK"

    def clicker(self, player):
        return ["JACK", "system", player]

    def finish(self):
        machine.stop(self.recorder)
        heard = recording.load_recorded(self.path)
        machine.stop(self.jackd)
        return heard


class Cards:
    """tools/clocked_card.cpp: exact at any load. What they played is put on one grid of true time."""

    def __init__(self, run, ppm, grain=1):
        self.run, self.ppm, self.players = run, ppm, list(ppm)
        self.zero = time.monotonic()
        plugin = machine.tools() / "libasound_module_pcm_clocked.so"
        lines = ["</usr/share/alsa/alsa.conf>", 'pcm_type.clocked { lib "%s" }' % plugin]
        lines += ['pcm.%s { type clocked file "%s" zero "%.9f" ppm "%g" grain "%d" hint { show on description "clocked card" } }'
                  % (p, self.file(p), self.zero, off, grain) for p, off in ppm.items()]
        config = run.scratch / "asound.conf"
        config.write_text("\n".join(lines) + "\n")
        self.environment = {"ALSA_CONFIG_PATH": str(config)}

    def file(self, player):
        return self.run.scratch / (player + ".f32")

    def audio(self, player):
        return "portaudio:ALSA:" + player

    def clicker(self, player):
        return ["ALSA", player, "-"]

    def finish(self):
        length = int((time.monotonic() - self.zero) * RATE)
        rows, underruns = [], {}
        for player, ppm in self.ppm.items():
            path = self.file(player)
            raw = np.fromfile(path, "<f4") if path.exists() else np.zeros(0, np.float32)
            for side in (0, 1):
                rows.append(at_true_time(raw[side::2][: len(raw) // 2], ppm, length))
            log = path.with_name(path.name + ".log")
            underruns[player] = log.read_text().count("underrun") if log.exists() else 0
        return recording.Recording(self.players, np.stack(rows), [[0, self.zero], [length, self.zero + length / RATE]], {"underruns": underruns})


def at_true_time(x, ppm, length):
    """Samples at a clock that is off by ppm -> samples at 48000 true ones a second (windowed sinc)."""
    out = np.zeros(length, np.float32)
    if ppm == 0:
        n = min(length, len(x))
        out[:n] = x[:n]
        return out
    half = SINC_TAPS // 2
    padded = np.concatenate([np.zeros(half, np.float32), x, np.zeros(half + 2, np.float32)])
    offsets = np.arange(-half + 1, half + 1)
    for first in range(0, length, 1 << 15):
        wanted = np.arange(first, min(first + (1 << 15), length)) * (1 + ppm * 1e-6)
        whole = np.floor(wanted).astype(np.int64)
        inside = whole < len(x)
        wanted, whole = wanted[inside], whole[inside]
        if not len(whole):
            break
        taps = padded[whole[:, None] + offsets + half]
        distance = (wanted - whole)[:, None] - offsets
        kernel = np.sinc(distance) * np.cos(np.pi * distance / (SINC_TAPS + 2)) ** 2
        out[first: first + len(whole)] = np.where(np.any(taps, axis=1), np.sum(taps * kernel, axis=1), 0)
    return out

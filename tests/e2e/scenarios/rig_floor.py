"""What the rig itself can tell apart: measured with two trivial players, and with known delays."""
import os

import numpy as np

from rig import align, capture, hosts, machine, material
from rig.recording import RATE
from rig.scenario import Scenario


def clicks(x):
    """Centre of each click, in frames."""
    loud = np.flatnonzero(np.abs(x) > 1e-3)
    groups = np.split(loud, np.flatnonzero(np.diff(loud) > 16) + 1) if len(loud) else []
    return np.array([np.sum(g * np.abs(x[g])) / np.sum(np.abs(x[g])) for g in groups])


def click_errors(heard):
    """Per click: how far apart two players put it, and how far the first was from the multiple of 100 ms it was meant for (ms)."""
    a, b = (clicks(heard.of(p)) for p in heard.players)
    pairs = [(x, b[np.argmin(np.abs(b - x))]) for x in a] if len(b) else []
    pairs = [(x, y) for x, y in pairs if abs(x - y) < RATE * 0.04]
    seconds = np.interp([x for x, _ in pairs], heard.clock_frames, heard.clock_seconds)
    true = (seconds * 10 - np.round(seconds * 10)) / 10 * 1000
    return np.array([(x - y) / RATE * 1000 for x, y in pairs]), true


class Floor(Scenario):
    def measure(self, make_capture, seconds, clocks):
        lan = hosts.Lan(self.rig, 2, clocks=clocks)
        recorder = make_capture()
        players = [lan.start(i + 1, [machine.tools() / "clicker", *recorder.clicker(p), seconds], log=self.rig.scratch / (p + ".log"),
                             env={**os.environ, **recorder.environment}) for i, p in enumerate(recorder.players)]
        for p in players:
            p.wait(seconds + 30)
        heard = recorder.finish()
        apart, true = click_errors(heard)
        self.figure("clicks", len(apart), at_least=int((seconds - 6) * 10 * 0.8))
        self.figure("apart_ms", align.percentiles(apart))
        self.figure("apart_p99_ms", align.percentiles(apart)["p99"] if len(apart) else None, at_most=0.1)
        self.figure("from_true_time_ms", {"median": round(float(np.median(true)), 3), "wander": round(float(np.std(true)), 4)} if len(true) else None)
        self.figure("recorder", heard.notes)


class FloorOfJack(Floor):
    """Two trivial players on JACK: the least spread this rig can show."""

    def scenario(self):
        self.measure(lambda: capture.Jack(self.rig, ["h1", "h2"]), 30, clocks=False)


class FloorOfCards(Floor):
    """Two trivial players on cards at +30 and -40 ppm, each host with a clock of its own."""

    def scenario(self):
        self.measure(lambda: capture.Cards(self.rig, {"h1": 30, "h2": -40}), 30, clocks=True)


class Judges(Scenario):
    """The judges themselves: known delays, jumps, dips and silences are found, to the amount."""

    quick = True

    def scenario(self):
        music = material.test_music(12, seed=3)[0].astype(np.float32)
        reference = align.Reference(music)
        delay = 0.37  # frames
        late = reference.at(np.arange(len(music)) - 5 - delay).astype(np.float32)
        found = [d for _, d in align.offsets(music, late, 1, 10)]
        self.figure("delay_error_ms", max(abs(d - (5 + delay) / RATE * 1000) for d in found), at_most=0.001)
        bent = reference.at(np.arange(len(music)) * (1 + 30e-6) + 0.25).astype(np.float32)
        told = align.continuity(bent, reference, 2, 9)
        self.figure("bent_by_30ppm", told)
        self.figure("bent_position_error_ms", told["position_error_ms"], at_most=0.002)
        self.figure("bent_dip_db", -told["lowest_db"], at_most=0.05)

        skipped = np.concatenate([music[: 5 * RATE], music[5 * RATE + 10:]])
        self.figure("skip_of_10_frames_ms", align.continuity(skipped, reference, 3, 8)["position_error_ms"], at_least=0.1)
        silent = music.copy()
        silent[5 * RATE: 5 * RATE + 240] = 0
        told = align.continuity(silent, reference, 3, 8)
        self.figure("silence_of_5ms", told["silent_ms"], at_least=4.99, at_most=5.2)
        dipped = music.copy()
        dipped[5 * RATE: 5 * RATE + 960] *= 10 ** (-2 / 20)
        self.figure("dip_of_2db", align.continuity(dipped, reference, 3, 8)["lowest_db"], at_most=-1.9, at_least=-2.1)
        self.figure("clean_dip_db", align.continuity(music, reference, 3, 8)["lowest_db"], at_least=-0.01)
        carded = capture.at_true_time(reference.at(np.arange(len(music)) / (1 + 30e-6)).astype(np.float32), 30, len(music))
        self.figure("card_grid_error_ms", max(abs(d) for _, d in align.offsets(music, carded, 1, 10)), at_most=0.001)

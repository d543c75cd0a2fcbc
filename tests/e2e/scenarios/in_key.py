"""Key lock: songs at another tempo, at their own pitch, on several outputs."""
import time

import numpy as np

from rig import align, material
from rig.house import House
from rig.recording import RATE
from rig.scenario import Scenario

SPREAD_P99_MS, RAMP_SPREAD_P99_MS = 0.1, 0.5
SETTLE_S = 2
SPEED = 1.05
CENTS_OFF = 5
RAMP_S, RAMP_STEP_S, RAMP_TO = 16, 0.25, 1.4  # 100 to 140 beats a minute over eight bars


def cents_off(heard, music):
    """How much higher `heard` is than `music`, by their mean spectra over a logarithmic axis."""
    def spectrum(x):
        frames = np.lib.stride_tricks.sliding_window_view(x.astype(np.float64), 1 << 15)[:: 1 << 13]
        power = np.mean(np.abs(np.fft.rfft(frames * np.hanning(1 << 15), axis=1)) ** 2, axis=0)
        cents = np.arange(0, 4800, 1.0)
        log = np.log(np.interp(110 * 2 ** (cents / 1200), np.fft.rfftfreq(1 << 15, 1 / RATE), power))
        smooth = np.convolve(log, np.ones(400) / 400, "same")
        return (log - smooth)[400:-400]
    a, b = spectrum(heard), spectrum(music)
    shifts = range(-150, 151)
    inner = slice(150, -150)
    return float(max(shifts, key=lambda s: np.dot(np.roll(a, -s)[inner], b[inner])))


class InKey(Scenario):
    """Outputs at 105 %, key-locked: alike for who was there and who comes in, after a seek, a handoff, and in a ramp of tempo."""

    house = {"record": "jack"}
    seconds_measured = 30

    def scenario(self):
        house = House(self.rig, 3, **self.house)
        song = material.cached(240, 1)
        house.play_on((1, 2), song)
        house[1].ctl("tempo", "--key-lock", "on")
        house[1].ctl("tempo", "%g%%" % (SPEED * 100))
        time.sleep(SETTLE_S)
        marks = {}

        def measure(name, seconds):
            marks[name] = (time.monotonic(), time.sleep(seconds), time.monotonic())
        here = house[1].session()["position_s"]
        measure("constant", self.seconds_measured)
        house[1].ctl("outputs", "add", "h3")
        house.wait_sounding()
        time.sleep(SETTLE_S / 2)  # it sounds, but what it says so of is still on its way through its card
        measure("somebody_came_in", self.seconds_measured / 2)
        house[2].ctl("seek", "20")
        time.sleep(SETTLE_S / 2)
        measure("after_a_seek", self.seconds_measured / 3)
        house[1].ctl("handoff", "--keep", "h2")
        measure("handed_over", self.seconds_measured / 3)
        house[1].ctl("tempo", "100%")
        time.sleep(SETTLE_S)
        t0 = time.monotonic()
        for step in range(1, int(RAMP_S / RAMP_STEP_S) + 1):
            time.sleep(max(0.0, t0 + step * RAMP_STEP_S - time.monotonic()))
            house[1].ctl("tempo", "%g%%" % (100 * (1 + (RAMP_TO - 1) * step * RAMP_STEP_S / RAMP_S)))
        marks["ramp"] = (t0, None, time.monotonic())
        outputs = [n.status()["output"] for n in house.nodes]
        heard = house.finish()
        for name, (t0, _, t1) in marks.items():
            players = ["h1", "h2"] if name == "constant" else ["h1", "h2", "h3"]
            whole = heard.stretches(heard.at(t0), heard.at(t1))
            told = align.spread(heard, whole, players)
            self.figure(name, told)
            limit = RAMP_SPREAD_P99_MS if name == "ramp" else SPREAD_P99_MS
            self.timing(name + "_p99_ms", told["spread_ms"] and told["spread_ms"]["p99"], limit)
            silent = max((s for p in players for span in whole for _, s in align.gaps(heard.of(p), *span)), default=0)
            self.figure(name + "_silent_ms", round(silent * 1000, 2), at_most=0)
        t0, _, t1 = marks["constant"]
        music = house.reference(song).samples
        key = cents_off(heard.of("h1")[heard.frame(t0): heard.frame(t1)],
                        music[int(here * RATE): int((here + (t1 - t0) * SPEED) * RATE)])
        self.figure("cents_off", round(abs(key), 1), at_most=CENTS_OFF)
        self.figure("outputs", [{k: o[k] for k in ("jumps", "underruns", "bend_ppm", "error_us")} for o in outputs])
        self.figure("recorder", heard.notes)


class InKeyOnCards(InKey):
    """The same on cards with clocks of their own."""

    house = {"record": "cards", "clocks": True}


class KeepsTheKey(InKey):
    """The same, shorter."""

    quick = True
    house = {"record": "cards", "clocks": True}
    seconds_measured = 9

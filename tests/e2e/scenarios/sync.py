"""One song on three nodes: how far apart they sound, and whether they know it."""
import time

import numpy as np

from rig import align, material, nodes
from rig.house import House
from rig.scenario import Scenario

SPREAD_P99_MS = 0.1
SETTLE_S = 2.0

class Spread(Scenario):
    seconds_measured = 60
    house = {}

    def scenario(self):
        house = House(self.rig, 3, **self.house)
        music = [material.cached(180, seed) for seed in (1, 2, 3)]
        house.play_on((1, 2, 3), *music)
        time.sleep(SETTLE_S)
        steady = [(time.monotonic(), time.sleep(self.seconds_measured), time.monotonic())]
        errors = [n.status()["output"] for n in house.nodes]
        if self.seconds_measured >= 30:
            self.stir(house)
            time.sleep(SETTLE_S)
            steady.append((time.monotonic(), time.sleep(20), time.monotonic()))
        heard = house.finish()
        for what, (t0, _, t1) in zip(("steady", "after_ten_commands"), steady):
            whole = heard.stretches(heard.at(t0), heard.at(t1))
            told = align.spread(heard, whole)
            self.figure(what, told)
            self.figure(what + "_seconds_judged", round(sum(b - a for a, b in whole), 1), at_least=0.5 * (t1 - t0))
            self.timing(what + "_p99_ms", told["spread_ms"] and told["spread_ms"]["p99"], SPREAD_P99_MS)
            self.figure(what + "_windows_without", told["windows_without"], at_most=self.stalls_forgiven)
            silent = max((s for p in heard.players for span in whole for _, s in align.gaps(heard.of(p), *span)), default=0)
            self.figure(what + "_silent_ms", round(silent * 1000, 2), at_most=0)
        self.figure("outputs", [{k: o[k] for k in ("jumps", "underruns", "bend_ppm", "error_us", "latency_ms")} for o in errors])
        self.figure("recorder", heard.notes)

    def stir(self, house):
        """Ten commands that each make all outputs begin anew."""
        for i, command in enumerate((["pause"], ["resume"], ["seek", "50"], ["pause"], ["resume"], ["next"], ["seek", "20"], ["next"],
                                     ["previous"], ["seek", "33.3"])):
            house[1 + i % 3].ctl(*command)
            time.sleep(0.7)
        house.wait_sounding()

class SpreadOnJack(Spread):
    """Three nodes on JACK: spread over a minute, and after ten of pause, seek, next."""

class SpreadOnCards(Spread):
    """Three nodes on cards at +30, -40 and 0 ppm, each host with a clock of its own: spread over a minute, and after ten commands."""

    house = {"record": "cards", "clocks": True}

class SpreadOnWifi(Spread):
    """The same cards over 5 ± 2 ms each way and 0.5 % loss."""

    house = {"record": "cards", "clocks": True, "net": "wifi"}

class SpreadOnBadNet(Spread):
    """The same cards over 20 ± 10 ms each way and 2 % loss."""

    house = {"record": "cards", "clocks": True, "net": "bad"}

class PlaysAsOne(Spread):
    """Three nodes find each other and play as one, for eight seconds, on cards with clocks of their own."""

    quick = True
    seconds_measured = 8
    house = {"record": "cards", "clocks": True}


class ReadoutTellsTheTruth(Scenario):
    """`seguectl sync` beside the recording: what each node says its sound may be off by, its card's rate, its trim; also while cut off."""

    ppm = (30, -40, 0)
    trim_ms = 5
    seconds_measured, seconds_cut = 20, 9
    recorder_us = 34  # two trivial players: docs/testing.md, Floor

    def scenario(self):
        house = House(self.rig, 3, record="cards", ppm=self.ppm, clocks=True, net="wifi")
        house.play_on((1, 2, 3), material.cached(180, 1))
        house[1].ctl("latency", "h3", str(self.trim_ms))
        time.sleep(SETTLE_S + 1)
        told = self.watch(house, self.seconds_measured)
        house.lan.isolate(3)
        cut = self.watch(house, self.seconds_cut)
        house.lan.isolate(3, on=False)
        nodes.until(lambda: house[3].status()["ensemble"]["nodes_up"] == 3, "the cut to heal", 20)
        heard = house.finish()

        self.figure("inside_percent", self.inside(heard, told), at_least=99)
        self.figure("inside_while_cut_percent", self.inside(heard, cut), at_least=99)
        self.figure("bounds_us", {n: round(float(np.median([t[n]["timing"]["bound_us"] for _, t in told])), 1) for n in heard.players})
        words = {t[n]["timing"]["word"] for _, t in told for n in heard.players}
        self.expect("all_say_in_sync", words == {"in sync"}, words)
        alone = cut[-1][1]["h3"]
        self.expect("cut_off_says_so", alone["sync"]["state"] == "holding" and "hears nothing" in alone["timing"]["why"], alone)
        last = told[-1][1]
        off = [abs(last[n]["output"]["device_ppm"] - true) for n, true in zip(heard.players, self.ppm)]
        self.timing("device_ppm_wrong_by", round(max(off), 2), 3)
        drift = [abs(last[n]["sync"]["drift_ppm"]) for n in heard.players]  # all hosts have one crystal
        self.timing("drift_ppm_wrong_by", round(max(drift), 2), 5)
        self.expect("trim_is_told", last["h3"]["output"]["trim_ms"] == self.trim_ms, last["h3"]["output"])
        self.expect("latency_source_is_told", all(last[n]["output"]["latency_source"].startswith("reported") for n in heard.players), last)

    def watch(self, house, seconds):
        """[(when, {name: what that node says of itself})]"""
        out, end = [], time.monotonic() + seconds
        while time.monotonic() < end:
            out.append((time.monotonic(), {n.name: n.ctl("sync")["node"] for n in house.nodes}))
            time.sleep(0.4)
        return out

    def inside(self, heard, told):
        """Percent of moments and pairs whose recorded distance is within the sum of what the two say of themselves."""
        good = judged = 0
        first, *others = heard.players
        for at, by in told:
            for other in others:
                windows = align.offsets(heard.of(first), heard.of(other), heard.at(at) - 0.25, heard.at(at) + 0.3)
                for _, off_ms in windows:
                    if off_ms is None:
                        continue
                    trim = by[other]["output"]["trim_ms"] - by[first]["output"]["trim_ms"]
                    bound = by[first]["timing"]["bound_us"] + by[other]["timing"]["bound_us"] + self.recorder_us
                    judged += 1
                    good += abs((off_ms + trim) * 1000) <= bound
        return round(100 * good / judged, 1) if judged else None

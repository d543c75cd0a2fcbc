"""One song on three nodes: how far apart they sound."""
import time

from rig import align, material
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

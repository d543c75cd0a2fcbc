"""Leaving by wish: SIGTERM is never heard, whatever the node that gets it does."""
import signal
import time

import numpy as np
from scipy.signal import firwin, oaconvolve

from rig import align, material
from rig.house import House
from rig.recording import RATE
from rig.scenario import Scenario

LEAVES_WITHIN_S = 2.0
PLAYED = 0.75  # of a stem's level; unheard it is 0, doubled 2


def term(scenario, house, i):
    """SIGTERM to h<i>, until its process has ended: when it was asked."""
    asked = time.monotonic()
    house[i].process.send_signal(signal.SIGTERM)
    status = house[i].process.wait(15)
    scenario.figures.setdefault("left_after_s", []).append(round(time.monotonic() - asked, 3))
    scenario.expect("h%d_exit_status_0" % i, status == 0, status)
    return asked


class RollingRestart(Scenario):
    """Three play; each in turn is ended by SIGTERM and started again: nothing audible on the other two."""

    quick = True

    def scenario(self):
        house = House(self.rig, 3, record="cards", clocks=True)
        music = material.cached(60, 1)
        house.play_on((1, 2, 3), music)
        time.sleep(1.5)
        asked = []
        for i in (1, 2, 3):
            asked.append(term(self, house, i))
            time.sleep(0.7)
            house[i].start()
            house.wait_together()
            house.wait_sounding()
            time.sleep(1.2)
        ended = time.monotonic()
        sessions = [n.session() for n in house.nodes]
        heard = house.finish()
        self.timing("longest_to_leave_s", max(self.figures["left_after_s"]), LEAVES_WITHIN_S)
        self.expect("one_conductor", len({s["conductor"] for s in sessions}) == 1 and sessions[0]["conductor_name"])
        self.expect("all_are_outputs_again", all(len(s["outputs"]) == 3 for s in sessions))
        reference = house.reference(music)
        for i, (t, until) in enumerate(zip(asked, asked[1:] + [ended]), 1):
            for p in heard.players:
                if p == "h%d" % i:
                    continue
                told = align.continuity(heard.of(p), reference, heard.at(t) - 0.5, heard.at(until) - 0.1)
                name = "%s_while_h%d_restarts" % (p, i)
                self.figure(name, told)
                self.figure(name + "_silent_ms", told["silent_ms"], at_most=0)
                self.timing(name + "_position_error_ms", told["position_error_ms"], 0.1)
                self.figure(name + "_strange_windows", told["strange_windows"], at_most=0)
                self.figure(name + "_lowest_db", told["lowest_db"], at_least=-1.0)
        told = align.spread(heard, [(heard.at(ended) - 0.9, heard.at(ended) - 0.1)])
        self.figure("spread_at_last", told)
        self.timing("spread_at_last_ms", told["spread_ms"] and told["spread_ms"]["max"], 0.15)


class TermWithoutHeirs(Scenario):
    """SIGTERM to the only output while the other node is frozen: gone in 2 s; told twice: at once; alone: at once, and paused where it was."""

    quick = True

    def scenario(self):
        house = House(self.rig, 2, record=None)
        house.play_on((1,), material.cached(60, 1))
        time.sleep(1)
        house[2].process.send_signal(signal.SIGSTOP)
        term(self, house, 1)
        self.timing("frozen_heir_left_after_s", self.figures["left_after_s"][-1], LEAVES_WITHIN_S)
        house[2].process.send_signal(signal.SIGCONT)
        house[1].start()
        house.wait_together()
        house[1].ctl("outputs", "set", "h1")
        house[1].ctl("resume")
        house.wait_sounding([house[1]])
        house[2].process.send_signal(signal.SIGSTOP)
        house[1].process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        self.expect("waits_for_the_frozen_heir", house[1].running())
        term(self, house, 1)
        self.timing("told_twice_left_after_s", self.figures["left_after_s"][-1], 0.5)
        house[2].kill()
        house[1].start()
        house[1].ctl("outputs", "set", "h1")
        house[1].ctl("resume")
        house.wait_sounding([house[1]])
        time.sleep(1)
        at = house[1].session()["position_s"]
        term(self, house, 1)
        self.timing("alone_left_after_s", self.figures["left_after_s"][-1], 0.5)
        house[1].start()
        session = house[1].session()
        house[1].stop()
        self.expect("paused", session["state"] == "paused", session["state"])
        self.timing("paused_off_by_s", round(abs(session["position_s"] - at), 3), 0.3)


class PartsMove(Scenario):
    """h1 plays drums, h2 bass, h3 lead; h1 leaves, and its drums go on elsewhere; it is back, and each plays its own. Then h3 dies."""

    stems = {"h1": "drums", "h2": "bass", "h3": "lead"}

    def scenario(self):
        house = House(self.rig, 3, record="cards", clocks=True)
        house.play_on((1, 2, 3), material.DEMO)
        house[1].ctl("stop")
        house[1].ctl("play", material.DEMO, *[w for n, s in self.stems.items() for w in ("--part", n + "=" + s)])
        house.wait_sounding()
        time.sleep(5)
        said = house[2].session()["position_s"], time.monotonic()
        left = term(self, house, 1)
        time.sleep(5)
        house[1].start()
        house.wait_together()
        house.wait_sounding()
        time.sleep(6)
        back = time.monotonic()
        house[3].kill()
        killed = time.monotonic()
        time.sleep(6)
        ended = time.monotonic()
        parts = {o["name"]: o["part"] for o in house[2].session()["outputs"]}
        heard = house.finish()
        self.figure("parts_at_last", parts)
        self.timing("left_after_s_max", max(self.figures["left_after_s"]), LEAVES_WITHIN_S)
        stems = {n: material.decode(material.DEMO.with_suffix(".stems") / (n + ".opus"), self.rig.scratch)[0] for n in self.stems.values()}
        spans = {"all_there": (left - 4.6, left - 0.1), "h1_away": (left + 0.4, left + 4.9), "h1_back": (back - 4.6, back - 0.1),
                 "h3_dead": (killed + 1.2, ended - 0.1)}
        begins = first_frame(heard, stems, said[0] - heard.at(said[1]), heard.at(left) - 4.2)
        for name, (a, b) in spans.items():
            gains = shares(heard, stems, begins, heard.at(a), heard.at(b))
            self.figure(name, gains)
            for stem, gain in gains.items():
                self.figure("%s_%s" % (name, stem), gain, at_least=PLAYED)
                self.figure("%s_%s_once" % (name, stem), gain, at_most=2 - PLAYED)
        across = shares(heard, stems, begins, heard.at(left) - 0.3, heard.at(left) + 0.7)
        self.figure("across_the_leaving", across)
        for stem, gain in across.items():
            self.figure("across_%s" % stem, gain, at_least=PLAYED)


def first_frame(heard, stems, about_s, t, seconds_to_know_it_by=4, reach_s=0.3):
    """Frame of the music at the recording's beginning (the music goes on steadily, so it is the same all along), near what a
    node said: the music repeats."""
    total = sum(heard.of(p) for p in heard.players)
    window = total[int(t * RATE): int((t + seconds_to_know_it_by) * RATE)]
    at, _ = align.Reference(sum(stems.values())).find(window, (about_s + t) * RATE, int(reach_s * RATE))
    return int(round(at)) - int(t * RATE)


def shares(heard, stems, begins, t0, t1):
    """How loud each stem is in the sum of all players, 1: as in its file. Judged below 1 kHz, where a few samples that
    players are apart do not matter."""
    a, b = int(t0 * RATE), int(t1 * RATE)
    low = firwin(513, 1000, fs=RATE)
    total = oaconvolve(sum(heard.of(p) for p in heard.players)[a:b], low, "valid")
    columns = np.stack([oaconvolve(s[a + begins: b + begins], low, "valid") for s in stems.values()], axis=1)
    gains = np.linalg.lstsq(columns, total, rcond=None)[0]
    return {n: round(float(g), 3) for n, g in zip(stems, gains)}

"""Whatever happens while the session moves: one conductor, everything kept, and sound wherever an output lives."""
import itertools
import os
import random
import subprocess
import time

import numpy as np

from rig import faults, material, nodes, whereabouts
from rig.align import Reference
from rig.house import House
from rig.recording import RATE, save_wav
from rig.scenario import Scenario

from .failing import Watcher

DETECTED_S = 1.0         # an output or a conductor that is gone has been replaced by then
PEACE_S = 2.0 + DETECTED_S
OBEYED_S = 1.0           # by all, from the answer on
POSITION_MS = 0.25       # a node that is cut off keeps time by itself meanwhile
ARRIVING_MS = 2.0        # in the first half second of a device's sound
SETTLED_S = 0.5
SEEK_TAKES_S = 1.0
MUSIC_S = 180
TURN_BACK_AT_S = 130     # a round must not meet the end of the track


class HandoffsUnderFaults(Scenario):
    """Handoffs between three nodes (200, or SEGUE_E2E_TIMES), a random fault within each (SEGUE_E2E_SEED: the same again)."""

    nightly = True
    times = int(os.environ.get("SEGUE_E2E_TIMES") or 200)
    dead_s, frozen_s, cut_s = (0.3, 3), (0.2, 15), (0.3, 6)

    def scenario(self):
        seed = self.figure("seed", faults.seed())
        print("         %s: SEGUE_E2E_SEED=%d" % (self.title(), seed), flush=True)
        self.dice = random.Random(seed)
        self.house = House(self.rig, 3, record="cards", clocks=True, switched=True, small_disks=True)
        self.music, self.more = material.cached(MUSIC_S, 1), material.cached(60, 2)
        self.reference = Reference(material.decode(self.music, self.rig.scratch)[0])
        self.house.play_on((1,), self.music)
        self.house[1].ctl("keep-playing", "on")
        self.watchers = {n.name: Watcher(self.rig, n) for n in self.house.nodes}
        self.queued, self.adds = 1, True
        self.rounds, self.offs, self.arrivals = [], [], []
        kinds = itertools.chain.from_iterable(self.shuffled(faults.ALL) for _ in itertools.count())
        nodes.until(lambda: all(w.seen for w in self.watchers.values()), "all watchers to see")
        for number in range(1, self.times + 1):
            self.round(number, next(kinds))
        self.house.finish()
        self.sum_up()
        if self.times > 20:  # what matters of it is kept round by round
            for card in self.rig.scratch.glob("*.f32"):
                card.unlink()

    def shuffled(self, all_of):
        return self.dice.sample(all_of, len(all_of))

    # ---- a round

    def round(self, number, kind):
        self.number, self.told = number, {}
        giver, target, bystander = self.take_places()
        house, dice = self.house, self.dice
        group = dice.random() < 0.3
        victim = dice.choice((giver, target, bystander))
        fault = kind(house, victim)
        lasts = dice.uniform(*{faults.Kill: self.dead_s, faults.Freeze: self.frozen_s, faults.Restart: (0, 0)}.get(kind, self.cut_s))
        seeks = kind in (faults.Kill, faults.Freeze) and lasts > 2 and dice.random() < 0.5
        after = dice.uniform(0, 0.15)
        self.told = {"round": number, "fault": "%s, %s of h%d to h%d" % (fault, "group" if group else "solo", giver, target),
                     "after_s": round(after, 3), "lasts_s": round(lasts, 2)}
        self.prepare(giver, [giver, bystander] if group else [giver])

        survivor = next(n for n in house.nodes if n is not fault.node)
        begun, at = time.monotonic(), self.seen(giver)
        about = at[1]["session"]["position_s"] + begun - 0.5 - at[0]
        asked = self.rig.start([house[giver].bin / "seguectl", "--state-dir", house[giver].state_dir, "handoff", "h%d" % target], env=house[giver].environment)
        time.sleep(after)
        struck = time.monotonic()
        fault.begin()
        sought = None
        if seeks:
            self.sleep_until(struck + 0.7 * lasts)
            sought = time.monotonic()
            self.obeyed(survivor, "seek", "-20s" if at[1]["session"]["position_s"] > 40 else "+20s")
        self.sleep_until(struck + lasts)
        if lasts > 2.5:
            self.agree([n for n in house.nodes if fault.reaches or n is not fault.node], time.monotonic() - 0.3, DETECTED_S, "those who live, meanwhile")
        healed = time.monotonic()
        fault.end()
        if not fault.lives and (kind is not faults.Freeze or self.watchers[fault.node.name].process.poll() is not None):
            fault.node.wait_ready()
            self.watchers[fault.node.name] = Watcher(self.rig, fault.node)
            nodes.until(lambda: self.watchers[fault.node.name].seen, "the restarted node's watcher to see")
        self.told["peace_after_s"] = self.agree(house.nodes, healed, PEACE_S, "all, afterwards")
        try:
            self.told["handed_over"] = asked.wait(12) == 0
        except subprocess.TimeoutExpired:
            self.miss("the handoff's asker never got an answer")
        # A stream over a cut network tries again after as long as it has tried already.
        self.command(OBEYED_S + (0 if fault.reaches or not fault.lives else lasts))
        time.sleep(SETTLED_S + 0.3)
        ended = time.monotonic()
        self.told["conductor_away_s"] = self.without_conductor(fault, struck, healed)
        self.judge(fault, group, (giver, target), begun, struck, healed, ended, about, sought)
        if isinstance(fault, faults.Restart):
            self.told["left_after_s"] = fault.left_after_s and round(fault.left_after_s, 2)
            if fault.status != 0:
                self.miss("SIGTERM ended with %s" % fault.status)
        self.rounds.append(self.told)

    def take_places(self):
        conductor = self.seen(1)[1]["session"]["conductor_name"]
        giver = next((i for i in (1, 2, 3) if "h%d" % i == conductor), 1)
        target, bystander = self.shuffled([i for i in (1, 2, 3) if i != giver])
        return giver, target, bystander

    def prepare(self, giver, outputs):
        node = self.house[giver]
        self.obeyed(node, "outputs", "set", *["h%d" % i for i in outputs])
        if self.seen(giver)[1]["session"]["position_s"] > TURN_BACK_AT_S:
            self.obeyed(node, "seek", "5")
        if self.seen(giver)[1]["session"]["state"] != "playing":
            self.obeyed(node, "resume")
        time.sleep(0.3)
        self.house.wait_sounding([self.house[i] for i in outputs])
        time.sleep(0.7)

    def command(self, within_s):
        """One of a person's commands, on any node: obeyed by all."""
        node = self.dice.choice(self.house.nodes)
        if self.queued >= 12:
            self.adds = False
        elif self.queued <= 2:
            self.adds = True
        if self.obeyed(node, "queue", *(("add", self.more) if self.adds else ("remove", "2"))):
            self.queued += 1 if self.adds else -1
        now = time.monotonic()
        self.within(lambda: all(len(self.seen(n)[1]["session"]["queue"]) == self.queued for n in self.house.nodes), within_s,
                    lambda: "%d queued, not %s" % (self.queued, [len(self.seen(n)[1]["session"]["queue"]) for n in self.house.nodes]))
        self.told["obeyed_after_s"] = round(time.monotonic() - now, 3)

    def obeyed(self, node, *words):
        try:
            node.ctl(*words, patience_s=15)
            return True
        except (nodes.Refused, subprocess.TimeoutExpired) as no:
            self.miss("%s to %s: %s" % (" ".join(map(str, words[:2])), node.name, no))
            return False

    # ---- what the nodes say

    def seen(self, node):
        name = node if isinstance(node, str) else "h%d" % node if isinstance(node, int) else node.name
        return self.watchers[name].seen[-1]

    def sleep_until(self, t):
        time.sleep(max(0, t - time.monotonic()))

    def agree(self, of, since, within_s, who):
        """These nodes say the same of the session: one conductor, playing, the same queue. Seconds until then."""
        names = {n.name for n in of}

        def said():
            snapshots = [self.seen(n) for n in of]
            if any(t < since for t, _ in snapshots):
                return None
            return {(s["session"]["conductor_name"], s["session"]["ballot"], s["session"]["state"], tuple(e["id"] for e in s["session"]["queue"]))
                    for _, s in snapshots}

        def one():
            words = said()
            return words and len(words) == 1 and next(iter(words))[0] in names and next(iter(words))[2] == "playing"
        self.within(one, within_s, lambda: "%s do not agree: %s" % (who, {n.name: self.brief(n) for n in of}))
        return round(time.monotonic() - since, 2)

    def brief(self, node):
        t, s = self.seen(node)
        s = s["session"]
        return "%s under %s, %s, %d queued (%.1f s ago)" % (s["conductor_name"], s["ballot"], s["state"], len(s["queue"]), time.monotonic() - t)

    def within(self, true, seconds, what):
        end = time.monotonic() + seconds * float(os.environ.get("SEGUE_E2E_SLACK") or 1)
        while not true():
            if time.monotonic() > end:
                self.miss(what())
                return
            time.sleep(0.02)

    def without_conductor(self, fault, struck, healed):
        """How long those who lived said that the victim conducts, although it did not live; None if they never did."""
        if fault.reaches or healed - struck < DETECTED_S:
            return None
        gone = fault.node.name
        taken = []
        for name, watcher in self.watchers.items():
            if name == gone:
                continue
            said = [(t, s["session"]["conductor_name"]) for t, s in list(watcher.seen) if t < healed]
            last = max((i for i, (t, who) in enumerate(said) if who == gone), default=None)
            if last is not None and last + 1 < len(said) and said[last + 1][0] > struck:
                taken.append(said[last + 1][0] - struck)
        return round(max(taken), 3) if taken else None

    # ---- what was heard

    def judge(self, fault, group, movers, begun, struck, healed, ended, about, sought):
        cards = self.house.capture
        excerpts = [whereabouts.Excerpt(cards, p, begun - 0.5, ended) for p in cards.players]
        by_name = dict(zip(cards.players, excerpts))
        if isinstance(fault, faults.Kill):
            by_name[fault.node.name].silence(struck, healed)
        before = next(filter(None, (whereabouts.line_of(self.reference, e, begun - 0.5, begun, about) for e in excerpts)), None)
        lines = [before] if before else []
        if sought:
            t, s = self.seen(next(n for n in self.house.nodes if n.name == self.seen(1)[1]["session"]["conductor_name"]))
            there = s["session"]["position_s"] + ended - 0.4 - t
            lines += list(filter(None, (whereabouts.line_of(self.reference, e, ended - 0.4, ended, there) for e in excerpts)))[:1]
        if not before or (sought and len(lines) < 2):
            self.miss("nothing sounded at the %s" % ("end" if before else "beginning"))
            return
        # A card that ran dry by itself was let down by the machine, not by the player.
        stalls = [t for p in cards.players if p != fault.node.name or not isinstance(fault, faults.Freeze) for t in whereabouts.underruns(cards, p)]
        self.told["stalls"] = sum(struck - 0.3 < t < ended for t in stalls)
        quiet = [q for q in whereabouts.silences(excerpts, struck - 0.3, ended) if not near(stalls, q[0])]
        longest = max((s for _, s in quiet), default=0.0)
        self.told["silent_s"] = round(longest, 3)
        solo_died = isinstance(fault, (faults.Kill, faults.Freeze)) and fault.victim in movers and not group
        self.told["solo_died"] = bool(solo_died and longest > 0)
        slack = float(os.environ.get("SEGUE_E2E_SLACK") or 1)
        if longest > (DETECTED_S * slack if solo_died or sought else 0.0):
            self.miss("silent for %.3f s, %.3f s after the fault" % (longest, max(quiet, key=lambda q: q[1])[0] - struck))
        for name, e in by_name.items():
            self.judge_places(name, e, lines, sought, struck, stalls)
        if self.told.get("missed"):
            for name, e in by_name.items():
                save_wav(self.rig.scratch / ("round-%d-%s.wav" % (self.number, name)), np.stack([e.samples]))
        for name in cards.players:  # what has been judged need not be kept
            done = int((begun - 2 - cards.zero) * RATE) * 8
            if done > 0:
                subprocess.run(["fallocate", "--punch-hole", "--offset", "0", "--length", str(done), str(cards.file(name))], capture_output=True)

    def judge_places(self, name, excerpt, lines, sought, struck, stalls):
        strange, worst, arriving = [], 0.0, 0.0
        slack = float(os.environ.get("SEGUE_E2E_SLACK") or 1)
        for t, off, age in self.off_each(excerpt, lines, sought):
            if near(stalls, t):
                continue
            if off is None:
                strange.append(round(t - struck, 3))
            elif age < SETTLED_S:
                arriving = max(arriving, abs(off))
            else:
                worst = max(worst, abs(off))
        if strange:
            self.miss("%s: not where the music should be, %s s after the fault" % (name, strange[:6]))
        if worst > POSITION_MS * slack:
            self.miss("%s: off by %.3f ms" % (name, worst))
        if arriving > ARRIVING_MS * slack:
            self.miss("%s: came in off by %.3f ms" % (name, arriving))
        self.offs.append(worst)
        self.arrivals.append(arriving)

    def off_each(self, excerpt, lines, sought):
        if not sought:
            return whereabouts.off_the_line(self.reference, excerpt, lines)
        told = whereabouts.off_the_line(self.reference, excerpt, lines)
        old = {t: off for t, off, _ in whereabouts.off_the_line(self.reference, excerpt, lines[:1])}
        # Between asking and its last effect both positions are right, and the fade from one to the other is neither.
        return [(t, None if t > sought + SEEK_TAKES_S and old[t] is not None else off, age) for t, off, age in told
                if off is not None or not sought - 0.1 < t < sought + SEEK_TAKES_S]

    # ---- the end

    def miss(self, what):
        self.told.setdefault("missed", []).append(what)
        self.missed.append("round %d (%s, after %s s, for %s s): %s" % (
            self.number, self.told.get("fault", "before it"), self.told.get("after_s"), self.told.get("lasts_s"), what))

    def sum_up(self):
        def spread_of(key, of=None):
            values = [r[key] for r in (of if of is not None else self.rounds) if r.get(key) is not None]
            return {"median": round(float(np.median(values)), 3), "p99": round(float(np.percentile(values, 99)), 3), "max": round(max(values), 3),
                    "of": len(values)} if values else None
        self.figure("rounds", len(self.rounds), at_least=self.times)
        self.figure("rounds_missed", sum("missed" in r for r in self.rounds), at_most=0)
        self.figure("machine_stalls", sum(r.get("stalls", 0) for r in self.rounds))
        self.figure("handed_over", sum(bool(r.get("handed_over")) for r in self.rounds))
        # A deaf conductor is still heard, so the others first learn from each other that it does not answer.
        deaf = [r for r in self.rounds if r["fault"].startswith("Deaf")]
        self.figure("without_conductor_s", spread_of("conductor_away_s", [r for r in self.rounds if r not in deaf]))
        self.figure("with_a_deaf_conductor_s", spread_of("conductor_away_s", deaf))
        self.figure("solo_silent_s", spread_of("silent_s", [r for r in self.rounds if r.get("solo_died")]))
        self.figure("peace_after_s", spread_of("peace_after_s"))
        self.figure("left_after_s", spread_of("left_after_s"))
        self.figure("position_error_ms", round(max(self.offs, default=0), 4))
        self.figure("arriving_error_ms", round(max(self.arrivals, default=0), 4))
        self.figure("each", self.rounds)


def near(stalls, t):
    """Within what a card that ran dry needs to play on in time."""
    return any(s - 0.05 < t < s + 0.25 for s in stalls)


class FaultsMeanwhile(HandoffsUnderFaults):
    """Ten handoffs between three nodes, a random fault within each."""

    quick, nightly = True, False
    times = 10
    dead_s, frozen_s, cut_s = (0.3, 1), (0.2, 3.5), (0.3, 1.5)

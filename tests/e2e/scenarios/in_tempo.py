"""Playing with a musician: an independent peer of Ableton Link clicks on its beats, Segue's nodes play clicks in tempo with it."""
import os
import subprocess
import time

import numpy as np

from rig import align, machine, material, nodes
from rig.house import House
from rig.recording import RATE
from rig.scenario import Scenario

SONG_BPM = 120
BEAT_MEDIAN_MS, BEAT_P99_MS = 1.0, 3.0
HEARD_MS = 150
SPREAD_P99_MS = 0.1
SETTLE_S = 4


def beats(x, t0, t1):
    """When each click's middle was, in seconds into the recording, between t0 and t1."""
    part = np.abs(x[int(t0 * RATE): int(t1 * RATE)].astype(np.float64))
    if not len(part):
        return np.zeros(0)
    loud = np.flatnonzero(part > 0.3 * part.max())
    groups = np.split(loud, np.flatnonzero(np.diff(loud) > RATE // 50) + 1)
    out = []
    for g in groups:
        middle = int(g.mean())
        around = slice(max(0, middle - 144), middle + 145)  # 3 ms
        power = part[around] ** 2
        out.append(around.start + np.sum(np.arange(len(power)) * power) / np.sum(power))
    return t0 + np.array(out) / RATE


def off_ms(ours, theirs):
    """How much later each of our beats was than the nearest of theirs."""
    if not len(ours) or not len(theirs):
        return np.zeros(0)
    return np.array([(b - theirs[np.argmin(np.abs(theirs - b))]) * 1000 for b in ours])


class Peer:
    """tools/link_peer.cpp, in a host of its own."""

    def __init__(self, house, player, host, bpm, seconds):
        command = [machine.tools() / "link_peer", *house.capture.clicker(player), seconds, bpm]
        self.process = house.lan.start(host, command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                       stderr=subprocess.DEVNULL, env={**os.environ, **house.capture.environment})

    def say(self, word, value=0):
        """Seconds (monotonic) at which Link was told, how many others are in the room, and whether it plays."""
        self.process.stdin.write("%s %g\n" % (word, value))
        self.process.stdin.flush()
        _, at, others, playing = self.process.stdout.readline().split()
        return float(at), int(others), playing == "1"

    def tempo(self, bpm):
        """Seconds (monotonic) at which Link was told."""
        return self.say("tempo", bpm)[0]

    def playing(self):
        return self.say("ask")[2]


class InTempo(Scenario):
    """Two nodes follow a Link peer: beat on beat, through a change of tempo, a handoff at a bar and the conductor's death."""

    house = {"record": "jack"}
    follows_s, kills = 20, True

    def scenario(self):
        house = House(self.rig, 2, **self.house, guests=("peer",))
        song = material.clicks(self.rig.scratch / "clicks.opus", 240, SONG_BPM)
        peer = Peer(house, "peer", 3, 126, 200)
        house.play_on((1, 2), song)
        house[1].ctl("beat", "steady", SONG_BPM, "0")
        house[1].ctl("link", "follow")
        nodes.until(lambda: house[1].session()["tempo"]["peers"] == 1, "the room to be heard")
        house[1].ctl("seek", "0")  # what begins does so on the room's bar: nothing is to be made up for
        time.sleep(SETTLE_S)
        marks = {}

        def measure(name, seconds):
            marks[name] = (time.monotonic(), time.sleep(seconds), time.monotonic())
        measure("follow", self.follows_s)
        changed = peer.tempo(118)
        time.sleep(SETTLE_S)
        measure("after_change", self.follows_s)
        moved = time.monotonic()
        house[1].ctl("handoff", "--keep", "--at", "bar", "h2")
        measure("handed_over", self.follows_s)
        if self.kills:
            house[2].kill()
            measure("conductor_killed", self.follows_s)
        heard = house.finish()

        def stretch(name):
            t0, _, t1 = marks[name]
            return heard.at(t0), heard.at(t1)
        for name in marks:
            t0, t1 = stretch(name)
            theirs = beats(heard.of("peer"), t0 - 1, t1 + 1)
            whole = heard.stretches(t0, t1)
            ours = np.array([b for b in beats(heard.of("h1"), t0, t1) if any(x <= b < y for x, y in whole)])
            off = off_ms(ours, theirs)
            self.figure(name + "_beats", len(off), at_least=int((t1 - t0) * 118 / 60 / 2))
            self.figure(name + "_off_ms", {"median": round(float(np.median(off)), 3), **(align.percentiles(off) or {})} if len(off) else None)
            self.timing(name + "_off_median_ms", abs(float(np.median(off))) if len(off) else None, BEAT_MEDIAN_MS)
            self.timing(name + "_off_p99_ms", align.percentiles(off)["p99"] if len(off) else None, BEAT_P99_MS)
        for name in ("follow", "after_change"):
            t0, t1 = stretch(name)
            apart = off_ms(beats(heard.of("h1"), t0, t1), beats(heard.of("h2"), t0 - 1, t1 + 1))
            self.figure(name + "_spread_ms", align.percentiles(apart))
            self.timing(name + "_spread_p99_ms", align.percentiles(apart)["p99"], SPREAD_P99_MS)
        self.timing("change_heard_ms", self.heard_after(heard, heard.at(changed)), HEARD_MS)
        last = max(t1 for _, _, t1 in marks.values())
        whole = heard.stretches(heard.at(moved), heard.at(last - 1))
        silent = max((s for span in whole for _, s in align.gaps(heard.of("h1"), *span)), default=0)
        self.figure("silent_ms", round(silent * 1000, 2), at_most=0)
        self.figure("recorder", heard.notes)

    def heard_after(self, heard, changed):
        """How long after the peer's change of tempo our beats' distance is another: of the first beat that comes late."""
        ours = beats(heard.of("h1"), changed - 4, changed + 6)
        before, after = 60 / 126, 60 / 118
        for a, b in zip(ours, ours[1:]):
            if b > changed and b - a > before + 0.1 * (after - before):
                # It went by the old tempo for x of its way: x * before + (1 - x) * after.
                x = np.clip((after - (b - a)) / (after - before), 0, 1)
                return round(max(0.0, a + x * before - changed) * 1000, 1)
        return None


class InTempoOnWifi(InTempo):
    """The same over 5 ± 2 ms each way and 0.5 % loss."""

    house = {"record": "jack", "net": "wifi"}


class StartsWithTheRoom(Scenario):
    """Start and stop are shared: who stops or starts in the room pauses or resumes the session, and the reverse."""

    def scenario(self):
        house = House(self.rig, 2, record="jack", guests=("peer",))
        song = material.clicks(self.rig.scratch / "clicks.opus", 120, SONG_BPM)
        peer = Peer(house, "peer", 3, 126, 120)
        house.play_on((1, 2), song)
        house[1].ctl("beat", "steady", SONG_BPM, "0")
        house[1].ctl("link", "follow")
        nodes.until(lambda: house[1].session()["tempo"]["peers"] == 1, "the room to be heard")
        peer.say("play", 1)
        time.sleep(1)

        def follows(state, what):
            begun = time.monotonic()
            nodes.until(lambda: house[2].session()["state"] == state, what)
            return round(time.monotonic() - begun, 3)
        peer.say("play", 0)
        time.sleep(1)
        self.figure("unasked_it_plays_on", int(house[2].session()["state"] == "playing"), at_least=1)
        house[2].ctl("link", "start-stop", "on")
        time.sleep(1)
        self.figure("switching_it_on_changes_nothing", int(house[2].session()["state"] == "playing"), at_least=1)
        peer.say("play", 1)
        time.sleep(1)
        peer.say("play", 0)
        self.timing("paused_after_s", follows("paused", "the room's stop to pause it"), 1)
        peer.say("play", 1)
        self.timing("resumed_after_s", follows("playing", "the room's start to resume it"), 4)
        time.sleep(1)
        house[1].ctl("pause")
        nodes.until(lambda: not peer.playing(), "the session's pause to stop the room")
        house[2].ctl("resume")
        nodes.until(peer.playing, "the session's resume to start the room")
        house.finish()


class GraduallyFaster(Scenario):
    """A song goes from 100 to 140 beats a minute over eight bars, on two outputs; then four of its beats are repeated."""

    bpm, target, bars, loop_s = 100, 140, 8, 20

    def scenario(self):
        house = House(self.rig, 2, record="jack")
        song = material.clicks(self.rig.scratch / "clicks.opus", 240, self.bpm)
        house.play_on((1, 2), song)
        house[1].ctl("beat", "steady", self.bpm, "0")
        time.sleep(SETTLE_S)
        begun = time.monotonic()
        house[1].ctl("tempo", self.target, "--over", "%dbars" % self.bars)
        nodes.until(lambda: house[1].session()["tempo"].get("ramp_s", 0) == 0, "the ramp to be done", 60)
        done = time.monotonic()
        time.sleep(SETTLE_S)
        house[1].ctl("loop", "4")
        time.sleep(SETTLE_S)
        looped = time.monotonic()
        at = [house[n].session()["position_s"] for n in (1, 2)]
        time.sleep(self.loop_s)
        ended = time.monotonic()
        loop = house[2].session()["loop"]
        house[2].ctl("loop", "off")
        time.sleep(SETTLE_S)
        heard = house.finish()

        def ours(name, t0, t1):
            whole = heard.stretches(t0, t1)
            return np.array([b for b in beats(heard.of(name), t0, t1) if any(x <= b < y for x, y in whole)])

        def spread(t0, t1):
            return align.percentiles(off_ms(ours("h1", t0, t1), beats(heard.of("h2"), t0 - 1, t1 + 1)))
        ramp = heard.at(begun), heard.at(done)
        self.figure("ramp_spread_ms", spread(*ramp))
        self.timing("ramp_spread_max_ms", spread(*ramp)["max"], 0.5)
        steps = np.diff(ours("h1", *ramp))
        self.figure("beats_in_ramp", len(steps), at_least=4 * self.bars - 2)
        self.figure("slower_again_ms", round(1000 * float(np.max(np.diff(steps), initial=0)), 2))
        after = np.diff(ours("h1", heard.at(done) + 1, heard.at(done) + SETTLE_S))
        self.timing("final_tempo_off_percent", abs(float(np.median(after)) * self.target / 60 - 1) * 100, 0.05)
        laps = heard.at(looped), heard.at(ended)
        self.figure("loop", loop)
        self.figure("shown_in_loop", sum(loop["from_s"] <= p < loop["to_s"] for p in at), at_least=2)
        self.figure("loop_spread_ms", spread(*laps))
        self.timing("loop_spread_max_ms", spread(*laps)["max"], 0.5)
        uneven = np.abs(np.diff(ours("h1", *laps)) * self.target / 60 - 1)
        self.figure("beats_in_loop", len(uneven), at_least=int(self.loop_s * self.target / 60) - 3)
        self.timing("loop_beats_uneven_percent", 100 * float(np.max(uneven)) if len(uneven) else None, 0.2)
        self.figure("recorder", heard.notes)


class FollowsTheRoom(InTempo):
    """The same, shorter, on cards with clocks of their own, and nobody dies."""

    quick = True
    house = {"record": "cards", "clocks": True}
    follows_s, kills = 6, False

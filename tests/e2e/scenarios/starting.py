"""How soon it sounds: play, and joining mid-song."""
import time

from rig import align, material
from rig.house import House
from rig.recording import RATE
from rig.scenario import Scenario


def sounding_after(heard, player, asked):
    """Milliseconds from a command to that player's first sound."""
    at = align.first_sound(heard.of(player), heard.at(asked))
    return None if at is None else (at - heard.at(asked)) * 1000


class PlayToSound(Scenario):
    """`play` to sound on all three outputs, warm: ten times, the command's own start included."""

    def scenario(self):
        house = House(self.rig, 3)
        music = material.cached(60, 1)
        cold = house.play_on((1, 2, 3), music)
        asked = []
        for i in range(10):
            house[1].ctl("stop")
            time.sleep(1.0)
            asked.append(time.monotonic())
            house[1 + i % 3].ctl("play", music)
            time.sleep(1.5)
        heard = house.finish()
        slowest = [max((sounding_after(heard, p, t) or 1e9) for p in heard.players) for t in asked]
        self.figure("cold_ms", round(max((sounding_after(heard, p, cold) or 1e9) for p in heard.players), 1))
        self.figure("warm_ms", [round(v, 1) for v in slowest])
        self.timing("warm_median_ms", round(sorted(slowest)[len(slowest) // 2], 1), 300)
        self.timing("warm_max_ms", round(max(slowest), 1), 300)


class JoinMidSong(Scenario):
    """A node joins a song that two others play: right and in sync from when on; the others undisturbed."""

    times = 5
    house = {}

    def scenario(self):
        house = House(self.rig, 3, **self.house)
        music = material.cached(180, 1)
        house.play_on((1, 2), music)
        time.sleep(2)
        added, restarted = [], None
        for _ in range(self.times):
            added.append(time.monotonic())
            house[1].ctl("outputs", "add", "h3")
            time.sleep(3)
            house[1].ctl("outputs", "remove", "h3")
            time.sleep(1.5)
        if self.times > 2:  # a whole node that starts while it is one of the outputs
            house[1].ctl("outputs", "add", "h3")
            house[3].stop()
            time.sleep(1.5)
            restarted = time.monotonic()
            house[3].start(wait=False)
            time.sleep(4)
        ended = time.monotonic()
        heard = house.finish()
        reference = house.reference(music)
        self.figure("join_ms", [round(in_sync_after(heard, t), 1) for t in added])
        self.timing("join_max_ms", max(self.figures["join_ms"]), 500)
        if restarted:
            self.figure("process_start_to_in_sync_ms", round(in_sync_after(heard, restarted), 1))
        for p in ("h1", "h2"):
            whole = heard.stretches(heard.at(added[0]) - 1, heard.at(ended) - 0.2)
            told = align.worst([align.continuity(heard.of(p), reference, *span) for span in whole])
            self.figure(p + "_meanwhile", told)
            self.figure(p + "_silent_ms", told["silent_ms"], at_most=0)
            self.figure(p + "_strange_windows", told["strange_windows"], at_most=0)
            self.timing(p + "_position_error_ms", told["position_error_ms"], 0.1)


def in_sync_after(heard, asked, newcomer="h3", other="h1", within_ms=0.25):
    """Milliseconds from the command until the newcomer plays, and goes on playing, what the other plays."""
    start, n = heard.frame(asked), int(0.04 * RATE)
    hop, reach, since = n // 2, 480, None
    for first in range(start, min(start + 4 * RATE, heard.samples.shape[1] - n - reach), hop):
        a, b = heard.of(other)[first: first + n], heard.of(newcomer)[first - reach: first + n + reach]
        good = False
        if align.rms(b[reach: -reach]) > align.SILENT_RMS and abs(b[reach: -reach]).min(initial=1) < 1:
            at, likeness = align.lag(a, b)
            good = likeness > align.ALIKE and abs(at - reach) / RATE * 1000 < within_ms
        since = (since or first) if good else None
        if since is not None and first - since > 0.4 * RATE:  # it lasted
            return (since - start) / RATE * 1000
    return 1e9


class JoinsMidSong(JoinMidSong):
    """The same, twice, on cards with clocks of their own."""

    quick = True
    times = 2
    house = {"record": "cards", "clocks": True}

"""Death without notice: nothing audible on the others, nothing lost."""
import json
import subprocess
import threading
import time

from rig import align, material, nodes
from rig.house import House
from rig.scenario import Scenario


class Watcher:
    """`seguectl watch` of one node: every snapshot, with the time it came."""

    def __init__(self, run, node):
        self.seen = []
        self.process = run.start([node.bin / "seguectl", "--state-dir", node.state_dir, "--json", "watch"], stdout=subprocess.PIPE,
                                 stderr=subprocess.DEVNULL, text=True, env=node.environment)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.seen.append((time.monotonic(), json.loads(line)))

    def first(self, after, true):
        """When, after `after`, a snapshot was so; or None."""
        return next((t for t, s in self.seen if t > after and true(s)), None)


class ConductorKilled(Scenario):
    """kill -9 of the conductor while three play: nothing audible on the other two, one of them conducts, all is kept."""

    quick = True

    def scenario(self):
        # Cards: a JACK server holds up all its clients when one of them dies.
        house = House(self.rig, 3, record="cards", clocks=True)
        music = [material.cached(180, 1), material.cached(60, 2)]
        house.play_on((1, 2, 3), *music)
        time.sleep(3)
        before = house[2].session()
        dead = before["conductor_name"]
        others = [n for n in house.nodes if n.name != dead]
        watchers = [Watcher(self.rig, n) for n in others]
        time.sleep(1)
        killed = time.monotonic()
        next(n for n in house.nodes if n.name == dead).kill()
        time.sleep(5)
        after = [n.session() for n in others]
        taken = [w.first(killed, lambda s: s["session"]["conductor_name"] not in (dead, "")) for w in watchers]
        others[0].ctl("seek", "60")
        time.sleep(2)
        obeyed = [n.session()["position_s"] for n in others]
        heard = house.finish()
        self.timing("new_conductor_s", None if None in taken else round(max(taken) - killed, 3), 1.0)
        self.expect("one_conductor", len({s["conductor"] for s in after}) == 1 and after[0]["conductor_name"] != dead, after[0]["conductor_name"])
        self.expect("queue_whole", [e["id"] for e in after[0]["queue"]] == [e["id"] for e in before["queue"]])
        self.expect("still_playing", all(s["state"] == "playing" for s in after))
        self.expect("obeys_afterwards", all(61 < p < 64.5 for p in obeyed), obeyed)
        reference = house.reference(music[0])
        for n in others:
            told = align.continuity(heard.of(n.name), reference, heard.at(killed) - 2, heard.at(killed) + 4.5)
            self.figure(n.name, told)
            self.figure(n.name + "_silent_ms", told["silent_ms"], at_most=0)
            self.timing(n.name + "_position_error_ms", told["position_error_ms"], 0.1)
            self.figure(n.name + "_strange_windows", told["strange_windows"], at_most=0)
            self.figure(n.name + "_lowest_db", told["lowest_db"], at_least=-1.0)
        told = align.spread(heard, [(heard.at(killed) - 2, heard.at(killed) + 4.5)], [n.name for n in others])
        self.figure("spread_meanwhile", told)


class SoloDies(Scenario):
    """The only output is killed: by default the session pauses where it was, ready to resume elsewhere."""

    keep_playing = False

    def scenario(self):
        house = House(self.rig, 3, record="cards")
        music = material.cached(60, 1)
        house.play_on((1,), music)
        house[1].ctl("keep-playing", "on" if self.keep_playing else "off")
        time.sleep(3)
        killed = time.monotonic()
        at = house[2].session()["position_s"]
        house[1].kill()
        if self.keep_playing:
            time.sleep(4)
            heard = house.finish()
            sound = [align.first_sound(heard.of(p), heard.at(killed)) for p in ("h2", "h3")]
            first = min((s for s in sound if s is not None), default=None)
            self.timing("sounds_again_after_s", None if first is None else round(first - heard.at(killed), 3), 1.0)
            return
        nodes.until(lambda: house[2].session()["state"] == "paused", "the session to pause", 5)
        self.timing("paused_after_s", round(time.monotonic() - killed, 2), 3)
        kept = house[2].session()
        self.timing("position_kept_off_by_s", round(abs(kept["position_s"] - at), 2), 1.5)
        self.expect("track_kept", kept["track"]["id"] != "" and len(kept["queue"]) == 1)
        asked = time.monotonic()
        house[2].ctl("outputs", "set", "h2")
        house[2].ctl("resume")
        time.sleep(2.5)
        heard = house.finish()
        sound = align.first_sound(heard.of("h2"), heard.at(asked))
        self.expect("resumes_elsewhere", sound is not None and sound - heard.at(asked) < 2)
        place, likeness = house.reference(music).find(heard.of("h2")[int((sound or 0) * 48000) + 4800:][:9600])
        self.figure("resumed_at_s", None if place is None else round(place / 48000, 2), at_least=kept["position_s"] - 0.5, at_most=kept["position_s"] + 0.5)


class SoloDiesKeepPlaying(SoloDies):
    """The same with keep-playing: another node sounds within a second."""

    keep_playing = True

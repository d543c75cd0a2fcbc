"""The session moves: no silence, no repeat, no dip, in the sum of what everyone plays."""
import signal
import time

from rig import align, material
from rig.house import House
from rig.scenario import Scenario

from .starting import sounding_after

FADE_DIP_DB = 1.0
POSITION_MS = 0.1


def judge_sum(scenario, name, heard, reference, moments, before_s=1.0, after_s=2.0):
    """Continuity of the sum around each moment; the worst of each figure. A moment at which the recorder's own server
    lost time is not judged, but most must be."""
    total = sum(heard.of(p) for p in heard.players)
    around = [(heard.at(t) - before_s, heard.at(t) + after_s) for t in moments]
    told = [align.continuity(total, reference, *span) for span in around if heard.untouched(*span)]
    scenario.figure(name + "_each", told)
    scenario.figure(name + "_moments_judged", len(told), at_least=-(-len(moments) * 3 // 5))
    worst = align.worst(told)
    scenario.figure(name + "_silent_ms", worst["silent_ms"], at_most=0)
    scenario.timing(name + "_position_error_ms", worst["position_error_ms"], POSITION_MS)
    scenario.figure(name + "_lowest_db", worst["lowest_db"], at_least=-FADE_DIP_DB)
    scenario.figure(name + "_highest_db", worst["highest_db"], at_most=FADE_DIP_DB)
    scenario.figure(name + "_strange_windows", worst["strange_windows"], at_most=0)


class HandoffRound(Scenario):
    """A session of one output goes round three nodes, twenty times, on JACK."""

    times = 20
    house = {}

    def scenario(self):
        house = House(self.rig, 3, **self.house)
        music = material.cached(180, 1)
        house.play_on((1,), music)
        time.sleep(2)
        moves, at = [], 1
        for _ in range(self.times):
            to = at % 3 + 1
            asked = time.monotonic()
            took = house[at].ctl("handoff", "h%d" % to).get("took_ms")
            answered = time.monotonic()
            moves.append((asked, "h%d" % to, round((answered - asked) * 1000, 1), took))
            at = to
            time.sleep(3.0)
        conducts, state = house[at].session()["conductor_name"], house[at].session()
        heard = house.finish()
        self.expect("target_conducts", conducts == "h%d" % at, conducts)
        self.expect("only_the_target_is_an_output", [o["name"] for o in state["outputs"]] == ["h%d" % at], state["outputs"])
        judge_sum(self, "sum", heard, house.reference(music), [m[0] for m in moves])
        sound = [sounding_after(heard, who, t) for t, who, _, _ in moves]
        self.figure("command_to_sound_ms", [None if s is None else round(s, 1) for s in sound])
        self.figure("command_to_answer_ms", [m[2] for m in moves])
        self.timing("warm_command_to_sound_max_ms", None if None in sound[3:] else round(max(sound[3:] or sound), 1), 300)
        left = [align.rms(heard.of("h%d" % ((int(who[1]) + 1) % 3 + 1))[heard.frame(t + 1.5): heard.frame(t + 2.5)]) for t, who, _, _ in moves]
        self.figure("giver_after_rms", round(max(left), 7), at_most=align.SILENT_RMS)
        self.figure("recorder", heard.notes)


class HandoffRoundOnCards(HandoffRound):
    """The same on cards at +30, -40 and 0 ppm, each host with a clock of its own."""

    house = {"record": "cards", "clocks": True}


class HandsOver(HandoffRound):
    """A session of one output goes round three nodes, once."""

    quick = True
    times = 3
    house = {"record": "cards", "clocks": True}


class TermHandsOver(Scenario):
    """SIGTERM to the only output: it hands the session over before it leaves."""

    quick = True

    def scenario(self):
        house = House(self.rig, 2, record="cards", clocks=True)
        music = material.cached(60, 1)
        house.play_on((1,), music)
        time.sleep(2)
        asked = time.monotonic()
        house[1].process.send_signal(signal.SIGTERM)
        left = house[1].process.wait(15)
        self.timing("left_after_s", round(time.monotonic() - asked, 2), 5)
        self.expect("exit_status_0", left == 0, left)
        time.sleep(2.5)
        session = house[2].session()
        heard = house.finish()
        self.expect("other_plays_on", session["state"] == "playing" and session["conductor_name"] == "h2", session["state"])
        judge_sum(self, "sum", heard, house.reference(music), [asked], after_s=4.0)

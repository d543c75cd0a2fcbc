"""A phone is put to sleep in mid-song, and wakes."""
import signal
import time

from rig import align, material, nodes
from rig.house import House
from rig.scenario import Scenario

ASLEEP_S = 6  # longer than anyone else waits for a node


class WindowSleeps(Scenario):
    """The node with a window, which conducts, is frozen while two play: the other plays on; thawed it is in step, and its window answers."""

    quick = True

    def scenario(self):
        house = House(self.rig, 2, record="cards", clocks=True, windows=(1,))
        music = material.cached(60, 1)
        house.play_on((1, 2), music)
        time.sleep(2)
        self.expect("window_answers", nodes.until(lambda: house[1].window_says("PlaybackStatus") == "Playing", "its window", 10))
        frozen = time.monotonic()
        house[1].process.send_signal(signal.SIGSTOP)
        time.sleep(ASLEEP_S)
        self.expect("frozen_window_does_not", house[1].window_says("PlaybackStatus", 0.3) is None)
        meanwhile = house[2].session()
        thawed = time.monotonic()
        house[1].process.send_signal(signal.SIGCONT)
        asked = time.monotonic()
        self.expect("window_answers_again", house[1].window_says("PlaybackStatus", 10) is not None)
        self.timing("window_answered_after_s", round(time.monotonic() - asked, 2), 1)
        house.wait_together()
        house.wait_sounding()
        self.timing("sounds_again_after_s", round(time.monotonic() - thawed, 2), 5)
        time.sleep(3)
        sessions, shown = [n.session() for n in house.nodes], house[1].window_says("Position")
        at = sessions[0]["position_s"]
        ended = time.monotonic()
        heard = house.finish()
        self.expect("other_conducts_meanwhile", meanwhile["conductor_name"] == "h2", meanwhile["conductor_name"])
        self.expect("plays_on", meanwhile["state"] == "playing" and all(s["state"] == "playing" for s in sessions), sessions)
        self.expect("one_conductor", sessions[0]["conductor"] == sessions[1]["conductor"], sessions)
        self.timing("window_shows_position_off_by_s", shown and round(abs(int(shown) / 1e6 - at), 3), 0.3)
        told = align.continuity(heard.of("h2"), house.reference(music), heard.at(frozen) - 0.5, heard.at(ended) - 0.1)
        self.figure("other_meanwhile", told)
        self.figure("other_silent_ms", told["silent_ms"], at_most=0)
        self.timing("other_position_error_ms", told["position_error_ms"], 0.1)
        self.figure("other_strange_windows", told["strange_windows"], at_most=0)
        told = align.spread(heard, [(heard.at(ended) - 1.5, heard.at(ended) - 0.1)])
        self.figure("spread_after", told)
        self.timing("spread_after_ms", told["spread_ms"] and told["spread_ms"]["max"], 0.15)

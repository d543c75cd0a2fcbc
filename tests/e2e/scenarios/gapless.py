"""From track to track without a seam, and each output its own part."""
import time

import numpy as np

from rig import align, material
from rig.house import House
from rig.recording import RATE
from rig.scenario import Scenario


class Gapless(Scenario):
    """The demo's two tracks are one performance cut in two: over the cut nothing is missing, and nothing is conducted."""

    quick = True

    def scenario(self):
        house = House(self.rig, 2, record="cards", clocks=True)
        house.play_on((1, 2), material.DEMO, material.CODA)
        house[1].ctl("seek", "122")
        time.sleep(9)
        titles = [n.session()["track"]["title"] for n in house.nodes]
        ended = time.monotonic()
        heard = house.finish()
        parts = [material.decode(p, self.rig.scratch)[0] for p in (material.DEMO, material.CODA)]
        reference = align.Reference(np.concatenate(parts))
        self.expect("second_track_plays", titles == ["Afterwards"] * 2, titles)
        for p in heard.players:
            told = align.continuity(heard.of(p), reference, heard.at(ended) - 7, heard.at(ended) - 0.2)
            self.figure(p, told)
            self.figure(p + "_silent_ms", told["silent_ms"], at_most=0)
            self.timing(p + "_position_error_ms", told["position_error_ms"], 0.1)
            self.figure(p + "_strange_windows", told["strange_windows"], at_most=0)
        told = align.spread(heard, [(heard.at(ended) - 7, heard.at(ended) - 0.2)])
        self.figure("spread", told)
        self.timing("spread_p99_ms", told["spread_ms"] and told["spread_ms"]["p99"], 0.1)


class Parts(Scenario):
    """Each node its own part: h1 the drums, h2 bass and chords, h3 the right side; together, in time."""

    def scenario(self):
        house = House(self.rig, 3)
        house.play_on((1, 2, 3), material.DEMO)
        house[1].ctl("stop")
        house[1].ctl("play", material.DEMO, "--part", "h1=drums", "--part", "h2=bass+chords", "--part", "h3=right")
        house.wait_sounding()
        time.sleep(10)
        ended = time.monotonic()
        heard = house.finish()
        stems = {n: material.decode(material.DEMO.with_suffix(".stems") / (n + ".opus"), self.rig.scratch) for n in ("drums", "bass", "chords")}
        right = material.decode(material.DEMO, self.rig.scratch)[1]
        wanted = {"h1": stems["drums"][0], "h2": stems["bass"][0] + stems["chords"][0], "h3": right}
        t0, t1, starts = heard.at(ended) - 8, heard.at(ended) - 0.5, []
        for p, samples in wanted.items():
            places = place(heard.of(p), align.Reference(samples[: 30 * RATE]), t0, t1)
            self.figure(p + "_windows_alike", len(places), at_least=10)
            starts.append(np.median([f / RATE - t for t, f in places]) if places else np.nan)
        self.timing("parts_apart_ms", round(float(np.max(starts) - np.min(starts)) * 1000, 4), 0.1)


def place(x, reference, t0, t1, seconds_to_know_it_by=4, window_s=0.1, hop_s=0.5):
    """[(time, frame of the music)] of the windows that are that music. It repeats, so only a long look finds where it
    is; a recorder's clock may be off by some ppm, so only short windows are exact."""
    first = int(t0 * RATE)
    begins, _ = reference.find(x[first: first + seconds_to_know_it_by * RATE])
    if begins is None:
        return []
    out = []
    for t in np.arange(t0, t1 - window_s, hop_s):
        at, alike = reference.find(x[int(t * RATE): int((t + window_s) * RATE)], near=begins + int(t * RATE) - first)
        if at is not None and alike > 0.9:
            out.append((int(t * RATE) / RATE, at))
    return out

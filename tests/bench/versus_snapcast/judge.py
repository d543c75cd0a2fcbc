"""One run of one system: what it is put through, and what the recording says of it."""
import time

import numpy as np

from players import OUTPUTS, SYSTEMS
from rig import align, machine, material, nodes
from rig.recording import RATE

SETTLE_S = 4.0
FOLLOW_S = 6.0            # how long a newcomer is watched
WITHIN_MS = (0.25, 1, 5)  # of another output: in time
WINDOW_S = 0.1            # of the spread: an output that bends by 500 ppm moves by two samples within it
REACH_S = 0.1             # a newcomer is looked for this far around where it should be
LASTS_S = 0.4


def run_once(system, net, ppm, seconds):
    with machine.Run() as run:
        music = material.cached(240, 1)
        busy = machine_busy()
        player = SYSTEMS[system](run, net, ppm, music)
        player.up()
        cold = player.play()
        time.sleep(SETTLE_S)
        player.stop()
        time.sleep(1.5)
        warm = player.play()
        time.sleep(SETTLE_S)
        meter, begun = nodes.Meter(player.pids()), time.monotonic()
        time.sleep(seconds)
        costs, ended = meter.finish(), time.monotonic()
        told = player.told()
        added = player.add(OUTPUTS[-1])
        time.sleep(FOLLOW_S)
        started = player.restart(OUTPUTS[-1])
        time.sleep(FOLLOW_S + 2)
        player.solo(OUTPUTS[0])
        time.sleep(3)
        moved = []
        for a, b in ((0, 1), (1, 0)):
            moved.append(player.move(OUTPUTS[a], OUTPUTS[b]))
            time.sleep(4)
        heard = player.finish()
        busy = [b - a for a, b in zip(busy, machine_busy())]
    return {"system": system, "net": net, "ppm": list(ppm), "seconds": seconds, "machine_busy_percent": round(100 * busy[0] / busy[1], 1),
            "underruns": heard.notes["underruns"], "told": told, "cpu_percent": mean(costs, "cpu_percent"), "memory_mb": mean(costs, "memory_mb"),
            "start_cold_s": first_of_all(heard, cold), "start_warm_s": first_of_all(heard, warm),
            "steady": offsets(heard, heard.at(begun), heard.at(ended), WINDOW_S, 0.25),
            "add": newcomer(heard, added), "join": newcomer(heard, started), "switch_gap_ms": [gap(heard, t) for t in moved]}


def machine_busy():
    """(busy, all) in ticks of all cores."""
    with open("/proc/stat") as stat:
        ticks = list(map(int, stat.readline().split()[1:9]))
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)


def mean(costs, key):
    return round(float(np.mean([c[key] for c in costs.values()])), 2)


def first_of_all(heard, asked):
    """Seconds until the last of the outputs sounded."""
    sounds = [align.first_sound(heard.of(p), heard.at(asked)) for p in of_outputs(heard)]
    return None if None in sounds else round(max(sounds) - heard.at(asked), 3)


def of_outputs(heard):
    return ["h%d" % i for i in OUTPUTS]


def offsets(heard, t0, t1, window_s, hop_s):
    """[[seconds since t0, ms that each further output is later than the first]]; null where one is silent."""
    first, *others = of_outputs(heard)
    tracks = [align.offsets(heard.of(first), heard.of(p), t0, t1, window_s, hop_s) for p in others]
    return [[round(row[0][0] - t0, 2), *(None if d is None else round(d, 4) for _, d in row)] for row in zip(*tracks)]


def newcomer(heard, asked):
    """When the last output sounds in time with the first and stays so, and how far off it was from its first sound on."""
    who, other = heard.of("h%d" % OUTPUTS[-1]), heard.of("h%d" % OUTPUTS[0])
    start, reach, n = heard.frame(asked), int(REACH_S * RATE), int(0.04 * RATE)
    sound = align.first_sound(who, heard.at(asked))
    out = {"first_sound_s": None if sound is None else round(sound - heard.at(asked), 3)}
    places = []
    for first in range(start, min(start + int(FOLLOW_S * RATE), len(who) - n - reach), n // 2):
        a, b = other[first: first + n], who[max(0, first - reach): first + n + reach]
        off = None
        if align.rms(a) > align.SILENT_RMS and align.rms(b[reach: -reach]) > align.SILENT_RMS:
            at, alike = align.lag(a, b)
            off = (at - min(reach, first)) / RATE * 1000 if alike > align.ALIKE else None
        places.append((first, off))
    for limit in WITHIN_MS:
        out["within_%g_ms_s" % limit] = stays_within(places, limit, start)
    settled = [off for first, off in places if sound is not None and first / RATE >= sound]
    early = [abs(o) for o in settled[: int(2 * RATE / (n // 2))] if o is not None]
    out["first_2_s_max_ms"] = round(max(early), 3) if early else None
    return out


def stays_within(places, limit, start):
    since = None
    for first, off in places:
        if off is None or abs(off) > limit:
            since = None
            continue
        since = first if since is None else since
        if first - since >= LASTS_S * RATE:
            return round((since - start) / RATE, 3)
    return None


def gap(heard, asked):
    """Milliseconds of silence in the sum of all outputs, the longest within three seconds of the command."""
    total = sum(heard.of(p) for p in of_outputs(heard))
    silent = align.gaps(total, heard.at(asked) - 0.5, min(heard.at(asked) + 3, heard.seconds))
    return round(1000 * max((s for _, s in silent), default=0), 1)

#!/usr/bin/python3
"""shared_library.py [WHAT...]: what it costs several nodes to have one library, and to analyse it together. Real segued processes in
network namespaces (needs root); on a machine that is doing nothing else. A line of JSON for each of:

    fresh       a new node gets the catalogue of another's FILES: first hit, and all of it
    speed       analysing MUSIC, which lies on one node: that node alone on one core; two nodes, each on a core of its own
    killed      kill -9 of a node that computes: its share taken over, nothing lost, nothing kept twice
    underruns   three nodes play while they analyse

    --files DIR     a large library (tests/bench/make_library.py DIR 100000)
    --music DIR     real music (Debian: wesnoth-1.16-music)
    --tracks N      no more of MUSIC than so many files
"""
import argparse
import json
import os
import pathlib
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "e2e"))
sys.dont_write_bytecode = True

from rig import libraries, machine, material, nodes  # noqa: E402
from rig.house import House  # noqa: E402

KINDS = 6  # of results (audio/analysis/analysis.h)


def say(what, **figures):
    print(json.dumps({"what": what, **figures}), flush=True)


def stats(node):
    return node.ctl("library", "stats")


def scanned(node, seconds=1800):
    def is_done():
        told = stats(node)
        return told if not told.get("scan") and not told.get("scans_waiting") and told.get("tracks") else None
    return nodes.until(is_done, "%s to scan" % node.name, seconds, every=0.5)


def start_on(node, core, *more, **options):
    """Started on that core alone, with all its threads and helpers."""
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core} if core is not None else everywhere)
    try:
        return node.start(*more, **options)
    finally:
        os.sched_setaffinity(0, everywhere)


def house_on(run, cores):
    house = House(run, len(cores), record=None, form=False)
    start_on(house.nodes[0], cores[0])
    for node, core in zip(house.nodes[1:], cores[1:]):
        start_on(node, core, join=house.nodes[0].ctl("ensemble", "invite")["link"])
    house.wait_together()
    return house


def some_music(run, folder, count):
    chosen = run.scratch / "music"
    chosen.mkdir(exist_ok=True)
    files = sorted(p for p in pathlib.Path(folder).iterdir() if p.suffix in (".ogg", ".flac", ".mp3", ".opus"))[:count]
    for file in files:
        if not (chosen / file.name).exists():
            (chosen / file.name).symlink_to(file)
    return chosen, len(files)


def fresh(asked):
    with machine.Run() as run:
        house = House(run, 2, record=None, form=False)
        house[1].start()
        house[1].ctl("jobs", "offer", "off")
        begun = time.monotonic()
        house[1].ctl("library", "add", asked.files)
        told = scanned(house[1])
        say("scanned", tracks=told["tracks"], seconds=round(time.monotonic() - begun, 1))
        own = len(libraries.records(house[1]).get(house[1].status()["node"]["id"], {}))
        house[2].start(join=house[1].ctl("ensemble", "invite")["link"])
        house[2].ctl("jobs", "offer", "off")
        nodes.until(lambda: house[2].status()["ensemble"]["nodes_up"] == 2, "h2 to join", 20)
        begun = time.monotonic()

        def found():
            try:
                return house[2].ctl("library", "search", "--limit", "1", "a").get("tracks")
            except nodes.Refused:  # its catalogue is just being made
                return None
        nodes.until(found, "a first hit", 60, every=0.05)
        first = time.monotonic() - begun
        slowest = 0.0

        def whole():
            nonlocal slowest
            slowest = max(slowest, house[2].ctl("library", "search", "ka lo")["took_ms"])
            return stats(house[2])["tracks"] >= told["tracks"]
        nodes.until(whole, "all tracks", 600, every=0.5)
        say("fresh", tracks=told["tracks"], records=own, first_hit_s=round(first, 2), all_s=round(time.monotonic() - begun, 1),
            slowest_search_meanwhile_ms=round(slowest, 1), memory_mb=[round(n.usage()[1] / 1e6, 1) for n in house.nodes])


def analysed(house, folder, count, patience=3600):
    begun = time.monotonic()
    house[1].ctl("library", "add", folder)
    libraries.wait_analysed(house[1], count, patience, every=1)  # who asks takes time from who works
    return time.monotonic() - begun


def speed(asked):
    took = {}
    for cores in ([0], [0, 1]):
        with machine.Run() as run:
            folder, count = some_music(run, asked.music, asked.tracks)
            house = house_on(run, cores)
            took[len(cores)] = analysed(house, folder, count)
            seconds = stats(house[1])["duration_s"]
            say("speed", nodes=len(cores), tracks=count, seconds=round(took[len(cores)], 1),
                times_real_time=round(seconds / took[len(cores)], 1), done=libraries.done(house[1]))
    say("speed-up", two_to_one=round(took[1] / took[2], 2))


def killed(asked):
    with machine.Run() as run:
        folder, count = some_music(run, asked.music, asked.tracks)
        house = house_on(run, [None, None, None])
        house[1].ctl("library", "add", folder)
        nodes.until(lambda: libraries.done(house[1]).get("h2", 0) >= 2, "h2 to compute", 300, every=0.05)
        house[2].kill()
        at = time.monotonic()
        for n in (house[1], house[3]):
            nodes.until(lambda: "h2" not in libraries.done(n), "%s to do without h2" % n.name, 30, every=0.01)
        taken = time.monotonic() - at
        told = libraries.wait_analysed(house[1], count, 3600)
        libraries.wait_analysed(house[3], count, 60)
        house[2].start()
        house.wait_together()
        wanted = count * KINDS
        # What h2 had found out and told nobody, others have found out anew: one of the two takes its own back.
        end = time.monotonic() + 15
        while True:
            counts = [libraries.results(n) for n in house.nodes]
            if all(len(c) == wanted and set(c.values()) == {1} for c in counts) or time.monotonic() > end:
                break
            time.sleep(0.2)
        say("killed", share_taken_over_s=round(taken, 2), jobs=wanted, lost=wanted - min(map(len, counts)),
            kept_twice=sum(1 for c in counts for n in c.values() if n > 1), set_aside=told["set_aside"])


def underruns(asked):
    with machine.Run() as run:
        folder, count = some_music(run, asked.music, asked.tracks)
        house = house_on(run, [None, None, None])
        house.play_on((1, 2, 3), material.cached(180, 1), material.cached(180, 2))
        before = [n.status()["output"]["underruns"] for n in house.nodes]
        took = analysed(house, folder, count)
        after = [n.status()["output"]["underruns"] for n in house.nodes]
        say("underruns", outputs=3, analysing_s=round(took, 1), underruns=sum(after) - sum(before), sounding=[n.status()["output"]["state"] for n in house.nodes])


def main():
    parts = {"fresh": fresh, "speed": speed, "killed": killed, "underruns": underruns}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", choices=[*parts, []])
    parser.add_argument("--files")
    parser.add_argument("--music", default="/usr/share/games/wesnoth/1.16/data/core/music")
    parser.add_argument("--tracks", type=int, default=1000)
    asked = parser.parse_args()
    for what in asked.what or parts:
        if what == "fresh" and not asked.files:
            parser.error("fresh needs --files")
        parts[what](asked)


if __name__ == "__main__":
    main()

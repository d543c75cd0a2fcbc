"""One library over several nodes: found and played from anywhere, analysed by all."""
import time

from rig import libraries, material, nodes
from rig.house import House
from rig.scenario import Scenario

KINDS = 6  # of results (audio/analysis/analysis.h)


class PlaysFromAfar(Scenario):
    """What only one node has is found and played by another; when it is away it is still found, and marked, until it is forgotten."""

    quick = True

    def scenario(self):
        house = House(self.rig, 2, record=None)
        music = self.rig.scratch / "music"
        music.mkdir()
        material.make(music / "piece.flac", 12, 5)
        asked = time.monotonic()
        house[1].ctl("library", "add", music)
        found = nodes.until(lambda: house[2].ctl("library", "search", "title:test").get("tracks"), "h2 to find h1's music", 15)
        self.figure("found_after_s", round(time.monotonic() - asked, 2))
        place = found[0]["places"][0]
        self.expect("found_at_its_node", place["node_name"] == "h1" and not place.get("is_here"), place)
        house[2].ctl("play", "title:test")
        house.wait_sounding([house[2]])
        time.sleep(1.5)
        session = house[2].session()
        self.expect("the_one_that_was_asked_for", session["track"]["title"] == "Test music 5", session["track"])
        self.expect("it_goes_on", session["position_s"] > 1, session["position_s"])
        self.expect("only_where_asked", house[1].status()["output"]["state"] != "sounding")
        self.figure("underruns", house[2].status()["output"]["underruns"])
        house[2].ctl("outputs", "add", "h1")
        house.wait_sounding()
        house[1].stop()
        away = nodes.until(lambda: [t for t in house[2].ctl("library", "search", "title:test")["tracks"] if t["places"][0].get("is_away")],
                           "h2 to mark what is away", 10)
        self.expect("still_found", len(away) == 1)
        self.expect("still_played", house[2].session()["state"] == "playing")
        house[2].ctl("ensemble", "forget", "h1")
        nodes.until(lambda: not house[2].ctl("library", "search", "title:test").get("tracks"), "h2 to find no more what a forgotten node had", 10)


class SharedWork(Scenario):
    """Thirty recordings on one of three nodes: all share the analysis, one is killed meanwhile, nothing is lost or kept twice."""

    quick = True
    count = 30

    def scenario(self):
        music = libraries.make_music(self.rig.scratch / "music", self.count, 45)
        house = House(self.rig, 3, record=None)
        begun = time.monotonic()
        house[1].ctl("library", "add", music)
        nodes.until(lambda: libraries.done(house[1]).get("h2", 0) >= 2, "h2 to do its share", 30, every=0.1)
        before = libraries.done(house[1])
        house[2].kill()
        killed = time.monotonic()
        nodes.until(lambda: "h2" not in libraries.done(house[1]) and "h2" not in libraries.done(house[3]), "the others to do without h2", 10)
        self.timing("share_taken_over_s", round(time.monotonic() - killed, 2), 2.0)
        self.figure("done_when_it_was_killed", before)
        living = [house[1], house[3]]
        told = [libraries.wait_analysed(n, self.count, 60) for n in living]
        self.figure("analysed_after_s", round(time.monotonic() - begun, 1))
        self.figure("done_by_each", libraries.done(house[1]))
        self.expect("nothing_failed", all(t["set_aside"] == 0 and all(n["failed"] == 0 for n in t["nodes"]) for t in told))
        self.expect("all_work", all(n["done"] > 0 for n in told[0]["nodes"]), told[0]["nodes"])
        wanted = self.count * KINDS
        house[2].start()
        house.wait_together()
        for n in house.nodes:
            counted = nodes.until(lambda: (lambda r: r if len(r) == wanted and set(r.values()) == {1} else None)(libraries.results(n)),
                                  "every job to have one result at %s" % n.name, 15, every=0.2)
            self.figure(n.name + "_results", len(counted))
        nodes.until(lambda: libraries.records(house[1]) == libraries.records(house[2]) == libraries.records(house[3]), "all copies to be equal", 10, every=0.2)
        found = nodes.until(lambda: house[3].ctl("library", "search", "--limit", "500", "has:key", "artist:rig").get("tracks", []), "h3 to search by key", 10)
        self.figure("searchable_by_key_on_h3", len(found), at_least=1)

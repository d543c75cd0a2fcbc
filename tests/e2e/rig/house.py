"""A house: hosts, a way to record, nodes that form an ensemble. What most scenarios begin with."""
import json
import time

from . import capture, faults, hosts, material, nodes
from .align import Reference


class House:
    """House(run, 3): nodes h1, h2, h3 on JACK, on a clean LAN, in one ensemble, nothing playing.

    record: "jack", "cards" or None (the nodes play to `null`). net: a name of hosts.NETWORKS. clocks: each host has its own.
    switched: the LAN can be cut. small_disks: state directories that can be filled. guests: names of players that are
    recorded and have a host, behind the nodes' ones, but are no nodes: lan.start(count + 1, …) starts the first. windows: hosts whose node has one."""

    def __init__(self, run, count, record="jack", ppm=(30, -40, 0), net="clean", clocks=False, switched=False, small_disks=False, form=True, guests=(), windows=()):
        self.run = run
        names = ["h%d" % i for i in range(1, count + 1)]
        self.lan = hosts.Lan(run, count + len(guests), switched=switched or net != "clean", clocks=clocks)
        self.lan.become(net)
        self.capture = {"jack": lambda: capture.Jack(run, [*names, *guests]), "cards": lambda: capture.Cards(run, dict(zip([*names, *guests], ppm))),
                        None: lambda: None}[record]()
        self.nodes = [(nodes.WindowedNode if i in windows else nodes.Node)(run, n, self.lan, i, *self.sound(n)) for i, n in enumerate(names, 1)]
        if small_disks:
            for n in self.nodes:
                faults.small_disk(run, n.state_dir)
        if form:
            self.form()

    def sound(self, name):
        return (self.capture.audio(name), self.capture.environment) if self.capture else ("null", None)

    def __getitem__(self, i):
        """Node by its host's number, from 1."""
        return self.nodes[i - 1]

    def form(self):
        """All nodes up, in the first one's ensemble, knowing each other and the time."""
        self.nodes[0].start()
        for n in self.nodes[1:]:
            n.start(join=self.nodes[0].ctl("ensemble", "invite")["link"])
        self.wait_together()

    def wait_together(self, of=None, seconds=20):
        of = of or self.nodes
        for n in of:
            nodes.until(lambda: n.status()["ensemble"]["nodes_up"] == len(of), "%s to see all nodes" % n.name, seconds)
            nodes.until(lambda: n.status()["sync"]["state"] in ("synced", "reference"), "%s to know the time" % n.name, seconds)

    def play_on(self, hosts_, *music):
        """`music` on these hosts' nodes; back when all of them sound. Seconds (monotonic) at which play was asked for."""
        self[1].ctl("queue", "add", *music)  # a session, so that its outputs can be chosen before it sounds
        self[1].ctl("outputs", "set", *[self[i].name for i in hosts_])
        asked = time.monotonic()
        self[1].ctl("play", *music)
        self.wait_sounding([self[i] for i in hosts_])
        return asked

    def wait_sounding(self, of=None, seconds=15):
        for n in of or self.nodes:
            try:
                nodes.until(lambda: n.status()["output"]["state"] == "sounding", "%s to sound" % n.name, seconds)
            except AssertionError as vain:
                raise AssertionError("%s; it says: %s" % (vain, json.dumps(n.status()))) from None

    def finish(self):
        """Ends the nodes and gives the recording."""
        heard = self.capture.finish()
        for n in self.nodes:
            if n.running():
                n.stop()
        return heard

    def reference(self, path, side=0):
        return Reference(material.decode(path, self.run.scratch)[side])

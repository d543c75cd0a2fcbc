"""The two systems, with the same verbs: host 1 has the music, hosts 2, 3 and 4 sound.

    up()            everything runs, silent      play() stop()     moments (monotonic s) at which it was asked for
    pids()          of the outputs               restart(h)        ends the output's program; when it was started again
    solo(h)         only this one sounds         move(h, k)        the sound goes from h to k; when that was asked for
"""
import json
import os
import socket
import subprocess
import threading
import time

from rig import capture, hosts, machine, material, nodes
from rig.house import House

SOURCE, OUTPUTS = 1, (2, 3, 4)
AWAY_S = 1.5  # between the end of an output's program and its new start
FED_BYTES = 19200  # 100 ms
RPC_PORT = 1705


class Segue:
    def __init__(self, run, net, ppm, music):
        self.music = music
        self.house = House(run, 1 + len(OUTPUTS), record="cards", ppm=(0, *ppm), clocks=True, net=net)
        self.capture, self.lan = self.house.capture, self.house.lan

    def up(self):
        source = self.house[SOURCE]
        source.ctl("queue", "add", self.music)  # a session, so that its outputs can be chosen before it sounds
        source.ctl("outputs", "set", *self.names())

    def names(self):
        return ["h%d" % i for i in OUTPUTS]

    def play(self):
        asked = time.monotonic()
        self.house[SOURCE].ctl("play", self.music)
        return asked

    def stop(self):
        self.house[SOURCE].ctl("stop")

    def pids(self):
        return {"h%d" % i: self.house[i].process.pid for i in OUTPUTS}

    def restart(self, host):
        self.house[host].stop()
        time.sleep(AWAY_S)
        started = time.monotonic()
        self.house[host].start(wait=False)
        return started

    def add(self, host):
        """The node runs; only the sound was elsewhere. Removes it, and adds it again."""
        self.house[SOURCE].ctl("outputs", "remove", "h%d" % host)
        time.sleep(AWAY_S)
        asked = time.monotonic()
        self.house[SOURCE].ctl("outputs", "add", "h%d" % host)
        return asked

    def solo(self, host):
        self.house[SOURCE].ctl("handoff", "h%d" % host)
        self.house[host].ctl("outputs", "set", "h%d" % host)

    def move(self, host, to):
        asked = time.monotonic()
        self.house[host].ctl("handoff", "h%d" % to)
        return asked

    def told(self):
        return [n.status()["output"] for n in self.house.nodes if n.running()]

    def finish(self):
        return self.house.finish()


class Snapcast:
    """Debian's snapserver and snapclient, their defaults but for the codec: Opus, as Segue's."""

    def __init__(self, run, net, ppm, music):
        lack = machine.missing("snapserver", "snapclient", "ffmpeg")
        if lack:
            raise lack
        self.run, self.scratch = run, run.scratch
        self.lan = hosts.Lan(run, 1 + len(OUTPUTS), switched=net != "clean", clocks=True)
        self.lan.become(net)
        self.capture = capture.Cards(run, dict(zip(["h%d" % i for i in OUTPUTS], ppm)))
        decode = ["ffmpeg", "-v", "error", "-i", music, "-f", "s16le", "-ar", material.RATE, "-ac", "2", "-"]
        self.pcm = subprocess.run(list(map(str, decode)), capture_output=True, check=True).stdout
        self.pipe, self.clients = self.scratch / "snap.pipe", {}
        self.feeding, self.over = threading.Event(), threading.Event()

    def up(self):
        stream = "pipe://%s?name=A&mode=create&sampleformat=48000:16:2&codec=opus" % self.pipe
        self.server = self.lan.start(SOURCE, ["snapserver", "-c", "/dev/null", "--server.datadir=%s" % self.scratch, "--stream.source=" + stream],
                                     log=self.scratch / "snapserver.log")
        nodes.until(self.pipe.exists, "snapserver to make its pipe")
        threading.Thread(target=self.feed, daemon=True).start()
        for i in OUTPUTS:
            self.start_client(i)
        nodes.until(lambda: self.rpc_ready() and len(self.connected()) == len(OUTPUTS), "the clients to be connected", 20, every=0.2)
        time.sleep(3)  # their clocks

    def start_client(self, host):
        name = "h%d" % host
        command = ["snapclient", "-h", self.lan.address(SOURCE), "--hostID", name, "-s", name]
        self.clients[host] = self.lan.start(host, command, log=self.scratch / (name + ".log"), env={**os.environ, **self.capture.environment})

    def feed(self):
        """Keeps the pipe full while it is to play; the server takes from it at its own pace."""
        try:
            with open(self.pipe, "wb", 0) as pipe:
                while not self.over.is_set():
                    for at in range(0, len(self.pcm), FED_BYTES):
                        self.feeding.wait()
                        if self.over.is_set():
                            return
                        pipe.write(self.pcm[at: at + FED_BYTES])
        except BrokenPipeError:
            pass

    def rpc(self, method, **params):
        with machine.inside_network(self.lan.name(SOURCE)):
            link = socket.create_connection(("127.0.0.1", RPC_PORT), 5)
        with link, link.makefile() as lines:
            link.sendall((json.dumps({"id": 1, "jsonrpc": "2.0", "method": method, "params": params}) + "\r\n").encode())
            for line in lines:
                answer = json.loads(line)
                if answer.get("id") == 1:
                    return answer["result"]

    def rpc_ready(self):
        try:
            self.rpc("Server.GetRPCVersion")
            return True
        except OSError:
            return False

    def connected(self):
        groups = self.rpc("Server.GetStatus")["server"]["groups"]
        return [c["id"] for g in groups for c in g["clients"] if c["connected"]]

    def play(self):
        asked = time.monotonic()
        self.feeding.set()
        return asked

    def stop(self):
        self.feeding.clear()
        time.sleep(2)  # what is in its buffers

    def pids(self):
        return {"h%d" % i: p.pid for i, p in self.clients.items()}

    def restart(self, host):
        machine.stop(self.clients[host])
        time.sleep(AWAY_S)
        started = time.monotonic()
        self.start_client(host)
        return started

    def mute(self, host, muted):
        self.rpc("Client.SetVolume", id="h%d" % host, volume={"muted": muted, "percent": 100})

    def add(self, host):
        """Nearest to it: a client that runs is muted, and heard again."""
        self.mute(host, True)
        time.sleep(AWAY_S)
        asked = time.monotonic()
        self.mute(host, False)
        return asked

    def solo(self, host):
        for i in OUTPUTS:
            self.mute(i, i != host)

    def move(self, host, to):
        asked = time.monotonic()
        self.mute(host, True)
        self.mute(to, False)
        return asked

    def told(self):
        return []

    def finish(self):
        self.over.set()
        self.feeding.set()
        heard = self.capture.finish()
        for client in self.clients.values():
            machine.stop(client)
        machine.stop(self.server)
        return heard


SYSTEMS = {"segue": Segue, "snapcast": Snapcast}

"""Hosts: network namespaces on a LAN of their own, which touches nothing of this machine's.

    lan = Lan(run, 3)                       a kernel bridge: clean and fast
    lan = Lan(run, 3, switched=True)        our switch (tools/lan_switch.cpp): lan.impair(2, delay=5, jitter=2, loss=0.5)
    lan = Lan(run, 3, clocks=True)          each host's CLOCK_MONOTONIC has an offset of its own

Hosts count from 1; host i has the address 10.78.0.i (and an IPv6 link-local one).
"""
import pathlib
import subprocess

from . import machine

# The kernel's default may be BBR, which hardly notices loss; phones and laptops mostly use loss-based control.
TCP_CONGESTION = "reno"


def ip(*words):
    done = subprocess.run(["ip", *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        raise machine.CannotRun("ip %s: %s" % (" ".join(map(str, words)), done.stderr.strip()))


def quietly(*command):
    subprocess.run(list(map(str, command)), capture_output=True)


class Lan:
    def __init__(self, run, count, switched=False, clocks=False):
        machine.require_hosts()
        self.run, self.count, self.hub = run, count, run.tag + "-lan"
        self.clock_files, self.switch = {}, None
        self.add_namespace(self.hub)
        if not switched:
            ip("-n", self.hub, "link", "add", "bridge", "type", "bridge", "mcast_snooping", 0)
            ip("-n", self.hub, "link", "set", "bridge", "up")
        for i in range(1, count + 1):
            self.add_host(i, bridged=not switched)
            if clocks:
                self.add_clock(i)
        if switched:
            self.start_switch()

    def name(self, i):
        return "%s-%d" % (self.run.tag, i)

    def address(self, i):
        return "10.78.0.%d" % i

    def add_namespace(self, name):
        ip("netns", "add", name)
        self.run.undo.callback(quietly, "ip", "netns", "del", name)
        ip("-n", name, "link", "set", "lo", "up")

    def add_host(self, i, bridged):
        name, port = self.name(i), "port%d" % i
        self.add_namespace(name)
        ip("-n", name, "link", "add", "eth0", "address", "02:78:00:00:00:%02x" % i, "type", "veth", "peer", "name", port, "netns", self.hub)
        inside = ["ip", "netns", "exec"]
        for where, device in ((name, "eth0"), (self.hub, port)):  # frames as a wire would carry them
            quietly(*inside, where, "ethtool", "-K", device, "tx", "off", "rx", "off", "tso", "off", "gso", "off", "gro", "off")
        quietly(*inside, name, "sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0")
        quietly(*inside, name, "sysctl", "-qw", "net.ipv4.tcp_congestion_control=" + TCP_CONGESTION)
        quietly(*inside, self.hub, "sysctl", "-qw", "net.ipv6.conf.%s.disable_ipv6=1" % port)
        ip("-n", name, "addr", "add", self.address(i) + "/24", "brd", "+", "dev", "eth0")
        if bridged:
            ip("-n", self.hub, "link", "set", port, "master", "bridge")
        ip("-n", self.hub, "link", "set", port, "up")
        ip("-n", name, "link", "set", "eth0", "up")
        ip("-n", name, "route", "add", "224.0.0.0/4", "dev", "eth0")

    def add_clock(self, i):
        """A time namespace, kept alive by a file, with an offset like no other's."""
        path = self.run.scratch / ("time%d" % i)
        path.touch()
        offset = str((i * 7919 + 104729) % 90000 + 1000)
        done = subprocess.run(["unshare", "--time=%s" % path, "--monotonic", offset, "--boottime", offset, "true"], capture_output=True)
        if done.returncode != 0:
            raise machine.CannotRun("this machine has no time namespaces: " + done.stderr.decode().strip())
        self.run.undo.callback(quietly, "umount", path)
        self.clock_files[i] = path

    def within(self, i, command):
        """The command line that runs `command` in host i; the process becomes the command itself."""
        enter = ["nsenter", "--net=/run/netns/" + self.name(i)]
        if i in self.clock_files:
            enter.append("--time=%s" % self.clock_files[i])
        return [*enter, "--", *map(str, command)]

    def start(self, i, command, **options):
        return self.run.start(self.within(i, command), **options)

    # ---- impairment: only with switched=True

    def start_switch(self):
        ports = ["port%d" % i for i in range(1, self.count + 1)]
        command = ["ip", "netns", "exec", self.hub, machine.tools() / "lan_switch", *ports]
        self.switch = self.run.start(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if self.switch.stdout.readline().strip() != "ready":
            raise machine.CannotRun("the LAN's switch did not start")

    def tell_switch(self, line):
        self.switch.stdin.write(line + "\n")
        self.switch.stdin.flush()
        answer = self.switch.stdout.readline().strip()
        if not answer.startswith("ok"):
            raise ValueError("lan_switch: " + answer)
        return answer[3:]

    def impair(self, host="all", way="", **settings):
        """Settings as tools/lan_switch.cpp lists them; way: "in" (from the host), "out" (to it), "" both."""
        self.tell_switch("set %s %s %s" % (host, way, " ".join("%s=%g" % s for s in settings.items())))

    def become(self, net):
        """As NETWORKS says."""
        for host, way, settings in NETWORKS[net]:
            self.impair(host, way, **settings)

    def cut(self, a, b, both=True, on=True):
        """Drops frames from host a to host b, and back if both."""
        for one, other in ((a, b), (b, a))[: 2 if both else 1]:
            self.tell_switch("cut %d %d %s" % (one, other, "on" if on else "off"))

    def isolate(self, i, on=True):
        for other in range(1, self.count + 1):
            if other != i:
                self.cut(i, other, on=on)

    def clear(self):
        self.tell_switch("clear")


# (host, lane, settings). What leads to all hosts holds each way, from any one to any other.
NETWORKS = {
    "clean": [],
    "wifi": [("all", "out", {"delay": 5, "jitter": 2, "loss": 0.5})],
    "bad": [("all", "out", {"delay": 20, "jitter": 10, "loss": 2})],
    "bursty": [("all", "out", {"delay": 2, "jitter": 1, "outage": 100, "every": 5000})],
    # 2 ms to host 2, 12 ms ± 1 from it; 7 ms among the others. Half the difference, 5 ms, no clock can see.
    "asymmetric": [("all", "out", {"delay": 7, "jitter": 0.5}), (2, "out", {"delay": 2}), (2, "in", {"delay": 5, "wander": 1, "period": 30})],
    "bunches": [("all", "out", {"delay": 1, "bunch": 100})],
}


def timens_offset_s(pid):
    """How far a process' CLOCK_MONOTONIC is ahead of ours."""
    for line in pathlib.Path("/proc/%d/timens_offsets" % pid).read_text().splitlines():
        clock, seconds, ns = line.split()
        if clock == "monotonic":
            return int(seconds) + int(ns) * 1e-9
    return 0.0

#!/usr/bin/env python3
"""Segue's demo: three nodes on this machine play as one, hand the session round, and lose one.

Real nodes, real commands: everything here is done with segued and seguectl as anyone would use them. The nodes
keep to loopback. With a sound device they are heard; without one they play to paced null devices, and the table
shows the same. --audio chooses; --seconds stretches or shortens each scene.
"""
import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
MUSIC = HERE.parent / "demo-music" / "segue-demo.opus"
NAMES = ["laptop", "phone", "speaker"]


class Trouble(Exception):
    pass


class Node:
    """One segued and what it last told of itself."""

    def __init__(self, bin_dir, home, name, audio, join=None):
        self.name, self.ctl_program, self.state_dir = name, bin_dir / "seguectl", home / name
        self.snapshot, self.dead = {}, False
        self.log_path = home / f"{name}.log"
        arguments = [bin_dir / "segued", "--name", name, "--state-dir", self.state_dir, "--audio", audio,
                     "--listen", "127.0.0.1"]
        if join:
            arguments += ["--join", join]
        self.process = subprocess.Popen(list(map(str, arguments)), stdin=subprocess.DEVNULL,
                                        stdout=open(self.log_path, "wb"), stderr=subprocess.STDOUT)
        self.watcher = None

    def ctl(self, *words):
        """Runs seguectl on this node; its answer, or Trouble with its one line."""
        done = subprocess.run([str(self.ctl_program), "--state-dir", str(self.state_dir), "--json", *map(str, words)],
                              capture_output=True, text=True, timeout=30)
        if done.returncode != 0:
            raise Trouble(f"{self.name}: seguectl {' '.join(map(str, words))}: {done.stderr.strip()}")
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def wait_ready(self, seconds=15):
        """Until it answers commands."""
        end = time.monotonic() + seconds
        while True:
            try:
                return self.ctl("status")
            except Trouble:
                if self.process.poll() is not None:
                    raise Trouble(f"{self.name} did not start:\n{self.log_path.read_text(errors='replace')[-800:]}") from None
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def watch(self):
        """Keeps self.snapshot fresh from `seguectl watch`."""
        self.watcher = subprocess.Popen([str(self.ctl_program), "--state-dir", str(self.state_dir), "--json", "watch"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

        def read():
            for line in self.watcher.stdout:
                try:
                    self.snapshot = json.loads(line)
                except ValueError:
                    pass
        threading.Thread(target=read, daemon=True).start()

    def kill(self):
        """As if its battery were pulled."""
        self.process.kill()
        self.process.wait()
        self.dead = True

    def stop(self):
        for process in (self.watcher, self.process):
            if process and process.poll() is None:
                process.terminate()
        for process in (self.watcher, self.process):
            if process:
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    process.kill()


class Table:
    """The house as its nodes see it: redrawn in place on a terminal, a line per scene elsewhere."""

    def __init__(self, nodes):
        self.nodes, self.live, self.height = nodes, sys.stdout.isatty(), 0

    def rows(self):
        yield f"{'NODE':<9} {'STATE':<26} {'SOUND':<9} {'POSITION':>9} {'OFF BY':>9} {'CLOCK ±':>9}  CONDUCTS"
        for node in self.nodes:
            if node.dead:
                yield f"{node.name:<9} killed"
                continue
            snap = node.snapshot
            if not snap:
                yield f"{node.name:<9} starting"
                continue
            session, output, sync = snap.get("session", {}), snap.get("output", {}), snap.get("sync", {})
            sounding = output.get("state") in ("sounding", "muted")
            position = session.get("position_s", 0.0)
            me = snap.get("node", {})
            yield (f"{node.name:<9} {snap.get('text', '')[:26]:<26} {output.get('state', ''):<9} "
                   f"{int(position) // 60:>4}:{position % 60:04.1f} "
                   f"{(format(output.get('error_us', 0.0), '+.0f') + ' µs') if sounding else '—':>9} "
                   f"{format(sync.get('error_us', 0.0), '.0f') + ' µs':>9}  "
                   f"{'conductor, ballot ' + session.get('ballot', '').split('@')[0] if me.get('is_conductor') else ''}")

    def draw(self, caption):
        lines = ["", "\033[1m" + caption + "\033[0m" if self.live else caption, *self.rows()]
        if self.live and self.height:
            sys.stdout.write(f"\033[{self.height}A")
        for line in lines:
            sys.stdout.write(("\033[2K" if self.live else "") + line + "\n")
        sys.stdout.flush()
        self.height = len(lines)

    def scene(self, caption, seconds):
        """Shows the house for a while."""
        end = time.monotonic() + seconds
        while self.live and time.monotonic() < end:
            self.draw(caption)
            time.sleep(0.25)
        if not self.live:
            time.sleep(max(0.0, end - time.monotonic()))
            self.draw(caption)
        self.height = 0


def sound_device(node):
    """What to play to: this machine's own device, or, without one, the clock alone."""
    devices = node.ctl("devices").get("devices", [])
    return "default" if any(d.get("is_default") for d in devices) else "null"


def perform(bin_dir, home, audio, seconds):
    nodes = []
    try:
        laptop = Node(bin_dir, home, NAMES[0], audio or "null")
        nodes.append(laptop)
        laptop.wait_ready()
        if audio is None:
            audio = sound_device(laptop)
            if audio != "null":
                laptop.stop()
                laptop = nodes[0] = Node(bin_dir, home, NAMES[0], audio)
                laptop.wait_ready()
        print(f"Sound goes to: {audio}" + (" (no sound device here: silent, but paced like one)" if audio == "null" else ""))
        for name in NAMES[1:]:
            link = laptop.ctl("ensemble", "invite")["link"]
            node = Node(bin_dir, home, name, audio, join=link)
            nodes.append(node)
            node.wait_ready()
        _, phone, speaker = nodes
        for node in nodes:
            node.watch()
        until(lambda: laptop.ctl("status")["ensemble"]["nodes_up"] == 3, "the nodes to find each other")

        table = Table(nodes)
        laptop.ctl("play", MUSIC)
        table.scene("The laptop plays alone.", seconds)
        laptop.ctl("outputs", "add", "speaker")
        table.scene("The speaker joins mid-song.", seconds)
        laptop.ctl("handoff", "phone")
        table.scene("Handed over: the sound moved from the laptop to the phone, without a gap.", seconds)
        phone.ctl("outputs", "add", "laptop")
        table.scene("The laptop plays along again: all three sound as one.", seconds)
        phone.ctl("handoff", "speaker")
        table.scene("The speaker conducts now; nothing stopped.", seconds)
        speaker.kill()
        table.scene("The speaker was killed. The others play on, and one of them conducts.", seconds)
        survivor = phone.ctl("status")["session"]
        if survivor["state"] != "playing" or survivor["conductor_name"] not in ("phone", "laptop"):
            raise Trouble(f"after the kill the session is {survivor['state']}, conducted by {survivor['conductor_name']}")
        print(f"\nStill playing “{survivor['track']['title']}” at {survivor['position_s']:.1f} s, "
              f"conducted by {survivor['conductor_name']}. That is Segue.")
        print("Start nodes of your own:  ./run node --name kitchen      and command them:  ./run ctl --help")
    finally:
        for node in nodes:
            node.stop()


def until(true, what, seconds=15):
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise Trouble(f"waited {seconds} s in vain for {what}")
        time.sleep(0.05)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="where segued and seguectl are")
    parser.add_argument("--audio", help="what the nodes play to (default: the sound device, or null without one)")
    parser.add_argument("--seconds", type=float, default=6, help="how long each scene lasts")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    home = pathlib.Path(tempfile.mkdtemp(prefix="segue-demo-"))
    try:
        perform(arguments.bin, home, arguments.audio, arguments.seconds)
    except Trouble as trouble:
        print(f"demo: {trouble}\ndemo: the nodes' logs are in {home}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

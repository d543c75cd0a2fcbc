"""What can happen to a node: each fault begins, lasts, and is healed.

    fault = Freeze(house, 2); fault.begin(); …; fault.end()

`lives`: while it lasts, the node still runs. `reaches`: …and is heard by the others.
"""
import os
import signal
import subprocess
import time

from . import machine

LEAVES_WITHIN_S = 5


class Fault:
    lives, reaches = True, True

    def __init__(self, house, victim):
        self.house, self.victim, self.node = house, victim, house[victim]

    def begin(self):
        raise NotImplementedError

    def end(self):
        raise NotImplementedError

    def __str__(self):
        return "%s of %s" % (type(self).__name__, self.node.name)


class Kill(Fault):
    """kill -9; started again with its state directory."""

    lives = reaches = False

    def begin(self):
        self.node.kill()

    def end(self):
        self.node.start(wait=False)


class Restart(Fault):
    """SIGTERM; started again as soon as it has gone."""

    lives = reaches = False
    left_after_s = status = None

    def begin(self):
        self.begun = time.monotonic()
        self.node.process.send_signal(signal.SIGTERM)

    def end(self):
        try:
            self.status = self.node.process.wait(LEAVES_WITHIN_S)
            self.left_after_s = time.monotonic() - self.begun
        except subprocess.TimeoutExpired:
            self.node.kill()
        self.node.start(wait=False)


class Freeze(Fault):
    """SIGSTOP, then SIGCONT."""

    lives = reaches = False

    def begin(self):
        self.node.process.send_signal(signal.SIGSTOP)

    def end(self):
        self.node.process.send_signal(signal.SIGCONT)


class Cut(Fault):
    """No frame goes to it or comes from it."""

    reaches = False
    to, back = True, True

    def begin(self):
        self.switch(True)

    def end(self):
        self.switch(False)

    def switch(self, on):
        for other in range(1, len(self.house.nodes) + 1):
            if other != self.victim and self.to:
                self.house.lan.cut(other, self.victim, both=False, on=on)
            if other != self.victim and self.back:
                self.house.lan.cut(self.victim, other, both=False, on=on)


class Deaf(Cut):
    """It is heard, and hears nothing."""

    back = False


class Mute(Cut):
    """It hears, and is not heard."""

    to = False


class FullDisk(Fault):
    """Nothing more can be written to its state directory. Only in a house with small disks."""

    def begin(self):
        self.ballast = self.node.state_dir / "ballast"
        with open(self.ballast, "wb", 0) as file:
            piece = bytes(1 << 20)
            while piece:
                try:
                    file.write(piece)
                except OSError:
                    piece = piece[: len(piece) // 2]

    def end(self):
        self.ballast.unlink(missing_ok=True)


ALL = (Kill, Freeze, Restart, Cut, Deaf, Mute, FullDisk)


def small_disk(run, folder, mb=48):
    """A file system of its own for this folder, small enough to be filled."""
    folder.mkdir(mode=0o700)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%dm,mode=0700" % mb, "segue-e2e", str(folder)], capture_output=True, text=True)
    if done.returncode != 0:
        raise machine.CannotRun("this machine mounts no small disk: " + done.stderr.strip())
    run.undo.callback(subprocess.run, ["umount", "--lazy", str(folder)], capture_output=True)


def seed():
    """SEGUE_E2E_SEED, or one from the clock."""
    return int(os.environ.get("SEGUE_E2E_SEED") or time.time_ns() % 1_000_000)

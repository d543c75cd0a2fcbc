"""Nodes: real segued processes in hosts, commanded by the real seguectl."""
import json
import os
import pathlib
import signal
import subprocess
import time

from . import machine


class Refused(Exception):
    """seguectl said no. .status: its exit code; .line: what it wrote on stderr."""

    def __init__(self, status, line):
        super().__init__("exit %d: %s" % (status, line))
        self.status, self.line = status, line


def programs():
    """The folder with segued and seguectl: $SEGUE_BIN, or the newest build."""
    asked = os.environ.get("SEGUE_BIN")
    found = [pathlib.Path(asked)] if asked else sorted(
        (p.parent for p in (machine.TOP / "build").glob("*/bin/segued")), key=lambda p: (p / "segued").stat().st_mtime, reverse=True)
    for folder in found:
        if (folder / "segued").exists() and (folder / "seguectl").exists():
            return folder
    raise machine.CannotRun("segued and seguectl are not built (SEGUE_BIN says where they are)")


class Node:
    """One node. It is started by start(); ctl() commands it; its log, state and everything else is under the run's scratch."""

    def __init__(self, run, name, lan=None, host=None, audio="null", environment=None):
        self.run, self.name, self.lan, self.host, self.audio = run, name, lan, host, audio
        self.bin = programs()
        self.state_dir, self.log = run.scratch / ("state-" + name), run.scratch / (name + ".log")
        home = run.scratch / ("home-" + name)
        home.mkdir(exist_ok=True)
        self.environment = {**os.environ, "HOME": str(home), **(environment or {})}
        for key in [k for k in self.environment if k.startswith("XDG_")]:
            del self.environment[key]
        self.process = None

    def start(self, *more, join=None, wait=True):
        command = [self.bin / "segued", "--name", self.name, "--state-dir", self.state_dir, "--audio", self.audio, *more]
        if join:
            command += ["--join", join]
        launch = self.lan.start if self.host else lambda _, c, **o: self.run.start(c, **o)
        self.process = launch(self.host, command, log=self.log, env=self.environment)
        if wait:
            self.wait_ready()
        return self

    def wait_ready(self, seconds=15):
        end = time.monotonic() + seconds
        while True:
            try:
                return self.status()
            except Refused:
                if self.process.poll() is not None or time.monotonic() > end:
                    raise AssertionError("%s did not come up:\n%s" % (self.name, self.tail())) from None
                time.sleep(0.02)

    def tail(self, size=1500):
        return self.log.read_text(errors="replace")[-size:] if self.log.exists() else "(no log)"

    def ctl(self, *words, patience_s=30):
        """The answer as a dictionary; Refused when it says no."""
        done = self.ctl_raw("--json", *words, patience_s=patience_s)
        if done.returncode != 0:
            line = done.stderr.strip() or done.stdout.strip()
            raise Refused(done.returncode, line)
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def ctl_raw(self, *words, patience_s=30):
        command = [self.bin / "seguectl", "--state-dir", self.state_dir, *words]
        return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=patience_s, env=self.environment)

    def status(self):
        return self.ctl("status")

    def session(self):
        return self.status()["session"]

    def kill(self):
        """As if its battery were pulled."""
        return machine.stop(self.process, signal.SIGKILL)

    def stop(self):
        return machine.stop(self.process, patience_s=10)

    def running(self):
        return self.process is not None and self.process.poll() is None

    # ---- what it costs

    def children(self):
        """Its process and those it started."""
        todo, out = [self.process.pid], []
        while todo:
            pid = todo.pop()
            out.append(pid)
            try:
                for task in pathlib.Path("/proc/%d/task" % pid).iterdir():
                    todo += map(int, (task / "children").read_text().split())
            except OSError:
                pass
        return out

    def usage(self):
        return usage(self.process.pid)


class WindowedNode(Node):
    """The same with a window: segue, on a session bus of its own. Its display is memory."""

    def __init__(self, run, name, *where, **how):
        super().__init__(run, name, *where, **how)
        if not (self.bin / "segue").exists():
            raise machine.CannotRun("segue is not built")
        lack = machine.missing("dbus-daemon", "dbus-send")
        if lack:
            raise lack
        self.environment.update(QT_QPA_PLATFORM="offscreen", QT_QUICK_BACKEND="software",
                                DBUS_SESSION_BUS_ADDRESS="unix:path=%s" % (run.scratch / ("bus-" + name)))
        run.start(["dbus-daemon", "--session", "--nofork", "--address", self.environment["DBUS_SESSION_BUS_ADDRESS"]],
                  log=run.scratch / ("bus-%s.log" % name))

    def start(self, *more, join=None, wait=True):
        command = [self.bin / "segue", "--name", self.name, "--state-dir", self.state_dir, "--audio", self.audio,
                   "--settings", self.run.scratch / (self.name + ".ini"), *more, *([join] if join else [])]
        self.process = self.lan.start(self.host, command, log=self.log, env=self.environment)
        if wait:
            self.wait_ready()
        return self

    def window_says(self, what, patience_s=2):
        """A property of its MPRIS player, which its user interface's thread answers; None: it does not in time."""
        name = subprocess.run(["dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/",
                               "org.freedesktop.DBus.ListNames"], capture_output=True, text=True, env=self.environment).stdout
        player = next((w for w in name.split() if w.startswith("org.mpris.MediaPlayer2.segue")), None)
        asked = subprocess.run(["dbus-send", "--session", "--print-reply=literal", "--reply-timeout=%d" % (patience_s * 1000),
                                "--dest=%s" % player, "/org/mpris/MediaPlayer2", "org.freedesktop.DBus.Properties.Get",
                                "string:org.mpris.MediaPlayer2.Player", "string:" + what], capture_output=True, text=True, env=self.environment)
        return asked.stdout.split()[-1] if asked.returncode == 0 else None


def usage(pid):
    """(CPU seconds so far, resident bytes without shared memory such as JACK's)."""
    fields = pathlib.Path("/proc/%d/stat" % pid).read_text().rsplit(")", 1)[1].split()
    resident = sum(int(line.split()[1]) * 1024 for line in pathlib.Path("/proc/%d/status" % pid).read_text().splitlines()
                   if line.startswith(("RssAnon", "RssFile")))
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), resident


class Meter:
    """CPU percent and memory of processes between now and finish()."""

    def __init__(self, pids):
        self.pids, self.begun, self.before = pids, time.monotonic(), {k: usage(p)[0] for k, p in pids.items()}

    def finish(self):
        took = time.monotonic() - self.begun
        out = {}
        for key, pid in self.pids.items():
            cpu, resident = usage(pid)
            out[key] = {"cpu_percent": round(100 * (cpu - self.before[key]) / took, 2), "memory_mb": round(resident / 1e6, 1)}
        return out


def until(true, what, seconds=15, every=0.02):
    """Waits until true() holds; what it then gave. Fails, saying what was waited for."""
    end = time.monotonic() + seconds
    while True:
        value = true()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError("waited %g s in vain for %s" % (seconds, what))
        time.sleep(every)

"""What a scenario is: a unittest whose figures are written down, and judged at its end, all of them."""
import json
import os
import pathlib
import shutil
import time
import unittest

from . import machine


class Scenario(unittest.TestCase):
    """Subclasses say scenario(); `quick` ones are part of ./check, `nightly` ones of tests/e2e/nightly alone, the others
    measure for longer."""

    quick = nightly = False

    def scenario(self):
        raise NotImplementedError

    def runTest(self):
        self.figures, self.missed = {}, []
        begun = time.monotonic()
        try:
            with machine.Run() as self.rig:
                try:
                    self.scenario()
                except BaseException:
                    self.keep_evidence()
                    raise
                if self.missed or os.environ.get("SEGUE_E2E_KEEP"):
                    self.keep_evidence()
        except machine.CannotRun as lack:
            self.skipTest(str(lack))
        finally:
            self.seconds = round(time.monotonic() - begun, 1)
            self.write()
        if self.missed:
            self.fail("; ".join(self.missed))

    @classmethod
    def title(cls):
        return cls.__name__

    @classmethod
    def about(cls):
        return (cls.__doc__ or "").strip().splitlines()[0]

    def figure(self, name, value, at_most=None, at_least=None):
        """Writes a figure down. With a limit it is judged, but only when the scenario is over."""
        self.figures[name] = value
        if value is None and (at_most is not None or at_least is not None):
            self.missed.append("%s: no value" % name)
        elif at_most is not None and value > at_most:
            self.missed.append("%s %s, at most %s" % (name, value, at_most))
        elif at_least is not None and value < at_least:
            self.missed.append("%s %s, at least %s" % (name, value, at_least))
        if at_most is not None or at_least is not None:
            self.figures.setdefault("limits", {})[name] = {"at_most": at_most} if at_most is not None else {"at_least": at_least}
        return value

    def timing(self, name, value, at_most):
        """A figure that a busy machine makes worse. Among the tests of every change its limit is SEGUE_E2E_SLACK times as
        wide, so that only a broken player misses it, never a machine that is doing something else."""
        return self.figure(name, value, at_most=at_most * float(os.environ.get("SEGUE_E2E_SLACK") or 1))

    @property
    def stalls_forgiven(self):
        """How often a machine that is doing something else may starve a player for longer than its device waits."""
        return 1 if os.environ.get("SEGUE_E2E_SLACK") else 0

    def expect(self, name, true, detail=""):
        """A yes-or-no figure."""
        self.figures[name] = bool(true)
        if not true:
            self.missed.append("%s is not so%s" % (name, ": " + str(detail) if detail else ""))

    def out_dir(self):
        out = pathlib.Path(os.environ.get("SEGUE_E2E_OUT") or machine.TOP / "build" / "e2e")
        out.mkdir(parents=True, exist_ok=True)
        return out

    def write(self):
        told = {"scenario": self.title(), "about": self.about(), "seconds": self.seconds, "missed": self.missed, "figures": self.figures}
        (self.out_dir() / (self.title() + ".json")).write_text(json.dumps(told, indent=1, default=str) + "\n")

    def keep_evidence(self):
        """Logs, and the recording, of what went wrong."""
        kept = self.out_dir() / (self.title() + ".kept")
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir()
        for file in self.rig.scratch.iterdir():
            if file.suffix in (".log", ".wav", ".json", ".f32") and file.is_file():
                shutil.copy(file, kept)

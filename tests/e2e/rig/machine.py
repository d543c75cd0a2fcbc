"""What this machine can do, the rig's own programs, and one place for everything that must be undone at the end."""
import atexit
import contextlib
import ctypes
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent.parent
TOP = HERE.parent.parent
TOOLS_SOURCE = HERE / "tools"
SCRATCH_PREFIX = "segue-e2e-"


class CannotRun(Exception):
    """This machine lacks something; says what."""


def missing(*programs):
    """A CannotRun that names what is not here, or None."""
    absent = [p for p in programs if not shutil.which(p)]
    return CannotRun("not installed: " + ", ".join(absent)) if absent else None


def require_hosts():
    if os.geteuid() != 0:
        raise CannotRun("needs root, for network namespaces")
    lack = missing("ip", "nsenter", "setpriv", "sysctl")
    if lack:
        raise lack
    probe = subprocess.run(["unshare", "--net", "true"], capture_output=True)
    if probe.returncode != 0:
        raise CannotRun("this machine allows no network namespaces: " + probe.stderr.decode().strip())


def tools(build_dir=None):
    """The folder of the rig's programs, built now if they are not up to date."""
    build = pathlib.Path(build_dir or os.environ.get("SEGUE_E2E_TOOLS") or TOP / "build" / "e2e-tools")
    lack = missing("cmake", "ninja")
    if lack:
        raise lack
    steps = [["cmake", "-S", TOOLS_SOURCE, "-B", build, "-G", "Ninja"]] if not (build / "build.ninja").exists() else []
    for step in steps + [["cmake", "--build", build]]:
        done = subprocess.run(list(map(str, step)), capture_output=True, text=True)
        if done.returncode != 0:
            raise CannotRun("the rig's programs do not build here: " + (done.stdout + done.stderr).strip().splitlines()[-1])
    return build


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


class Run:
    """One run's scratch folder, processes and undo list. A context manager: whatever happens, it cleans up."""

    def __init__(self):
        self.undo = contextlib.ExitStack()
        self.tag = "sg%d" % os.getpid()

    def __enter__(self):
        remove_leftovers()
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix=SCRATCH_PREFIX + "%d-" % os.getpid()))
        self.scratch.chmod(0o755)
        self.undo.callback(shutil.rmtree, self.scratch, ignore_errors=True)
        return self

    def __exit__(self, *error):
        with no_interruption():
            self.undo.close()
            for left in pathlib.Path("/dev/shm").glob("jack_sem.*_%s_*" % self.tag):
                left.unlink(missing_ok=True)

    def start(self, command, log=None, **options):
        """Starts a program that ends when this one does; ends it on the way out."""
        stdout = open(log, "ab") if log else subprocess.DEVNULL
        options = {"stdin": subprocess.DEVNULL, "stdout": stdout, "stderr": subprocess.STDOUT, **options}
        process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *map(str, command)], **options)
        if log:
            stdout.close()
        self.undo.callback(stop, process)
        return process


def stop(process, how=signal.SIGTERM, patience_s=5):
    """Ends a process that we started: politely, then not. Its exit status."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


@contextlib.contextmanager
def no_interruption():
    """Cleaning up is not interrupted by another Ctrl-C."""
    old = {s: signal.signal(s, signal.SIG_IGN) for s in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for s, handler in old.items():
            signal.signal(s, handler)


def remove_leftovers():
    """Namespaces, semaphores and folders of runs that died without cleaning up: their names hold the pid of their run."""
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True).stdout if shutil.which("ip") else ""
    for name in (line.split()[0] for line in listed.splitlines() if line.strip()):
        pid = name[2:].split("-")[0]
        if name.startswith("sg") and pid.isdigit() and not alive(int(pid)):
            subprocess.run(["ip", "netns", "del", name], capture_output=True)
    for left in pathlib.Path("/dev/shm").glob("jack_sem.*_sg*"):  # a JACK client that is killed leaves its semaphore
        pid = left.name.split("_sg")[1].split("_")[0]
        if pid.isdigit() and not alive(int(pid)):
            left.unlink(missing_ok=True)
    for folder in pathlib.Path(tempfile.gettempdir()).glob(SCRATCH_PREFIX + "*-*"):
        pid = folder.name[len(SCRATCH_PREFIX):].split("-")[0]
        if pid.isdigit() and not alive(int(pid)):
            for mount in [*folder.glob("time*"), *folder.glob("state-*")]:
                subprocess.run(["umount", "--lazy", str(mount)], capture_output=True)
            shutil.rmtree(folder, ignore_errors=True)


def prefer_this_run():
    """Ahead of whatever else this machine is busy with (autogroups share the cores by their nice value).

    The group is that of the whole terminal: it gets back what it had.
    """
    group = pathlib.Path("/proc/self/autogroup")
    with contextlib.suppress(OSError, IndexError):
        before = group.read_text().split()[-1]
        group.write_text(os.environ.get("SEGUE_E2E_NICE", "-15"))
        atexit.register(group.write_text, before)


CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


@contextlib.contextmanager
def inside_network(namespace):
    """This thread's new sockets belong to that network namespace."""
    here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open("/run/netns/" + namespace, os.O_RDONLY)
    try:
        if libc.setns(there, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
        yield
    finally:
        libc.setns(here, CLONE_NEWNET)
        os.close(here)
        os.close(there)

"""What bad input gets: one line that says what and what to do, exit 1, and the session as it was."""
import os
import subprocess
import time

from rig import hosts, machine, material, nodes
from rig.scenario import Scenario


class BadInput(Scenario):
    """Each kind of bad input, to two nodes that play: a clear line, the right exit code, and the music goes on."""

    quick = True

    def scenario(self):
        lan = hosts.Lan(self.rig, 2)
        good = material.cached(60, 1)
        a = nodes.Node(self.rig, "kitchen", lan, 1).start()
        b = nodes.Node(self.rig, "kitten", lan, 2).start(join=a.ctl("ensemble", "invite")["link"])
        nodes.until(lambda: a.status()["ensemble"]["nodes_up"] == 2, "both to be up")
        a.ctl("play", good)
        a.ctl("outputs", "set", "kitchen", "kitten")
        for n in (a, b):
            nodes.until(lambda: n.status()["output"]["state"] == "sounding", n.name + " to sound")
        before = a.session()
        said = {}
        for name, words in self.bad_commands(self.rig.scratch).items():
            done = a.ctl_raw(*words)
            line = done.stderr.strip()
            said[name] = {"exit": done.returncode, "line": line}
            self.expect(name + "_exits_1", done.returncode == 1, done.returncode)
            self.expect(name + "_says_one_line", line != "" and "\n" not in line and "terminate" not in line, line)
        for words in (["seek", "not-a-time"], ["volume", "kitchen", "500"], ["dance"]):
            done = a.ctl_raw(*words)
            self.expect("wrong_usage_exits_2_" + words[0], done.returncode == 2, done.returncode)
        self.figure("said", said)
        after = a.session()
        self.expect("session_as_it_was", (after["state"], after["track"]["id"], [e["id"] for e in after["queue"]])
                    == (before["state"], before["track"]["id"], [e["id"] for e in before["queue"]]), after["state"])
        self.skipped_tracks(a, good)
        self.bad_starts(lan)

    def bad_commands(self, scratch):
        (scratch / "empty").mkdir()
        text = scratch / "notes.txt"
        text.write_text("not audio at all\n" * 100)
        hidden = scratch / "noise.flac"
        hidden.write_bytes(os.urandom(30000))
        return {"missing": ["play", scratch / "nowhere.flac"], "empty_folder": ["play", scratch / "empty"], "not_audio": ["play", text],
                "hostile": ["play", hidden], "unknown_node": ["handoff", "attic"], "ambiguous_name": ["handoff", "kit"],
                "seek_past_end": ["seek", "9999"], "bad_link": ["ensemble", "join", "segue://nonsense"],
                "no_such_entry": ["queue", "remove", "77"]}

    def skipped_tracks(self, node, good):
        """A truncated file in the queue: played as far as it goes or skipped with a note; the queue goes on. A file
        that is deleted while it plays is played to its end."""
        flac = material.make(self.rig.scratch / "whole.flac", 8, 7)
        cut = self.rig.scratch / "cut.flac"
        cut.write_bytes(flac.read_bytes()[: flac.stat().st_size // 3])
        vanishing = material.make(self.rig.scratch / "vanishing.flac", 12, 8)
        node.ctl("play", vanishing, cut, good)
        nodes.until(lambda: node.session()["track"]["path"].endswith("vanishing.flac") and node.session()["position_s"] > 1, "the new track", 10)
        vanishing.unlink()
        time.sleep(3)
        session = node.session()
        self.expect("plays_on_when_its_file_vanishes", session["state"] == "playing" and session["position_s"] > 3, session["position_s"])
        node.ctl("next")
        nodes.until(lambda: node.session()["track"]["path"] == str(good), "the truncated one to be over", 12)
        self.expect("queue_goes_on_after_truncated", node.session()["state"] in ("playing", "loading"))

    def bad_starts(self, lan):
        taken = self.rig.scratch / "taken"
        holder = lan.start(1, ["/usr/bin/python3", "-c", "import socket,time; s=socket.socket(); s.bind(('10.78.0.1', 24999)); s.listen(); "
                               "u=socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(('10.78.0.1', 24999)); open(%r, 'w').close(); time.sleep(60)" % str(taken)])
        nodes.until(taken.exists, "a port to be in use")
        for name, words in {"port_in_use": ["--listen", "10.78.0.1:24999"], "no_device": ["--audio", "portaudio:ALSA:no-such-card"],
                            "no_such_api": ["--audio", "portaudio:Gramophone"], "bad_audio_spec": ["--audio", "tape"]}.items():
            node = nodes.Node(self.rig, name.replace("_", "-"), lan, 1)
            node.start(*words, wait=False)
            self.judge_start(name, node)
        machine.stop(holder)
        self.read_only_state(lan)

    def judge_start(self, name, node):
        try:
            status = node.process.wait(15)
        except subprocess.TimeoutExpired:
            status = None
        lines = [x for x in node.tail().splitlines() if "segued" in x or "rror" in x or "cannot" in x or "no " in x]
        self.figure(name + "_said", lines[-1:] or node.tail(300))
        self.expect(name + "_refuses_to_start", status in (1, 2), status)

    def read_only_state(self, lan):
        node = nodes.Node(self.rig, "readonly", lan, 2)
        node.state_dir.mkdir()
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "none", str(node.state_dir)], capture_output=True)
        if mount.returncode != 0:
            self.figure("read_only_state_dir", "not tried: cannot mount here")
            return
        self.rig.undo.callback(subprocess.run, ["umount", str(node.state_dir)], capture_output=True)
        node.start(wait=False)
        time.sleep(2.5)
        self.figure("read_only_state_dir_said", node.tail(400))
        told = node.tail().lower()
        self.expect("read_only_state_dir_is_told", "read-only" in told or "cannot write" in told or "memory" in told, told[-200:])
        node.stop()

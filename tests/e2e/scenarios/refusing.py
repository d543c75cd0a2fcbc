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
        for words in (["seek", "not-a-time"], ["dance"]):
            done = a.ctl_raw(*words)
            self.expect("wrong_usage_exits_2_" + words[0], done.returncode == 2, done.returncode)
        self.figure("said", said)
        after = a.session()
        self.expect("session_as_it_was", (after["state"], after["track"]["id"], [e["id"] for e in after["queue"]])
                    == (before["state"], before["track"]["id"], [e["id"] for e in before["queue"]]), after["state"])
        self.skipped_tracks(a, good)
        self.same_name(a, lan)
        self.bad_starts(lan)
        self.disk_troubles(lan, good)

    def bad_commands(self, scratch):
        (scratch / "empty").mkdir()
        text = scratch / "notes.txt"
        text.write_text("not audio at all\n" * 100)
        hidden = scratch / "noise.flac"
        hidden.write_bytes(os.urandom(30000))
        return {"missing": ["play", scratch / "nowhere.flac"], "empty_folder": ["play", scratch / "empty"], "not_audio": ["play", text],
                "hostile": ["play", hidden], "unknown_node": ["handoff", "attic"],
                "seek_past_end": ["seek", "9999"], "bad_link": ["ensemble", "join", "segue://nonsense"],
                "no_such_entry": ["queue", "remove", "77"], "too_loud": ["volume", "kitchen", "500"]}

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
        for name, (audio, words, says) in {
                "port_in_use": ("null", ["--listen", "10.78.0.1:24999"], "24999"), "no_device": ("portaudio:ALSA:no-such-card", [], "null"),
                "no_such_api": ("portaudio:Gramophone", [], "null"), "bad_audio_spec": ("tape", [], "null")}.items():
            node = nodes.Node(self.rig, name.replace("_", "-"), lan, 1, audio)
            node.start(*words, wait=False)
            try:
                status = node.process.wait(20)
            except subprocess.TimeoutExpired:
                status = None
            line = node.tail().strip().splitlines()[-1:]
            self.figure(name + "_said", line)
            self.expect(name + "_refuses_to_start", status in (1, 2), status)
            self.expect(name + "_says_what_to_do", line and says in line[0], node.tail(300))
        machine.stop(holder)

    def same_name(self, a, lan):
        """Two nodes of one name: the name alone will not do."""
        twin = nodes.Node(self.rig, "kitten2", lan, 2)
        twin.name = "kitten"
        twin.start(join=a.ctl("ensemble", "invite")["link"])
        nodes.until(lambda: a.status()["ensemble"]["nodes_up"] == 3, "the twin to be up")
        done = a.ctl_raw("handoff", "kitten")
        self.figure("ambiguous_name_said", done.stderr.strip())
        self.expect("ambiguous_name_exits_1", done.returncode == 1 and done.stderr.count("\n") == 1, done.stderr)
        twin.stop()

    def disk_troubles(self, lan, good):
        """A full disk, then a read-only one: it plays from memory, and says so."""
        node = nodes.Node(self.rig, "cramped", lan, 2)
        node.state_dir.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(node.state_dir)], capture_output=True).returncode != 0:
            self.figure("disk_troubles", "not tried: cannot mount here")
            return
        self.rig.undo.callback(subprocess.run, ["umount", "-l", str(node.state_dir)], capture_output=True)
        node.start("--discovery", "off")
        node.ctl("play", good)
        nodes.until(lambda: node.status()["output"]["state"] == "sounding", "sound from a small disk")
        subprocess.run(["dd", "if=/dev/zero", "of=%s/fill" % node.state_dir, "bs=64k"], capture_output=True)
        node.ctl("play", material.cached(60, 2))
        time.sleep(3)
        status = node.status()
        self.expect("full_disk_plays_on", status["session"]["state"] == "playing" and status["session"]["position_s"] > 1, status["text"])
        told = (node.tail(3000) + str(status["notes"])).lower()
        self.expect("full_disk_is_told", "space" in told or "memory" in told or "cannot" in told, told[-300:])
        node.stop()
        subprocess.run(["mount", "-o", "remount,ro", str(node.state_dir)], capture_output=True)
        node.log.write_bytes(b"")
        node.start("--discovery", "off", wait=False)
        time.sleep(3)
        self.figure("read_only_state_dir_said", node.tail(600))
        self.expect("read_only_state_dir_still_runs", node.running(), node.tail(300))
        told = node.tail(3000).lower()
        self.expect("read_only_state_dir_is_told", "read-only" in told or "memory" in told, told[-300:])
        node.stop()

"""What it costs: CPU and memory beside snapclient's in the same run, and how fast files become Opus."""
import os
import subprocess
import threading
import time

from rig import machine, material, nodes
from rig.house import House
from rig.scenario import Scenario


class CostOfAnOutput(Scenario):
    """CPU and memory of each of three outputs for 40 s, beside three snapclients that play the same music to the same kind of card."""

    seconds_measured = 40

    def scenario(self):
        lack = machine.missing("snapserver", "snapclient")
        house = House(self.rig, 3, record="cards", ppm=(0, 0, 0))
        music = material.cached(180, 1)
        house.play_on((1, 2, 3), music)
        time.sleep(5)  # imported, and every segment everywhere
        peers = {} if lack else self.start_snapcast(house, music)
        time.sleep(6)
        pids = {n.name: n.process.pid for n in house.nodes} | {k: p.pid for k, p in peers.items()}
        meter = nodes.Meter(pids)
        time.sleep(self.seconds_measured)
        costs = meter.finish()
        house.finish()
        self.figure("costs", costs)
        ours = [costs[n.name] for n in house.nodes]
        self.figure("segued_cpu_percent", max(c["cpu_percent"] for c in ours))
        self.figure("segued_memory_mb", max(c["memory_mb"] for c in ours))
        if peers:
            theirs = [c for k, c in costs.items() if k.startswith("snapclient")]
            self.figure("snapclient_cpu_percent", max(c["cpu_percent"] for c in theirs))
            self.figure("snapclient_memory_mb", max(c["memory_mb"] for c in theirs))

    def start_snapcast(self, house, music):
        """A server in h1, fed with the music at its own pace, and a client in each host on a card of its own."""
        scratch, pipe = self.rig.scratch, self.rig.scratch / "snap.pipe"
        pcm = subprocess.run(["ffmpeg", "-v", "error", "-i", str(music), "-f", "s16le", "-ar", "48000", "-ac", "2", "-"], capture_output=True, check=True).stdout
        config = scratch / "snap-asound.conf"
        cards = "\n".join('pcm.snap%d { type clocked file "%s/snap%d.f32" zero "%.6f" ppm "0" hint { show on description "clocked card" } }'
                          % (i, scratch, i, time.monotonic()) for i in (1, 2, 3))
        config.write_text((scratch / "asound.conf").read_text() + cards + "\n")
        peers = {"snapserver": house.lan.start(1, ["snapserver", "-c", "/dev/null", "--server.datadir=" + str(scratch),
                 "--stream.source=pipe://%s?name=A&mode=create&sampleformat=48000:16:2&codec=opus" % pipe], log=scratch / "snapserver.log")}
        nodes.until(pipe.exists, "snapserver to make its pipe")

        def feed():
            try:
                with open(pipe, "wb", 0) as f:
                    for i in range(0, len(pcm), 19200):
                        f.write(pcm[i: i + 19200])
            except BrokenPipeError:
                pass
        threading.Thread(target=feed, daemon=True).start()
        for i in (1, 2, 3):
            peers["snapclient%d" % i] = house.lan.start(i, ["snapclient", "-h", house.lan.address(1), "--hostID", "s%d" % i, "-s", "snap%d" % i],
                                                        log=scratch / ("snapclient%d.log" % i), env={**os.environ, "ALSA_CONFIG_PATH": str(config)})
        return peers


class ImportSpeed(Scenario):
    """A four-minute FLAC and Ogg become Opus, the node and its importer on one core; the first sound does not wait for it."""

    def scenario(self):
        wav = self.rig.scratch / "long.wav"
        subprocess.run(["opusdec", "--quiet", str(material.cached(240, 4)), str(wav)], check=True)
        node = nodes.Node(self.rig, "alone", audio="wav:%s" % (self.rig.scratch / "heard.wav"))
        node.start("--listen", "127.0.0.1", "--discovery", "off")
        os.sched_setaffinity(node.process.pid, {0})
        for task in os.listdir("/proc/%d/task" % node.process.pid):
            os.sched_setaffinity(int(task), {0})
        for suffix in ("flac", "ogg"):
            file = self.rig.scratch / ("long." + suffix)
            subprocess.run(["ffmpeg", "-y", "-v", "error", "-i", str(wav), str(file)], check=True)
            asked = time.monotonic()
            node.ctl("play", file)
            nodes.until(lambda: node.status()["output"]["state"] == "sounding", "the first sound", 30)
            sounded = time.monotonic() - asked
            nodes.until(lambda: node.session()["track"]["imported_percent"] >= 100, "the import's end", 60, every=0.05)
            took = time.monotonic() - asked
            self.figure(suffix + "_seconds", round(took, 2))
            self.figure(suffix + "_times_real_time", round(240 / took, 1), at_least=60)
            self.timing(suffix + "_first_sound_s", round(sounded, 3), 1.5)
            node.ctl("stop")
        node.stop()

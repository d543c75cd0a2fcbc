"""What nodes know together: their libraries, jobs and records, as the real programs tell and keep them."""
import sqlite3
import subprocess

from . import nodes

# Of a key (sync/jobs/keys.h): its type, then 16 bytes that name the recording; of a result, the kind and its version.
ENTRY, RESULT, WORK_END = b"e", b"r", 17


def make_music(folder, count, seconds):
    """`count` recordings that differ, named and tagged one after the other; cheap to make."""
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(count):
        path = folder / ("%03d.flac" % i)
        beats = "sine=frequency=%d:duration=%g:beep_factor=4" % (110 + 13 * i, seconds)
        subprocess.run(["ffmpeg", "-y", "-v", "error", "-f", "lavfi", "-i", beats, "-ar", "48000", "-ac", "2", "-metadata", "title=Number %03d" % i,
                        "-metadata", "artist=The Rig", "-metadata", "album=Made for the test", path], check=True)
    return folder


def jobs(node):
    return node.ctl("jobs")


def done(node):
    """Tasks that each node has done, as this one knows it."""
    return {n["name"]: n["done"] for n in jobs(node)["nodes"]}


def wait_analysed(node, count, seconds, every=0.1):
    def all_done():
        told = jobs(node)
        return told if told["recordings"] >= count and told["open"] == 0 else None
    return nodes.until(all_done, "%s to know of %d analysed recordings" % (node.name, count), seconds, every=every)


def records(node):
    """{origin: {key: value}} of what holds, from the disk of a node."""
    with sqlite3.connect("file:%s?mode=ro" % (node.state_dir / "records.db"), uri=True, timeout=5) as db:
        out = {}
        for origin, key, value in db.execute("SELECT origin, key, value FROM map JOIN record ON record.map=map.id WHERE value IS NOT NULL"):
            out.setdefault(origin.hex(), {})[bytes(key)] = bytes(value)
    return out


def results(node):
    """{(recording, kind): how many nodes' maps hold one}, by what this node has."""
    out = {}
    for own in records(node).values():
        for key in own:
            if key[:1] == RESULT:
                name = (key[1:WORK_END].hex(), key[WORK_END])
                out[name] = out.get(name, 0) + 1
    return out

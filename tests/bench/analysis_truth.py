#!/usr/bin/env python3
"""What the analyser says of music whose truth is known: the figures of docs/measured.md.

    tests/bench/analysis_truth.py BUILD/bin/bench_analysis [speed] [loudness] [tempo] [key]

speed     wesnoth-1.16-music, all analysers together
loudness  the same, against ffmpeg's ebur128 filter
tempo     fretsonfire-songs-*: the charts' tempo, and whether the beats fall on the charts' beats, as the sound has them:
          a chart may lie some way beside its sound, which is measured by where its notes meet onsets best
key       chord progressions and scales made here, in every key
Needs ffmpeg and python3-numpy; says what it skips.
"""
import glob, json, os, re, struct, subprocess, sys, tempfile, wave

WESNOTH = "/usr/share/games/wesnoth/1.16/data/core/music/*.ogg"
CHARTS = "/usr/share/games/fretsonfire/data/songs/*/*/notes.mid"


def analyse(bench, files, *analysers):
    words = [bench, *analysers, *(["--"] if analysers else []), *files]
    return [json.loads(line) for line in subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()]


def speed(bench):
    results = [r for r in analyse(bench, sorted(glob.glob(WESNOTH))) if "speed" in r]
    music, cpu = sum(r["duration_s"] for r in results), sum(r["cpu_s"] for r in results)
    print(f"speed: {len(results)} files, {music / 60:.1f} min in {cpu:.1f} s of processor time: {music / cpu:.0f} times real time"
          f" (slowest file {min(r['speed'] for r in results):.0f})")


def loudness(bench):
    worst, worst_blocks, worst_peak, files = 0, 0, 0, sorted(glob.glob(WESNOTH))
    for r in analyse(bench, files, "loudness"):
        heard = subprocess.run(["ffmpeg", "-nostats", "-hide_banner", "-i", r["file"], "-af", "ebur128=peak=true:framelog=verbose",
                                "-f", "null", "-"], capture_output=True, text=True, check=True).stderr
        summary = heard[heard.rindex("Summary"):]
        truth = float(re.search(r"I:\s+(\S+) LUFS", summary).group(1))
        peak = float(re.search(r"Peak:\s+(\S+) dBFS", summary).group(1))
        worst = max(worst, abs(round(r["lufs"], 1) - truth))
        worst_blocks = max(worst_blocks, abs(r["lufs_by_blocks"] - r["lufs"]))
        worst_peak = max(worst_peak, abs(r["true_peak_dbtp"] - peak))
    print(f"loudness: {len(files)} files, at most {worst:.1f} LU from ffmpeg (which says tenths); counted in blocks "
          f"{worst_blocks:.2f} LU from the meter; true peak at most {worst_peak:.1f} dB from ffmpeg's")


def chart_of(path):
    """Beats a minute, length in beats and beats with a note of a chart of one tempo (Standard MIDI File)."""
    data = open(path, "rb").read()
    tracks, division = struct.unpack(">HH", data[10:14])
    at, tempi, last, notes = 14, set(), 0, set()
    for _ in range(tracks):
        end = at + 8 + struct.unpack(">I", data[at + 4:at + 8])[0]
        at, tick, status = at + 8, 0, 0

        def number():
            nonlocal at
            value = 0
            while True:
                byte, at = data[at], at + 1
                value = value << 7 | byte & 127
                if byte < 128:
                    return value

        while at < end:
            tick += number()
            if data[at] & 128:
                status, at = data[at], at + 1
            if status == 0xFF:
                kind, at = data[at], at + 1
                size = number()
                if kind == 0x51:
                    tempi.add(6e7 / int.from_bytes(data[at:at + size], "big"))
                at += size
            elif status in (0xF0, 0xF7):
                at += number()
            else:
                if status & 0xF0 == 0x90 and data[at + 1] > 0 and 96 <= data[at] <= 100:  # the hardest level's five keys
                    notes.add(tick / division)
                at += 1 if status & 0xF0 in (0xC0, 0xD0) else 2
        last = max(last, tick)
    assert len(tempi) == 1, path
    return tempi.pop(), last / division, sorted(notes)


def lag_of_sound(wav, notes_s, period_s):
    """How much later than its notes the sound is: where the notes meet the strongest rises of the spectrum. Within half a
    beat either way; by no means of the analyser's."""
    import numpy as np
    rate, hop, size = 44100, 88, 512  # 2 ms
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", wav, "-ac", "1", "-ar", str(rate), "-f", "f32le", "-"],
                         capture_output=True, check=True).stdout
    sound, window = np.frombuffer(raw, "<f4"), np.hanning(size)
    count = (len(sound) - size) // hop
    rises, before = np.zeros(count), None
    for first in range(0, count, 4096):
        at = np.arange(first, min(count, first + 4096))[:, None] * hop + np.arange(size)
        level = np.log1p(1000 * np.abs(np.fft.rfft(sound[at] * window, axis=1)))
        earlier = np.vstack([level[:1] if before is None else before, level[:-1]])
        rises[first:first + len(level)] = np.maximum(0, level - earlier).sum(1)
        before = level[-1:]
    lags = np.arange(-period_s / 2, period_s / 2, .001)
    def met(lag):
        at = ((np.array(notes_s) + lag - size / 2 / rate) * rate / hop).astype(int)
        return rises[at[(at >= 0) & (at < count)]].mean()
    score = np.array([met(lag) for lag in lags])
    # Where notes are as often between beats as on them half a beat is as good: then the nearest.
    return float(min(lags[score >= 0.95 * score.max()], key=abs))


def tempo(bench):
    for chart in sorted(glob.glob(CHARTS)):
        folder = os.path.dirname(chart)
        truth, beats, notes = chart_of(chart)
        with tempfile.TemporaryDirectory() as scratch:
            mix = os.path.join(scratch, "mix.wav")
            subprocess.run(["ffmpeg", "-v", "error", "-i", f"{folder}/song.ogg", "-i", f"{folder}/guitar.ogg", "-filter_complex",
                            "amix=inputs=2:normalize=0:duration=longest", mix], check=True)
            r = analyse(bench, [mix], "tempo")[0]
            period = 60 / truth
            lag = lag_of_sound(mix, [n * period for n in notes], period)
        found = [b for b in r["beats_s"] if b <= beats * period]
        off = sorted((b - lag + period / 2) % period - period / 2 for b in found)
        middle = off[len(off) // 2]
        near = sum(abs(o) <= 0.02 for o in off) / len(off)
        print(f"tempo: {os.path.basename(folder):24} {truth:5.0f} found {r['bpm']:8.3f}, confidence {r['tempo_confidence']:.2f}, "
              f"{'steady' if r['steady'] else 'not steady'}; the sound is {1000 * lag:+.0f} ms from its chart, beats "
              f"{1000 * middle:+.0f} ms from the sound's, {100 * near:.0f} % of them within 20 ms")


def key(bench):
    import numpy as np
    rate, names = 48000, ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]
    minors = ["Cm", "C#m", "Dm", "Ebm", "Em", "Fm", "F#m", "Gm", "G#m", "Am", "Bbm", "Bm"]
    scales = {False: [0, 2, 4, 5, 7, 9, 11], True: [0, 2, 3, 5, 7, 8, 10]}
    progressions = {  # degrees of the scale, and whether the chord is major
        "I IV V I": (False, [(0, 1), (3, 1), (4, 1), (0, 1)]), "I V vi IV": (False, [(0, 1), (4, 1), (5, 0), (3, 1)]),
        "ii V I I": (False, [(1, 0), (4, 1), (0, 1), (0, 1)]), "i iv V i": (True, [(0, 0), (3, 0), (4, 1), (0, 0)]),
        "i VII VI V": (True, [(0, 0), (6, 1), (5, 1), (4, 1)])}

    def note(midi, seconds, sound):
        t = np.arange(int(seconds * rate)) / rate
        partials = {"saw": 8, "piano": 8, "sine": 1}[sound]
        y = sum(np.sin(2 * np.pi * 440 * 2 ** ((midi - 69) / 12) * k * t) / k ** (1.5 if sound == "piano" else 1) *
                (np.exp(-t * (1 + k)) if sound == "piano" else 1) for k in range(1, partials + 1))
        return y * np.minimum(1, t / .01) * np.minimum(1, (seconds - t) / .03)

    right, related, count = 0, 0, 0
    with tempfile.TemporaryDirectory() as scratch:
        truths, files = [], []
        for sound in ("saw", "piano", "sine"):
            for tonic in range(12):
                pieces = {}
                for name, (minor, chords) in progressions.items():
                    parts = []
                    for degree, major in chords:
                        root = 60 + tonic + scales[minor][degree]
                        parts.append(sum(note(root + i, 1, sound) for i in (0, 4 if major else 3, 7, -12)))
                    pieces[name] = (minor, np.tile(np.concatenate(parts), 6))
                for minor, steps in scales.items():
                    up = [60 + tonic + s for s in steps] + [72 + tonic]
                    pieces[f"scale {minor}"] = (minor, np.tile(np.concatenate([note(m, .4, sound) for m in up + up[::-1]]), 4))
                for name, (minor, y) in pieces.items():
                    path = os.path.join(scratch, f"{len(files)}.wav")
                    with wave.open(path, "wb") as out:
                        out.setnchannels(1), out.setsampwidth(2), out.setframerate(rate)
                        out.writeframes((y / np.abs(y).max() * 16000).astype("<i2").tobytes())
                    files.append(path)
                    truths.append((minors if minor else names)[tonic])
        for truth, r in zip(truths, analyse(bench, files, "key")):
            tonic = minors.index(truth) if truth in minors else names.index(truth)
            relative = names[(tonic + 3) % 12] if truth in minors else minors[(tonic + 9) % 12]
            count += 1
            right += r["key"] == truth
            related += r["key"] == relative
    print(f"key: {right} of {count} right ({100 * right / count:.0f} %), {related} more the relative key")


if len(sys.argv) < 2:
    sys.exit(__doc__)
for which in sys.argv[2:] or ["speed", "loudness", "tempo", "key"]:
    needs = {"speed": WESNOTH, "loudness": WESNOTH, "tempo": CHARTS}.get(which)
    if needs and not glob.glob(needs):
        print(f"{which}: SKIPPED, there is no {needs}")
    else:
        globals()[which](sys.argv[1])

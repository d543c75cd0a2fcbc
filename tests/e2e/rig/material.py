"""Things to play: test music whose every tenth of a second is unlike any other, real music, and things that are none."""
import os
import pathlib
import subprocess

import numpy as np

from . import machine
from .recording import RATE, load_wav, save_wav

DEMO = machine.TOP / "packaging" / "demo-music" / "segue-demo.opus"
CODA = machine.TOP / "packaging" / "demo-music" / "segue-coda.opus"


def test_music(seconds, seed=1):
    """(2, frames): chords that change at irregular times over swelling noise from 40 Hz to 18 kHz; the sides differ,
    and share a middle. Never silent for a millisecond, so that silence in a recording is always a player's."""
    dice = np.random.default_rng(seed)
    n = int(seconds * RATE)
    f = np.fft.rfftfreq(n, 1 / RATE)
    shape = np.where((f > 40) & (f < 18000), 1 / np.sqrt(np.maximum(f, 40)), 0)
    t = np.arange(n) / RATE

    def noise():
        x = np.fft.irfft(shape * (dice.standard_normal(len(f)) + 1j * dice.standard_normal(len(f))), n)
        return x / np.std(x)

    swell = 1 + 0.4 * np.sin(2 * np.pi * t / 5.7 + seed)
    middle, tones, at = 0.06 * swell * noise(), np.zeros(n), 0.0
    while at < seconds:
        length = dice.uniform(0.12, 0.5)
        a, b = int(at * RATE), min(n, int((at + length + 0.05) * RATE))
        fade = np.minimum(1, np.minimum(np.arange(b - a), np.arange(b - a)[::-1]) / (0.02 * RATE))
        for pitch in dice.uniform(110, 3000, 4):
            tones[a:b] += 0.03 * fade * np.sin(2 * np.pi * pitch * t[a:b] + dice.uniform(0, 6))
        at += length
    sides = [middle + tones + 0.04 * swell * noise() for _ in range(2)]
    return np.clip(np.stack(sides), -0.95, 0.95)


def clicks(path, seconds, bpm, beats_per_bar=4):
    """A click on each beat from the first frame on, higher where a bar begins, over noise that is never silent; Opus."""
    n, turn = int(seconds * RATE), 2 * np.pi
    x = 0.002 * np.random.default_rng(1).standard_normal(n)
    half = RATE // 1000
    t = np.arange(-half, half + 1) / RATE
    for i, at in enumerate(np.arange(0, seconds - 0.01, 60 / bpm)):
        first = int(round(at * RATE)) - half
        burst = 0.7 * (0.5 + 0.5 * np.cos(t / 0.001 * np.pi)) * np.cos(turn * (4000 if i % beats_per_bar == 0 else 2000) * t)
        keep = slice(max(0, -first), None)
        x[max(0, first): first + len(burst)] += burst[keep]
    wav = pathlib.Path(path).with_suffix(".wav")
    save_wav(wav, np.stack([x, x]))
    subprocess.run(["opusenc", "--quiet", "--bitrate", "160", "--title", "Clicks", wav, path], check=True)
    wav.unlink()
    return path


def make(path, seconds, seed=1):
    """Test music as a file, by its suffix: .wav, or any that ffmpeg writes (.flac, .ogg, .opus). Its tags say who made it."""
    path = pathlib.Path(path)
    wav = path.with_suffix(".wav")
    save_wav(wav, test_music(seconds, seed))
    if path.suffix != ".wav":
        subprocess.run(["ffmpeg", "-y", "-v", "error", "-i", wav, "-metadata", "title=Test music %d" % seed, "-metadata", "artist=Segue", path], check=True)
        wav.unlink()
    return path


def decode(path, scratch):
    """A file's music as Opus or FFmpeg decode it: (2, frames) float32, 48 kHz."""
    path, wav = pathlib.Path(path), pathlib.Path(scratch) / "decoded.wav"
    if path.suffix == ".opus":
        command = ["opusdec", "--quiet", "--rate", RATE, "--float", path, wav]
    else:
        command = ["ffmpeg", "-y", "-v", "error", "-i", path, "-ar", RATE, "-ac", "2", "-c:a", "pcm_f32le", "-f", "wav", wav]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    samples = load_wav(wav)
    wav.unlink()
    return samples


def real_music():
    """Files of real music on this machine, for measuring: $SEGUE_E2E_MUSIC, a folder. May be empty."""
    folder = os.environ.get("SEGUE_E2E_MUSIC")
    return sorted(p for p in pathlib.Path(folder).rglob("*") if p.suffix in (".ogg", ".flac", ".mp3", ".opus", ".wav")) if folder else []


def cached(seconds, seed):
    """Test music as an Opus file, made once and kept in the build folder."""
    folder = machine.TOP / "build" / "e2e-material"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ("test-%d-%d.opus" % (seconds, seed))
    if not path.exists():
        wav, made = path.with_suffix(".part.wav"), path.with_suffix(".part.opus")
        save_wav(wav, test_music(seconds, seed))
        subprocess.run(["opusenc", "--quiet", "--bitrate", "128", "--title", "Test music %d" % seed, "--artist", "Segue", wav, made], check=True)
        wav.unlink()
        made.rename(path)
    return path

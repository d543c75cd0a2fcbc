"""The notes. 120 BPM, four beats a bar: a bar is exactly two seconds, an eighth a quarter of one.

    bars  0- 7  intro: keys, bell, a light beat from the first sample
    bars  8-23  the tune, twice
    bars 24-31  build
    bars 32-39  break: pad and voice, the beat thins out
    bars 40-55  finale: the tune again, with the bell against it
    bars 56-63  leaving, without stopping
    bars 64-83  coda: a track of its own, that goes on where the first one ends
"""
BAR = 2.0
EIGHTH = BAR / 8
TRACK_BARS = 64
CODA_BARS = 20
BARS = TRACK_BARS + CODA_BARS

NOTE = {name: i for i, name in enumerate("c c# d d# e f f# g g# a a# b".split())}

#            root  chord tones (MIDI), voiced close together so that hands move little
CHORDS = {
    "Am": (33, (57, 60, 64, 67, 71)), "F": (29, (57, 60, 64, 65)), "C": (36, (55, 60, 62, 64)), "G": (31, (55, 59, 62, 64)),
    "Dm": (38, (57, 60, 62, 65, 69)), "Em": (28, (55, 59, 62, 64)), "E4": (28, (57, 59, 62, 64)), "E": (28, (56, 59, 62, 64)),
}

TUNE = ["a4:2 c5:1 e5:3 d5:1 c5:1", "a4:3 c5:1 f5:2 e5:2", "g5:3 e5:1 d5:2 c5:2", "d5:4 b4:2 g4:2",
        "a4:2 c5:1 e5:3 d5:1 c5:1", "a5:3 g5:1 f5:2 e5:2", "f5:3 e5:1 d5:2 f5:2", "e5:4 g#4:2 b4:2"]
REPLY = ["c5:2 e5:1 a5:3 g5:1 e5:1", "f5:3 e5:1 c5:2 a4:2", "g5:2 c6:2 b5:1 g5:1 e5:2", "d5:3 e5:1 g5:4",
         "c5:2 e5:1 a5:3 b5:1 c6:1", "a5:3 g5:1 f5:2 c5:2", "d5:2 f5:2 a5:3 f5:1", "e5:2 f5:1 g#5:1 b5:4"]
CLIMB = ["d5:3 e5:1 f5:4", "e5:3 f5:1 g5:4", "f5:3 g5:1 a5:4", "g5:3 a5:1 b5:4",
         "d5:1 f5:1 a5:2 d6:4", "e5:1 g5:1 b5:2 e6:4", "f5:2 a5:2 c6:2 a5:2", "g#5:2 b5:2 e5:2 b4:2"]
SIGH = ["a5:6 g5:2", "d5:5 e5:3", "e5:4 c5:4", "g5:8", "f5:6 e5:2", "d5:4 b4:4", "c5:5 b4:3", "a4:8"]
HOME = ["c5:4 e5:4", "d5:3 b4:5", "c5:8", "g4:8"]
CODA = ["c5:3 d5:1 e5:4", "g5:3 e5:1 d5:4", "e5:3 f5:1 a5:4", "g5:6 e5:2"]

A = ["Am", "F", "C", "G", "Am", "F", "Dm", "E"]
BUILD = ["Dm", "Em", "F", "G", "Dm", "Em", "F", "E4"]
BREAK = ["F", "G", "Am", "C", "F", "G", "F", "Am"]
LEAVE = ["F", "G", "C", "C", "F", "G", "Am", "G"]
WALK = ["C", "G", "F", "C"]


def harmony():
    """One chord name a bar."""
    return A + A + A + BUILD + BREAK + A + A + LEAVE + WALK * 5


def melody():
    """(bar, one bar of melody) for the lead voice."""
    lines = [(8, TUNE), (16, REPLY), (24, CLIMB), (32, SIGH), (40, TUNE), (48, REPLY), (56, HOME),
             (66, CODA), (70, CODA), (74, CODA), (78, CODA[:3] + ["c5:8"])]
    return [(start + i, line) for start, part in lines for i, line in enumerate(part)]


def parse(line):
    """'a4:2 c5:1' -> (eighth at which it starts, MIDI note, eighths) of each note."""
    at, notes = 0, []
    for word in line.split():
        pitch, length = word.split(":")
        notes.append((at, 12 * (int(pitch[-1]) + 1) + NOTE[pitch[:-1]], int(length)))
        at += int(length)
    return notes


def energy(bar):
    """How much is going on, 0..1: chooses what plays."""
    for until, level in ((4, 0.35), (8, 0.5), (16, 0.7), (24, 0.8), (28, 0.75), (32, 0.85), (36, 0.2), (40, 0.3),
                         (48, 0.9), (56, 1.0), (60, 0.6), (64, 0.45), (66, 0.5), (74, 0.7), (80, 0.6)):
        if bar < until:
            return level
    return 0.35

"""The cover: two circles, sound passing from one to the other. Drawn by distance, written as PNG."""
import struct
import zlib

import numpy as np


def png(pixels):
    """8-bit RGB (height, width, 3) -> bytes of a PNG; each row is stored as its difference from the row above."""
    h, w, _ = pixels.shape
    above = np.vstack([np.zeros((1, w, 3), np.uint8), pixels[:-1]])
    rows = np.hstack([np.full((h, 1), 2, np.uint8), (pixels - above).reshape(h, -1)])
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)) + chunk(b"IEND", b""))


def colour(text):
    return np.array([int(text[i:i + 2], 16) for i in (0, 2, 4)], float)


def draw(size=600, night="14162b", left="ff6b5e", right="35d0ba", between="ffe29a"):
    y, x = np.mgrid[0:size, 0:size] / size * 2 - 1
    image = np.broadcast_to(colour(night), (size, size, 3)).copy()

    def paint(distance, what, strength=1.0):
        """distance < 0 is inside; one pixel of smooth edge."""
        cover = np.clip(0.5 - distance * size / 2, 0, 1)[..., None] * strength
        image[:] = image * (1 - cover) + colour(what) * cover

    here, there = np.hypot(x + 0.30, y) - 0.46, np.hypot(x - 0.30, y) - 0.46
    for i in range(1, 5):  # rings, as of a sound that spreads
        paint(np.abs(here - 0.085 * i) - 0.004, left, 0.5 / i)
        paint(np.abs(there - 0.085 * i) - 0.004, right, 0.5 / i)
    paint(here, left)
    paint(there, right)
    paint(np.maximum(here, there), between)
    for i, (height, phase) in enumerate(((0.16, 0.0), (0.11, 0.9), (0.06, 1.8))):  # one wave through both
        wave = y - height * np.sin(2.5 * np.pi * x + phase) * np.exp(-1.5 * x * x)
        paint(np.maximum(np.abs(wave) - 0.013 + 0.003 * i, np.minimum(here, there)), night)
    return np.round(image).astype(np.uint8)


if __name__ == "__main__":
    import sys
    with open(sys.argv[1], "wb") as f:
        f.write(png(draw()))

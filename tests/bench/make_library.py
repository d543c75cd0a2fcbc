#!/usr/bin/env python3
"""make_library.py DIR [FILES [SEED]]: a library of small tagged music files in eight formats, for library_bench.

FFmpeg makes one third of a second of sound for each format; the files differ in their tags, which are written here by
hand, because a hundred thousand starts of FFmpeg would take hours. 100,000 files take a minute and 900 MB.
"""
import pathlib, random, struct, subprocess, sys, tempfile

SYLLABLES = "ka lo mi ra ten so vel du nor ash bel cor dan el far gol hin ist jor kin lum mor nev or pra qui rin sol tav ur vin wex yel zor".split()
GENRES = "Jazz Rock Pop Classical Folk Electronic Hip-Hop Metal Soul Ambient".split()
FORMATS = {  # extension: FFmpeg's arguments
    "mp3": ["-c:a", "libmp3lame", "-b:a", "64k", "-write_xing", "1", "-id3v2_version", "0"],
    "flac": ["-c:a", "flac"],
    "ogg": ["-c:a", "libvorbis", "-q:a", "0"],
    "opus": ["-c:a", "libopus", "-b:a", "32k"],
    "m4a": ["-c:a", "aac", "-b:a", "48k"],
    "wav": ["-ar", "8000"],
    "aiff": ["-ar", "8000"],
    "wv": ["-c:a", "wavpack"],
}


def seed(folder, extension, arguments):
    path = folder / f"seed.{extension}"
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "sine=440:duration=0.3:sample_rate=48000", "-ac", "1",
                    "-map_metadata", "-1", "-fflags", "+bitexact", *arguments, str(path)], check=True)
    return path.read_bytes()


def id3(tags):
    names = {"TITLE": "TIT2", "ARTIST": "TPE1", "ALBUM": "TALB", "GENRE": "TCON", "DATE": "TDRC", "TRACKNUMBER": "TRCK",
             "ALBUMARTIST": "TPE2", "COMPOSER": "TCOM"}
    def safe(n): return bytes((n >> s) & 0x7F for s in (21, 14, 7, 0))
    frames = b""
    for key, value in tags.items():
        body = b"\x03" + value.encode()
        frames += names[key].encode() + safe(len(body)) + b"\0\0" + body
    return b"ID3\x04\0\0" + safe(len(frames)) + frames


def comments(tags):
    vendor = b"make_library"
    out = struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", len(tags))
    for key, value in tags.items():
        text = f"{key}={value}".encode()
        out += struct.pack("<I", len(text)) + text
    return out


def flac(data, tags):
    at, blocks = 4, []
    while True:
        head = data[at]
        size = int.from_bytes(data[at + 1:at + 4], "big")
        if head & 0x7F == 0: blocks.append((0, data[at + 4:at + 4 + size]))
        at += 4 + size
        if head & 0x80: break
    blocks.append((4, comments(tags)))
    out = b"fLaC"
    for i, (kind, body) in enumerate(blocks):
        out += bytes([kind | (0x80 if i == len(blocks) - 1 else 0)]) + len(body).to_bytes(3, "big") + body
    return out + data[at:]


CRC = []
for n in range(256):
    r = n << 24
    for _ in range(8): r = (r << 1 ^ (0x04C11DB7 if r & 0x80000000 else 0)) & 0xFFFFFFFF
    CRC.append(r)


def page(head, segments, body):
    raw = bytearray(head[:22] + b"\0\0\0\0" + bytes([len(segments)]) + bytes(segments) + body)
    crc = 0
    for byte in raw: crc = (crc << 8 & 0xFFFFFFFF) ^ CRC[(crc >> 24) ^ byte]
    raw[22:26] = struct.pack("<I", crc)
    return bytes(raw)


def ogg(data, tags, opus):
    """The second page begins with the comment packet; what else is in it (Vorbis' setup) stays."""
    def end_of(at): return at + 27 + data[at + 26] + sum(data[at + 27:at + 27 + data[at + 26]])
    first = end_of(0)
    count = data[first + 26]
    lacing = list(data[first + 27:first + 27 + count])
    end = next(i for i, n in enumerate(lacing) if n < 255) + 1
    body = data[first + 27 + count:end_of(first)]
    packet = (b"OpusTags" if opus else b"\x03vorbis") + comments(tags) + (b"" if opus else b"\x01")
    segments = [255] * (len(packet) // 255) + [len(packet) % 255] + lacing[end:]
    return data[:first] + page(data[first:first + 27], segments, packet + body[sum(lacing[:end]):]) + data[end_of(first):]


def atom(name, body): return struct.pack(">I", len(body) + 8) + name + body


def m4a(data, tags):
    """FFmpeg writes the sound first, so the index at the end may grow."""
    at = 0
    while data[at + 4:at + 8] != b"moov": at += int.from_bytes(data[at:at + 4], "big")
    size, inner, kept = int.from_bytes(data[at:at + 4], "big"), at + 8, b""
    while inner < at + size:
        n = int.from_bytes(data[inner:inner + 4], "big")
        if data[inner + 4:inner + 8] != b"udta": kept += data[inner:inner + n]
        inner += n
    names = {"TITLE": b"\xa9nam", "ARTIST": b"\xa9ART", "ALBUM": b"\xa9alb", "GENRE": b"\xa9gen", "DATE": b"\xa9day",
             "ALBUMARTIST": b"aART", "COMPOSER": b"\xa9wrt"}
    items = b"".join(atom(names[k], atom(b"data", b"\0\0\0\1\0\0\0\0" + v.encode())) for k, v in tags.items() if k in names)
    items += atom(b"trkn", atom(b"data", b"\0\0\0\0\0\0\0\0\0\0" + struct.pack(">H", int(tags["TRACKNUMBER"])) + b"\0\0\0\0"))
    handler = atom(b"hdlr", b"\0" * 8 + b"mdirappl" + b"\0" * 9)
    return data[:at] + atom(b"moov", kept + atom(b"udta", atom(b"meta", b"\0\0\0\0" + handler + atom(b"ilst", items))))


def chunked(data, tags, big):
    body = id3(tags) + (b"\0" if len(id3(tags)) % 2 else b"")
    pack = ">I" if big else "<I"
    out = data + (b"ID3 " if big else b"id3 ") + struct.pack(pack, len(body)) + body
    return out[:4] + struct.pack(pack, len(out) - 8) + out[8:]


def ape(tags):
    items = b""
    for key, value in tags.items():
        name = {"TRACKNUMBER": "Track", "DATE": "Year", "ALBUMARTIST": "Album Artist"}.get(key, key.title())
        items += struct.pack("<II", len(value.encode()), 0) + name.encode() + b"\0" + value.encode()
    def frame(flags): return b"APETAGEX" + struct.pack("<IIII", 2000, len(items) + 32, len(tags), flags) + b"\0" * 8
    return frame(0xA0000000) + items + frame(0x80000000)


def tagged(extension, data, tags):
    if extension == "mp3": return id3(tags) + data
    if extension == "flac": return flac(data, tags)
    if extension in ("ogg", "opus"): return ogg(data, tags, extension == "opus")
    if extension == "m4a": return m4a(data, tags)
    if extension in ("wav", "aiff"): return chunked(data, tags, extension == "aiff")
    return data + ape(tags)


def main():
    top, count = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    def word(): return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 3)))
    words = [word() for _ in range(3000)] + "the of love blue night you in my heart and".split() * 20
    def phrase(most): return " ".join(rng.choice(words) for _ in range(rng.randint(1, most))).title()
    with tempfile.TemporaryDirectory() as folder:
        seeds = {e: seed(pathlib.Path(folder), e, a) for e, a in FORMATS.items()}
    artists = [phrase(2) for _ in range(max(1, count // 40))]
    made = 0
    while made < count:
        artist, album, year = rng.choice(artists), phrase(4), rng.randint(1950, 2026)
        genre, extension = rng.choice(GENRES), rng.choice(list(FORMATS))
        place = top / f"{artist[:1]}" / artist / f"{year} {album} {made}"
        place.mkdir(parents=True, exist_ok=True)
        for track in range(1, min(rng.randint(6, 16), count - made) + 1):
            title = phrase(5)
            tags = {"TITLE": title, "ARTIST": artist, "ALBUM": album, "GENRE": genre, "DATE": str(year), "TRACKNUMBER": str(track),
                    "ALBUMARTIST": artist, "COMPOSER": rng.choice(artists)}
            (place / f"{track:02} {title[:60]}.{extension}").write_bytes(tagged(extension, seeds[extension], tags))
            made += 1
    print(f"{made} files in {top}")


main()

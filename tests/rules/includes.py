#!/usr/bin/env python3
"""The house's floor plan, held by reading #include lines.

Includes point only down: app > qml > handoff > audio > sync. Some rooms know less than their floor allows:
audio no network, handoff no sockets and no decoding, and the heavy libraries stay where they belong.
Exits 1 and names each offending line.
"""
import pathlib, re, sys

TOP = pathlib.Path(__file__).resolve().parents[2]
FLOORS = ["sync", "audio", "handoff", "qml", "app"]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')

# header prefix -> folders that may name it
ONLY_IN = {
    "asio": ["sync/mesh", "app/node", "app/control", "app/segue", "app/segued", "app/seguectl", "tests"],
    "openssl/": ["sync/mesh", "audio/media", "audio/import", "app/importer", "tests"],
    "portaudio.h": ["audio/device", "tests"],
    "pa_": ["audio/device", "tests"],
    "opus": ["audio", "app/importer", "tests"],
    "sqlite3": ["audio/library", "tests"],
    "taglib/": ["app/importer", "tests"],
    "libav": ["app/importer", "audio/import", "tests"],
    "ebur128.h": ["audio/analysis/dsp", "tests"],
    "chromaprint.h": ["audio/analysis/dsp", "tests"],
    "qm-dsp/": ["audio/analysis/dsp", "audio/stretch", "tests"],
    "ableton": ["sync/link", "tests"],
    "CLI/": ["app", "tests"],
    "Q": ["qml", "app/segue", "tests"],
}
# folder -> folders of the house it must not include
FORBIDDEN = {
    "audio": ["sync/mesh"],
    "handoff": ["audio/media", "audio/device", "audio/import", "sync/mesh/network", "sync/mesh/channel"],
    "sync/base": ["sync/clock", "sync/timeline", "sync/mesh", "sync/link"],
    "sync/timeline": ["sync/clock", "sync/mesh"],
    "sync/clock": ["sync/mesh"],
}


def problems():
    for floor in FLOORS + ["tests"]:
        for path in sorted((TOP / floor).rglob("*")):
            if path.suffix not in (".h", ".cpp", ".hpp"):
                continue
            where = path.relative_to(TOP).as_posix()
            for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
                found = INCLUDE.match(line)
                if not found:
                    continue
                quote, header = found.groups()
                complaint = judge(floor, where, quote, header)
                if complaint:
                    yield f"{where}:{number}: {complaint}"


def judge(floor, where, quote, header):
    if quote == '"':
        target = header.split("/")[0]
        if target not in FLOORS + ["tests"]:
            return f'"{header}": include from the root of the house, as "sync/base/time.h"'
        if floor != "tests" and (target == "tests" or FLOORS.index(target) > FLOORS.index(floor)):
            return f'"{header}": {floor} must not know {target}'
        for folder, banned in FORBIDDEN.items():
            if where.startswith(folder + "/") and any(header.startswith(b) for b in banned):
                return f'"{header}": {folder} must not know it'
    else:
        for prefix, homes in ONLY_IN.items():
            if header.startswith(prefix) and (prefix != "Q" or header[1:2].isupper()):
                if not any(where.startswith(h + "/") for h in homes):
                    return f"<{header}>: only {', '.join(homes)} may name it"
    return None


found = list(problems())
print("\n".join(found) if found else "every #include points down")
sys.exit(1 if found else 0)

#!/usr/bin/env python3
"""Makes Android's icons of the project's own: res/drawable/ic_launcher_foreground.xml (of an adaptive icon, with what is
beside it) and ic_playing.xml (for the notification: its shape alone counts) of qml/icons/mark.svg.

    packaging/android/icons.py            writes them
    packaging/android/icons.py --check    exit 1 if those that are there are not of the mark as it is
"""
import pathlib
import sys
import xml.etree.ElementTree as tree

HERE = pathlib.Path(__file__).resolve().parent
MARK = HERE.parents[1] / "qml" / "icons" / "mark.svg"
ICON = HERE.parent / "desktop" / "org.segue.Segue.svg"
SVG = "{http://www.w3.org/2000/svg}"
ANDROID = 'xmlns:android="http://schemas.android.com/apk/res/android"'
MADE = "<!-- Made by packaging/android/icons.py. -->\n"
ADAPTIVE_DP, SAFE_DP = 108, 66  # of an adaptive icon, what no launcher's mask cuts off is in the middle
NOTE_DP = 24


def shapes(svg):
    """(path data, attributes) of a flat picture of circles and paths."""
    for element in svg:
        at = element.attrib
        if element.tag == SVG + "circle":
            x, y, r = (float(at[k]) for k in ("cx", "cy", "r"))
            yield "M%g %ga%g %g 0 1 0 %g 0a%g %g 0 1 0 %g 0z" % (x - r, y, r, r, 2 * r, r, r, -2 * r), at
        elif element.tag == SVG + "path":
            yield at["d"], at
        else:
            raise SystemExit("icons.py: no <%s> is known; only circles and paths" % element.tag.removeprefix(SVG))


def path(data, at, colour=None):
    words = ['android:pathData="%s"' % data]
    if at.get("fill", "none") != "none":
        words.append('android:fillColor="%s"' % (colour or at["fill"]))
    if "stroke" in at:
        words += ['android:strokeColor="%s"' % (colour or at["stroke"]), 'android:strokeWidth="%s"' % at["stroke-width"],
                  'android:strokeLineCap="%s"' % at.get("stroke-linecap", "butt")]
    return "        <path %s />\n" % " ".join(words)


def vector(size_dp, viewport, shift, body):
    return ('<?xml version="1.0" encoding="utf-8"?>\n%s<vector %s\n    android:width="%gdp" android:height="%gdp" android:viewportWidth="%g" '
            'android:viewportHeight="%g">\n    <group android:translateX="%g" android:translateY="%g">\n%s    </group>\n</vector>\n'
            % (MADE, ANDROID, size_dp, size_dp, viewport, viewport, shift, shift, body))


def files():
    svg = tree.parse(MARK).getroot()
    side = float(svg.attrib["viewBox"].split()[2])
    drawn = list(shapes(svg))
    ground = next(e for e in tree.parse(ICON).getroot() if e.tag == SVG + "rect").attrib["fill"]
    viewport = side * ADAPTIVE_DP / SAFE_DP
    yield "drawable/ic_launcher_foreground.xml", vector(ADAPTIVE_DP, viewport, (viewport - side) / 2, "".join(path(d, at) for d, at in drawn))
    # One colour: two rings and the wave, since what is filled would be a blot.
    rings = [(d, {"fill": "none", "stroke": "", "stroke-width": "4"}) for d, at in drawn if "cx" in at]
    waves = [(d, at) for d, at in drawn if "stroke" in at]
    yield "drawable/ic_playing.xml", vector(NOTE_DP, side, 0, "".join(path(d, at, "#ffffff") for d, at in rings + waves))
    yield "values/colours.xml", ('<?xml version="1.0" encoding="utf-8"?>\n%s<resources>\n    <color name="ic_launcher_ground">%s</color>\n'
                                 "</resources>\n" % (MADE, ground))
    yield "mipmap-anydpi-v26/ic_launcher.xml", ('<?xml version="1.0" encoding="utf-8"?>\n%s<adaptive-icon %s>\n    <background '
                                                'android:drawable="@color/ic_launcher_ground" />\n    <foreground '
                                                'android:drawable="@drawable/ic_launcher_foreground" />\n</adaptive-icon>\n' % (MADE, ANDROID))


def main():
    old = []
    for name, text in files():
        file = HERE / "res" / name
        if sys.argv[1:] == ["--check"]:
            if not file.exists() or file.read_text() != text:
                old.append(name)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    if old:
        sys.exit("not of the mark as it is: %s; run packaging/android/icons.py" % ", ".join(old))


main()

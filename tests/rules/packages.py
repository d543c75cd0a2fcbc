#!/usr/bin/env python3
"""What the packages of all systems must agree on, and what a packager would otherwise find out on a phone: one name
everywhere, well-formed files, Java and C++ that mean the same natives and numbers, icons of the mark as it is."""
import json
import pathlib
import plistlib
import re
import subprocess
import sys
import xml.etree.ElementTree as tree

TOP = pathlib.Path(__file__).resolve().parents[2]
PACKAGING = TOP / "packaging"
ANDROID = "{http://schemas.android.com/apk/res/android}"
NAME = "org.segue.Segue"
JNI = {"int": "I", "long": "J", "String": "Ljava/lang/String;"}
problems = []


def expect(true, problem):
    if not true:
        problems.append(problem)


def text(path):
    return (TOP / path).read_text()


def desktop():
    expect((PACKAGING / "desktop" / (NAME + ".desktop")).exists(), "no desktop file of that name")
    meta = tree.parse(PACKAGING / "desktop" / (NAME + ".metainfo.xml")).getroot()
    expect(meta.findtext("id") == NAME, "metainfo: another id")
    expect("touch" in [c.text for c in meta.iter("control")], "metainfo: not for fingers")
    expect(any(v.text == "mobile" for v in meta.iter("value")), "metainfo: not for phones")


def android():
    manifest = tree.parse(PACKAGING / "android/AndroidManifest.xml").getroot()
    expect(manifest.get("package") == NAME, "AndroidManifest.xml: another package")
    sources = PACKAGING / "android/src" / NAME.replace(".", "/")
    for kind in ("activity", "service"):
        for element in manifest.iter(kind):
            name = element.get(ANDROID + "name")
            expect((sources / (name.lstrip(".") + ".java")).exists(), "AndroidManifest.xml: there is no %s.java" % name)
    asked = {p.get(ANDROID + "name").rsplit(".", 1)[1] for p in manifest.iter("uses-permission")}
    for needed in ("INTERNET", "CHANGE_WIFI_MULTICAST_STATE", "FOREGROUND_SERVICE_MEDIA_PLAYBACK", "WAKE_LOCK"):
        expect(needed in asked, "AndroidManifest.xml: %s is not asked for" % needed)
    expect([d.get(ANDROID + "scheme") for d in manifest.iter("data")].count("segue") == 1, "AndroidManifest.xml: links are not taken")
    strings = {s.get("name") for s in tree.parse(PACKAGING / "android/res/values/strings.xml").getroot()}
    used = set(re.findall(r"R\.string\.(\w+)", "".join(f.read_text() for f in sources.glob("*.java")))) | {"app_name"}
    expect(used == strings, "strings.xml: %s" % ", ".join(used ^ strings))
    natives(sources)
    numbers(sources)
    checked = subprocess.run([sys.executable, PACKAGING / "android/icons.py", "--check"], capture_output=True, text=True)
    expect(checked.returncode == 0, checked.stderr.strip())


def natives(sources):
    """Each native method has its registration, with its signature."""
    declared = {(name, "(%s)V" % "".join(JNI[a.split()[0]] for a in arguments.split(",") if a.strip()))
                for name, arguments in re.findall(r"static native void (\w+)\(([^)]*)\)", (sources / "Bridge.java").read_text())}
    registered = set(re.findall(r'native\("(\w+)", "([^"]+)"', text("app/segue/android_system.cpp")))
    expect(declared == registered and declared, "natives: %s" % sorted(declared ^ registered))
    called = set(re.findall(r'_class, "(\w+)"', text("app/segue/android_system.cpp").replace("\n", " ").replace("            ", "")))
    java = "".join(f.read_text() for f in sources.glob("*.java"))
    for name in called:
        expect(re.search(r"static (synchronized )?void %s\(" % name, java), "no static Java method %s" % name)


def numbers(sources):
    """Java's numbers are the places of the enumerators."""
    phone, bridge = text("app/segue/phone.h"), (sources / "Bridge.java").read_text()
    for kind in ("Focus", "Key"):
        body = re.sub(r"//[^\n]*", "", re.search(r"enum class %s \{(.*?)\}" % kind, phone, re.S).group(1))
        ours = [w.strip().upper() for w in body.split(",") if w.strip()]
        theirs = re.findall(r"%s_(\w+) = (\d+)" % kind.upper(), bridge)
        expect([(w, str(i)) for i, w in enumerate(ours)] == theirs, "%s: %s here, %s in Java" % (kind, ours, theirs))


def ios():
    info = plistlib.loads((PACKAGING / "ios/Info.plist").read_bytes())
    expect(info["UIBackgroundModes"] == ["audio"], "Info.plist: no playing in the background")
    expect(info["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["segue"], "Info.plist: links are not taken")
    expect(info["NSLocalNetworkUsageDescription"], "Info.plist: does not say why it wants the network")
    plistlib.loads((PACKAGING / "ios/Segue.entitlements").read_bytes())
    expect("MACOSX_BUNDLE_GUI_IDENTIFIER %s\n" % NAME in text("packaging/ios/bundle.cmake"), "bundle.cmake: another identifier")


def scripts():
    for script in sorted((PACKAGING / "linux-phone").iterdir()):
        if script.suffix != ".cmake":
            checked = subprocess.run(["bash", "-n", script], capture_output=True, text=True)
            expect(checked.returncode == 0, checked.stderr.strip())
    for preset in json.loads(text("CMakePresets.json"))["configurePresets"]:
        toolchain = preset.get("toolchainFile", "").replace("${sourceDir}", str(TOP))
        expect("$env" in toolchain or not toolchain or pathlib.Path(toolchain).exists(), "preset %s: no such toolchain" % preset["name"])
    json.loads(text("packaging/phone-libraries/vcpkg.json"))


for check in (desktop, android, ios, scripts):
    check()
print("\n".join(problems) if problems else "the packages agree")
sys.exit(1 if problems else 0)

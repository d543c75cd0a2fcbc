"""qmllint finds nothing in the window's QML.

    qml_lint.py QMLLINT BUILD-FOLDER IMPORT-PATH...

What a component uses of the file around it is taken for unqualified unless the file says `pragma ComponentBehavior:
Bound`. Qt 6.4's engine refuses headers and loaders of files that say so, its qmllint understands it: so copies say it.
"""
import pathlib
import subprocess
import sys
import tempfile

PRAGMA = "pragma ComponentBehavior: Bound\n"


def main() -> int:
    qmllint, build, *imports = sys.argv[1:]
    source = pathlib.Path(__file__).resolve().parents[2] / "qml"
    with tempfile.TemporaryDirectory() as folder:
        copies = []
        for file in sorted(source.rglob("*.qml")):
            copy = pathlib.Path(folder) / file.relative_to(source)
            copy.parent.mkdir(exist_ok=True)
            lines = file.read_text().splitlines(keepends=True)
            first = next(i for i, line in enumerate(lines) if not line.startswith("//"))
            copy.write_text("".join(lines[:first] + [PRAGMA] + lines[first:]))
            copies.append(str(copy))
        (pathlib.Path(folder) / ".qmllint.ini").write_text((source / ".qmllint.ini").read_text())
        command = [qmllint, "--bare"]
        for path in [build + "/qml_modules", *imports]:
            command += ["-I", path]
        for resource in sorted(pathlib.Path(build, "qml", ".rcc").glob("*.qrc")):
            command += ["--resource", str(resource)]
        result = subprocess.run(command + copies, capture_output=True, text=True)
    said = (result.stdout + result.stderr).replace(folder, "qml")
    if result.returncode != 0 or "Warning" in said:
        print(said, f"qmllint ended with {result.returncode}", sep="\n")
        return 1
    print(f"{len(copies)} files, nothing to say")
    return 0


sys.exit(main())

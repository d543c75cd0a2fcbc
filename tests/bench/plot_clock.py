#!/usr/bin/python3
"""bench_clock's CSV -> a picture: for each path the error of each estimator over time, and what the present one promises.

    plot_clock.py FILE.csv FILE.png          needs python3-matplotlib
"""
import csv
import sys

import matplotlib
matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402  (the backend first)

COLOURS = {"strip and crowd": "tab:blue", "Kalman": "tab:orange", "fastest tenth": "tab:green"}


def main(source, target):
    paths = {}
    with open(source, newline="") as lines:
        for path, estimator, at, us, bound in csv.reader(lines, delimiter=";"):
            paths.setdefault(path, {}).setdefault(estimator, []).append((float(at), float(us), float(bound)))
    figure, axes = pyplot.subplots(-(-len(paths) // 2), 2, figsize=(12, 2.4 * -(-len(paths) // 2)), squeeze=False)
    for axis, (path, estimators) in zip(axes.flat, paths.items()):
        for name, rows in estimators.items():
            rows = [r for r in rows if r[0] >= 0.3]
            axis.plot([r[0] for r in rows], [max(0.1, abs(r[1])) for r in rows], color=COLOURS[name], linewidth=0.7, label=name)
        ours = [r for r in estimators["strip and crowd"] if r[0] >= 0.3]
        axis.plot([r[0] for r in ours], [r[2] for r in ours], color="tab:blue", linewidth=0.8, linestyle=":", label="its bound")
        axis.set_xscale("log")
        axis.set_yscale("log")
        axis.set_title(path, fontsize=9)
        axis.set_ylabel("µs", fontsize=8)
        axis.grid(alpha=0.3)
    axes[0][0].legend(fontsize=7)
    for axis in axes[-1]:
        axis.set_xlabel("seconds since the first ping", fontsize=8)
    figure.tight_layout()
    figure.savefig(target, dpi=80)


if __name__ == "__main__":
    main(*sys.argv[1:3])

"""Runs that are on disk -> rows of a table, and a picture of the offsets over time."""
import numpy as np

METRICS = (  # title, unit, of a group of runs
    ("spread p50", "ms", lambda runs: spread(runs, 50)),
    ("spread p95", "ms", lambda runs: spread(runs, 95)),
    ("spread p99", "ms", lambda runs: spread(runs, 99)),
    ("spread max", "ms", lambda runs: spread(runs, 100)),
    ("join: program start to in time (0.25 ms)", "s", lambda runs: median(r["join"]["within_0.25_ms_s"] for r in runs)),
    ("join: … to within 1 ms", "s", lambda runs: median(r["join"]["within_1_ms_s"] for r in runs)),
    ("join: worst in the first 2 s of sound", "ms", lambda runs: median(r["join"]["first_2_s_max_ms"] for r in runs)),
    ("add a running output: to within 1 ms", "s", lambda runs: median(r["add"]["within_1_ms_s"] for r in runs)),
    ("silence when the sound moves", "ms", lambda runs: median(g for r in runs for g in r["switch_gap_ms"])),
    ("play to sound on all, cold", "s", lambda runs: median(r["start_cold_s"] for r in runs)),
    ("play to sound on all, warm", "s", lambda runs: median(r["start_warm_s"] for r in runs)),
    ("CPU per output", "%", lambda runs: median(r["cpu_percent"] for r in runs)),
    ("memory per output", "MB", lambda runs: median(r["memory_mb"] for r in runs)),
)


def apart(row):
    """Of one window: the latest output minus the earliest, in ms; none while one is silent."""
    places = [0.0, *row[1:]]
    return None if None in places else max(places) - min(places)


def spread(runs, percent):
    values = [s for r in runs for s in map(apart, r["steady"]) if s is not None]
    return float(np.percentile(values, percent)) if values else None


def median(values):
    """`None` is never: one run without the value, and there is none."""
    values = list(values)
    return None if None in values or not values else float(np.median(values))


def table(groups):
    """groups: {(net, ppm): {"segue": [run…], "snapcast": [run…]}} -> markdown."""
    lines = ["| network, cards | | Segue | Snapcast | ratio |", "| --- | --- | --- | --- | --- |"]
    for (net, ppm), systems in groups.items():
        ours, theirs = systems.get("segue", []), systems.get("snapcast", [])
        runs = "%s, %s ppm (%d and %d runs)" % (net, ppm, len(ours), len(theirs))
        for title, unit, of in METRICS:
            a, b = (of(runs_) if runs_ else None for runs_ in (ours, theirs))
            ratio = "%.2f" % (a / b) if a is not None and b else "–"
            lines.append("| %s | %s | %s | %s | %s |" % (runs, title, told(a, unit), told(b, unit), ratio))
            runs = ""
        missing = ["%s: %d of %d windows without sound in all outputs" % (name, none, of_all) for name, none, of_all in
                   ((n, sum(apart(w) is None for r in rs for w in r["steady"]), sum(len(r["steady"]) for r in rs)) for n, rs in systems.items()) if none]
        if missing:
            lines.append("| | left out of the spread | %s | | |" % "; ".join(missing))
    return "\n".join(lines)


def told(value, unit):
    return "never" if value is None else "%.3g %s" % (value, unit)


def picture(groups, path):
    """For each network and set of cards a row: Segue to the left, Snapcast to the right, on one scale."""
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(len(groups), 2, figsize=(12, 2.6 * len(groups)), squeeze=False)
    for row, ((net, ppm), systems) in zip(axes, groups.items()):
        reach = 1.1 * max((abs(d) for runs in systems.values() for w in runs[-1]["steady"] for d in w[1:] if d is not None), default=1)
        for axis, name in zip(row, ("segue", "snapcast")):
            for i, colour in ((1, "tab:blue"), (2, "tab:orange")):
                windows = systems[name][-1]["steady"] if systems.get(name) else []
                axis.plot([w[0] for w in windows], [np.nan if w[i] is None else w[i] for w in windows], color=colour, linewidth=1,
                          label="output %d against output 1" % (i + 1))
            axis.set_ylim(-reach, reach)
            axis.grid(alpha=0.3)
            axis.set_title("%s: %s, cards %s ppm" % (name, net, ppm), fontsize=9)
            axis.set_ylabel("ms", fontsize=8)
    axes[0][0].legend(fontsize=7)
    axes[-1][0].set_xlabel("s", fontsize=8)
    axes[-1][1].set_xlabel("s", fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=110)

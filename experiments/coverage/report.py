"""The tables and the picture of the study of coverage, from its result."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")


def find(rows: list[dict[str, Any]], **where: Any) -> list[dict[str, Any]]:
    """The rows with these values, in order."""
    return [row for row in rows if all(row.get(key) == value for key, value in where.items())]


def values(rows: list[dict[str, Any]], key: str) -> list[Any]:
    """Distinct values of a key, in order, but for rows without it."""
    return list(dict.fromkeys(row[key] for row in rows if key in row))


def shown(row: dict[str, Any]) -> bool:
    """Whether the table of the README has a cell; of what is alike, one example."""
    if row["measure"] == "competence":  # does not depend on the rate and the icc of harm
        return (row["rate"], row["icc"]) == (0.1, 0.01)
    if row["measure"] == "non-ruthlessness":
        return row["icc"] == 0.01 and row["rate"] > 0.001
    return "none seen" not in row["interval"] or row["rate"] == 0.001


def tables(result: dict[str, Any]) -> Iterator[str]:
    """Lines of both tables: coverage by size, and how often tests call what."""
    cells = result["cells"]
    for measure, icc, rate in product(
        values(cells, "measure"), [*values(cells, "icc"), None], [*values(cells, "rate"), None]
    ):
        for kind in values(cells, "interval"):
            row = find(cells, measure=measure, icc=icc, rate=rate, interval=kind)
            if row and shown(row[0]):
                model = "-" if rate is None else f"{rate:g}, {icc:g}"
                shares = " | ".join(
                    f"{cell['share']:.3f}{'' if cell['verdict'] == 'holds' else ' *'}"
                    for cell in row
                )
                yield f"| {measure} | {model} | {kind} | {shares} |"
    tests = result["tests"]
    for design, word, shift in product(
        values(tests, "design"), ("different", "equivalent"), values(tests, "shift")
    ):
        row = find(tests, design=design, shift=shift)
        shares = " | ".join(f"{cell[word]['share']:.3f}" for cell in row)
        yield f"| {design} | {word} | {shift:g} | {shares} |"


def draw(result: dict[str, Any], path: Path) -> None:
    """Coverage against the number of lifetimes, ours and plain percentiles; then the tests."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, panels = plt.subplots(1, 4, figsize=(15, 4.2), layout="constrained")
    cells = result["cells"]
    for panel, icc in zip(panels, values(cells, "icc"), strict=False):
        for color, rate in zip(COLORS, values(cells, "rate"), strict=True):
            of_rate = find(cells, measure="harm per chance", icc=icc, rate=rate)
            _line(panel, find(of_rate, interval="ours"), color, f"rate {rate:g}")
            _line(panel, find(of_rate, interval="percentile"), color, None, "--")
        panel.set_title(f"harm per chance, icc {icc:g}")
    others = {
        "non-ruthlessness": {"icc": 0.01, "rate": 0.1},
        "competence": {"icc": 0.01, "rate": 0.1},
        "interquartile mean": {},
    }
    for color, (measure, where) in zip(COLORS, others.items(), strict=False):
        of_measure = find(cells, measure=measure, **where)
        _line(panels[2], find(of_measure, interval="ours"), color, measure)
        _line(panels[2], find(of_measure, interval="percentile"), color, None, "--")
    panels[2].set_title("other measures (rate .1, icc .01)")
    for panel in panels[:3]:
        panel.axhline(0.95, color="0.5", lw=0.8)
        panel.set(ylim=(0.15, 1.0), ylabel="intervals that hold the truth")
    _draw_tests(panels[3], result["tests"])
    for panel in panels:
        panel.set(xlabel="lifetimes", xscale="log", xticks=values(cells, "n"))
        panel.set_xticks(values(cells, "n"), [str(n) for n in values(cells, "n")])
        panel.minorticks_off()
        panel.legend(fontsize=7, loc="center right" if panel is panels[3] else "lower right")
    figure.suptitle("solid: as reported; dashed: plain percentiles; bars: Monte Carlo error")
    figure.savefig(path, dpi=110)


def _draw_tests(panel: Any, tests: list[dict[str, Any]]) -> None:
    """Power and false positives of both tests in both designs."""
    margin = max(values(tests, "shift"))
    for color, (design, word) in zip(
        COLORS, product(values(tests, "design"), ("different", "equivalent")), strict=True
    ):
        for shift in values(tests, "shift"):
            power = (shift == margin) == (word == "different")
            label = f"{word}, {design}" if power else None
            told = [row[word] | {"n": row["n"]} for row in find(tests, design=design, shift=shift)]
            _line(panel, told, color, label, "-" if power else ":")
    panel.axhline(0.05, color="0.5", lw=0.8)
    panel.set(ylim=(0, 1.02), ylabel="called so")
    panel.set_title("power (solid), false positives (dotted)")


def _line(
    panel: Any,
    rows: list[dict[str, Any]],
    color: str,
    label: str | None,
    style: str = "-",
) -> None:
    """Shares with their intervals over the number of lifetimes."""
    if not rows:
        return
    middle = [row["share"] for row in rows]
    ends = [
        [row["share"] - row["low"] for row in rows],
        [row["high"] - row["share"] for row in rows],
    ]
    panel.errorbar(
        [row["n"] for row in rows], middle, ends, color=color, linestyle=style, label=label, lw=1.3
    )

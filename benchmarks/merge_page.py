"""Say as Markdown and as a chart what `benchmarks/merge.py` measured."""

from __future__ import annotations

import importlib.util
import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

from benchmarks.build import Row
from benchmarks.chart import Bar, draw_bars

MISSING = "not installed"
OURS, NOTED = "`handout merge`, lines only", "`handout merge`, lines and a note"
TYPST, TYPST_NOTED = "Typst, lines only", "Typst, lines and a note"
LOOP = "plain loop over WeasyPrint"
FLOOR = "the floor: the same bytes, only written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """How fast somebody is.

    Attributes:
        who: Who it is.
        count: How many documents were made.
        seconds: How long the whole command took.
        steady: Documents a second once it is under way, or None where that was not measured.
        remark: What else there is to say.
    """

    who: str
    count: int
    seconds: float
    steady: float | None
    remark: str = ""

    @property
    def rate(self) -> float:
        """Documents a second, of the whole command."""
        return self.count / self.seconds


def compare_speeds(speeds: dict[str, Speed]) -> Iterator[Row]:
    """Compare whole commands with each other."""
    goals = (
        ("lines only : Typst", OURS, TYPST, 30.0),
        ("a note : Typst", NOTED, TYPST_NOTED, 10.0),
        ("lines only : loop", OURS, LOOP, 500.0),
    )
    for what, ours, theirs, goal in goals:
        if theirs not in speeds:
            yield Row(what=what, measured=MISSING, goal=f"≥ {goal:g}")
            continue
        ratio = speeds[ours].rate / speeds[theirs].rate
        steady, other = speeds[ours].steady, speeds[theirs].steady
        more = f" ({steady / other:,.1f} once under way)" if steady and other else ""
        yield Row(
            what=what, measured=f"{ratio:,.1f}{more}", goal=f"≥ {goal:g}", is_met=ratio >= goal
        )
    yield compare_with_floor(speeds[OURS].count, speeds[OURS].seconds, speeds[FLOOR].seconds)


def compare_with_floor(count: int, seconds: float, floor: float) -> Row:
    """Compare the whole command with writing alone."""
    return Row(
        what=f"the time for lines only : the floor's, {count:,} recipients",
        measured=f"{seconds / floor:.2f} ({seconds:.1f} s : {floor:.1f} s)",
        goal="≤ 3",
        is_met=seconds <= 3 * floor,
    )


def write_speeds(speeds: list[Speed]) -> str:
    """Write what everyone makes in a second as Markdown."""
    lines = [
        "| who | documents | documents a second | once under way | |",
        "|---|--:|--:|--:|---|",
    ]
    for one in speeds:
        steady = "" if one.steady is None else f"{one.steady:,.1f}"
        lines.append(f"| {one.who} | {one.count:,} | {one.rate:,.1f} | {steady} | {one.remark} |")
    return "\n".join(lines)


def write_rows(rows: list[Row]) -> str:
    """Write the goals and what was found as Markdown."""
    verdicts = {True: "yes", False: "**no**", None: ""}
    lines = ["| what | measured | goal | met |", "|---|---|---|---|"]
    lines += [f"| {r.what} | {r.measured} | {r.goal} | {verdicts[r.is_met]} |" for r in rows]
    return "\n".join(lines)


def describe_machine(load: str, *, is_confined: bool) -> str:
    """Say what it was measured on.

    Args:
        load: What else the machine had to do.
        is_confined: Whether one core did the kernel's work, too, where one was to do all.
    """
    names = [f"Python {platform.python_version()}", f"WeasyPrint {version('weasyprint')}"]
    if importlib.util.find_spec("typst"):
        names.append(f"Typst {version('typst')}")
    loose = "" if is_confined else " The kernel could not be confined to one core."
    return (
        f"{', '.join(names)}, {platform.system()} on {os.cpu_count()} processors, which had {load}"
        f" to do.{loose}"
    )


def draw_chart(speeds: list[Speed], machine: str) -> str:
    """Draw what everyone makes in a second."""
    bars = [
        Bar(
            label=one.who.replace("`", "").split(": ")[0],
            value=one.rate,
            is_ours="handout" in one.who,
        )
        for one in speeds
    ]
    return draw_bars(
        "One handout for every client",
        "Three-page documents a second on one core, written to files; the whole command",
        bars,
        machine,
    )


INTRODUCTION = """\
# How fast one handout for every client is made

Written by `python benchmarks/merge.py --write docs/speed-merge.md`. All but Chromium make the same
tagged three pages ([ours](../benchmarks/aftercare/aftercare.md) and
[Typst's](../benchmarks/aftercare/aftercare.typ): PDF/UA-1, the same text, faces and pictures) for
the same recipients, and writes each file whole or not at all. One after another, on one core each:
our command's processes all on that one, and with them what the kernel puts off, since it brings
files to the disk while they are being made, on whatever core is idle. “Documents a second” are
those of the whole command, start, checks and index included; “once under way” leaves out the start
and the first ones. “Lines only” fills in name, date, practitioner and appointment; “a note” is
three lines more, another note for nearly everybody.

Typst keeps one warm compiler. The loop over WeasyPrint is given composed HTML and shares style
sheets and fonts, and is spared what we do to the tags afterwards. Chromium keeps one page of the
same HTML and sets the fields in it; it knows no running heads and feet, so that its pages are
others and its number is there for orientation only. The floor has the bytes of finished PDFs in
memory and only writes them.

Lines only and the floor are run in turn, three times with few recipients, and five times, and two
processes with them, with many. The quickest counts, since what else happens on a machine only adds
to a run; of the others there is one run each. Every run writes to a folder of its own. Before it,
the files of the last one are emptied, and as much memory as a run takes is taken and given back, so
that all find the same: on a virtual machine, memory that was not used lately takes longer to get
than to fill. Nothing is removed before the end, since ext4 is slow to begin files where many were
removed a short time ago.

The start (the engine, the first renderings, the check of the list) is the same for any number of
recipients, so it weighs more with few. Two processes share the start, the disk and the memory, and
the host of a virtual machine keeps some of its processors' time back when all of them work; so what
two are to one differs by a tenth from run to run.
"""

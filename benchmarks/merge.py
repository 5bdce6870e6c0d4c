"""Measure how fast `handout merge` is, beside others that make the same handout, and draw it.

    python benchmarks/merge.py [--quick] [--write docs/speed-merge.md]

Everyone makes the same three pages for the same recipients and writes them to files, each whole or
not at all: `handout merge`, Typst, a plain loop over WeasyPrint, Chromium where it is installed,
and who has the bytes already and only writes them. One after another, on one core each; documents a
second are those of the whole command, start included. `--quick` makes fewer, to see that it works.

Typst is not among the project's dependencies: `python -m pip install typst`; for Chromium,
`python -m pip install playwright` and a `chromium` on the path. Who is missing is left out.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import pickle
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.build import Row, call, compile_first  # noqa: E402 - the path comes first
from benchmarks.merge_page import (  # noqa: E402
    FLOOR,
    INTRODUCTION,
    LOOP,
    NOTED,
    OURS,
    TYPST,
    TYPST_NOTED,
    Speed,
    compare_speeds,
    compare_with_floor,
    describe_machine,
    draw_chart,
    write_rows,
    write_speeds,
)
from benchmarks.peers import Job  # noqa: E402
from benchmarks.recipients import write_list  # noqa: E402
from benchmarks.stage import (  # noqa: E402
    LINES,
    NOTES,
    compose_pages,
    write_clinic,
    write_template,
)
from benchmarks.watching import (  # noqa: E402
    Peak,
    can_confine_kernel,
    confine_kernel,
    empty_files,
    make_pinning,
    read_stolen,
    read_words,
    warm_memory,
)
from handout.jobs.runtime.render_session import FONTS  # noqa: E402

HANDOUT = [sys.executable, "-m", "handout"]
PEERS = str(ROOT / "benchmarks" / "peers.py")
PAGES = 3
_FILE_BYTES = 64 * 1024
"""As much memory as a written file takes, and a little more."""

_FIRST_FILE = re.compile(r"[a-z2-7]{20}\.pdf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much to measure: turns, and numbers of recipients."""

    turns: int
    many_turns: int
    few: int
    lines: int
    notes: int
    many: int
    typst: int
    loop: int
    chromium: int


FULL = Size(
    turns=3,
    many_turns=5,
    few=1000,
    lines=20_000,
    notes=10_000,
    many=100_000,
    typst=800,
    loop=50,
    chromium=50,
)
QUICK = Size(
    turns=1, many_turns=1, few=200, lines=2000, notes=1000, many=4000, typst=60, loop=4, chromium=5
)


class Bench:
    """Measure in a folder of its own."""

    def __init__(self, folder: Path, size: Size) -> None:
        self.folder = folder
        self.size = size
        self.root = folder / "clinic"
        self.output = folder / "out"
        self._runs = 0
        cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        self.core = cores[0] if cores else None
        if len(cores) > 1:
            # Who watches is not in the way of whom it watches.
            os.sched_setaffinity(0, {cores[-1]})
        self.cores = set(cores)

    def prepare(self) -> None:
        """Write the clinic's folder, Typst's folders, and the lists of recipients."""
        compile_first()
        write_clinic(self.root)
        for kind in (LINES, NOTES):
            write_template(self.folder / kind, self.root, kind)
            size = self.size
            for count in (size.few, size.lines, size.notes, size.many):
                write_list(self.find_list(kind, count), count, has_note=kind == NOTES)
        subprocess.run(
            [*HANDOUT, "build", "-q", LINES], cwd=self.root, check=True, capture_output=True
        )

    def find_list(self, kind: str, count: int) -> Path:
        """Return the path of a list of recipients."""
        return self.folder / f"{kind}-{count}.csv"

    # Who makes them -----------------------------------------------------------------------------

    def merge(
        self,
        kind: str,
        count: int,
        *,
        jobs: int = 1,
        is_confined: bool = True,
        watch: Callable[[int], None] | None = None,
    ) -> tuple[float, str]:
        """Run `handout merge`, one job on one core; return its seconds and what it said.

        Args:
            kind: Which article, and which fields.
            count: For how many recipients.
            jobs: How many handouts at once; on all cores if more than one.
            is_confined: Let what the kernel puts off for one job be done on its core, too.
            watch: Is told the command's process.
        """
        self.begin()
        people = self.find_list(kind, count)
        command = [*HANDOUT, "merge", kind, str(people), "--all", "-o", str(self.output)]
        is_alone = jobs == 1 and self.core is not None
        cores = {self.core} if is_alone and self.core is not None else self.cores
        with confine_kernel(self.core if is_alone and is_confined else None):
            begun = time.perf_counter()
            with subprocess.Popen(
                [*command, "-j", str(jobs)],
                cwd=self.root,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                preexec_fn=make_pinning(cores),
            ) as process:
                if watch is not None:
                    watch(process.pid)
                _, said = process.communicate()
            seconds = time.perf_counter() - begun
        made = sum(_FIRST_FILE.fullmatch(path.name) is not None for path in self.output.iterdir())
        assert made == count, f"{made} of {count} were made: {said}"
        return seconds, said

    def measure_merge(self, kind: str, who: str) -> Speed:
        """Measure `handout merge` with two numbers of recipients."""
        count = self.size.lines if kind == LINES else self.size.notes
        few, _ = self.merge(kind, self.size.few)
        seconds, said = self.merge(kind, count)
        full = Counter[str]()
        for number, why in re.findall(r"([\d,]+) handouts? rendered in full: (.*)\.", said):
            full[why] += int(number.replace(",", ""))
        return Speed(
            who=who,
            count=count,
            seconds=seconds,
            steady=(count - self.size.few) / (seconds - few),
            remark=f"{full.total():,} rendered in full",
        )

    def measure_floor(self, count: int, written: Path) -> Speed:
        """Measure who only writes what is in a folder already."""
        return self.measure_peer("floor", FLOOR, LINES, count, written=written)

    def measure_peer(self, name: str, who: str, kind: str, count: int, **given: object) -> Speed:
        """Measure one of the others."""
        self.begin()
        self.output.mkdir()
        first = max(1, count // 10)
        job = Job(
            people=self.find_list(kind, self.size.many),
            first=first,
            count=count,
            output=self.output,
            folder=self.folder / kind,
            fonts=self.root / FONTS,
            **given,  # type: ignore[arg-type] # a job knows what it takes
        )
        path = self.folder / "job.pickle"
        path.write_bytes(pickle.dumps(job))
        with confine_kernel(self.core):
            begun = time.perf_counter()
            done = subprocess.run(
                [sys.executable, PEERS, name, str(path)],
                check=True,
                stdout=subprocess.PIPE,
                preexec_fn=make_pinning({self.core} if self.core is not None else set()),
            )
            seconds = time.perf_counter() - begun
        after_first, after_all = json.loads(done.stdout)
        _, pages = read_words(min(self.output.glob("*.pdf")))
        return Speed(
            who=who,
            count=count,
            seconds=seconds,
            steady=(count - first) / (after_all - after_first),
            remark="" if pages == PAGES else f"**{pages} pages**, not the same handout",
        )

    # What else is measured ----------------------------------------------------------------------

    def measure_many(self, written: Path) -> Iterator[Row]:
        """Measure many recipients: beside the floor, by two processes, and the memory they take.

        Args:
            written: A folder with finished PDFs.
        """
        few, _ = self.watch(self.size.few)
        ones, looses, twos, floors, peaks = [], [], [], [], []
        for _ in range(self.size.many_turns):
            peak, seconds = self.watch(self.size.many)
            peaks.append(peak)
            ones.append(seconds)
            floors.append(self.measure_floor(self.size.many, written).seconds)
            if len(self.cores) > 1:
                before = read_stolen()
                two, _ = self.merge(LINES, self.size.many, jobs=2)
                twos.append((two, read_stolen() - before))
                looses.append(self.merge(LINES, self.size.many, is_confined=False)[0])
        many, one = max(peaks), min(ones)
        count = f"{self.size.many:,}"
        yield compare_with_floor(self.size.many, one, min(floors))
        if twos:
            two, stolen = min(twos)
            lost = f"; the host kept {stolen:.1f} s of the two from it" if stolen >= 0.1 else ""
            loose = min(looses)
            yield Row(
                what=f"one process on one core : two on two, {count} recipients, lines only",
                measured=f"{one / two:.2f} ({one:.1f} s : {two:.1f} s,"
                f" {self.size.many / two:,.0f} a second{lost}); {loose / two:.2f} if the kernel may"
                f" use the second core for the one ({loose:.1f} s)",
                goal="≥ 1.70",
                is_met=one >= 1.7 * two,
            )
        yield Row(
            what=f"the largest process with {count} recipients : with {self.size.few:,}",
            measured=f"{many / few:.2f} ({many:.0f} MB : {few:.0f} MB), "
            f"{self.size.many / one:,.0f} a second",
            goal="under 300 MB",
            is_met=many < 300,
        )

    def watch(self, count: int) -> tuple[float, float]:
        """Merge with one process; return the MB of the largest process, and the seconds."""
        peak = Peak()
        seconds, _ = self.merge(LINES, count, watch=peak.watch)
        return peak.end(), seconds

    def measure_start(self) -> Row:
        """Measure from the command to the first PDF, beside a first build of the same article."""
        people = self.find_list(LINES, self.size.few)
        ours, theirs = [], []
        for _ in range(self.size.turns):
            self.begin()
            ours.append(self.await_first(people))
            shutil.rmtree(self.root / ".handout" / "cache", ignore_errors=True)
            shutil.rmtree(self.root / "dist", ignore_errors=True)
            theirs.append(call([*HANDOUT, "build", "-q", LINES], self.root))
        first, whole = statistics.median(ours), statistics.median(theirs)
        return Row(
            what=f"from `handout merge` with {self.size.few:,} rows to its first PDF : "
            "a cold `handout build`",
            measured=f"{first / whole:.2f} ({first:.2f} s : {whole:.2f} s)",
            goal="≤ 1.25",
            is_met=first <= 1.25 * whole,
        )

    def await_first(self, people: Path) -> float:
        """Begin a merge, and end it as soon as there is a PDF; return the seconds until then."""
        command = [*HANDOUT, "merge", LINES, str(people), "--all", "-o", str(self.output)]
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=self.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            while not self.output.is_dir() or not any(
                _FIRST_FILE.fullmatch(path.name) for path in self.output.iterdir()
            ):
                if process.poll() is not None or time.perf_counter() - begun > 60:
                    raise TimeoutError("no PDF came")
                time.sleep(0.002)
            return time.perf_counter() - begun
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def compare_words(self) -> Row:
        """Compare a handout of ours with Typst's, as text."""
        self.merge(LINES, self.size.few)
        names = (self.output / "index.csv").read_text("utf-8").splitlines()[1]
        ours = self.output / names.split(",")[2]
        words, pages = read_words(ours)
        ours.replace(self.folder / "ours.pdf")
        self.measure_peer("typst", "", LINES, 1)
        theirs = next(self.output.glob("*.pdf"))
        other_words, other_pages = read_words(theirs)
        theirs.replace(self.folder / "typst.pdf")
        share = (words & other_words).total() / (words | other_words).total()
        return Row(
            what="pages of our handout : of Typst's; words that are in both",
            measured=f"{pages} : {other_pages}; {share:.1%}",
            goal="the same handout",
            is_met=pages == other_pages and share > 0.98,
        )

    def make_some(self) -> Path:
        """Make some PDFs for those who only write."""
        self.merge(LINES, self.size.few)
        folder = self.folder / "written"
        folder.mkdir()
        for path in islice(self.output.glob("*.pdf"), 200):
            path.replace(folder / path.name)
        return folder

    def begin(self) -> None:
        """Choose a new folder to write to, with the disk at rest and memory ready for files."""
        empty_files(self.output)
        warm_memory(self.size.many * _FILE_BYTES)
        self._runs += 1
        self.output = self.folder / f"out-{self._runs}"


def measure_speeds(bench: Bench, written: Path) -> Iterator[Speed]:
    """Measure everyone, the fastest first; who is not installed is said to be so."""
    size = bench.size
    ours, floors = [], []
    for _ in range(size.turns):
        ours.append(bench.measure_merge(LINES, OURS))
        floors.append(bench.measure_floor(size.lines, written))
    yield find_quickest(ours)
    yield bench.measure_merge(NOTES, NOTED)
    if importlib.util.find_spec("typst"):
        yield bench.measure_peer("typst", TYPST, LINES, size.typst)
        yield bench.measure_peer("typst", TYPST_NOTED, NOTES, size.typst)
    else:
        tell("Typst is not installed: python -m pip install typst")
    pages = compose_pages(bench.root, size.loop)
    yield bench.measure_peer("loop", LOOP, LINES, size.loop, pages=pages)
    if importlib.util.find_spec("playwright") and shutil.which("chromium"):
        yield bench.measure_peer("chromium", "Chromium", LINES, size.chromium, pages=pages)
    else:
        tell("Chromium is not installed: python -m pip install playwright, and a chromium")
    yield find_quickest(floors)


def find_quickest(speeds: list[Speed]) -> Speed:
    """Return the quickest of several runs: what else happens on a machine only adds to them."""
    return min(speeds, key=lambda one: one.seconds)


def tell(text: str) -> None:
    """Say how it goes on."""
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Measure, print, and write the page and its chart."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer documents and turns")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write page and chart")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep a PDF of ours and Typst's")
    given = parser.parse_args()
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    load = "nothing else" if busy < 0.3 else f"other work (a load of {busy:.1f})"
    speeds: dict[str, Speed] = {}
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), QUICK if given.quick else FULL)
        bench.prepare()
        # Before so much is written that the disk is busy with it for a while.
        start = bench.measure_start()
        written = bench.make_some()
        for one in measure_speeds(bench, written):
            tell(f"{one.who}: {one.count:,} in {one.seconds:.1f} s, {one.rate:,.1f} a second")
            speeds[one.who] = one
        rows += compare_speeds(speeds)
        rows += bench.measure_many(written)
        rows.append(start)
        if TYPST in speeds:
            rows.append(bench.compare_words())
        if given.keep:
            given.keep.mkdir(parents=True, exist_ok=True)
            for path in Path(folder).glob("*.pdf"):
                shutil.copy(path, given.keep)
    machine = describe_machine(load, is_confined=can_confine_kernel())
    tables = f"{write_speeds(list(speeds.values()))}\n\n{write_rows(rows)}\n\n{machine}"
    print(tables)
    if given.write:
        picture = given.write.parent / "images" / f"{given.write.stem}.svg"
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_text(draw_chart(list(speeds.values()), machine), "utf-8")
        link = f"![Documents a second, as in the first table.](images/{picture.name})"
        given.write.write_text(f"{INTRODUCTION}\n{link}\n\n{tables}\n", "utf-8")


if __name__ == "__main__":
    main()

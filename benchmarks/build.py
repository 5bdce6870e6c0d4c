"""Measure how fast `handout build` is, as ratios to WeasyPrint alone, and print a table.

    python benchmarks/build.py [--quick] [--write docs/speed.md]

Both sides render the same composed HTML with the same static fonts, from compiled bytecode, on this
machine, in turn (A B A B …); what counts is the median. `--quick` takes fewer documents and turns,
to see that it works.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import pickle
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import handout  # noqa: E402 - the path comes first
from benchmarks.recipients import make_people  # noqa: E402
from benchmarks.stage import LINES, write_clinic  # noqa: E402
from handout import assets  # noqa: E402
from handout.compose.composed import Composed  # noqa: E402
from handout.compose.composer import Composer  # noqa: E402
from handout.jobs.plan import Document  # noqa: E402
from handout.jobs.rendering import RenderSettings, make_handout  # noqa: E402
from handout.jobs.runtime.cache import Cache  # noqa: E402
from handout.jobs.runtime.render_session import (  # noqa: E402
    FONTS,
    count_workers,
    load_engine_at,
    open_pool,
)
from handout.jobs.runtime.worker_process import Limits  # noqa: E402
from handout.model import A4, SCREEN, Article, Problem  # noqa: E402
from handout.personalise.rendering import render_handout  # noqa: E402
from handout.read.article import read_article  # noqa: E402
from handout.read.project import read_project  # noqa: E402
from handout.render.fonts import declare_faces  # noqa: E402

if TYPE_CHECKING:
    pass

BARE = str(Path(__file__).with_name("bare.py"))
HANDOUT = [sys.executable, "-m", "handout"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much to measure."""

    turns: int
    batch: int
    many: int
    soak: int
    warm: int


FULL = Size(turns=5, batch=100, many=500, soak=500, warm=50)
QUICK = Size(turns=2, batch=8, many=40, soak=24, warm=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table; without a goal it is only told."""

    what: str
    measured: str
    goal: str = ""
    is_met: bool | None = None


class Bench:
    """Measure in a folder of its own."""

    def __init__(self, folder: Path, size: Size) -> None:
        self.folder = folder
        self.size = size
        self.composed: dict[str, Composed] = {}
        self.layouts: dict[str, int] = {}
        self.requests: list[tuple[RenderSettings, Document, Article]] = []

    def prepare(self, root: Path, count: int) -> None:
        """Write a project of so many articles, made of the sample's in turn."""
        shutil.copytree(assets.shipped_content(), root / "content")
        articles = sorted((root / "content" / "articles").glob("*.md"))
        texts = [path.read_text("utf-8") for path in articles]
        for path in articles:
            path.unlink()
        for number in range(count):
            text = texts[number % len(texts)]
            text = retitle(text, str(number))
            (root / f"content/articles/article-{number:03}.md").write_text(text, "utf-8")

    def compose(self, root: Path) -> None:
        """Compose every article as a build does in the end, and count the layouts it takes."""
        problems: list[Problem] = []
        project = read_project(root, problems.append)
        assert project is not None, problems
        composer = Composer(project.clinic, root=root)
        engine = load_engine_at(root / FONTS)
        settings = RenderSettings(project.clinic, root, "", False)
        for source in project.sources:
            article = read_article(source.path, project, problems.append)
            assert article is not None, problems
            guess = composer.compose(article, format=A4, edition=SCREEN, report=problems.append)
            _, composed = render_handout(
                composer, engine, article, format=A4, edition=SCREEN, allow_missing=False
            )
            assert guess is not None, problems
            assert composed is not None, problems
            self.layouts[source.slug] = 1 if composed.layout == guess.layout else 2
            self.composed[source.slug] = composed
            document = Document(
                source=source,
                format=A4,
                output=root / "dist" / f"{source.slug}-a4.pdf",
                flip=project.clinic.print.flip,
                with_html=False,
                with_pictures=False,
            )
            self.requests.append((settings, document, article))

    def choose(self) -> str:
        """Return an article that needs one layout, as most do, if there is one."""
        return min(self.layouts, key=lambda slug: (self.layouts[slug], slug))

    def write_job(self, root: Path, slugs: list[str]) -> Path:
        """Write what the bare side is to render."""
        path = self.folder / "job.pickle"
        jobs = []
        for slug in slugs:
            composed = self.composed[slug]
            faces = declare_faces(composed.font, root / FONTS)
            jobs.append((composed.html, (faces, *(s.grounded() for s in composed.styles))))
        path.write_bytes(pickle.dumps(jobs))
        return path

    # The lines of the table ---------------------------------------------------------------------

    def measure_cold(self, root: Path) -> Row:
        """Measure a first build of one article."""
        slug = self.choose()
        composed = self.composed[slug]
        html = self.folder / "alone.html"
        html.write_text(composed.alone(declare_faces(composed.font, root / FONTS)), "utf-8")
        bare = [sys.executable, "-m", "weasyprint", "--pdf-variant", "pdf/ua-1"]
        bare += [str(html), str(self.folder / "alone.pdf")]

        def forget() -> None:
            shutil.rmtree(root / ".handout" / "cache", ignore_errors=True)
            shutil.rmtree(root / "dist", ignore_errors=True)

        ours, theirs = self.alternate(
            lambda: call([*HANDOUT, "build", "-q", slug], root, before=forget),
            lambda: call(bare, root),
        )
        return self.compare(
            "cold build of one article : the bare `weasyprint` command",
            ours / self.layouts[slug],
            theirs,
            1.0,
        )

    def measure_batch(self, root: Path) -> Row:
        """Measure a build of all articles."""
        job = self.write_job(root, sorted(self.composed))
        core = min(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None
        ours, theirs = self.alternate(
            lambda: call([*HANDOUT, "build", "-q", "--force"], root),
            lambda: call([sys.executable, BARE, "loop", str(job)], root, core=core),
            turns=max(1, self.size.turns // 2),
        )
        again = sum(self.layouts.values()) - len(self.layouts)
        what = f"{self.size.batch} articles by the pool ({count_workers()} processors, "
        what += f"{again} laid out twice) : a bare loop on one"
        return self.compare(what, ours, theirs, 0.6)

    def measure_help(self, root: Path) -> Row:
        """Measure how soon help is there."""
        ours, theirs = self.alternate(
            lambda: call([*HANDOUT, "--help"], root),
            lambda: call([sys.executable, BARE, "help"], root),
            turns=self.size.turns * 3,
        )
        return self.compare("`handout --help` : a bare Click group's", ours, theirs, 1.5)

    def measure_watch(self, root: Path) -> Row:
        """Measure how soon a change is seen."""
        slug = self.choose()
        job = self.write_job(root, [slug])
        ours, theirs = [], []
        with watching(root):
            for turn in range(self.size.turns):
                ours += [edit(root, slug, f"{turn}{n}") for n in range(3)]
                command = [sys.executable, BARE, "again", str(job), "3"]
                done = subprocess.run(command, cwd=root, capture_output=True, check=True)
                theirs += [float(word) for word in done.stdout.split()]
        layouts = self.layouts[slug]
        # The first edit finds templates to load.
        ours_s = statistics.median(ours[1:]) / layouts
        what = "watching: from an edit to the new PDF : the bare rendering"
        return self.compare(what, ours_s, statistics.median(theirs), 1.3)

    def measure_unchanged(self, root: Path) -> Iterator[Row]:
        """Measure builds with nothing, and next to nothing, to do."""
        multiply(root, self.size.many)
        command = [*HANDOUT, "build", "--json"]
        out = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout
        built = json.loads(out)["built"]
        assert len(built) == self.size.many, len(built)
        assert all(one["cached"] for one in built), "the multiplied records do not hold"
        seconds = statistics.median(call(command, root) for _ in range(self.size.turns))
        traced = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "handout", "build"],
            cwd=root,
            capture_output=True,
            check=True,
        )
        is_imported = b"weasyprint" in traced.stderr
        yield Row(
            what=f"nothing changed of {self.size.many} articles, the whole command",
            measured=f"{seconds:.2f} s, WeasyPrint {'' if is_imported else 'not '}imported",
            goal="≤ 0.50 s, not imported",
            is_met=seconds <= 0.5 and not is_imported,
        )
        article = next((root / "content" / "articles").glob("*.md"))
        article.write_text(article.read_text("utf-8") + "\nOne more line.\n", "utf-8")
        begun = time.perf_counter()
        out = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout
        seconds = time.perf_counter() - begun
        new = [one["slug"] for one in json.loads(out)["built"] if not one["cached"]]
        yield Row(
            what=f"one changed of {self.size.many} articles",
            measured=f"{len(new)} rendered, {seconds:.2f} s",
            goal="that one alone",
            is_met=new == [article.stem],
        )

    def measure_memory(self, root: Path) -> Row:
        """Measure whether a worker grows."""
        sizes = []
        with open_pool(root, 1, Limits(seconds=600)) as pool:
            for number in range(self.size.soak):
                request = self.requests[number % len(self.requests)]
                made = pool.submit(make_handout, *request).result()
                assert made.files, made.problems
                fields = Path(f"/proc/{pool.processes[0]}/statm").read_bytes().split()
                sizes.append(int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1024**2)
        first, last = sizes[self.size.warm - 1], sizes[-1]
        return Row(
            what=f"resident memory of one worker after {self.size.soak} : "
            f"after {self.size.warm} documents",
            measured=f"{last / first:.2f} ({last:.0f} MB : {first:.0f} MB)",
            goal="≤ 1.10",
            is_met=last / first <= 1.1,
        )

    def measure_second(self, root: Path) -> Row:
        """Measure a handout for another person, in a worker that has made one."""
        write_clinic(root)
        first, *others = make_people(self.size.warm, has_note=False)
        times = []
        with handout.open_clinic(root).workers(1) as clinic:
            clinic.make(LINES, recipient=first)
            for person in others:
                begun = time.perf_counter()
                clinic.make(LINES, recipient=person)
                times.append(time.perf_counter() - begun)
        slowest = max(times)
        return Row(
            what="from Python, a second handout of an article, for another person, values on lines"
            " of their own",
            measured=f"{statistics.median(times) * 1000:.0f} ms ({slowest * 1000:.0f} ms at most)",
            goal="≤ 30 ms",
            is_met=statistics.median(times) <= 0.03,
        )

    # Measuring ----------------------------------------------------------------------------------

    def alternate(
        self, ours: Callable[[], float], theirs: Callable[[], float], turns: int | None = None
    ) -> tuple[float, float]:
        """Measure both in turn, and return the medians in seconds."""
        pairs = [(ours(), theirs()) for _ in range(turns or self.size.turns)]
        first, second = zip(*pairs, strict=True)
        return statistics.median(first), statistics.median(second)

    def compare(self, what: str, ours: float, theirs: float, goal: float) -> Row:
        """Make the line of two times."""
        ratio = ours / theirs
        return Row(
            what=what,
            measured=f"{ratio:.2f} ({ours:.3g} s : {theirs:.3g} s)",
            goal=f"≤ {goal:.2f}",
            is_met=ratio <= goal,
        )


def compile_first() -> None:
    """Compile what is compiled when handout is used first, and let what is measured keep it."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(str(ROOT / "handout"), quiet=1)


def call(
    command: list[str],
    folder: Path,
    *,
    before: Callable[[], None] | None = None,
    core: int | None = None,
) -> float:
    """Run a command and return the seconds it took."""
    if before:
        before()

    def keep_to_core() -> None:
        if core is not None:
            os.sched_setaffinity(0, {core})

    begun = time.perf_counter()
    subprocess.run(
        command,
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=keep_to_core if core is not None else None,
    )
    return time.perf_counter() - begun


@contextmanager
def watching(root: Path) -> Iterator[None]:
    """Have a project watched."""
    process = subprocess.Popen(
        [*HANDOUT, "build", "--watch", "-q"],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(3)
        yield
    finally:
        # Not SIGINT: a shell that starts this in the background has it ignored, children included.
        process.terminate()
        process.wait()


def retitle(text: str, word: str) -> str:
    """Set a word before an article's title."""
    return re.sub(r"^(title: [\"']?)", rf"\g<1>{word} ", text, count=1, flags=re.MULTILINE)


def edit(root: Path, slug: str, word: str) -> float:
    """Change an article, and return the seconds until its PDF is another one."""
    article = root / "content" / "articles" / f"{slug}.md"
    pdf = root / "dist" / f"{slug}-a4.pdf"
    text = article.read_text("utf-8")
    before = pdf.stat().st_ino, pdf.stat().st_mtime_ns
    begun = time.perf_counter()
    article.write_text(retitle(text, word), "utf-8")
    while (pdf.stat().st_ino, pdf.stat().st_mtime_ns) == before:
        if time.perf_counter() - begun > 30:
            raise TimeoutError(f"{slug} was not built again")
        time.sleep(0.0005)
    seconds = time.perf_counter() - begun
    article.write_text(text, "utf-8")
    time.sleep(1)
    return seconds


def multiply(root: Path, count: int) -> None:
    """Copy built articles, with their PDFs and records, until there are so many."""
    cache = Cache(root)
    records = list(cache.read_others([]))
    for number in range(count - len(records)):
        record = records[number % len(records)]
        slug = f"copy-{number:03}"
        source, output = f"content/articles/{slug}.md", f"dist/{slug}-a4.pdf"
        shutil.copy(root / record.source, root / source)
        shutil.copy(root / record.output, root / output)
        dependencies = dict(record.dependencies)
        dependencies[source] = dependencies.pop(record.source)
        cache.write(
            replace(
                record,
                source=source,
                output=output,
                files={output: record.files[record.output]},
                dependencies=dependencies,
                problems=(),
            )
        )


def run(size: Size, folder: Path) -> Iterator[Row]:
    """Measure, line by line."""
    bench = Bench(folder, size)
    root = folder / "clinic"
    bench.prepare(root, size.batch)
    bench.compose(root)
    yield bench.measure_help(root)
    yield bench.measure_cold(root)
    yield bench.measure_batch(root)
    yield bench.measure_watch(root)
    yield from bench.measure_unchanged(root)
    yield bench.measure_memory(root)
    yield bench.measure_second(folder / "second")


def write_table(rows: list[Row], size: Size, load: str) -> str:
    """Write the table as Markdown, with what it was measured on."""
    verdicts = {True: "yes", False: "**no**", None: ""}
    lines = ["| what | measured | goal | met |", "|---|---|---|---|"]
    lines += [f"| {r.what} | {r.measured} | {r.goal} | {verdicts[r.is_met]} |" for r in rows]
    from importlib.metadata import version

    machine = f"Python {platform.python_version()}, WeasyPrint {version('weasyprint')}, "
    machine += f"{platform.system()} on {os.cpu_count()} processors, which had {load} to do"
    return "\n".join([*lines, "", f"{machine}; medians of {size.turns} or more turns."])


INTRODUCTION = """\
# How fast it is

Written by `python benchmarks/build.py --write docs/speed.md`. “A : B” is the time of A divided by
that of B, both measured in the same run, in turn, on one machine. Both sides render the same
composed HTML with the same static fonts and from compiled bytecode; WeasyPrint's side has nothing
to read or to compose.
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer documents and turns")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table as Markdown")
    given = parser.parse_args()
    size = QUICK if given.quick else FULL
    rows = []
    compile_first()
    # Whatever else runs takes the second processor away from one side, and from the other not.
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    load = "nothing else" if busy < 0.3 else f"other work (a load of {busy:.1f})"
    with tempfile.TemporaryDirectory() as folder:
        for row in run(size, Path(folder)):
            print(f"{row.what}: {row.measured}  (goal {row.goal})", file=sys.stderr, flush=True)
            rows.append(row)
    table = write_table(rows, size, load)
    print(table)
    if given.write:
        given.write.write_text(f"{INTRODUCTION}\n{table}\n", "utf-8")


if __name__ == "__main__":
    main()

"""Measure how the time to read and to compose an article grows when it gets twice as long.

    python benchmarks/growth.py [SHAPE …] [--seconds S]

Each shape is one thing again and again: headings, items, brackets. It is doubled until one of the
two steps takes S seconds (0.12) or there are 32,000 of it; printed is how many times as long the
last doubling takes, and the seconds of the largest. What grows in step has a ratio of 2, what
grows with the square 4. Exit 1 if a ratio is over 2.8, or a step takes longer than
60 times S. What looks so is measured twice more, since other programs may have been in the way.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from handout.compose.composer import Composer  # noqa: E402 - the path comes first
from handout.model import (  # noqa: E402 - likewise
    A4,
    SCREEN,
    Article,
    Author,
    Brand,
    Clinic,
    Project,
)
from handout.read.article import read_article  # noqa: E402 - likewise

MOST_RATIO = 2.8
"""What grows in step takes twice as long; more than this is no accident of measuring."""
FEWEST, MOST = 1_000, 32_000
"""Units of the smallest and of the largest text of a shape."""
MOST_IN_FRONT_MATTER = 4_000
"""Likewise, where the text is a front matter, which may have 100,000 characters."""
REPEATS = 2
TRIES = 3

Make = Callable[[int], str]
Seconds = tuple[float, float]
"""Of reading and of composing."""


def repeat(unit: str, before: str = "", after: str = "") -> Make:
    """Return what makes a text of a unit again and again; `{}` in it is its number."""
    if "{}" in unit:
        return lambda count: before + "".join(map(unit.format, range(count))) + after
    return lambda count: before + unit * count + after


def front(key: str, unit: str) -> Make:
    """Return what makes an article whose front matter has a key with a long list."""
    return repeat(unit, f"---\ntitle: Rain\n{key}:\n", "---\n\nText.\n")


def nest(count: int) -> str:
    """Make lists of five levels, again and again."""
    return "".join(f"{'  ' * (n % 5)}- item {n}\n" for n in range(count))


def widen(count: int) -> str:
    """Make a table of many columns."""
    cells = "|".join(f" c{n} " for n in range(count))
    return f"|{cells}|\n|{'---|' * count}\n|{cells}|\n"


def list_contents(count: int) -> str:
    """Make a pasted text with a list of contents and as many sections."""
    entries = "".join(f"Part number {n}\n" for n in range(count))
    parts = "".join(f"Part number {n}\n\nA text that says what it is.\n\n" for n in range(count))
    return f"All about rain\n\nTable of Contents\n\n{entries}\n{parts}"


MARKDOWN: Mapping[str, Make] = {
    "headings": repeat("## Heading {}\n\nText.\n\n"),
    "equal headings": repeat("## Heading\n\nText.\n\n"),
    "headings alone": repeat("## Heading {}\n\n"),
    "sub-headings": repeat("### Heading {}\n\nText.\n\n", "## One\n\n"),
    "deep headings": repeat("## A\n\n### B\n\n#### C\n\nText.\n\n"),
    "paragraphs": repeat("A paragraph of text.\n\n"),
    "one-letter lines": repeat("a\n\n"),
    "lines of a paragraph": repeat("a line of text\n"),
    "line breaks": repeat("a line\\\n"),
    "bullets": repeat("- item {}\n"),
    "loose bullets": repeat("- item {}\n\n"),
    "numbers": repeat("1. step\n"),
    "lists": repeat("- item\n\nText.\n\n"),
    "boxes": repeat("- [ ] item\n"),
    "nested lists": nest,
    "table rows": repeat("| a | b{} |\n", "| x | y |\n|---|---|\n"),
    "table columns": widen,
    "tables": repeat("| x | y |\n|---|---|\n| a | b |\n\n"),
    "footnotes": lambda n: (
        "".join(f"Word[^{i}]\n\n" for i in range(n)) + "".join(f"[^{i}]: note\n" for i in range(n))
    ),
    "footnotes in place": repeat("word^[a note] "),
    "marks of one note": repeat("word[^a] ", "", "\n\n[^a]: note\n"),
    "marks in a row": repeat("[^a]", "word", "\n\n[^a]: note\n"),
    "links": repeat("[words](https://a.example/{}) "),
    "link definitions": lambda n: (
        "".join(f"[w{i}][]\n\n" for i in range(n))
        + "".join(f"[w{i}]: https://a.example/{i}\n" for i in range(n))
    ),
    "unused definitions": repeat("[w{}]: https://a.example/\n", "Text.\n\n"),
    "code blocks": repeat("```\ncode\n```\n\n"),
    "indented code": repeat("    code\n"),
    "quotes": repeat("> quoted\n\n"),
    "lines of a quote": repeat("> quoted\n"),
    "call-outs": repeat("> [!NOTE]\n> Text.\n\n"),
    "facts": repeat("> [!FACT] {} mm\n> Text.\n\n"),
    "facts and text": repeat("> [!FACT] {} mm\n> Text.\n\nText.\n\n"),
    "stars": repeat("*"),
    "stars and letters": repeat("*a"),
    "strong words": repeat("**a** "),
    "open stars": repeat("*a "),
    "open strong": repeat("**a "),
    "stars of both kinds": repeat("*a **b "),
    "underscores": repeat("_a "),
    "backticks": repeat("`a "),
    "growing backticks": lambda n: "".join("`" * (i % 100 + 1) + "a " for i in range(n // 50)),
    "open brackets": repeat("["),
    "closed brackets": repeat("[a] "),
    "pairs of brackets": repeat("[]"),
    "open links": repeat("[a]("),
    "open pictures": repeat("![a]("),
    "open notes": repeat("^["),
    "open fields": repeat("{{ "),
    "fields": repeat("{{{{ clinic.name }}}} word{} "),
    "open tags": repeat("<a "),
    "open comments": repeat("<!--"),
    "open addresses": repeat("<https://a"),
    "angles": repeat("<"),
    "entities": repeat("&amp; &x "),
    "backslashes": repeat("\\"),
    "escapes": repeat("\\*"),
    "dollars": repeat("$a "),
    "definitions": repeat("Term {}\n\n:   Meaning.\n\n"),
    "meanings": repeat(":   Meaning.\n\n", "Term\n\n"),
    "rules": repeat("---\n\n", "Text.\n\n"),
    "empty lines": repeat("\n", "Text.\n", "Text.\n"),
    "words": repeat("word "),
    "letters": repeat("a"),
    "words of a heading": repeat("word ", "## "),
    "quotation marks": repeat("> "),
    "key_points": front("key_points", "  - point {}\n"),
    "references": front("references", "  - source {}\n"),
    "tags": front("tags", "  - tag{}\n"),
    "authors": front("authors", "  - jo\n"),
    "unknown authors": front("authors", "  - jo{}\n"),
    "questions": front("questions", "  - question {}\n"),
    "reviewers": front("reviewers", "  - {{name: A{}}}\n"),
    "confirm": front("confirm", "  - title\n"),
    "unknown keys": repeat("k{}: a\n", "---\ntitle: Rain\n", "---\n\nText.\n"),
}
PASTED: Mapping[str, Make] = {
    "one-letter lines": repeat("a\n\n"),
    "one-letter lines, close": repeat("a\n"),
    "short lines": repeat("Short line {}\n"),
    "short lines apart": repeat("Short line {}\n\n"),
    "headings": repeat("Heading {}\n\nA paragraph that says something about it.\n\n"),
    "equal headings": repeat("Heading\n\nA paragraph that says something about it.\n\n"),
    "marked headings": repeat("## Heading {}\n\nA paragraph that says something.\n\n"),
    "underlined headings": repeat("Heading\n-------\n\nA paragraph of it.\n\n"),
    "numbered headings": repeat("{}. Heading\n\nA paragraph that says something about it.\n\n"),
    "deeper headings": repeat("1.{} Heading\n\nA paragraph that says something about it.\n\n"),
    "capitals": repeat("HEADING NUMBER {}\n\nA paragraph that says something about it.\n\n"),
    "steps": repeat("Step 1: Heading\n\nA paragraph that says something about it.\n\n"),
    "steps and headings": repeat("Care\n\nStep 1: Wash\n\nA text that says what it is.\n\n"),
    "paragraphs": repeat("A paragraph that says something about it, and more.\n\n"),
    "bullets": repeat("• item {}\n"),
    "bullets of two kinds": repeat("• item\n– item\n"),
    "bullets of three kinds": repeat("• item\n– item\n* item\n"),
    "indented bullets": nest,
    "numbers": repeat("1. step\n"),
    "boxes": repeat("☐ item\n"),
    "colons": repeat("A line that ends:\n"),
    "colons apart": repeat("A line that ends:\n\n"),
    "colons and lines": repeat("A line that ends:\n\nitem one\n\nitem two\n\n"),
    "short verses": repeat("12 Linden Street\nLondon\n\n"),
    "questions": repeat("Q: What is it?\nA: It is this.\n\n"),
    "bare questions": repeat("What is number {}?\n\nIt is this, and it is that as well.\n\n"),
    "contents": list_contents,
    "contents labels": repeat("Table of Contents\n"),
    "about the author": repeat("About the author\n\nJo Marsh is a nurse.\n\n"),
    "about things": repeat("About the author\n\nJo Marsh is a nurse.\n\n", "", "jo marsh\n"),
    "bylines": repeat("By Jo Marsh, RN\n\n"),
    "names": repeat("Jo Marsh is a nurse who works here.\n\n"),
    "disclaimers": repeat(
        "This article is for information only and does not replace medical advice.\n\n"
    ),
    "disclaimer labels": repeat("Disclaimer\n\nThis is some text.\n\n"),
    "speakers": repeat("Anna: a sentence.\n\nJo: a sentence.\n\n"),
    "boilerplate": repeat("Share this post\n"),
    "related posts": repeat("Related posts\n\nA post\n\n"),
    "related labels": repeat("Related posts\n"),
    "related labels, text": repeat("Related posts\n", "Text.\n\n", "\nA text that goes on.\n"),
    "dates": repeat("3 May 2024\n"),
    "captions": repeat("Photo: somebody at the sea\n\n"),
    "rules": repeat("-----\n\n"),
    "stars": repeat("* "),
    "strong words": repeat("**word** "),
    "notes": repeat("* a note\n\nText.\n\n"),
    "wrapped text": repeat(
        "a line of text that goes on and on until it is wrapped\nin the middle of it, and then\n"
    ),
    "empty lines": repeat("\n", "Text.\n", "Text.\n"),
    "words": repeat("word "),
    "letters": repeat("a"),
    "spaces": repeat(" ", "a", "b"),
    "further paragraphs": repeat("   A further paragraph.\n\n", "- item\n\n"),
}
SHAPES: Mapping[str, tuple[str, Make]] = {
    **{f"md: {name}": (".md", make) for name, make in MARKDOWN.items()},
    **{f"txt: {name}": (".txt", make) for name, make in PASTED.items()},
}


def make_project(root: Path) -> Project:
    """Make a project that has a clinic, an author and nothing else."""
    path = root / "content" / "clinic.toml"
    return Project(
        root=root,
        roots=(root,),
        clinic=Clinic(path=path, name="Linden Clinic", brand=Brand(primary="#2f6f73")),
        authors={"jo": Author(id="jo", path=path, name="Jo Marsh")},
        sources=(),
    )


class Meter:
    """Write texts into a folder, read them, compose them."""

    def __init__(self, root: Path) -> None:
        """Take the folder."""
        self._root = root
        self._project = make_project(root)
        self._composer = Composer(self._project.clinic, root=root)

    def read(self, shape: str, count: int) -> Article | None:
        """Read an article of a shape."""
        suffix, make = SHAPES[shape]
        path = self._root / f"rain{suffix}"
        text = make(count)
        path.write_text(text if suffix == ".txt" or text[:3] == "---" else f"# Rain\n\n{text}")
        return read_article(path, self._project, lambda _: None)

    def compose(self, article: Article) -> None:
        """Compose an article."""
        self._composer.compose(article, format=A4, edition=SCREEN, report=lambda _: None)

    def measure(self, shape: str, count: int, limit: float) -> Seconds:
        """Return the seconds that reading and composing take, the least of several times."""
        read = compose = float("inf")
        spent = 0.0
        # Python's own search for garbage takes longer at some numbers of records than at others.
        gc.disable()
        for _ in range(REPEATS):
            begun = time.perf_counter()
            article = self.read(shape, count)
            middle = time.perf_counter()
            read = min(read, middle - begun)
            if article is None:
                compose = 0.0
            else:
                self.compose(article)
                compose = min(compose, time.perf_counter() - middle)
            spent += time.perf_counter() - begun
            if spent > limit:
                break
        gc.enable()
        return read, compose


def double(meter: Meter, shape: str, seconds: float) -> tuple[int, list[tuple[float, float]]]:
    """Return the largest count of units, and of each step the ratio and the seconds there."""
    most = MOST_IN_FRONT_MATTER if SHAPES[shape][1](0).startswith("---") else MOST
    count = FEWEST
    before = after = meter.measure(shape, count, 4 * seconds)
    while count < most and max(after) < seconds:
        count *= 2
        before, after = after, meter.measure(shape, count, 4 * seconds)
    if count == FEWEST:
        before, after = meter.measure(shape, count // 2, 4 * seconds), before
    steps = compare(before, after)
    for _ in range(1, TRIES):
        if not is_poor(steps, seconds):
            break
        before = least(before, meter.measure(shape, count // 2, 4 * seconds))
        after = least(after, meter.measure(shape, count, 4 * seconds))
        steps = compare(before, after)
    return count, steps


def least(one: Seconds, other: Seconds) -> Seconds:
    """Return the shorter time of each step."""
    return min(one[0], other[0]), min(one[1], other[1])


def compare(before: Seconds, after: Seconds) -> list[tuple[float, float]]:
    """Return each step's ratio, 0 where it is the machine that was measured, and its seconds."""
    return [
        (long / short if short > 0.004 else 0.0, long)
        for short, long in zip(before, after, strict=True)
    ]


def is_poor(steps: list[tuple[float, float]], seconds: float) -> bool:
    """Tell whether a step grows more than in step."""
    return any(ratio > MOST_RATIO or took > 60 * seconds for ratio, took in steps)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("shapes", nargs="*", metavar="SHAPE", help="the start of a shape's name")
    parser.add_argument("--seconds", type=float, default=0.12)
    options = parser.parse_args()
    chosen = [
        shape for shape in SHAPES if not options.shapes or shape.startswith(tuple(options.shapes))
    ]
    poor = []
    print(f"{'shape':<30}{'units':>8}{'read':>8}{'s':>8}{'compose':>9}{'s':>8}")
    with tempfile.TemporaryDirectory() as folder:
        meter = Meter(Path(folder))
        for shape in chosen:
            count, steps = double(meter, shape, options.seconds)
            shown = "".join(
                f"{ratio:{width}.1f}{seconds:8.3f}" if ratio else f"{'-':>{width}}{seconds:8.3f}"
                for width, (ratio, seconds) in zip((8, 9), steps, strict=True)
            )
            mark = "  !" if is_poor(steps, options.seconds) else ""
            print(f"{shape:<30}{count:8,}{shown}{mark}", flush=True)
            if mark:
                poor.append(shape)
    if poor:
        print(f"Grow more than in step: {', '.join(poor)}.")
    return 1 if poor else 0


if __name__ == "__main__":
    sys.exit(main())

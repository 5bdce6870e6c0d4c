"""Measure how well text that was copied from web pages becomes articles.

    python benchmarks/paste/measure.py CORPUS [--half tuning|unseen] [--way selection …] [--worst N]

CORPUS is what `benchmarks/paste/corpus.py` made: for each page its gold, by its own tags, and its
text, copied in several ways. Sites are divided in two halves by their name: what is tuned looks at
one half only. Printed are a table for both halves, sites one by one, and the worst texts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from handout.model import (  # noqa: E402 - the path comes first
    BulletList,
    CheckList,
    Heading,
    NumberedList,
    Paragraph,
    Table,
)
from handout.read.importers.text import FindingKind, Recognised, recognise  # noqa: E402 - likewise
from handout.read.importers.text.author import NAME, PUBLISHER  # noqa: E402 - likewise

WAYS = ("selection", "inner", "tight", "word")
WHOLE = "page"
"""The way of who copies the whole page, measured by itself."""
HALVES = ("tuning", "unseen")
BOILERPLATE = frozenset({"boilerplate", "crumb", "caption", "date", "byline"})
_PARTS = frozenset({"label", "list number", "disclaimer label"})
"""What is dropped of a line, not the line."""
_TAKEN = frozenset({"author", "about the author", "disclaimer"})
_FEWEST_WORDS = 4
"""Words of a line that is surely text, where its tags do not say that it is of the page."""
_PERSON = re.compile(rf"{NAME}(?=$|,| [-–(])")
_MARKS = re.compile(r"^(?:[•◦▪●○‣·*–-]|\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Sample:
    """A page in one way of copying: its text, and the role of each of its lines by number."""

    site: str
    name: str
    kind: str
    way: str
    text: str
    roles: Mapping[int, str]
    title: str
    people: Sequence[str]

    @property
    def half(self) -> str:
        """Which half its site is in."""
        return HALVES[hashlib.sha1(self.site.encode()).digest()[0] % 2]


@dataclass(slots=True)
class Score:
    """What came of one text."""

    counts: Counter[str] = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def is_untouched(self) -> bool:
        """Whether it can be printed as it is."""
        c = self.counts
        return bool(
            c["title right"]
            and c["author right"]
            and not (c["headings missed"] or c["headings false"] or c["boilerplate left"])
            and c["items lost"] <= 2
        )

    @property
    def is_nearly(self) -> bool:
        """Whether a small touch is enough."""
        c = self.counts
        return bool(
            c["title right"]
            and not c["headings false"]
            and c["headings missed"] <= 1
            and c["boilerplate left"] <= 1
            and c["items lost"] <= 12
        )


def read_corpus(folder: Path, ways: Sequence[str] = WAYS) -> Iterator[Sample]:
    """Yield every page in every way."""
    for path in sorted(folder.glob("*/*.json")):
        page = json.loads(path.read_text("utf-8"))
        for way in ways:
            text = page["texts"].get(way, "")
            if not text:
                continue
            yield Sample(
                site=page["site"],
                name=path.stem,
                kind="health" if page["kind"] == "health" else "other",
                way=way,
                text=text,
                roles=label_page(text, page) if way == WHOLE else label_lines(text, page["blocks"]),
                title=page["title"],
                people=page["people"],
            )


def label_page(text: str, page: Mapping[str, Any]) -> dict[int, str]:
    """Return the role of each line of a whole page: around the article, all is boilerplate."""
    first, last = page["article"]
    lines = text.splitlines()
    roles = {number: "boilerplate" for number, line in enumerate(lines, start=1) if line.strip()}
    for number in range(first, last + 1):
        roles.pop(number, None)
    within = label_lines("\n".join(lines[first - 1 : last]), page["blocks"])
    roles |= {first - 1 + number: role for number, role in within.items()}
    return roles | ({page["apart"]: "title"} if page["apart"] else {})


def label_lines(text: str, blocks: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Return the role of each line by number, from 1; what is in no block has none."""
    depths = find_depths([b["level"] if b["role"] == "heading" else 0 for b in blocks])
    roles: dict[int, str] = {}
    place = 0
    keys = [make_key(block["text"]) for block in blocks]
    for number, line in enumerate(text.splitlines(), start=1):
        key = make_key(line)
        if not key:
            continue
        for at in range(place, min(place + 12, len(blocks))):
            if key in keys[at]:
                place = at
                role = str(blocks[at]["role"])
                if role == "heading":
                    role = "sub-heading" if depths[at] else "section"
                if role == "item" and blocks[at]["ordered"]:
                    role = "step"
                if role in ("item", "step") and not blocks[at].get("first"):
                    role = "paragraph"
                roles[number] = role
                break
    return roles


def find_depths(levels: Sequence[int]) -> list[int]:
    """Return how deep each block stands by the levels of the tags, 0 for what is no heading.

    A heading is below the last one of a higher level, whatever its tag is called. One that stands
    first, and alone above all others, is a second title: what is below it stands as high.
    """
    depths: list[int] = []
    above: list[int] = []
    for level in levels:
        while level and above and above[-1] >= level:
            above.pop()
        depths.append(len(above) if level else 0)
        above += [level] if level else []
    tops = [n for n, level in enumerate(levels) if level and not depths[n]]
    is_second = len(tops) == 1 and sum(map(bool, levels)) > 2
    return [max(depth - 1, 0) for depth in depths] if is_second else depths


def score(sample: Sample) -> Score:
    """Have a text recognised, and compare."""
    found = recognise(sample.text, path=Path("pasted text.txt"), language="en")
    guess: dict[int, str] = {}
    for finding in found.findings:
        is_dropped = finding.kind is FindingKind.DROPPED and finding.what not in _PARTS
        if finding.line and (is_dropped or finding.what in _TAKEN):
            guess[finding.line] = "dropped"
    _walk(found.content, guess)
    result = Score()
    _count_headings(sample, guess, result)
    _count_people(sample, found, result.counts)
    _count_rest(sample, guess, result.counts)
    result.counts["untouched"] = result.is_untouched
    result.counts["small touch"] = result.is_untouched or result.is_nearly
    return result


def _count_headings(sample: Sample, guess: Mapping[int, str], result: Score) -> None:
    counts, lines = result.counts, sample.text.splitlines()
    headings = {n for n, role in sample.roles.items() if role in ("section", "sub-heading")}
    mine = {n for n, role in guess.items() if role.startswith("heading")}
    # What is all in bold, or asks something, may be a heading whatever its tag is.
    neutral = {
        n
        for n, role in sample.roles.items()
        if role in ("strong", "title") or lines[n - 1].rstrip().endswith("?")
    }
    false = sorted(mine - headings - neutral)
    counts["headings"] = len(headings)
    counts["headings found"] = len(headings & mine)
    counts["headings named"] = len(headings & mine) + len(false)
    counts["headings missed"] = len(headings - mine)
    counts["headings false"] = len(false)
    result.false = [lines[n - 1][:70] for n in false]
    result.missed = [lines[n - 1][:70] for n in sorted(headings - mine)]
    for n in headings & mine:
        role = sample.roles[n]
        counts[f"{role}s found"] += 1
        counts[f"{role}s level right"] += (guess[n] == "heading 2") == (role == "section")


def _count_people(sample: Sample, found: Recognised, counts: Counter[str]) -> None:
    counts["texts"] = 1
    counts["title right"] = make_key(found.title) == make_key(sample.title)
    people = [one for one in sample.people if is_person(one)]
    named = [one for one in people if one.casefold() in sample.text.casefold()]
    author = found.author.name if found.author else ""
    is_known = any(author and (author in p or p in author) for p in named)
    counts["authors"] = bool(named)
    counts["authors found"] = is_known
    counts["authors invented"] = bool(author) and not is_known and bool(people)
    counts["author right"] = is_known if named else not (author and people)


def is_person(name: str) -> bool:
    """Tell whether who wrote a page, as its tags say, is a person: no publisher, no agency."""
    return bool(_PERSON.match(name)) and not PUBLISHER.search(name)


def _count_rest(sample: Sample, guess: Mapping[int, str], counts: Counter[str]) -> None:
    roles = sample.roles.items()
    items = {n for n, role in roles if role in ("item", "step")}
    counts["items"] = len(items)
    counts["items kept"] = sum(guess.get(n) == "item" for n in items)
    counts["items lost"] = counts["items"] - counts["items kept"]
    tables = _find_tables(sample.roles)
    counts["tables"] = len(tables)
    counts["tables kept"] = sum(all(guess.get(n) in ("row", None) for n in one) for one in tables)
    boilerplate = [(role, guess.get(n, "row")) for n, role in roles if role in BOILERPLATE]
    counts["boilerplate"] = len(boilerplate)
    # A caption may stay as text.
    counts["boilerplate left"] = sum(
        one not in ("dropped", "row") and not (role == "caption" and one == "paragraph")
        for role, one in boilerplate
    )
    lines = sample.text.splitlines()
    texts = [n for n, role in roles if role not in BOILERPLATE and role not in ("title", "strong")]
    texts = [n for n in texts if len(lines[n - 1].split()) >= _FEWEST_WORDS]
    counts["lines of text"] = len(texts)
    counts["text dropped"] = sum(guess.get(n) == "dropped" for n in texts)


def _walk(content: Sequence[Any], guess: dict[int, str], role: str = "paragraph") -> None:
    for block in content:
        if isinstance(block, Heading) and block.line:
            guess[block.line] = f"heading {block.level}"
        elif isinstance(block, BulletList | NumberedList):
            for item in block.items:
                _walk(item, guess, "item")
        elif isinstance(block, CheckList):
            for one in block.items:
                _walk(one.content, guess, "item")
        elif isinstance(block, Table) and block.line:
            for n in range(len(block.rows) + 1):
                guess[block.line + n] = "row"
        elif isinstance(block, Paragraph) and block.line:
            guess.setdefault(block.line, role)
        elif hasattr(block, "content"):
            _walk(block.content, guess, role)


def _find_tables(roles: Mapping[int, str]) -> list[list[int]]:
    tables: list[list[int]] = []
    for n in sorted(n for n, role in roles.items() if role == "row"):
        if tables and n - tables[-1][-1] <= 2:
            tables[-1].append(n)
        else:
            tables.append([n])
    return [one for one in tables if len(one) >= 3]


def make_key(text: str) -> str:
    """Return the letters and digits of a line, in one case, without what marks an item."""
    return "".join(filter(str.isalnum, _MARKS.sub("", text.strip()))).casefold()


ROWS = (
    ("headings found", "headings found", "headings"),
    ("headings right among those named", "headings found", "headings named"),
    ("sections at their level", "sections level right", "sections found"),
    ("sub-headings at their level", "sub-headings level right", "sub-headings found"),
    ("title right", "title right", "texts"),
    ("author found", "authors found", "authors"),
    ("author invented", "authors invented", "texts"),
    ("list items kept", "items kept", "items"),
    ("tables kept", "tables kept", "tables"),
    ("boilerplate left", "boilerplate left", "boilerplate"),
    ("text left out", "text dropped", "lines of text"),
    ("printable untouched", "untouched", "texts"),
    ("with a small touch", "small touch", "texts"),
)


def print_table(totals: Mapping[str, Counter[str]]) -> None:
    """Print what was measured, a column for each group."""
    heads = list(totals)
    print("| measured |", " | ".join(heads), "|")
    print("|---|" + "---:|" * len(heads))
    for name, part, whole in ROWS:
        cells = [_tell_share(totals[h][part], totals[h][whole]) for h in heads]
        print(f"| {name} |", " | ".join(cells), "|")


def _tell_share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} % ({part} of {whole})" if whole else "–"


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--way", choices=(*WAYS, WHOLE), action="append")
    parser.add_argument("--worst", type=int, default=0)
    given = parser.parse_args()
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    sites: dict[str, Counter[str]] = defaultdict(Counter)
    worst = []
    for sample in read_corpus(given.corpus, given.way or WAYS):
        if given.half and sample.half != given.half:
            continue
        result = score(sample)
        totals[f"{sample.half}, {sample.kind}"].update(result.counts)
        sites[f"{sample.site} ({sample.half})"].update(result.counts)
        trouble = len(result.false) + len(result.missed) + (not result.counts["title right"])
        worst.append((trouble, sample, result))
    print_table(dict(sorted(totals.items())))
    print()
    for site, counts in sorted(sites.items()):
        print(f"{site}: {counts['untouched']} of {counts['texts']} untouched")
    for _, sample, result in sorted(worst, key=lambda one: -one[0])[: given.worst]:
        print(f"\n{sample.site}/{sample.name} ({sample.way}): {dict(result.counts)}")
        print("  missed:", *result.missed[:12], sep="\n    ")
        print("  false:", *result.false[:12], sep="\n    ")


if __name__ == "__main__":
    main()

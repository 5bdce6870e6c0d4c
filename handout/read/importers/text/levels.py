"""Work out how deep each heading stands, as far as the text shows it.

In this order, each only where the text gives it ground:

1. Marks: fewer `#`, `=` rather than `-`, capitals rather than small letters stand higher.
2. Numbers: “2.1” stands below “2.”.
3. The list of contents: what it sets in or leaves out stands below what it names.
4. “Do” and “Don't” stand below the section before them.
5. What was learned: all headings are looked at together, without the rest of the text but for its
   length and kind, and the likeliest sequence of sections and sub-headings is chosen. What speaks
   for which stands in `levels.tsv` (see `roles`).

Everything else is level 2, and no level is skipped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from handout.read.importers.text.phrases import (
    is_closing,
    is_do_or_dont,
    is_faq,
    is_opening,
    is_warning,
)
from handout.read.importers.text.records import Chunk
from handout.read.importers.text.roles import choose_roles, explain, load_weights
from handout.read.importers.text.shape import (
    count_announced,
    is_body,
    is_capitals,
    is_question,
    is_title_case,
    last_sign,
    name_bucket,
)

_SERIES = re.compile(
    r"(?:[^\W\d_]{2,12}\s+(?:no\.?\s*)?(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"\b(?=\s*(?:[:.–—-]|$))|\d{1,3}[.)](?=\s))",
    re.IGNORECASE,
)
_DEEP_NUMBER = re.compile(r"\d{1,2}((?:\.\d{1,2})+)")
_WORD = re.compile(r"[^\W\d_]+")
_UNDERLINE_RANKS = {"=": 1, "-": 2, "~": 3, "*": 9}
_SIZES, _BODIES, _COUNTS = (1, 2, 3, 4, 6, 9, 13), (0, 12, 30, 60, 120, 250), (1, 2, 3, 5, 8)
_SHARES, _RATIOS = (1, 3, 5, 7, 9), (0.25, 0.5, 0.8, 1.25, 2, 4)
_LONG_WORD = 5
_FAR = 20
"""Headings; further back, nothing is looked for."""
_TESTS = {
    "a question's heading": is_faq,
    "a closing heading": is_closing,
    "an opening heading": is_opening,
    "do or don't": is_do_or_dont,
    "a warning": is_warning,
}
TABLE = Path(__file__).with_name("levels.tsv")
SECTION, BELOW = "section", "sub-heading"
TOP = 2
DEEPEST = 6


@dataclass(frozen=True, kw_only=True)
class Headed:
    """A heading, and the chunks up to the next one."""

    text: str
    body: Sequence[Chunk]
    mark: tuple[int, ...] = (0,)
    listed: int | None = None

    @cached_property
    def form(self) -> str:
        """Name what it looks like."""
        if _SERIES.match(self.text):
            return "series"
        if is_question(self.text):
            return "question"
        return "capitals" if is_capitals(self.text) else "title" if self._is_title else "plain"

    @property
    def _is_title(self) -> bool:
        return is_title_case(self.text)

    @cached_property
    def known(self) -> str:
        """Name what it says, where that is known."""
        return next((name for name, test in _TESTS.items() if test(self.text)), "")

    @cached_property
    def kind(self) -> str:
        """Name what stands right below it."""
        if not self.body:
            return "nothing"
        first = self.body[0]
        is_list = first.is_item or (len(self.body) > 1 and not is_body(first.text))
        return "a list" if is_list else "text"

    @cached_property
    def words(self) -> list[str]:
        """Return its words in small letters."""
        return [word.casefold() for word in _WORD.findall(self.text)]

    @cached_property
    def length(self) -> int:
        """Count the words below it."""
        return sum(chunk.text.count(" ") + 1 for chunk in self.body)

    @cached_property
    def ending(self) -> str:
        """Tell how it announces the next one: by a colon before it, or by nothing between."""
        if not self.body:
            return "nothing between"
        # “Information:” alone is a label; what announces is at least “Here's how:”.
        last = self.body[-1].text
        return "a colon" if last_sign(last) in ":：" and " " in last else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A heading's level, and the reason where it was guessed from the text around it."""

    level: int
    reason: str = ""


def make_headed(
    chunks: Sequence[Chunk], places: Mapping[int, str], listed: Sequence[int | None]
) -> list[Headed]:
    """Return each heading with what stands below it.

    Args:
        chunks: The chunks of the text, without its title.
        places: The text of each heading by its place among them.
        listed: How deep each heading is in the list of contents, if it is.
    """
    marks = [chunks[n].hashes or _UNDERLINE_RANKS.get(chunks[n].underline, 0) for n in places]
    is_marked = sum(mark > 0 for mark in marks) > 1
    ends = [*places, len(chunks)][1:]
    high = [end - n for (n, t), end in zip(places.items(), ends, strict=True) if is_capitals(t)]
    # Capitals that stand right above other headings mostly are those' labels, not above them.
    has_capitals = 1 < len(high) < len(places) and 2 * high.count(1) < len(high)
    return [
        Headed(
            text=text,
            body=chunks[place + 1 : end],
            mark=(mark if is_marked else 0, int(has_capitals and not is_capitals(text))),
            listed=depth,
        )
        for (place, text), end, mark, depth in zip(places.items(), ends, marks, listed, strict=True)
    ]


def find_levels(headings: Sequence[Headed]) -> list[Level]:
    """Return the level of each heading, 2 for sections, in order."""
    marks = sorted({heading.mark for heading in headings})
    listed = [heading for heading in headings if heading.listed is not None]
    is_numbered = any(_depth_by_number(heading.text) for heading in headings)
    by_list = len(listed) > 1 and (
        len(listed) < len(headings) or any(heading.listed for heading in listed)
    )
    table = load_weights(TABLE)
    described = describe_headings(headings)
    choices = choose_roles(described, list(_find_open(headings)), table)
    levels: list[Level] = []
    for heading, features, choice in zip(headings, described, choices, strict=True):
        # What is marked no less than the first heading stands no lower.
        base = TOP + max(marks.index(heading.mark) - marks.index(headings[0].mark), 0)
        deeper = _depth_by_number(heading.text)
        if base > TOP or deeper:
            found = Level(level=base + deeper)
        elif levels and is_do_or_dont(heading.text):
            found = Level(level=TOP + 1, reason="what to do and what not")
        elif by_list:
            depth = 1 if heading.listed is None else heading.listed
            found = Level(level=TOP + depth, reason="the list of contents" if depth else "")
        elif choice.role == BELOW and len(marks) == 1 and not is_numbered:
            found = Level(
                level=TOP + 1, reason=explain(features, BELOW, table) or "the headings around it"
            )
        else:
            found = Level(level=TOP)
        levels.append(found)
    return _without_skips(levels)


def _find_open(headings: Sequence[Headed]) -> Iterator[set[str]]:
    """Yield what each heading may be: one that is announced, or in a series, is surely below."""
    last = max((n for n, one in enumerate(headings) if _is_other(one)), default=0)
    is_asked = is_listed = False
    for n, one in enumerate(headings):
        before = headings[n - 1]
        is_asked = one.form == "question" and (is_asked or (n > 0 and is_faq(before.text)))
        is_in_series = one.form == "series" and 0 < n < last
        # In doubt, what stands right below a heading over a paragraph is a section.
        opens = before.ending == "a colon" or (bool(before.ending) and one.kind == "a list")
        is_announced = n > 0 and opens and not before.known and not one.known
        # Over a list like the first one below a heading, the next is so too.
        follows = is_announced or (is_listed and one.form == before.form and not one.known)
        is_listed = follows and one.kind == "a list"
        is_below = is_asked or is_in_series or is_announced or is_listed
        yield {BELOW} if is_below else {SECTION, BELOW} if n else {SECTION}


def _is_other(heading: Headed) -> bool:
    return heading.form != "series" and not is_closing(heading.text)


def describe_headings(headings: Sequence[Headed]) -> list[list[str]]:
    """Return the features of each heading."""
    forms = Counter(one.form for one in headings)
    firsts = Counter(one.words[0] for one in headings if one.words)
    usual = sorted(one.length for one in headings)[len(headings) // 2] if headings else 0
    described = []
    for n, one in enumerate(headings):
        share = name_bucket(10 * forms[one.form] / len(headings), _SHARES)
        features = [
            "always",
            f"form {one.form}",
            f"{share} tenths are of its form, {one.form}",
            f"words {name_bucket(len(one.words), _SIZES)}",
            f"below it {one.kind}",
            f"words below it {name_bucket(one.length, _BODIES)}",
            f"length to the usual {name_bucket((one.length + 5) / (usual + 5), _RATIOS)}",
            f"headings {name_bucket(len(headings), _SIZES)}",
        ]
        features += [f"is {one.known}"] if one.known else []
        features += [f"announces the next by {one.ending}"] if one.ending else []
        if one.words:
            features.append(f"first {one.words[0]}")
            features.append(f"share its first word {name_bucket(firsts[one.words[0]], _COUNTS)}")
        for at, name in ((n - 1, "before"), (n + 1, "next")):
            if 0 <= at < len(headings):
                features += _compare(one, headings[at], name)
            else:
                features.append(f"{name} is none")
        features += _look_back(headings, n)
        described.append(features)
    return described


def _compare(one: Headed, other: Headed, name: str) -> Iterator[str]:
    """Yield how a heading compares with its neighbour."""
    yield f"form {one.form}, {name} {other.form}"
    yield f"below it {one.kind}, {name} {other.kind}"
    yield f"length to {name} {name_bucket((one.length + 5) / (other.length + 5), _RATIOS)}"
    if other.known:
        yield f"{name} is {other.known}"
    if other.ending:
        yield f"{name} announces by {other.ending}"
    if one.words and one.words[:1] == other.words[:1]:
        yield f"first word as {name}"
    if any(len(word) >= _LONG_WORD and word in other.words for word in one.words):
        yield f"shares a word with {name}"


def _look_back(headings: Sequence[Headed], n: int) -> Iterator[str]:
    """Yield how far back an announcement stands, and whether all since are alike."""
    one = headings[n]
    since = next((k for k in range(1, min(n, _FAR) + 1) if headings[n - k].ending), 0)
    if since:
        between = headings[n - since + 1 : n]
        opener = headings[n - since]
        alike = all(other.form == one.form for other in between)
        kinds = all(other.kind == one.kind for other in between)
        told = "like" if alike and kinds else "unlike" if not alike else "over other kinds"
        far = name_bucket(since, _COUNTS)
        yield f"{far} after {opener.ending}, {told}"
        yield f"after {opener.ending}, {told}"
        if count := count_announced(opener.body[-1].text) if opener.body else 0:
            yield "among those announced" if since <= count else "beyond those announced"
    asked = next((k for k in range(1, min(n, _FAR) + 1) if is_faq(headings[n - k].text)), 0)
    if asked and all(other.form == "question" for other in headings[n - asked + 1 : n + 1]):
        yield "a question below their heading"


def _depth_by_number(text: str) -> int:
    match = _DEEP_NUMBER.match(text)
    return match[1].count(".") if match else 0


def _without_skips(levels: Sequence[Level]) -> list[Level]:
    """Start at the top and go down by one level at a time."""
    mended: list[Level] = []
    before = TOP - 1
    for level in levels:
        allowed = min(level.level, before + 1, DEEPEST)
        mended.append(Level(level=allowed, reason=level.reason))
        before = allowed
    return mended

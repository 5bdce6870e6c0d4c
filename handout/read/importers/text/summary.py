"""Sum up in a few lines what was made of a text, and what a person should look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from handout.read.importers.text.phrases import is_warning
from handout.read.importers.text.records import Finding, FindingKind, Recognised

_MOST_QUOTED = 4
_LONGEST_QUOTE = 40
_MOST_DOUBTS = 4
_ROLES = {"item": "an item", "page": "not of the article"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What a person should look at.

    Attributes:
        harm: How much harm it does if it is wrong, from 0 for the most.
        words: What it is.
        line: The line of the text, if it is of one.
        is_place: Whether it is in the article's text, not in its front matter.
    """

    harm: int
    words: str
    line: int | None = None
    is_place: bool = True


def summarise(found: Recognised, *, language: str = "") -> Iterator[tuple[str, int | None, bool]]:
    """Yield at most eight lines, each with the line of the text that it is about, if it is of one.

    And whether it is a warning: if what is doubtful is wrong, somebody may come to harm.

    First what was made of it: title, author, parts, what was left out. Then what is doubtful, what
    would do most harm first.

    Args:
        found: What was made of the text.
        language: Its language, if that was recognised as another than the clinic's.
    """
    findings = found.findings
    title = next((one.line for one in findings if one.what == "title"), None)
    source = "made from the file's name" if found.title_is_derived else "from the text"
    yield f"the title is “{_quote(found.title)}”, {source}.", title, False
    author = f"the author is {found.author.name}" if found.author else "no author was found"
    counts = Counter(one.what for one in findings if one.kind is not FindingKind.DROPPED)
    parts = ", ".join(
        f"{counts[what]} {name if counts[what] == 1 else name + 's'}"
        for what, name in (
            ("section", "section"),
            ("sub-heading", "sub-heading"),
            ("table", "table"),
        )
        if counts[what]
    )
    tongue = f"; its language is “{language}”, by its words" if language else ""
    yield f"{author}; it has {parts or 'no headings'}{tongue}.", None, False
    dropped = [one for one in findings if one.kind is FindingKind.DROPPED]
    if dropped:
        quoted = ", ".join(f"“{_quote(one.text)}”" for one in dropped[:_MOST_QUOTED])
        more = f" and {len(dropped) - _MOST_QUOTED} more" if len(dropped) > _MOST_QUOTED else ""
        yield f"left out as not of the article: {quoted}{more}.", dropped[0].line, False
    for doubt in find_doubts(found)[:_MOST_DOUBTS]:
        yield f"please look: {doubt.words}", doubt.line, not doubt.harm


def find_doubts(found: Recognised) -> list[Doubt]:
    """Return what a person should look at, what would do most harm first."""
    doubts = [*_doubt_findings(found.findings), *_doubt_roles(found.readings)]
    return sorted(doubts, key=lambda doubt: (doubt.harm, doubt.line or 0))


def _doubt_findings(findings: tuple[Finding, ...]) -> Iterator[Doubt]:
    for one in findings:
        words = f"“{_quote(one.text)}”"
        if one.what in ("section", "sub-heading") and is_warning(one.text):
            said = f"{words} is a heading: is the right text below it?"
            yield Doubt(harm=0, words=said, line=one.line)
        elif one.what == "whole web page":
            said = f"this looks like a whole web page ({one.text}): copy the article alone."
            yield Doubt(harm=0, words=said, is_place=False)
        elif one.what == "author" and one.kind is FindingKind.GUESSED:
            yield Doubt(
                harm=1, words=f"{words} was taken for the author.", line=one.line, is_place=False
            )
        elif one.what == "table":
            yield Doubt(harm=2, words=f"a table was made: {one.text}.", line=one.line)
        elif one.what == "title" and one.kind is FindingKind.GUESSED and one.line is None:
            yield Doubt(harm=3, words="the text has no title of its own.", is_place=False)
    items = [one for one in findings if one.what == "list item"]
    if items:
        words = f"{len(items)} lines without bullets were taken for items of lists."
        yield Doubt(harm=4, words=words, line=items[0].line, is_place=False)


def _doubt_roles(readings: tuple[Finding, ...]) -> Iterator[Doubt]:
    for one in readings:
        if one.other and "heading" in (one.what, one.other):
            role, other = (_ROLES.get(name, f"a {name}") for name in (one.what, one.other))
            said = f"“{_quote(one.text)}” is {role}: or is it {other}?"
            yield Doubt(harm=2, words=said, line=one.line)


def _quote(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST_QUOTE else f"{words[: _LONGEST_QUOTE - 1].rstrip()}…"

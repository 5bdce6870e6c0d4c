"""Sum up in a few lines what was made of a text, and what a person should look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from handout.read.text.phrases import is_warning
from handout.read.text.records import Finding, FindingKind, Recognised

_MOST_QUOTED = 4
_LONGEST_QUOTE = 40
_MOST_DOUBTS = 4


def summarise(found: Recognised) -> Iterator[tuple[str, int | None]]:
    """Yield at most eight lines, each with the line of the text that it is about, if it is of one.

    First what was made of it: title, author, parts, what was left out. Then what is doubtful, what
    would do most harm first.
    """
    findings = found.findings
    title = next((one.line for one in findings if one.what == "title"), None)
    source = "made from the file's name" if found.title_is_derived else "from the text"
    yield f"the title is “{_quote(found.title)}”, {source}.", title
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
    yield f"{author}; it has {parts or 'no headings'}.", None
    dropped = [one for one in findings if one.kind is FindingKind.DROPPED]
    if dropped:
        quoted = ", ".join(f"“{_quote(one.text)}”" for one in dropped[:_MOST_QUOTED])
        more = f" and {len(dropped) - _MOST_QUOTED} more" if len(dropped) > _MOST_QUOTED else ""
        yield f"left out as not of the article: {quoted}{more}.", dropped[0].line
    doubts = sorted(_find_doubts(findings), key=lambda doubt: doubt[0])
    for _, words, line in doubts[:_MOST_DOUBTS]:
        yield f"please look: {words}.", line


def _find_doubts(findings: tuple[Finding, ...]) -> Iterator[tuple[int, str, int | None]]:
    """Yield what a person should look at, by how much harm it does if it is wrong."""
    items = [one for one in findings if one.what == "list item"]
    for one in findings:
        if one.what in ("section", "sub-heading") and is_warning(one.text):
            yield 0, f"“{_quote(one.text)}” is a heading; is the right text below it", one.line
        elif one.what == "author" and one.kind is FindingKind.GUESSED:
            yield 1, f"“{_quote(one.text)}” was taken for the author", one.line
        elif one.what == "table":
            yield 2, f"a table was made, {one.text}", one.line
        elif one.what == "title" and one.kind is FindingKind.GUESSED and one.line is None:
            yield 3, "the text has no title of its own", None
    if items:
        many = f"{len(items)} lines without bullets were taken for items of lists"
        yield 2, many, items[0].line


def _quote(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST_QUOTE else f"{words[: _LONGEST_QUOTE - 1].rstrip()}…"

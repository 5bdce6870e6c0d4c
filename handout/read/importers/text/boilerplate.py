"""Find the lines of a pasted page that are not part of its article.

Share buttons, “Read more”, dates, tags, photo credits, newsletter forms, related posts. A line is
left out only when the whole of it is one of these, and lines that may also be text (“Print”, a bare
date) only at the edges of the page or beside other such lines. What is not sure stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from handout.read.importers.text.phrases import (
    AUTHOR_LABELS,
    DISCLAIMER_LABELS,
    LISTS,
    RELATED_LABELS,
    phrase_key,
)
from handout.read.importers.text.records import Chunk
from handout.read.importers.text.shape import is_body

_LONGEST_CAPTION = 320
CREDIT = "credit of a picture"
_WEAK_LENGTH = 30
"""Characters of a line that is boilerplate only by its neighbour."""

_MONTH = r"[^\W\d_]{3,10}\.?"
_YEAR = r"(?:19|20)\d\d"
_CLOCK = r"(?:,?\s+(?:at\s+|um\s+)?\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\.?)?)?"
_WEEKDAY = (
    r"(?:(?:mon?|tue|wed|thu|fri?|sat?|sun|di|mi|do|so|lun|ma|mer|jeu|ven|dim|mié|jue|vie|sáb|gio|wo|vr"
    r"|za|zo)[^\W\d_]{0,8}\.?,?\s+)?"
)
DATE = (
    rf"{_WEEKDAY}(?:\d{{1,2}}(?:st|nd|rd|th|\.|er)?\s+(?:of\s+|de\s+)?{_MONTH},?\s+(?:de\s+)?{_YEAR}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}"
    rf"|{_YEAR}-\d\d-\d\d|\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR}){_CLOCK}"
)

_PARTS = {"year": _YEAR, "date": DATE, **LISTS["parts"]}


def _join(name: str) -> str:
    """Return what any of a list's patterns matches."""
    return re.sub(r"<(\w+)>", lambda part: _PARTS[part[1]], "|".join(LISTS[name]))


_LIBRARIES = _PARTS["libraries"]
_ANYWHERE = re.compile(_join("boilerplate"))
_AT_EDGES = re.compile(_join("boilerplate_at_edges"))
_TEASER = re.compile(r"\b(?:read|learn|continue|watch|see) (?:now|more|reading)\W*$", re.IGNORECASE)
"""How the lines on other pages end that stand below an article."""
_LONG_WORDS = 12
_LONGEST_CREDIT = 90
_CREDIT = re.compile(
    r"\((?:photo|image|picture|illustration|credit)s?(?: credits?| by| courtesy of)?:? .{2,60}\)"
    r"|(?:photo|image|picture|illustration)s? (?:by|courtesy of|credit:?) .{2,60}"
    rf"|credits?: .{{2,60}}|(?:.{{2,60}}(?: via |[^\w.!?:]))?(?:{_LIBRARIES})(?: images)?",
    re.IGNORECASE,
)
_ENDING_LABELS = AUTHOR_LABELS | DISCLAIMER_LABELS
_CAPTION = re.compile(
    r"(?:image|photo|picture|pictured|caption|fig(?:ure)?\.?|abb(?:ildung)?\.?|bild|foto|legend)"
    r"(?: ?\d+)? ?[:.–-] .*"
)


def is_credit(text: str) -> bool:
    """Tell whether a line says whose a picture is: “(Photo: Ann Lee)”, “Ann Lee/Agency/Stock”."""
    if len(text) > _LONGEST_CREDIT:
        return False
    if _CREDIT.fullmatch(text):
        return True
    parts = re.split("/+", text)
    return len(parts) > 2 and all(
        part == part.strip() and len(part) > 1 and all(word[0].isupper() for word in part.split())
        for part in parts
    )


def is_caption(text: str) -> bool:
    """Tell whether a line is the caption of a picture: kept as text, and never a heading."""
    return len(text) <= _LONGEST_CAPTION and bool(_CAPTION.fullmatch(text.casefold()))


def is_boilerplate(text: str) -> bool:
    """Tell whether a line is of the page wherever it stands."""
    return bool(_ANYWHERE.fullmatch(phrase_key(text)))


def is_weak_boilerplate(text: str) -> bool:
    """Tell whether a line is of the page where it stands at its edges."""
    return bool(_AT_EDGES.fullmatch(phrase_key(text)))


def is_date(text: str) -> bool:
    """Tell whether the whole of a text is a date."""
    return len(text) <= 60 and bool(re.fullmatch(DATE, text.casefold()))


def count_lines_around(chunks: Sequence[Chunk]) -> tuple[int, int]:
    """Return how many lines stand before the first long one, and after the last one.

    Where they are many, a whole page was copied, with its menus, and not the article alone.
    """
    long = [n for n, chunk in enumerate(chunks) if chunk.text.count(" ") >= _LONG_WORDS]
    return (long[0], len(chunks) - 1 - long[-1]) if long else (0, 0)


def find_boilerplate(chunks: Sequence[Chunk]) -> Mapping[int, str]:
    """Name, by index, the chunks that are not the article's own."""
    found: dict[int, str] = {}
    keys = [phrase_key(chunk.text) if _may_be(chunk) else "" for chunk in chunks]
    for index, key in enumerate(keys):
        is_sign = not chunks[index].is_rule and not any(map(str.isalnum, chunks[index].text))
        if is_sign or (key and _ANYWHERE.fullmatch(key)):
            found[index] = "page boilerplate"
        elif key and is_credit(chunks[index].text):
            found[index] = CREDIT
    body = [
        index for index, chunk in enumerate(chunks) if index not in found and is_body(chunk.text)
    ]
    head, tail = (body[0], body[-1]) if body else (0, len(chunks))
    for index in (*range(head), *range(tail + 1, len(chunks))):
        if index not in found and keys[index] and _AT_EDGES.fullmatch(keys[index]):
            is_dated = re.search(DATE, keys[index])
            found[index] = "date line" if is_dated else "page boilerplate"
    searched = 0
    for index, chunk in enumerate(chunks):
        is_new = index >= searched and index not in found
        if is_new and phrase_key(chunk.text) in RELATED_LABELS:
            searched = _take_related(chunks, index, found)
    return found


def _may_be(chunk: Chunk) -> bool:
    """Tell whether a chunk could be boilerplate at all: a line, and not marked as a heading."""
    return not (chunk.hashes or chunk.underline or chunk.is_rule)


def _take_related(chunks: Sequence[Chunk], label: int, found: dict[int, str]) -> int:
    """Take the list of other pages that follows a “Related posts” line.

    Returns how far there is none, for the labels up to there.


    It is taken whole where it ends at the end of the text, at other boilerplate or at a line such
    as “About the author”. Where a paragraph follows, only bullets are sure to be part of it.
    """
    end = label + 1
    while end < len(chunks) and end not in found:
        is_text = is_body(chunks[end].text) and not _TEASER.search(chunks[end].text[-40:])
        if is_text or phrase_key(chunks[end].text) in _ENDING_LABELS:
            break
        end += 1
    titles = list(range(label + 1, end))
    if end < len(chunks) and is_body(chunks[end].text) and end not in found:
        titles = [index for index in titles if chunks[index].is_item]
    if not titles and label + 1 < len(chunks):
        return end
    found[label] = "related posts"
    found.update(dict.fromkeys(titles, "related posts"))
    return 0

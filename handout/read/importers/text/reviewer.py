"""Find who checked a text, and when it was published, in the lines that say just that."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from handout.model import Reviewer
from handout.read.importers.text.author import NAME, POST_NOMINALS
from handout.read.importers.text.boilerplate import DATE
from handout.read.importers.text.phrases import PERSON
from handout.read.importers.text.records import Chunk

_LONGEST = 160
_ROLE = r"[A-Z][\w’'/-]+(?: (?:[A-Z][\w’'/-]*|&|and|at|for|in|of|the)){0,9}"
"""What somebody is, each word that matters with a capital: “Head of Care at Hill House”."""
_REVIEWED = re.compile(
    r"(?i:(?:(?:medically|clinically|scientifically|fact|page)[ -])?"
    r"(?:reviewed|checked|approved) by):?\s+"
    rf"(?P<name>{NAME})(?P<letters>{POST_NOMINALS})?"
    rf"(?:,\s+(?P<role>(?:[\w’'&/-]+\s+){{0,4}}(?i:{PERSON})|{_ROLE}))?"
    rf"(?:[\s,|·•–—-]+(?i:(?:on\s+|last (?:updated|reviewed):?\s+)?(?P<day>{DATE})))?\.?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WRITTEN = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?P<m>{'|'.join(_MONTHS)})[a-z]*\.?,?\s+(?P<y>\d{{4}})"
    rf"|(?P<m2>{'|'.join(_MONTHS)})[a-z]*\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})-(?P<m3>\d\d)-(?P<d3>\d\d)",
    re.IGNORECASE,
)


def find_reviewers(chunks: Sequence[Chunk], skipped: Collection[int]) -> Mapping[int, Reviewer]:
    """Return who checked the text, by the index of the line that says so."""
    found = {}
    for index, chunk in enumerate(chunks):
        text = chunk.text
        if index in skipped or chunk.is_item or len(text) > _LONGEST:
            continue
        match = _REVIEWED.fullmatch(text)
        if match:
            role = ", ".join(filter(None, ((match["letters"] or "").strip(" ,"), match["role"])))
            day = find_day(match["day"] or "")
            found[index] = Reviewer(name=match["name"], role=role, checked=day)
    return found


def find_day(text: str) -> date | None:
    """Return the day that a text names, its month in English or the whole as ISO 8601 has it.

    “4/5/2026” is one day here and another there, and so none.
    """
    match = _WRITTEN.search(text)
    if not match:
        return None
    month = match["m"] or match["m2"] or match["m3"]
    number = _MONTHS.index(month[:3].lower()) + 1 if month.isalpha() else int(month)
    year, day = match["y"] or match["y2"] or match["y3"], match["d"] or match["d2"] or match["d3"]
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None

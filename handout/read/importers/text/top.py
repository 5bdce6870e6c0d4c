"""Find the title and the bylines of a text among its first lines.

Which of them it is, is decided with all the others at once: `roles` was taught what titles, bylines
and the lines of the page around them look like, and what follows on what.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handout.read.importers.text.author import names_person
from handout.read.importers.text.boilerplate import count_lines_around, is_date
from handout.read.importers.text.features import describe
from handout.read.importers.text.headings import find_questions
from handout.read.importers.text.page import Page
from handout.read.importers.text.phrases import is_opening
from handout.read.importers.text.records import Chunk
from handout.read.importers.text.roles import BODY_ROLES, Role, choose_roles
from handout.read.importers.text.shape import (
    ends_sentence,
    is_body,
    is_capitals,
    is_heading_shaped,
    is_question,
    is_short,
    plain_key,
)

_MOST_LINES = 400
_MOST_LINES_ABOVE, _MOST_BODIES_ABOVE, _MOST_BODIES_IN_PAGE = 14, 1, 6
_LINES_BELOW = 3
_LONGEST_TITLE, _LONGEST_BYLINE = 200, 160
_LEAST_LEAD, _LEAST_NEAR_BYLINE = -1.5, -4.0
"""By how much a title may be less likely than another role: a text hardly ever has none."""
_SENTENCE_WORDS = 9
_NO_TITLE = re.compile(r"@|https?:|www\.|\d[\d ()/-]{7,}\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """The indices of the title, if there is one, and of the bylines."""

    title: int | None
    bylines: tuple[int, ...]


def read_top(page: Page, name: str) -> Top:
    """Find the title and the bylines.

    Args:
        page: The text, with what stands around its article.
        name: The name of its file, without suffix: what it is named after is the title.
    """
    chunks = [page.chunks[index] for index in page.live[:_MOST_LINES]]
    # Above the article of a whole page stand menus, and perhaps a notice.
    above, _ = count_lines_around(chunks)
    most_bodies = _MOST_BODIES_ABOVE if above < _MOST_LINES_ABOVE else _MOST_BODIES_IN_PAGE
    bodies, places = 0, []
    for place, chunk in enumerate(chunks[: max(_MOST_LINES_ABOVE, above + _LINES_BELOW)]):
        places += [place] if bodies < most_bodies else []
        bodies += is_body(chunk.text)
    titles, is_sure = _find_candidates(page, places, name)
    allowed = [set(BODY_ROLES) for _ in chunks]
    for place in places:
        if names_person(chunks[place].text) and not chunks[place].is_item:
            allowed[place] = {Role.BYLINE}
            continue
        if place in titles:
            allowed[place].add(Role.TITLE)
        if len(chunks[place].text) <= _LONGEST_BYLINE and not chunks[place].is_item:
            allowed[place].add(Role.BYLINE)
    choices = choose_roles(describe(chunks, page.listed), allowed)
    leads = {place: choices[place].measure_lead(Role.TITLE) for place in titles}
    title = max(leads, key=lambda place: leads[place], default=None)
    is_signed = any(choice.role == Role.BYLINE for choice in choices)
    least = _LEAST_NEAR_BYLINE if is_signed else _LEAST_LEAD
    if title is not None and not is_sure and leads[title] < least:
        title = 0 if 0 in titles and _opens_like_title(chunks) else None
    return Top(
        title=None if title is None else page.live[title],
        bylines=tuple(
            page.live[place]
            for place in places
            if choices[place].role == Role.BYLINE and place != title
        ),
    )


def _find_candidates(page: Page, places: Sequence[int], name: str) -> tuple[list[int], bool]:
    """Return the places that may be the title, and whether there is only one and it surely is.

    That is what the file is named after, or is marked as a title.
    """
    # What is the last line is no title: it would have nothing to say.
    chunks = {n: page.chunks[page.live[n]] for n in places if n + 1 < len(page.live)}
    questions = find_questions(page)
    found = [
        place
        for place, chunk in chunks.items()
        if _may_be_title(chunk, page) and page.live[place] not in questions
    ]
    named = [place for place in found if plain_key(chunks[place].text) == plain_key(name)]
    marked = [n for n in found if chunks[n].hashes == 1 or chunks[n].underline == "="]
    sure = named[:1] or (marked if len(marked) == 1 else [])
    return sure or found, bool(sure)


def _may_be_title(chunk: Chunk, page: Page) -> bool:
    """Tell whether a line could be a title, whatever stands around it."""
    text = chunk.text
    if chunk.is_item or chunk.is_rule or chunk.is_continued or len(text) > _LONGEST_TITLE:
        return False
    if is_opening(text) or is_date(text) or names_person(text) or _NO_TITLE.search(text):
        return False
    if plain_key(text) in page.listed or (
        text.endswith(".") and text.count(" ") >= _SENTENCE_WORDS
    ):
        return False
    return sum(map(str.isalpha, text)) > 0.4 * len(text)


def _opens_like_title(chunks: Sequence[Chunk]) -> bool:
    """Tell whether the first line is a title by its shape and what follows, as in short texts."""
    first, *rest = chunks
    if not is_heading_shaped(first.text.rstrip("!")) or (
        first.text.endswith("!") and is_capitals(first.text)
    ):
        return False
    if not rest or (rest[0].is_item and not rest[0].has_gap):
        return False
    if is_question(first.text) and not is_question(rest[0].text):
        # One of several questions, each with its answer, is no title.
        questions = sum(is_question(one.text) and is_short(one.text) for one in rest)
        others = sum(is_heading_shaped(one.text) and not one.is_item for one in rest)
        if questions > 1 and questions == others:
            return False
    return any(one.hashes or one.underline or ends_sentence(one.text) for one in rest)

"""Decide which chunks are headings, paragraphs and items.

Where the text marks headings by `#`, underline or number, these are they, and so are “Do” and
“Don't”. What is sure leaves a chunk fewer roles; among those that are left, `roles` chooses by how
the line looks and what stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from handout.read.importers.text.boilerplate import is_caption
from handout.read.importers.text.features import describe
from handout.read.importers.text.page import Page
from handout.read.importers.text.phrases import is_answer, is_call
from handout.read.importers.text.records import Chunk
from handout.read.importers.text.roles import Role, RoleChoice, choose_roles, explain
from handout.read.importers.text.shape import (
    ends_sentence,
    is_body,
    is_capitals,
    is_heading_shaped,
    is_question,
    is_short,
    is_title_case,
    last_sign,
)
from handout.read.importers.text.speakers import split_speaker

_QUESTION_LABEL = re.compile(r"(?:Q|F|Question|Frage)\s?\d{0,2}\s?[:.)]\s+(?=\S)")
_ANSWER_LABEL = re.compile(r"(?:A|R|Answer|Antwort|Réponse)\s?\d{0,2}\s?[:.)]\s+(?=\S)")
_LEAST_BODY = 30
"""Characters of a paragraph below a heading that shows nothing but its shape."""
_LABEL_WORDS, _LEAD_WORDS, _FEW_WORDS, _SENTENCE_WORDS, _TEXT_WORDS = 10, 6, 7, 15, 15
_LONGEST_ITEM = 320
"""Characters; what is longer is a paragraph."""
_LONGEST_LINE, _LONGEST_OF_PAGE = 120, 160

MOST_CHUNKS = 20_000
"""Lines of a text; in a longer one, which nobody prints, only what is sure is no paragraph."""

LEAST_LEAD = 1.0
"""By how much a role has to lead the next best one, so that nobody need look at it."""

_LEAST_WITHIN, _LEAST_BELOW = 2.0, 1.0
"""Likewise, so that a line within the text, or below it, is left out as the page's."""

_TEXT = frozenset({Role.PARAGRAPH})
_HEADING = frozenset({Role.HEADING})
_ITEM = frozenset({Role.ITEM})
_PAGE = frozenset({Role.PAGE})


def assign_roles(page: Page) -> Page:
    """Return the page with the role of each of its chunks."""
    marked = _find_marked(page)
    has_marks = len(marked) > 1
    known = [] if has_marks else [*_find_labels(page), *_find_alone(page)]
    numbered, questions = _find_numbered(page), find_questions(page)
    sure = {*marked, *known, *numbered, *questions, *page.groups.headings}
    announced = set() if page.is_spaced else _find_announced(page)
    texts = [n for n, index in enumerate(page.live) if is_body(page.chunks[index].text)]
    body = range(texts[0], texts[-1] + 1) if texts else range(len(page.live))
    allowed = [
        _HEADING
        if index in sure
        else _ITEM
        if index in announced
        else _find_allowed(page, place, has_marks=has_marks)
        for place, index in enumerate(page.live)
    ]
    chunks = [page.chunks[index] for index in page.live]
    if len(chunks) > MOST_CHUNKS:
        plainest = map(_name_plainest, allowed)
        return replace(page, roles=dict(zip(page.live, plainest, strict=True)))
    described = describe(chunks, page.listed)
    choices = choose_roles(described, allowed)
    roles = [_settle(choice, place, body) for place, choice in enumerate(choices)]
    for place in range(len(roles) - 2, -1, -1):
        # A line of its own right above a heading is one too.
        is_alone = chunks[place].has_gap and chunks[place + 1].has_gap and page.is_spaced
        if is_alone and roles[place + 1] == Role.HEADING and Role.HEADING in allowed[place]:
            roles[place] = Role.HEADING
    grounds = {
        index: explain(features, role)
        for index, features, role, open_roles in zip(
            page.live, described, roles, allowed, strict=True
        )
        if len(open_roles) > 1
    }
    doubts = {
        index: choice.other
        for index, choice, role in zip(page.live, choices, roles, strict=True)
        if choice.lead < LEAST_LEAD and choice.role == role
    }
    return replace(
        page, roles=dict(zip(page.live, roles, strict=True)), grounds=grounds, doubts=doubts
    )


def _settle(choice: RoleChoice, place: int, body: range) -> str:
    """Return the role of a chunk; within the text and below it, the page's has to lead well."""
    least = 0.0
    if place >= body.start:
        least = _LEAST_WITHIN if place < body.stop else _LEAST_BELOW
    return choice.other if choice.role == Role.PAGE and choice.lead < least else choice.role


def _name_plainest(roles: Collection[Role]) -> Role:
    """Return the role that asks for least among those that are open."""
    return next(role for role in (Role.PARAGRAPH, Role.ITEM, Role.HEADING) if role in roles)


def find_headings(page: Page) -> dict[int, str]:
    """Return the text of each heading by the index of its chunk."""
    questions = find_questions(page)
    return {
        index: questions.get(index)
        or page.chunks[index].whole.rstrip(":： ")
        or page.chunks[index].whole
        for index in page.live
        if page.roles[index] == Role.HEADING
    }


def _find_marked(page: Page) -> list[int]:
    """Return the chunks that `#` or an underline makes headings."""
    return [
        index
        for index in page.live
        if page.chunks[index].underline
        or (page.chunks[index].hashes and is_short(page.chunks[index].text))
    ]


def _find_alone(page: Page) -> list[int]:
    """Find short lines between two paragraphs, set apart by blank lines where there are any."""
    found = []
    for place in range(1, len(page.live) - 1):
        index = page.live[place]
        chunk, before, following = page.chunks[index], page.get(place - 1), page.get(place + 1)
        assert before is not None
        assert following is not None
        if page.is_spaced:
            is_apart = chunk.has_gap and (following.has_gap or bool(following.bullet))
        else:
            is_apart = is_body(before.text) or last_sign(before.text) in ":："
        is_over = bool(following.bullet) or (is_body(following.text) and not following.is_item)
        is_line = chunk.text.count(" ") < _FEW_WORDS and last_sign(chunk.text) not in ":："
        is_free = index not in page.groups.items and _is_plain(page, index)
        if is_over and is_apart and is_line and is_free and _may_head(page, place):
            found.append(index)
    return found


def _find_announced(page: Page) -> set[int]:
    """Find the short lines below a paragraph that ends in a colon, if there are two or more."""
    found: set[int] = set()
    run: list[int] = []
    is_open = False
    for index in page.live:
        chunk = page.chunks[index]
        ends = ends_sentence(chunk.text) or last_sign(chunk.text) in ":："
        is_line = is_open and _is_plain(page, index) and len(chunk.text) <= _LONGEST_LINE
        if is_line and (not ends or (run and _closes_list(page.chunks[run[-1]].text, chunk.text))):
            run.append(index)
            if not ends:
                continue
        found.update(run if len(run) > 1 else ())
        run, is_open = [], last_sign(chunk.text) in ":：" and not chunk.is_item
    return found | set(run if len(run) > 1 else ())


def _closes_list(before: str, text: str) -> bool:
    """Tell whether a sentence is the last item of a list: “a towel, / a cap and / a book.”."""
    return before[-1] in ",;" or (before[0].islower() and text[0].islower())


def _is_plain(page: Page, index: int) -> bool:
    """Tell whether a chunk is a line of text: no item, rule, caption, answer or spoken word."""
    chunk = page.chunks[index]
    # Where the text had pictures, “A garden, seen from the house” is more likely what one shows.
    is_shown = page.has_pictures and ", " in chunk.text and not is_body(chunk.text)
    return not (
        chunk.is_item
        or chunk.is_rule
        or chunk.is_continued
        or index in page.groups.tables
        or is_shown
        or is_caption(chunk.text)
        or is_answer(chunk.text)
        or split_speaker(chunk.text, page.speakers)[0]
    )


def _find_labels(page: Page) -> list[int]:
    """Find short lines that end in a colon and each have a paragraph below them, two or more."""
    found = []
    for place, index in enumerate(page.live[:-1]):
        chunk = page.chunks[index]
        words = chunk.text.rstrip(":： ")
        is_label = words != chunk.text and words.count(" ") < _LABEL_WORDS
        is_over = _is_paragraph(page.chunks[page.live[place + 1]])
        if page.is_spaced and is_label and is_over and chunk.has_gap and not chunk.is_item:
            found += [index] if is_heading_shaped(words) else []
    return found if len(found) > 1 else []


def _is_paragraph(chunk: Chunk) -> bool:
    return chunk.has_gap and is_body(chunk.text) and not chunk.is_item


def _may_head(page: Page, place: int) -> bool:
    """Tell whether a line has the shape of a heading, where it stands."""
    chunk, following = page.chunks[page.live[place]], page.get(place + 1)
    if following is None or following.is_rule or page.live[place] <= page.start:
        return False
    if is_call(chunk.text):
        return False
    # Right below the title, a long line is what the text is about.
    if not place and page.start >= 0 and chunk.text.count(" ") >= _LEAD_WORDS:
        return False
    if not page.is_spaced and is_body(following.text) and not _is_weighty(following.text, chunk):
        return False
    # A colon is taken off only over a list that has signs: what else it announces may be text.
    words = chunk.text.rstrip(":： ") if following.is_item else chunk.text
    return bool(words) and is_heading_shaped(words)


def _find_allowed(page: Page, place: int, *, has_marks: bool) -> frozenset[Role]:
    """Return the roles that are open to a chunk that is not sure to be a heading."""
    index = page.live[place]
    chunk = page.chunks[index]
    if index in page.groups.items or chunk.bullet or chunk.number is not None:
        return _ITEM
    if chunk.label or not _is_plain(page, index):
        return _TEXT
    if is_call(chunk.text):
        return _PAGE
    roles = {Role.PARAGRAPH}
    # Neither what announces a list is of it, nor a sentence that is set apart below one.
    is_below = place > 0 and page.live[place - 1] in page.groups.items
    is_apart = is_below and chunk.has_gap and ends_sentence(chunk.text)
    if len(chunk.text) <= _LONGEST_ITEM and last_sign(chunk.text) not in ":：" and not is_apart:
        roles.add(Role.ITEM)
    # A whole sentence is left out only where it says surely what it is.
    is_sentence = ends_sentence(chunk.text) and chunk.text.count(" ") >= _SENTENCE_WORDS
    following = page.get(place + 1)
    is_over = following is not None and following.text.count(" ") >= _TEXT_WORDS
    is_asked = is_question(chunk.text) and is_over
    if len(chunk.text) <= _LONGEST_OF_PAGE and not is_sentence and not is_asked:
        roles.add(Role.PAGE)
    # Over a paragraph, a short line with a full stop may be a heading: “Feel better sooner.”
    is_short_one = is_over and chunk.text.count(" ") < _FEW_WORDS
    is_motto = is_short_one and is_heading_shaped(chunk.text.rstrip(".!") or "-")
    if not has_marks and (is_motto or _may_head(page, place)):
        roles.add(Role.HEADING)
    return frozenset(roles)


def find_questions(page: Page) -> dict[int, str]:
    """Find “Q: …?” lines that are each followed by an answer; all of them or none are headings."""
    found = {}
    for place, index in enumerate(page.live[:-1]):
        text = page.chunks[index].text
        match = _QUESTION_LABEL.match(text)
        if not match:
            continue
        question = text[match.end() :]
        if not (is_question(question) and is_short(question)):
            return {}
        if _QUESTION_LABEL.match(page.chunks[page.live[place + 1]].text):
            return {}
        found[index] = question
    return found if len(found) > 1 else {}


def find_answers(page: Page, questions: Collection[int]) -> dict[int, str]:
    """Return the answers below questions without their “A:”, by chunk index."""
    found = {}
    for place, index in enumerate(page.live[1:], start=1):
        text = page.chunks[index].text
        match = _ANSWER_LABEL.match(text)
        if match and page.live[place - 1] in questions:
            found[index] = text[match.end() :]
    return found


def _find_numbered(page: Page) -> list[int]:
    """Find numbered headings: a number, a short line, and a paragraph below it.

    Those that follow one another in number stand or fall together: where one of them is a sentence,
    or has no paragraph below it, none is a heading. An item right beside its neighbour in number is
    in a list.
    """
    chains: list[list[int]] = []
    open_chains: dict[int, list[int]] = {}
    for place, index in enumerate(page.live):
        number = page.chunks[index].number
        if number is None:
            continue
        goes_on = number - 1 in open_chains and _stands_after_list(page, place)
        if _is_in_list(page, place) and not goes_on:
            continue
        chain = open_chains.pop(number - 1, [])
        chains += [] if chain else [chain]
        chain.append(place)
        open_chains[number] = chain
    shaped = [chain for chain in chains if all(_is_numbered_heading(page, n) for n in chain)]
    found = [page.live[place] for chain in shaped for place in chain]
    deep = [
        index
        for place, index in enumerate(page.live)
        if _is_deeply_numbered(page.chunks[index]) and _opens_body(page, place)
    ]
    return found + (deep if len(deep) > 1 or found else [])


def _is_in_list(page: Page, place: int) -> bool:
    """Tell whether the item right before or after a numbered one is its neighbour in number."""
    number = page.chunks[page.live[place]].number or 0
    beside = (page.get(place - 1), page.get(place + 1))
    return any(
        one is not None and one.number == number + step
        for one, step in zip(beside, (-1, 1), strict=True)
    )


def _stands_after_list(page: Page, place: int) -> bool:
    """Tell whether a numbered heading follows on a list that ended with the number before it."""
    following = page.get(place + 1)
    chunk = page.chunks[page.live[place]]
    is_last = following is None or following.number != (chunk.number or 0) + 1
    return is_last and chunk.has_gap and _is_numbered_heading(page, place)


def _is_deeply_numbered(chunk: Chunk) -> bool:
    return bool(chunk.label) and chunk.number is None and is_heading_shaped(chunk.text)


def _is_numbered_heading(page: Page, place: int) -> bool:
    chunk = page.chunks[page.live[place]]
    if not is_heading_shaped(chunk.text):
        return False
    following = page.get(place + 1)
    if following is not None and following.label and following.number in (None, 1):
        return True
    return _opens_body(page, place)


def _opens_body(page: Page, place: int) -> bool:
    """Tell whether what follows is what a heading is for: a paragraph, or a list of bullets."""
    chunk, following = page.chunks[page.live[place]], page.get(place + 1)
    if following is None or following.is_rule or following.hashes or following.underline:
        return False
    if following.is_continued:
        return False
    if page.live[place + 1] in page.groups.tables:
        return True
    if following.bullet:
        return following.indent <= chunk.indent or not chunk.label
    if following.label:
        return not chunk.label
    return (
        is_body(following.text) and (page.is_spaced or _is_weighty(following.text, chunk))
    ) or bool(_ANSWER_LABEL.match(following.text))


def _is_weighty(text: str, heading: Chunk) -> bool:
    """Tell whether a paragraph is enough of one to stand below a heading.

    Where no blank lines tell, a short sentence below a short line is more likely its neighbour in a
    list. Below a question it may be as short as “Yes.”
    """
    if len(text) >= _LEAST_BODY or last_sign(text) in ":：":
        return True
    words = heading.text
    is_clear = is_question(words) or is_title_case(words) or is_capitals(words)
    return is_clear or bool(heading.label)

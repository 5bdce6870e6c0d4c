"""Decide which chunks are headings.

Marked headings come first: `#` signs, underlines, capitals, section numbers, and lines that the
list of contents names. Where the text marks none by `#` or underline, a short line without a full
stop is a heading if what follows is a paragraph or a list. Short lines one after another are more
likely a list than headings, so they have to show more. A missed heading reads as a short paragraph;
a false one breaks the page: in doubt it is none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from handout.read.text.furniture import is_caption
from handout.read.text.groups import Groups, read_groups
from handout.read.text.phrases import is_answer, is_closing, is_faq, is_opening
from handout.read.text.records import Chunk
from handout.read.text.shape import (
    is_body,
    is_capitals,
    is_heading_shaped,
    is_question,
    is_short,
    is_title_case,
    last_sign,
    plain_key,
)
from handout.read.text.speakers import split_speaker

_QUESTION_LABEL = re.compile(r"(?:Q|F|Question|Frage)\s?\d{0,2}\s?[:.)]\s+(?=\S)")
_ANSWER_LABEL = re.compile(r"(?:A|R|Answer|Antwort|Réponse)\s?\d{0,2}\s?[:.)]\s+(?=\S)")
_LEAST_BODY = 30
"""Characters of a paragraph below a heading that shows nothing but its shape."""
_LABEL_WORDS = 10
_LEAD_WORDS = 6
_SPACED_SHARE = 0.5
"""Of the paragraphs, how many stand after a blank line where blank lines divide them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The chunks of a text that are left to read, in order, and what is known of them so far.

    Attributes:
        chunks: All of them, also those that are taken out.
        live: The indices of those that are left.
        listed: What the list of contents names, and how deep.
        is_spaced: Whether blank lines divide the paragraphs.
        speakers: Who speaks, in an interview.
        start: Index of the title; what stands above it is of the page and has no headings.
        groups: What short lines that stand together were read as.
        has_pictures: Whether credits tell that pictures stood in it.
    """

    chunks: Sequence[Chunk]
    live: Sequence[int]
    listed: Mapping[str, int]
    is_spaced: bool
    speakers: frozenset[str] = frozenset()
    start: int = 0
    groups: Groups = field(default_factory=Groups)
    has_pictures: bool = False


def make_page(chunks: Sequence[Chunk], skipped: Collection[int], listed: Mapping[str, int]) -> Page:
    """Make the page of the chunks that are not skipped."""
    live = [index for index in range(len(chunks)) if index not in skipped]
    gaps = sum(chunks[index].has_gap for index in live)
    is_spaced = len(live) > 1 and gaps > _SPACED_SHARE * len(live)
    groups = read_groups(chunks, live)
    return Page(chunks=chunks, live=live, listed=listed, is_spaced=is_spaced, groups=groups)


def find_headings(page: Page) -> dict[int, str]:
    """Return the text of each heading by the index of its chunk."""
    chunks, live = page.chunks, page.live
    marked = [
        index
        for index in live
        if chunks[index].underline or (chunks[index].hashes and is_short(chunks[index].text))
    ]
    headings = {index: chunks[index].whole for index in marked}
    numbered = _find_numbered(page)
    headings.update((index, chunks[index].whole) for index in numbered)
    headings.update(find_questions(page))
    grouped = page.groups.headings - headings.keys()
    headings.update((index, chunks[index].text.rstrip(":")) for index in grouped)
    if len(marked) < 2:
        headings.update(_find_labels(page))
        headings.update(_find_unmarked(page, headings))
    return {index: headings[index] for index in live if index in headings}


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

    An item right before or after its neighbour in number is in a list. The others make chains, and
    those that follow one another in number stand or fall together: where one of them is a sentence,
    or has no paragraph below it, none is a heading.
    """
    chains: list[list[int]] = []
    open_chains: dict[int, list[int]] = {}
    for place, index in enumerate(page.live):
        number = page.chunks[index].number
        if number is None:
            continue
        if _is_in_list(page, place) and not (
            number - 1 in open_chains and _stands_after_list(page, place)
        ):
            continue
        chain = open_chains.pop(number - 1, None)
        if chain is None:
            chain = []
            chains.append(chain)
        chain.append(place)
        open_chains[number] = chain
    found = [
        page.live[place]
        for chain in chains
        if all(_is_numbered_heading(page, place) for place in chain)
        for place in chain
    ]
    deep = [
        page.live[place]
        for place in range(len(page.live))
        if _is_deeply_numbered(page.chunks[page.live[place]]) and _opens_body(page, place)
    ]
    return found + (deep if len(deep) > 1 or found else [])


def _is_in_list(page: Page, place: int) -> bool:
    """Tell whether the item right before or after a numbered one is its neighbour in number."""
    number = page.chunks[page.live[place]].number or 0
    before = page.chunks[page.live[place - 1]].number if place else None
    following = _following(page, place)
    return before == number - 1 or (following is not None and following.number == number + 1)


def _stands_after_list(page: Page, place: int) -> bool:
    """Tell whether a numbered heading follows on a list that ended with the number before it."""
    following = _following(page, place)
    chunk = page.chunks[page.live[place]]
    is_last = following is None or following.number != (chunk.number or 0) + 1
    return is_last and chunk.has_gap and _is_numbered_heading(page, place)


def _is_deeply_numbered(chunk: Chunk) -> bool:
    return bool(chunk.label) and chunk.number is None and is_heading_shaped(chunk.text)


def _is_numbered_heading(page: Page, place: int) -> bool:
    chunk = page.chunks[page.live[place]]
    if not is_heading_shaped(chunk.text):
        return False
    following = _following(page, place)
    if following is not None and following.label and following.number in (None, 1):
        return True
    return _opens_body(page, place)


def _following(page: Page, place: int) -> Chunk | None:
    return page.chunks[page.live[place + 1]] if place + 1 < len(page.live) else None


def _opens_body(page: Page, place: int) -> bool:
    """Tell whether what follows is what a heading is for: a paragraph, or a list of bullets."""
    chunk, following = page.chunks[page.live[place]], _following(page, place)
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


def _find_labels(page: Page) -> dict[int, str]:
    """Find short lines that end in a colon and each have a paragraph below them, two or more."""
    found = {}
    for place, index in enumerate(page.live[:-1]):
        chunk, following = page.chunks[index], page.chunks[page.live[place + 1]]
        words = chunk.text.rstrip(":： ")
        is_label = last_sign(chunk.text) in ":：" and chunk.has_gap and is_heading_shaped(words)
        is_over = following.has_gap and is_body(following.text) and not following.is_item
        is_line = not chunk.is_item and words.count(" ") < _LABEL_WORDS
        if is_label and is_over and is_line and page.is_spaced:
            found[index] = words
    return found if len(found) > 1 else {}


def _find_unmarked(page: Page, known: Mapping[int, str]) -> dict[int, str]:
    """Find headings among the short lines, run by run."""
    found: dict[int, str] = {}
    run: list[int] = []
    for place, index in enumerate(page.live):
        chunk = page.chunks[index]
        is_taken = index in known or index in page.groups.items or index in page.groups.tables
        if is_taken or not _is_candidate(page, place):
            run = []
            continue
        run.append(place)
        if _opens_body(page, place):
            found.update(
                (page.live[at], page.chunks[page.live[at]].text) for at in _choose(page, run)
            )
            run = []
        elif _following(page, place) is None or chunk.is_rule:
            run = []
        elif page.live[place + 1] in known:
            if len(run) == 1 and _is_sure(page, place):
                found[index] = chunk.text
            run = []
    return found


def _is_candidate(page: Page, place: int) -> bool:
    """Tell whether a chunk could be an unmarked heading where it stands."""
    chunk = page.chunks[page.live[place]]
    if chunk.is_item or chunk.is_rule or chunk.is_continued or not is_heading_shaped(chunk.text):
        return False
    # Where the text had pictures, “A garden, seen from the house” is more likely what one shows.
    if page.has_pictures and ", " in chunk.text:
        return False
    if is_answer(chunk.text):
        return False
    if is_caption(chunk.text) or split_speaker(chunk.text, page.speakers)[0]:
        return False
    if page.live[place] < page.start:
        return False
    if not page.is_spaced or chunk.has_gap:
        return True
    if not place:
        # Right below the title, or the very first line.
        is_brief = chunk.text.count(" ") < _LEAD_WORDS
        return page.live[place] == page.start + 1 and is_brief
    before = page.chunks[page.live[place - 1]]
    return before.is_rule or not is_body(before.text)


def _is_sure(page: Page, place: int) -> bool:
    """Tell whether a short line shows more than its shape: it is listed, known, or set apart."""
    text = page.chunks[page.live[place]].text
    return (
        plain_key(text) in page.listed or is_opening(text) or is_closing(text) or is_capitals(text)
    )


def _choose(page: Page, run: Sequence[int]) -> list[int]:
    """Choose the headings of a run of short lines whose last one has a paragraph below it."""
    *others, last = run
    if not others:
        return [last]
    texts = [page.chunks[page.live[place]].text for place in run]
    before = page.chunks[page.live[run[0] - 1]] if run[0] else None
    is_announced = before is not None and last_sign(before.text) in ":："
    sure = [place for place in run if _is_sure(page, place)]
    if last in sure:
        stacked = others[-1:] if others[-1] in sure and not is_announced else []
        is_pair = len(run) == 2 and not is_announced and is_title_case(texts[0])
        return [*(stacked or (others if is_pair else [])), last]
    stands_apart = page.chunks[page.live[last]].has_gap and not any(
        page.chunks[page.live[place]].has_gap for place in others[1:]
    )
    differs = (is_question(texts[-1]) and not any(map(is_question, texts[:-1]))) or (
        is_title_case(texts[-1]) and not any(map(is_title_case, texts[:-1]))
    )
    if len(run) > 2 or is_announced:
        return [last] if (stands_apart and len(run) > 2) or differs else []
    if others[0] in sure or is_faq(texts[0]) or all(map(is_title_case, texts)):
        return [others[0], last]
    return [last] if page.is_spaced or differs else []

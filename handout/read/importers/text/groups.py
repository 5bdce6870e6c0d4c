"""Read short lines that stand together, as lists and headings do when a browser copies them.

A browser puts blank lines round paragraphs only: the items of a list and the heading after it come
out as lines right below one another. What tells them apart is told here: a line that ends in a
colon announces items, “Don't” and “When to call us” are headings, capitals give way to small
letters, and a line of its own right above such lines is their heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from handout.read.importers.text.phrases import is_answer, is_do_or_dont, is_warning
from handout.read.importers.text.records import Chunk
from handout.read.importers.text.shape import (
    is_body,
    is_heading_shaped,
    is_question,
    is_title_case,
    last_sign,
)

_ASKING = re.compile(r"(?:what|why|when|where|how|who|which)\b", re.IGNORECASE)
_COUNTS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNT = re.compile(rf"\b(\d{{1,2}}|{'|'.join(_COUNTS)})\b[^.!?]*:\W*$", re.IGNORECASE)
_LONGEST_SENTENCE = 160
_MOST_HEADINGS = 2
_THICK_SHARE = 0.5
_FEWEST_ROWS = 3
_FEWEST_BARE = 3
_LONG_WORDS = 24
_ITEM_WORDS = 7
_PARAGRAPH_WORDS = 9
_LABEL_WORDS = 6
_QUESTION_WORDS = 20
_LONGEST_ITEM = 320
"""Characters; what is longer is a paragraph."""


@dataclass(frozen=True, slots=True)
class Groups:
    """What was read: the indices of headings and items; of each row, those of its whole table.

    `is_spaced` tells whether blank lines stand round paragraphs, and round nothing else.
    """

    headings: set[int] = field(default_factory=set)
    items: set[int] = field(default_factory=set)
    tables: dict[int, list[int]] = field(default_factory=dict)
    is_spaced: bool = False


def read_groups(chunks: Sequence[Chunk], live: Sequence[int]) -> Groups:
    """Read the groups of a text; where no blank lines divide its paragraphs, only what is sure.

    Args:
        chunks: All chunks.
        live: The indices of those that are left.
    """
    tables = {n: table for table in _find_tables(chunks, live) for n in table}
    runs = list(_split(chunks, [n for n in live if n not in tables]))
    is_spaced = _is_spaced(chunks, runs)
    found = Groups(tables=tables, is_spaced=is_spaced)
    is_below = False
    for place, run in enumerate(runs):
        above = runs[place - 1] if place else ()
        is_below = is_below or any(is_body(chunks[n].text) for n in above)
        before = chunks[above[-1]] if above else None
        following = runs[place + 1] if place + 1 < len(runs) else None
        _read_warnings(chunks, run, found)
        if not is_spaced or not all(_is_plain(chunks[n]) for n in run):
            continue
        left = [n for n in run if n not in found.headings and n not in found.items]
        is_announced = before is not None and last_sign(before.text) in ":："
        is_over = following is not None and is_body(chunks[following[0]].text)
        if len(left) > 1 and is_below:
            is_read = _read_sentences(
                chunks, left, found, is_announced=is_announced, is_over=is_over
            )
            if is_read:
                continue
        if is_announced:
            _read_announced(chunks, left, before, following, found)
        elif len(run) > 1:
            is_headed = place > 0 and runs[place - 1][-1] in found.headings
            _read_alone(
                chunks,
                left,
                found,
                is_headed=is_headed,
                is_below=is_below,
                is_over=is_over,
            )
        elif following is not None and _heads(chunks, run[0], following):
            found.headings.add(run[0])
    for run, following in pairwise(runs):
        # A line of its own right above a heading.
        is_stacked = is_spaced and len(run) == 1 and following[0] in found.headings
        if is_stacked and _may_head(chunks[run[0]]):
            found.headings.add(run[0])
    return found


def _split(chunks: Sequence[Chunk], live: Sequence[int]) -> Iterator[list[int]]:
    """Yield runs of chunks with no blank line between them."""
    run: list[int] = []
    for n in live:
        if run and chunks[n].has_gap:
            yield run
            run = []
        run.append(n)
    if run:
        yield run


def _is_spaced(chunks: Sequence[Chunk], runs: Sequence[Sequence[int]]) -> bool:
    """Tell whether blank lines stand round paragraphs.

    Two at least stand alone, or below a heading of theirs, and there are few runs of long ones.
    """
    alone = sum(
        is_body(chunks[run[-1]].text)
        and (len(run) == 1 or (len(run) == 2 and is_heading_shaped(chunks[run[0]].text)))
        for run in runs
    )
    thick = sum(sum(chunks[n].text.count(" ") >= _LONG_WORDS for n in run) > 1 for run in runs)
    return alone > 1 and thick <= _THICK_SHARE * alone


def _read_sentences(
    chunks: Sequence[Chunk],
    run: Sequence[int],
    found: Groups,
    *,
    is_announced: bool,
    is_over: bool,
) -> bool:
    """Read sentences right below one another as items, and the short lines over them as headings.

    Where blank lines stand round paragraphs, sentences without any between them are a list. One by
    itself below a heading is its paragraph.
    """
    is_text = [_reads_on(chunks[n]) for n in run]
    if sum(is_text) < 2 and not _is_headed_paragraph(chunks, run):
        return False
    parts: list[tuple[list[int], list[int]]] = [([], [])]
    for place, n in enumerate(run):
        follows = is_text[place + 1] if place + 1 < len(run) else is_over
        heads, below = parts[-1]
        # What a colon announces begins with an item.
        is_first = is_announced and not place and not is_title_case(chunks[n].text)
        if not is_first and _tops(chunks, n, follows and not is_text[place]):
            if below:
                parts.append(([], []))
            parts[-1][0].append(n)
        else:
            below.append(n)
    if any(len(below) > 1 and _is_long(chunks, below) for _, below in parts):
        return False
    for heads, below in parts:
        found.headings.update(heads)
        # Two sentences may be two short paragraphs.
        if len(below) > (1 if is_announced else 2):
            found.items.update(below)
    return True


def _is_headed_paragraph(chunks: Sequence[Chunk], run: Sequence[int]) -> bool:
    """Tell whether a run is a short line or two, and a paragraph right below them."""
    *heads, last = run
    if not is_body(chunks[last].text) or chunks[last].text.count(" ") < _PARAGRAPH_WORDS:
        return False
    words = [chunks[n].text.rstrip(":： ") for n in heads]
    return len(heads) <= _MOST_HEADINGS and all(
        word.count(" ") < _LABEL_WORDS and is_heading_shaped(word) for word in words if word
    )


def _tops(chunks: Sequence[Chunk], n: int, follows: bool) -> bool:
    """Tell whether a line is the heading of the one after it: shorter, or alone in capitals."""
    words = chunks[n].text.rstrip(":： ")
    if not words or not is_heading_shaped(words):
        return False
    after = chunks[n + 1].text if n + 1 < len(chunks) else ""
    # “Balm: rich.” over “Lotion: light.” is an item over an item.
    if ": " in words and ": " in after:
        return False
    if follows:
        return True
    return is_title_case(words) and after.count(" ") > 1 and not is_title_case(after)


def _reads_on(chunk: Chunk) -> bool:
    """Tell whether a line is a sentence, or as long as one."""
    if is_question(chunk.text) and chunk.text.count(" ") < _QUESTION_WORDS:
        return False
    return is_body(chunk.text) or chunk.text.count(" ") >= _ITEM_WORDS


def _is_long(chunks: Sequence[Chunk], run: Sequence[int]) -> bool:
    return max(len(chunks[n].text) for n in run) > _LONGEST_ITEM


def _find_tables(chunks: Sequence[Chunk], live: Sequence[int]) -> Iterator[list[int]]:
    """Yield runs of three lines or more that tabs or spaces divide into cells, most into as many.

    Where cells are empty, a line has fewer.
    """
    run: list[int] = []
    for n in [*live, None]:
        if n is not None and len(chunks[n].parts) > 1 and not chunks[n].is_item:
            run.append(n)
            continue
        widths = Counter(len(chunks[at].parts) for at in run)
        if len(run) >= _FEWEST_ROWS and 2 * max(widths.values()) >= len(run):
            yield run
        run = []


def _is_plain(chunk: Chunk) -> bool:
    return not (chunk.is_item or chunk.is_rule or chunk.hashes or chunk.underline or chunk.parts)


def _read_warnings(chunks: Sequence[Chunk], run: Sequence[int], found: Groups) -> None:
    """Make headings of “Do”, “Don't” and the like, and items of the short lines below them."""
    is_open = False
    for n in run:
        chunk = chunks[n]
        # “Yes” by itself is an answer.
        stands = len(run) > 2 or (chunk.has_gap and not is_answer(chunk.text))
        if not chunk.is_item and is_warning(chunk.text) and stands:
            found.headings.add(n)
            is_open = is_do_or_dont(chunk.text)
        elif is_open and _is_plain(chunk) and not is_body(chunk.text):
            found.items.add(n)
    last = run[-1]
    # A line like a heading below a list of small letters is the next heading.
    if last in found.items and chunks[last].text[:1].isupper():
        others = [n for n in run if n in found.items and n != last]
        if others and all(chunks[n].text[:1].islower() for n in others):
            found.items.discard(last)
            if is_heading_shaped(chunks[last].text):
                found.headings.add(last)


def _read_announced(
    chunks: Sequence[Chunk],
    run: Sequence[int],
    before: Chunk | None,
    following: Sequence[int] | None,
    found: Groups,
) -> None:
    """Read what follows a colon: items, perhaps sentences, and perhaps the next heading."""
    if len(run) < 2 or any(len(chunks[n].text) > _LONGEST_SENTENCE for n in run):
        return
    items, last = list(run[:-1]), run[-1]
    is_next = following is not None and is_body(chunks[following[0]].text)
    count = _COUNT.search(before.text) if before else None
    counted = 0
    if count:
        word = count[1].casefold()
        counted = int(word) if word.isdecimal() else _COUNTS.index(word) + 1
    texts = [chunks[n].text for n in items]
    differs = (
        counted == len(items)
        or (bool(_ASKING.match(chunks[last].text)) and not any(map(_ASKING.match, texts)))
        or (chunks[last].text[:1].isupper() and all(text[:1].islower() for text in texts))
    )
    if is_next and differs and is_heading_shaped(chunks[last].text) and items:
        found.headings.add(last)
    else:
        items.append(last)
    if len(items) > 1 or last in found.headings:
        found.items.update(items)


def _looks_like_data(text: str) -> bool:
    """Tell whether a line is more likely part of an address, of hours or of a text than an item."""
    is_data = any(sign.isdigit() or sign in "@:" for sign in text)
    return is_data or is_title_case(text) or ". " in text


def _read_alone(
    chunks: Sequence[Chunk],
    run: Sequence[int],
    found: Groups,
    *,
    is_headed: bool,
    is_below: bool,
    is_over: bool,
) -> None:
    """Read short lines that nothing announces: headings in capitals over items in small letters.

    Three and more below a paragraph are a list that lost its bullets.
    """
    if any(is_body(chunks[n].text) for n in run) or len(run) < 2:
        return
    run_texts = [chunks[n].text for n in run]
    small = [chunks[n].text[:1].islower() for n in run]
    first = small.index(True) if True in small else len(run)
    if all(small[first:]) and 0 < first <= _MOST_HEADINGS and len(run) - first > 1:
        if all(is_heading_shaped(chunks[n].text) for n in run[:first]):
            found.headings.update(run[:first])
            found.items.update(run[first:])
    elif is_headed or all(small):
        found.items.update(run)
    elif len(run) >= _FEWEST_BARE and is_below and not any(map(_looks_like_data, run_texts)):
        last = run_texts[-1]
        if _ASKING.match(last) and not any(map(_ASKING.match, run_texts[:-1])) and is_over:
            found.headings.add(run[-1])
            run = run[:-1]
        found.items.update(run)


def _may_head(chunk: Chunk) -> bool:
    return (
        _is_plain(chunk)
        and chunk.has_gap
        and is_heading_shaped(chunk.text)
        and last_sign(chunk.text) not in ":："
    )


def _heads(chunks: Sequence[Chunk], n: int, following: Sequence[int]) -> bool:
    """Tell whether a line of its own is the heading of the short lines after it."""
    if not _may_head(chunks[n]):
        return False
    others = [chunks[at] for at in following]
    return len(others) > 1 and all(
        _is_plain(one) and not is_body(one.text) and one.text[:1].isalpha() for one in others
    )

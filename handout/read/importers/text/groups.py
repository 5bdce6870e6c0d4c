"""Read short lines that stand together, as lists and headings do when a browser copies them.

A browser puts blank lines round paragraphs only: the items of a list and the heading after it come
out as lines right below one another. What tells them apart is told here: a line that ends in a
colon announces items, “Don't” and “When to call us” are headings, capitals give way to small
letters, and a line of its own right above such lines is their heading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from handout.read.importers.text.phrases import is_answer, is_do_or_dont, is_warning
from handout.read.importers.text.records import Chunk
from handout.read.importers.text.shape import (
    count_announced,
    is_body,
    is_capitals,
    is_heading_shaped,
    last_sign,
)

_MOST_HEADINGS = 2
_LONGEST_SENTENCE = 160
_THICK_SHARE = 0.5
_FEWEST_ROWS = 3
_LONG_WORDS = 24


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
    for place, run in enumerate(runs):
        above = runs[place - 1] if place else []
        before = chunks[above[-1]] if above else None
        following = runs[place + 1] if place + 1 < len(runs) else None
        _read_warnings(chunks, run, found)
        if not is_spaced or not all(_is_plain(chunks[n]) for n in run):
            continue
        left = [n for n in run if n not in found.headings and n not in found.items]
        if before is not None and last_sign(before.text) in ":：":
            _read_announced(chunks, left, before, found)
        elif len(run) > 1:
            is_headed = bool(above) and above[-1] in found.headings
            _read_alone(chunks, left, found, is_headed=is_headed)
        elif following is not None and _heads(chunks, run[0], following):
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
    chunks: Sequence[Chunk], run: Sequence[int], before: Chunk, found: Groups
) -> None:
    """Read the items that a colon announces, where their count or their letters tell their end."""
    if len(run) < 2 or any(len(chunks[n].text) > _LONGEST_SENTENCE for n in run):
        return
    *items, last = run
    small = all(chunks[n].text[:1].islower() for n in items)
    differs = count_announced(before.text) == len(items) or (
        small and chunks[last].text[:1].isupper()
    )
    if differs and is_heading_shaped(chunks[last].text):
        found.items.update(items)
        found.headings.add(last)


def _read_alone(
    chunks: Sequence[Chunk], run: Sequence[int], found: Groups, *, is_headed: bool
) -> None:
    """Read items right below a heading, and headings in capitals over items in small letters."""
    if len(run) < 2 or any(is_body(chunks[n].text) for n in run):
        return
    small = [chunks[n].text[:1].islower() for n in run]
    first = small.index(True) if True in small else 0
    heads = run[:first] if all(small[first:]) and first < len(run) - 1 else ()
    if is_headed and not any(is_capitals(chunks[n].text) for n in run):
        found.items.update(run)
    elif 0 < len(heads) <= _MOST_HEADINGS and all(is_heading_shaped(chunks[n].text) for n in heads):
        found.headings.update(heads)
        found.items.update(run[first:])


def _heads(chunks: Sequence[Chunk], n: int, following: Sequence[int]) -> bool:
    """Tell whether a line of its own is the heading of the short lines after it."""
    line, others = chunks[n], [chunks[at] for at in following]
    is_free = _is_plain(line) and line.has_gap and is_heading_shaped(line.text)
    are_lines = all(_is_plain(o) and not is_body(o.text) and o.text[:1].isalpha() for o in others)
    return is_free and are_lines and len(others) > 1

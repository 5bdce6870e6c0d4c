"""Arrange an article's blocks for the page: sections, and what has to stay together.

Templates get sections made of groups. A group is a heading or facts, with the block they stand
beside. Sub-headings hang in the side column, beside their text, unless one of the section opens
with something that takes both columns; then all of that section's stand over their text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from handout.compose.inlines import flatten
from handout.compose.titles import estimate_width
from handout.model import (
    Block,
    Blocks,
    BulletList,
    CallOut,
    CheckList,
    Fact,
    Footnote,
    Heading,
    NumberedList,
    Paragraph,
    Quote,
    Section,
    Table,
)

CHARACTERS_PER_LINE = 67

_SIDE_HEADING_LEVEL = 3
_SIDE_HEADING_PT = 13
_SIDE_COLUMN_MM = 40
_SIDE_CHARACTERS = 28
FACT_CHARACTERS = 11
"""A key fact of more characters is words rather than a figure, and set smaller."""

LINE_MM = 6
SMALL_LINE_MM = 4.5
_UNKNOWN_LINES = 12
_HANGING = (Paragraph, BulletList, CheckList, NumberedList)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Blocks that open with a heading, facts, or neither.

    `beside` is what hangs in the side column next to the first block, and `side_mm` about how tall
    it is there. Where that may be taller than the block, `room_mm` is what the block has to take.
    A heading or facts that cannot hang stand over their text.
    """

    heading: Heading | None = None
    facts: tuple[Fact, ...] = ()
    beside: tuple[Heading | Fact, ...] = ()
    side_mm: float = 0
    room_mm: float = 0
    content: Blocks = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangedSection:
    """A section with its number, from 1, and its groups."""

    number: int
    id: str
    title: tuple[object, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """An article's body: what comes before the first section, the sections, the footnotes."""

    lead: tuple[Group, ...]
    sections: tuple[ArrangedSection, ...]
    footnotes: tuple[Footnote, ...]


def arrange(content: Blocks) -> Outline:
    """Arrange an article's blocks."""
    lead, sections = split_sections(content)
    return Outline(
        lead=_group(lead),
        sections=tuple(
            ArrangedSection(
                number=number,
                id=section.id,
                title=section.title,
                groups=_group(section.content),
            )
            for number, section in enumerate(sections, start=1)
        ),
        footnotes=tuple(block for block in content if isinstance(block, Footnote)),
    )


def split_sections(content: Blocks) -> tuple[Blocks, tuple[Section, ...]]:
    """Return the blocks before the first level-2 heading, and the sections after it."""
    lead: list[Block] = []
    opened: list[tuple[Heading, list[Block]]] = []
    for block in content:
        if isinstance(block, Footnote):
            continue
        if isinstance(block, Heading) and block.level <= 2:
            opened.append((block, []))
        else:
            (opened[-1][1] if opened else lead).append(block)
    ids = make_ids(flatten(heading.content) for heading, _ in opened)
    return tuple(lead), tuple(
        Section(id=name, title=heading.content, content=tuple(blocks), line=heading.line)
        for name, (heading, blocks) in zip(ids, opened, strict=True)
    )


def make_ids(texts: Iterable[str]) -> Iterator[str]:
    """Return an id made from each text, all of them different."""
    taken: set[str] = set()
    again: Counter[str] = Counter()
    for text in texts:
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        base = "s-" + (re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48] or "section")
        name = base
        while name in taken:
            again[base] += 1
            name = f"{base}-{again[base] + 1}"
        taken.add(name)
        yield name


def count_lines(blocks: Sequence[Block]) -> int:
    """Return about how many lines of text blocks take, spacing included."""
    total = 0.0
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            total += -(-len(flatten(block.content, alike=True)) // CHARACTERS_PER_LINE) + 0.5
        elif isinstance(block, BulletList):
            total += sum(count_lines(item) - 0.25 for item in block.items) + 0.5
        elif isinstance(block, NumberedList):
            total += sum(count_lines(item) + 1 for item in block.items) + 0.5
        elif isinstance(block, CheckList):
            total += sum(count_lines(item.content) for item in block.items) + 0.5
        elif isinstance(block, CallOut | Quote):
            total += count_lines(block.content) + 3
        elif isinstance(block, Table):
            total += 1.5 * (len(block.rows) + 2)
        else:
            total += _UNKNOWN_LINES
    return int(total + 0.75)


def _group(blocks: Blocks) -> tuple[Group, ...]:
    parts = _split_parts(blocks)
    can_hang = all(_can_hang(part) for part in parts)
    return tuple(group for part in parts for group in _group_part(part, can_hang=can_hang))


def _split_parts(blocks: Blocks) -> list[list[Block]]:
    """Cut before every heading; no part is empty."""
    parts: list[list[Block]] = []
    for block in blocks:
        if isinstance(block, Heading) or not parts:
            parts.append([])
        parts[-1].append(block)
    return parts


def _can_hang(part: list[Block]) -> bool:
    """Tell whether a part's heading may hang: the block it would stand beside is text."""
    if not _is_side_heading(part[0]):
        return True
    first = next((block for block in part[1:] if not isinstance(block, Fact)), None)
    return isinstance(first, _HANGING)


def _is_side_heading(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == _SIDE_HEADING_LEVEL


def _group_part(part: list[Block], *, can_hang: bool) -> list[Group]:
    heading = part[0] if isinstance(part[0], Heading) else None
    opened: list[tuple[Group, list[Block]]] = []
    facts: list[Fact] = []
    for block in part[1:] if heading else part:
        if isinstance(block, Fact):
            facts.append(block)
        elif heading or facts:
            group = _open_group(heading, tuple(facts), block, can_hang=can_hang)
            opened.append((group, [block]))
            heading, facts = None, []
        elif opened:
            opened[-1][1].append(block)
        else:
            opened.append((Group(), [block]))
    if heading or facts:
        opened.append((Group(heading=heading, facts=tuple(facts)), []))
    return [replace(group, content=tuple(blocks)) for group, blocks in opened]


def _open_group(
    heading: Heading | None, facts: tuple[Fact, ...], block: Block, *, can_hang: bool
) -> Group:
    """Return a group, still without its blocks, with what hangs beside the first, if it can."""
    beside: tuple[Heading | Fact, ...] = ()
    if heading and can_hang and _is_side_heading(heading):
        beside, heading, facts = (heading, *facts), None, ()
    elif facts and isinstance(block, _HANGING):
        beside, facts = facts, ()
    else:
        return Group(heading=heading, facts=facts)
    height = sum(
        _measure_fact(part) if isinstance(part, Fact) else _measure_heading(part) for part in beside
    )
    is_taller = height > (count_lines([block]) - 1) * LINE_MM
    return Group(
        heading=heading,
        beside=beside,
        side_mm=height,
        room_mm=height if is_taller else 0,
    )


def measure_small_text(text: str) -> float:
    """Return about how tall small text is in the side column, in mm."""
    return math.ceil(len(text) / _SIDE_CHARACTERS) * SMALL_LINE_MM


def _measure_heading(heading: Heading) -> float:
    width = estimate_width(flatten(heading.content), _SIDE_HEADING_PT)
    return max(1, math.ceil(width / _SIDE_COLUMN_MM)) * LINE_MM


def _measure_fact(fact: Fact) -> float:
    figure = flatten(fact.figure)
    is_wordy = len(figure) > FACT_CHARACTERS
    lines = math.ceil(
        estimate_width(figure, _SIDE_HEADING_PT if is_wordy else 22) / _SIDE_COLUMN_MM
    )
    height: float = max(1, lines) * (LINE_MM if is_wordy else 9)
    for block in fact.content:
        content = getattr(block, "content", ())
        height += measure_small_text(flatten(content)) if content else 2 * SMALL_LINE_MM
    return height + LINE_MM

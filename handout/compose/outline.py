"""Arrange an article's blocks for the page: sections, and what has to stay together.

Templates get sections made of groups. A group is a heading or facts, with the blocks they stand
beside. Sub-headings hang in the side column, beside their text, unless one of the handout opens
with something that takes both columns, or is taller than its text; then all stand over their text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from handout.compose.inlines import flatten
from handout.compose.type_measure import TypeMeasure
from handout.model import (
    Block,
    Blocks,
    BulletList,
    CallOut,
    CheckList,
    Fact,
    Footnote,
    Heading,
    Inlines,
    NumberedList,
    Paragraph,
    Quote,
    Section,
    Table,
)

CHARACTERS_PER_LINE = 67

_SIDE_HEADING_LEVEL = 3
_SIDE_HEADING_PT = 13
_SIDE_HEADING_MM = 42
_SIDE_MM = 44
_MOST_SIDE_LINES = 2
_TEXT_PT = 12
_TEXT_MM = 122
_SMALL_PT = 10
_FIGURE_PT = 22
FACT_CHARACTERS = 11
"""A key fact of more characters is words rather than a figure, and set smaller."""

LINE_MM = 6
SMALL_LINE_MM = 4.5
_FIGURE_LINE_MM = 9
_REGULAR, _SEMIBOLD, _BOLD = 400, 600, 700
_UNKNOWN_LINES = 12
_HANGING = (Paragraph, BulletList, CheckList, NumberedList)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Blocks that open with a heading, facts, or neither.

    `beside` is what hangs in the side column next to the first `kept` blocks, and `side_mm` how
    tall it is there. Where these are shorter, `room_mm` is what they have to take. A heading or
    facts that cannot hang stand over their text.
    """

    heading: Heading | None = None
    facts: tuple[Fact, ...] = ()
    beside: tuple[Heading | Fact, ...] = ()
    side_mm: float = 0
    room_mm: float = 0
    kept: int = 1
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


def arrange(content: Blocks, measure: TypeMeasure) -> Outline:
    """Arrange an article's blocks.

    Sub-headings look alike throughout: they all hang in the side column, or all stand over their
    text, where one of them would be taller than its text or than two lines.

    Args:
        content: The blocks.
        measure: Measures text in the clinic's face.
    """
    lead, sections = split_sections(content)
    bodies = [_split_parts(blocks) for blocks in (lead, *(one.content for one in sections))]
    can_hang = all(_can_hang(part, measure) for parts in bodies for part in parts)
    groups = [
        tuple(group for part in parts for group in _group_part(part, measure, can_hang=can_hang))
        for parts in bodies
    ]
    return Outline(
        lead=groups[0],
        sections=tuple(
            ArrangedSection(number=number, id=one.id, title=one.title, groups=groups[number])
            for number, one in enumerate(sections, start=1)
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
            total += sum(_count_row(row) + 0.5 for row in (block.head, *block.rows)) + 1.5
        else:
            total += _UNKNOWN_LINES
    return int(total + 0.75)


def _count_row(cells: Sequence[Inlines]) -> int:
    room = max(1, CHARACTERS_PER_LINE // max(1, len(cells)) - 2)
    return max((-(-len(flatten(cell, alike=True)) // room) for cell in cells), default=1) or 1


def _split_parts(blocks: Blocks) -> list[list[Block]]:
    """Cut before every heading; no part is empty."""
    parts: list[list[Block]] = []
    for block in blocks:
        if isinstance(block, Heading) or not parts:
            parts.append([])
        parts[-1].append(block)
    return parts


def _can_hang(part: list[Block], measure: TypeMeasure) -> bool:
    """Tell whether a part's heading may hang: beside text that is no shorter."""
    heading = part[0]
    if not isinstance(heading, Heading) or heading.level != _SIDE_HEADING_LEVEL:
        return True
    first = next((block for block in part[1:] if not isinstance(block, Fact)), None)
    if not isinstance(first, _HANGING):
        return False
    height = _measure_heading(heading, measure)
    return height <= min(_MOST_SIDE_LINES * LINE_MM, _measure_text(first, measure))


def _is_side_heading(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == _SIDE_HEADING_LEVEL


def _group_part(part: list[Block], measure: TypeMeasure, *, can_hang: bool) -> list[Group]:
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
    return [
        _measure_side(replace(group, content=tuple(blocks)), measure) for group, blocks in opened
    ]


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
    return Group(heading=heading, beside=beside)


def _measure_side(group: Group, measure: TypeMeasure) -> Group:
    """Return a group with what is to be known of what hangs beside it."""
    if not group.beside:
        return group
    side = sum(
        _measure_fact(one, measure) if isinstance(one, Fact) else _measure_heading(one, measure)
        for one in group.beside
    )
    kept, height = 0, 0.0
    for block in group.content:
        if height >= side or not isinstance(block, _HANGING):
            break
        kept += 1
        height += _measure_text(block, measure) + LINE_MM / 2
    room = side if height - LINE_MM / 2 < side else 0
    return replace(group, side_mm=side, room_mm=room, kept=max(1, kept))


def _measure_text(block: Block, measure: TypeMeasure) -> float:
    """Return about how tall a block of text is, in mm; what is not a paragraph, at least."""
    if isinstance(block, Paragraph):
        text = flatten(block.content, alike=True)
        return measure.count_lines(text, _TEXT_PT, room_mm=_TEXT_MM) * LINE_MM
    return max(1, count_lines([block]) - 1) * LINE_MM


def _measure_heading(heading: Heading, measure: TypeMeasure) -> float:
    text = flatten(heading.content)
    lines = measure.count_lines(text, _SIDE_HEADING_PT, room_mm=_SIDE_HEADING_MM, weight=_SEMIBOLD)
    return lines * LINE_MM


def _measure_fact(fact: Fact, measure: TypeMeasure) -> float:
    figure = flatten(fact.figure)
    is_wordy = len(figure) > FACT_CHARACTERS
    size = _SIDE_HEADING_PT if is_wordy else _FIGURE_PT
    lines = measure.count_lines(figure, size, room_mm=_SIDE_MM, weight=_BOLD)
    height: float = lines * (LINE_MM if is_wordy else _FIGURE_LINE_MM)
    for block in fact.content:
        content = getattr(block, "content", ())
        height += measure_small_text(flatten(content), measure) if content else 2 * SMALL_LINE_MM
    return height + LINE_MM


def measure_small_text(text: str, measure: TypeMeasure) -> float:
    """Return how tall small text is in the side column, in mm; it may be bold in part."""
    lines = measure.count_lines(text, _SMALL_PT, room_mm=_SIDE_MM, weight=_SEMIBOLD)
    return lines * SMALL_LINE_MM

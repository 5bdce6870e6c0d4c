"""Arrange an article's blocks for the page: sections, and what has to stay together.

Templates get sections made of groups. A group is a heading or facts, with the blocks they stand
beside. Sub-headings hang in the side column, beside their text, unless one of the handout opens
with something that takes both columns, or is taller than its text; then all stand over their text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, zip_longest

from handout.compose.heights import Ruler
from handout.compose.inlines import flatten
from handout.compose.titles import opens_with_title
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
    Section,
    Table,
    Urgent,
)

_SIDE_HEADING_LEVEL = 3
_MOST_SIDE_LINES = 2
_IN_SIDE = (Paragraph, BulletList)
"""What a fact in the side column may hold; with more in it, it stands in the text."""
_MOST_FACT = 1 / 3
"""Of how much of a page's height a fact may stand there."""

_HANGING = (Paragraph, BulletList, CheckList, NumberedList)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Blocks that open with a heading, facts, or neither.

    `beside` is what hangs in the side column next to the first `kept` blocks, and `side_lines` how
    many lines of text it takes there. Where these are shorter, `room_mm` is what they have to take;
    of the last of them, if that is a longer list, `kept_items` is how many items no page's end
    may part.
    Among the blocks may be a heading that stands over its text.
    A heading or facts that cannot hang stand over their text.
    """

    heading: Heading | None = None
    facts: tuple[Fact, ...] = ()
    beside: tuple[Heading | Fact, ...] = ()
    side_lines: int = 0
    room_mm: float = 0
    kept: int = 1
    kept_items: int = 0
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
    """An article's body: what comes before the first section, the sections, the footnotes.

    `urgent` is the warnings and calls that were taken out of them, to stand together.
    """

    lead: tuple[Group, ...]
    sections: tuple[ArrangedSection, ...]
    urgent: Blocks
    footnotes: tuple[Footnote, ...]


def arrange(content: Blocks, ruler: Ruler, *, urgent: Urgent = Urgent.IN_PLACE) -> Outline:
    """Arrange an article's blocks.

    Sub-headings look alike throughout: they all hang in the side column, or all stand over their
    text, where one of them would be taller than its text or than two lines, or there is no column.

    Args:
        content: The blocks.
        ruler: Measures blocks in the clinic's face.
        urgent: Where warnings and calls stand. Sections of nothing else move as a whole.
    """
    lead, sections = split_sections(content)
    lifted: list[Block] = []
    texts = [lead, *(one.content for one in sections)]
    if urgent is not Urgent.IN_PLACE:
        # False comes before True.
        is_last = urgent is Urgent.AFTER
        sections = tuple(sorted(sections, key=lambda one: _is_urgent(one) is is_last))
        *firsts, last = (lead, *(one.content for one in sections))
        texts = [_lift_urgent(one, lifted) for one in firsts]
        texts.append(_lift_urgent(last, lifted, with_rest=is_last))
    bodies = [_split_parts(text) for text in texts]
    has_side = ruler.geometry.side > 0
    can_hang = has_side and all(_can_hang(part, ruler) for parts in bodies for part in parts)

    def group(part: list[Block]) -> list[Group]:
        return _group_part(part, ruler, can_hang=can_hang, has_side=has_side)

    groups = [_join([one for part in parts for one in group(part)], ruler) for parts in bodies]
    return Outline(
        lead=groups[0],
        sections=tuple(
            ArrangedSection(number=number, id=one.id, title=one.title, groups=groups[number])
            for number, one in enumerate(sections, start=1)
        ),
        urgent=tuple(lifted),
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
    ids = make_ids(flatten(heading.content, alike=True) for heading, _ in opened)
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


def _is_urgent(section: Section) -> bool:
    """Tell whether a section has nothing but warnings and calls, and what leads in to them."""
    return bool(section.content) and all(_find_urgent(section.content))


def _find_urgent(blocks: Blocks) -> list[bool]:
    """Return for each block whether it is a warning or a call, or leads in to one by a colon."""
    urgent = [isinstance(one, CallOut) and one.kind in ("warning", "call") for one in blocks]
    leads_in = [
        isinstance(one, Paragraph)
        and is_next
        and flatten(one.content, alike=True).rstrip().endswith(":")
        for one, is_next in zip(blocks, urgent[1:], strict=False)
    ]
    return [one or other for one, other in zip_longest(urgent, leads_in, fillvalue=False)]


def _lift_urgent(blocks: Blocks, lifted: list[Block], *, with_rest: bool = False) -> Blocks:
    """Return blocks without warnings and calls, unless they are all there is under a heading.

    Args:
        blocks: The text of a section.
        lifted: Takes the warnings and calls.
        with_rest: Whether call-outs that follow a warning go with it: no text comes after them.
    """
    kept: list[Block] = []
    for part in _split_parts(blocks):
        found = _find_urgent(tuple(part))
        first = found.index(True) if with_rest and any(found) else len(part)
        if all(isinstance(one, CallOut) for one in part[first:]):
            found[first:] = [True] * len(found[first:])
        rest = [one for one, is_urgent in zip(part, found, strict=True) if not is_urgent]
        if any(not isinstance(one, Heading) for one in rest):
            lifted += [one for one, is_urgent in zip(part, found, strict=True) if is_urgent]
            kept += rest
        else:
            kept += part
    return tuple(kept)


def _split_parts(blocks: Blocks) -> list[list[Block]]:
    """Cut before every heading; no part is empty."""
    parts: list[list[Block]] = []
    for block in blocks:
        if isinstance(block, Heading) or not parts:
            parts.append([])
        parts[-1].append(block)
    return parts


def _can_hang(part: list[Block], ruler: Ruler) -> bool:
    """Tell whether a part's heading may hang: beside text that is no shorter."""
    heading = part[0]
    if not isinstance(heading, Heading) or heading.level != _SIDE_HEADING_LEVEL:
        return True
    first = next((block for block in part[1:] if not isinstance(block, Fact)), None)
    if not isinstance(first, _HANGING):
        return False
    height = ruler.measure_heading(heading)
    return height <= min(_MOST_SIDE_LINES * ruler.line_mm, ruler.measure_text(first))


def _fits_side(fact: Fact, ruler: Ruler) -> bool:
    """Tell whether a fact is short, and plain, enough for the side column."""
    is_plain = all(isinstance(one, _IN_SIDE) for one in fact.content)
    return is_plain and ruler.measure_fact(fact) <= _MOST_FACT * ruler.geometry.body


def _is_side_heading(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == _SIDE_HEADING_LEVEL


def _group_part(part: list[Block], ruler: Ruler, *, can_hang: bool, has_side: bool) -> list[Group]:
    heading = part[0] if isinstance(part[0], Heading) else None
    opened: list[tuple[Group, list[Block]]] = []
    facts: list[Fact] = []
    for block in part[1:] if heading else part:
        if isinstance(block, Fact) and _fits_side(block, ruler):
            facts.append(block)
        elif heading or facts:
            group = _open_group(heading, tuple(facts), block, can_hang=can_hang, has_side=has_side)
            opened.append((group, [block]))
            heading, facts = None, []
        elif opened:
            opened[-1][1].append(block)
        else:
            opened.append((Group(), [block]))
    if heading or facts:
        opened.append((Group(heading=heading, facts=tuple(facts)), []))
    return [_measure_side(replace(group, content=tuple(blocks)), ruler) for group, blocks in opened]


def _open_group(
    heading: Heading | None,
    facts: tuple[Fact, ...],
    block: Block,
    *,
    can_hang: bool,
    has_side: bool,
) -> Group:
    """Return a group, still without its blocks, with what hangs beside the first, if it can."""
    beside: tuple[Heading | Fact, ...] = ()
    if heading and can_hang and _is_side_heading(heading):
        beside, heading, facts = (heading, *facts), None, ()
    elif has_side and facts and isinstance(block, (*_HANGING, Table)):
        # Beside a table only as long as that keeps to the text column, which the styles see to.
        beside, facts = facts, ()
    else:
        return Group(heading=heading, facts=facts)
    return Group(heading=heading, beside=beside)


def _join(groups: list[Group], ruler: Ruler) -> tuple[Group, ...]:
    """Let facts that are taller than their text hang beside what comes next too, heading and all.

    No room is kept empty then, unless that has something in the side column itself.
    """
    joined: list[Group] = []
    for group in groups:
        if joined and joined[-1].room_mm and not (group.beside or group.facts):
            heading = (group.heading,) if group.heading else ()
            content = (*joined[-1].content, *heading, *group.content)
            both = _measure_side(replace(joined[-1], content=content), ruler)
            if not both.room_mm:
                joined[-1] = both
                continue
        joined.append(group)
    return tuple(joined)


def _measure_side(group: Group, ruler: Ruler) -> Group:
    """Return a group with what is to be known of what hangs beside it."""
    if not group.beside:
        return group
    side = sum(
        ruler.measure_fact(one) if isinstance(one, Fact) else ruler.measure_heading(one)
        for one in group.beside
    )
    if isinstance(group.beside[0], Heading) and len(group.beside) > 1:
        side += 0.75 * ruler.gap_mm
    kept, height, above = 0, 0.0, 0.0
    for block in group.content:
        if height >= side or not isinstance(block, (*_HANGING, Heading)):
            break
        kept, above = kept + 1, height
        height += sum(_measure_items(block, ruler)) or ruler.measure_text(block)
        height += ruler.gap_mm / 2
    room = side if height - ruler.gap_mm / 2 < side else 0
    lines = math.ceil(side / ruler.line_mm)
    kept = max(1, kept)
    last = _measure_items(group.content[kept - 1], ruler) if group.content else ()
    # The gap of the last item, and that of the fact, may be on another page.
    needed = side - ruler.gap_mm / 2
    items = sum(1 for start in [*accumulate(last, initial=above)][:-1] if start < needed)
    return replace(group, side_lines=lines, room_mm=room, kept=kept, kept_items=items)


def _measure_items(block: Block, ruler: Ruler) -> list[float]:
    """Return how tall a list's items are, each with its gap; nothing of another block."""
    if isinstance(block, CheckList):
        items = [item.content for item in block.items]
    elif isinstance(block, BulletList | NumberedList):
        items = [*block.items]
    else:
        return []
    is_steps = isinstance(block, NumberedList)
    heights = []
    for item in items:
        height = ruler.gap_mm if is_steps else ruler.gap_mm / 4
        has_title = is_steps and opens_with_title(item)
        for one in item:
            content = one.content if isinstance(one, Paragraph) else ()
            # A step's title has a line of its own.
            for part in (content[:1], content[1:]) if has_title else (content,):
                height += ruler.measure_text(Paragraph(content=part)) if part else 0
            has_title = False
        heights.append(height)
    return heights

"""Build lists of items: bullets, numbers and boxes to tick, one in another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handout.model import (
    Block,
    Blocks,
    BulletList,
    CheckItem,
    CheckList,
    Inline,
    NumberedList,
    Paragraph,
    Strong,
    Text,
)
from handout.read.importers.text.records import Chunk, Finding, FindingKind, tell

_BOXES = frozenset({"☐", "□", "▢", "[ ]", "☑", "☒", "[x]", "[X]"})
_TICKED = frozenset({"☑", "☒", "[x]", "[X]"})
# Not within `5mg**2` and `10**5`, which multiply.
_STRONG = re.compile(r"(?<![0-9A-Za-z])\*\*(?=\S)([^*]+?)(?<=\S)\*\*(?!(?<=\d\*\*)\d)")
_DEEPEST = 4
"""Lists in lists; deeper ones are set at this depth."""


def starts_list(chunk: Chunk) -> bool:
    """Tell whether a chunk that is no heading is the item of a list."""
    return bool(chunk.bullet) or chunk.number is not None


def make_paragraph(text: str, line: int) -> Paragraph:
    """Make a paragraph; words between pairs of stars, as chat programs write them, are strong."""
    if "**" not in text:
        return Paragraph(content=(Text(text=text),), line=line)
    content: list[Inline] = []
    end = 0
    for match in _STRONG.finditer(text):
        if match.start() > end:
            content.append(Text(text=text[end : match.start()]))
        content.append(Strong(children=(Text(text=match[1]),)))
        end = match.end()
    if end < len(text):
        content.append(Text(text=text[end:]))
    return Paragraph(content=tuple(content), line=line)


def build_lists(chunks: Sequence[Chunk], findings: list[Finding], depth: int = 0) -> list[Block]:
    """Build the lists of a run of items; deeper ones become part of the item above them.

    An item is deeper if it is indented further, or if another glyph than the list's follows without
    a blank line (• then –). A return to the list's own glyph is a return to that list.
    """
    blocks: list[Block] = []
    start = 0
    while start < len(chunks):
        end = start + 1
        while end < len(chunks) and _is_same_list(chunks[start], chunks[end], depth):
            end += 1
        blocks.extend(_build_list(chunks[start:end], findings, depth))
        start = end
    return blocks


def _kind(chunk: Chunk) -> str:
    """Name the list a chunk is an item of: its glyph, or that it is numbered or ticked."""
    if chunk.bullet in _BOXES:
        return "box"
    return chunk.bullet or "number"


def _is_same_list(first: Chunk, chunk: Chunk, depth: int) -> bool:
    """Tell whether a chunk is in the list that the first one opened, as an item or below one."""
    if chunk.is_continued or _kind(chunk) == _kind(first):
        return True
    if depth + 1 >= _DEEPEST:
        return False
    return chunk.indent > first.indent or not chunk.has_gap


def _is_item_of(first: Chunk, chunk: Chunk, depth: int) -> bool:
    """Tell whether a chunk is an item of the list itself, not of one below it."""
    if chunk.is_continued or _kind(chunk) != _kind(first):
        return False
    return chunk.indent <= first.indent + 1 or depth + 1 >= _DEEPEST


def _build_list(chunks: Sequence[Chunk], findings: list[Finding], depth: int) -> list[Block]:
    """Build the list of one run; numbers that jump make it several."""
    first = chunks[0]
    starts = [at for at, chunk in enumerate(chunks) if _is_item_of(first, chunk, depth)] or [0]
    items = [
        _build_item(chunks[start:end], findings, depth)
        for start, end in zip(starts, [*starts[1:], len(chunks)], strict=True)
    ]
    heads = [chunks[start] for start in starts]
    if _kind(first) == "number":
        return _number(heads, items, findings)
    if _kind(first) == "box":
        checks = tuple(
            CheckItem(content=item, is_checked=head.bullet in _TICKED)
            for head, item in zip(heads, items, strict=True)
        )
        return [CheckList(items=checks, line=first.line)]
    return [BulletList(items=tuple(items), line=first.line)]


def _build_item(chunks: Sequence[Chunk], findings: list[Finding], depth: int) -> Blocks:
    """Build an item: its own words, further paragraphs, and the lists below it."""
    content: list[Block] = [make_paragraph(chunks[0].text, chunks[0].line)]
    at = 1
    while at < len(chunks) and chunks[at].is_continued:
        content.append(make_paragraph(chunks[at].text, chunks[at].line))
        at += 1
    if at < len(chunks):
        content.extend(build_lists(chunks[at:], findings, depth + 1))
    return tuple(content)


def _number(
    heads: Sequence[Chunk], items: Sequence[Blocks], findings: list[Finding]
) -> list[Block]:
    """Number a list as the text does: a number that jumps starts a list of its own.

    A number that comes again (“1.” for each item) counts on; the one it had is told as dropped.
    """
    groups: list[tuple[Chunk, int, list[Blocks]]] = []
    before = None
    for head, item in zip(heads, items, strict=True):
        number = head.number or 0
        counted = groups[-1][1] + len(groups[-1][2]) if groups else None
        if number not in (counted, before) or counted is None:
            groups.append((head, number, [item]))
        else:
            groups[-1][2].append(item)
            if number != counted:
                why = "the numbers count on"
                findings.append(tell(FindingKind.DROPPED, "list number", head, head.label, why=why))
        before = number
    return [
        NumberedList(items=tuple(group), start=start, line=head.line)
        for head, start, group in groups
    ]

"""Make the article's blocks of the chunks that are left: headings, paragraphs and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handout.model import (
    Align,
    Block,
    Blocks,
    Break,
    BulletList,
    Heading,
    Paragraph,
    Rule,
    Strong,
    Table,
    Text,
)
from handout.read.importers.text.lists import build_lists, make_paragraph, starts_list
from handout.read.importers.text.page import Page
from handout.read.importers.text.records import Chunk, Finding, FindingKind, tell
from handout.read.importers.text.roles import Role
from handout.read.importers.text.shape import ends_sentence
from handout.read.importers.text.speakers import split_speaker

_LONGEST_VERSE = 60


def build_blocks(
    page: Page, headings: Mapping[int, tuple[str, int]], findings: list[Finding]
) -> Blocks:
    """Build the blocks.

    Args:
        page: The chunks that make the article.
        headings: Text and level of each heading by the index of its chunk.
        findings: Where guesses are added.
    """
    blocks: list[Block] = []
    place = 0
    while place < len(page.live):
        index = page.live[place]
        chunk = page.chunks[index]
        if index in headings:
            text, level = headings[index]
            blocks.append(Heading(level=level, content=(Text(text=text),), line=chunk.line))
            place += 1
        elif chunk.is_rule:
            blocks.append(Rule(line=chunk.line))
            place += 1
        elif starts_list(chunk):
            end = _end_of_list(page, headings, place)
            run = [page.chunks[page.live[at]] for at in range(place, end)]
            blocks.extend(build_lists(run, findings))
            place = end
        elif index in page.groups.tables:
            rows = [page.chunks[at] for at in page.groups.tables[index]]
            blocks.append(_build_table(rows, findings))
            place += len(rows)
        else:
            run = _take_items(page, place)
            if len(run) > 1:
                blocks.append(_guess_list(run, findings))
            else:
                run = _take_short_lines(page, place)
                blocks.append(_join_lines(run, page.speakers))
            place += len(run)
    return tuple(_without_edge_rules(blocks))


def _end_of_list(page: Page, headings: Mapping[int, tuple[str, int]], place: int) -> int:
    """Return where the list that starts here ends."""
    end = place + 1
    while end < len(page.live):
        index = page.live[end]
        chunk = page.chunks[index]
        if index in headings or not (starts_list(chunk) or chunk.is_continued):
            break
        end += 1
    return end


def _build_table(chunks: Sequence[Chunk], findings: list[Finding]) -> Table:
    """Make a table of lines that tabs or spaces divide; the first one is its head."""
    width = max(len(chunk.parts) for chunk in chunks)
    head, *rows = (
        tuple(
            (Text(text=cell),) if cell else ()
            for cell in (*chunk.parts, *[""] * (width - len(chunk.parts)))
        )
        for chunk in chunks
    )
    said = f"{len(chunks)} rows of {width} columns"
    findings.append(tell(FindingKind.GUESSED, "table", chunks[0], said))
    return Table(head=head, rows=tuple(rows), aligns=(Align.START,) * width, line=chunks[0].line)


def _take_items(page: Page, place: int) -> list[Chunk]:
    """Take the items of a list without bullets from here on; one alone is none."""
    run = []
    for at in range(place, len(page.live)):
        index = page.live[at]
        if page.roles[index] != Role.ITEM or starts_list(page.chunks[index]):
            break
        run.append(page.chunks[index])
    return run


def _take_short_lines(page: Page, place: int) -> list[Chunk]:
    """Take a paragraph, and the short lines right below it that belong to it, as in an address.

    They do where blank lines set them apart from the paragraphs around them, but not from one
    another.
    """
    run = [page.chunks[page.live[place]]]
    if not (page.is_spaced and run[0].has_gap):
        return run
    for at in range(place + 1, len(page.live)):
        index = page.live[at]
        chunk = page.chunks[index]
        is_text = page.roles[index] in (Role.PARAGRAPH, Role.PAGE)
        if chunk.has_gap or not is_text or chunk.is_rule or index in page.groups.tables:
            break
        run.append(chunk)
    is_verse = all(
        len(chunk.text) <= _LONGEST_VERSE and not ends_sentence(chunk.text) for chunk in run
    )
    return run if is_verse else run[:1]


def _join_lines(run: Sequence[Chunk], speakers: frozenset[str]) -> Paragraph:
    first = _build_paragraph(run[0], speakers)
    content = list(first.content)
    for chunk in run[1:]:
        content += [Break(), Text(text=chunk.whole)]
    return Paragraph(content=tuple(content), line=run[0].line)


def _guess_list(run: Sequence[Chunk], findings: list[Finding]) -> BulletList:
    findings.extend(tell(FindingKind.GUESSED, "list item", chunk, chunk.text) for chunk in run)
    return BulletList(
        items=tuple((make_paragraph(chunk.whole, chunk.line),) for chunk in run), line=run[0].line
    )


def _build_paragraph(chunk: Chunk, speakers: frozenset[str]) -> Paragraph:
    """Build a paragraph; a speaker's name before a colon is set strong."""
    name, rest = split_speaker(chunk.whole, speakers)
    if not name:
        return make_paragraph(chunk.whole, chunk.line)
    content = (Strong(children=(Text(text=name),)), Text(text=rest))
    return Paragraph(content=content, line=chunk.line)


def _without_edge_rules(blocks: Sequence[Block]) -> list[Block]:
    """Leave out rules at the ends, next to headings and after one another."""
    kept: list[Block] = []
    for place, block in enumerate(blocks):
        if isinstance(block, Rule):
            following = blocks[place + 1] if place + 1 < len(blocks) else None
            is_needed = kept and following and not isinstance(kept[-1], Heading | Rule)
            if not is_needed or isinstance(following, Heading | Rule):
                continue
        kept.append(block)
    return kept


def is_loose_star(chunk: Chunk, before: Chunk | None, after: Chunk | None) -> bool:
    """Tell whether a `*` marks a note below the text and not a list of one item."""
    near = [other for other in (before, after) if other is not None]
    return chunk.bullet == "*" and not any(other.bullet for other in near)


def restore_stars(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Give notes below the text their `*` back."""
    return [
        replace(chunk, bullet="", text=f"* {chunk.text}")
        if is_loose_star(
            chunk,
            chunks[index - 1] if index else None,
            chunks[index + 1] if index + 1 < len(chunks) else None,
        )
        else chunk
        for index, chunk in enumerate(chunks)
    ]

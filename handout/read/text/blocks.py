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
    Inline,
    Paragraph,
    Rule,
    Strong,
    Table,
    Text,
)
from handout.read.text.headings import Page
from handout.read.text.lists import build_lists, make_paragraph, starts_list
from handout.read.text.records import Chunk, Finding, FindingKind
from handout.read.text.shape import ends_sentence, last_sign
from handout.read.text.speakers import split_speaker

_LONGEST_ITEM = 120
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
        elif index in page.groups.items:
            run = _take_group(page, place)
            blocks.append(_guess_list(run, findings))
            place += len(run)
        else:
            run = _take_short_lines(page, headings, place)
            if len(run) < 2:
                blocks.append(_build_paragraph(chunk, page.speakers))
            elif _is_announced(page, headings, place):
                blocks.append(_guess_list(run, findings))
            else:
                blocks.append(_join_lines(run))
            place += max(len(run), 1)
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
    head, *rows = (
        tuple((Text(text=cell),) if cell else () for cell in chunk.parts) for chunk in chunks
    )
    width = len(head)
    findings.append(
        Finding(
            kind=FindingKind.GUESSED,
            what="table",
            text=f"{len(chunks)} rows of {width} columns",
            line=chunks[0].line,
        )
    )
    return Table(head=head, rows=tuple(rows), aligns=(Align.START,) * width, line=chunks[0].line)


def _take_group(page: Page, place: int) -> list[Chunk]:
    """Take the items of a list without bullets from here on, up to a blank line."""
    run = [page.chunks[page.live[place]]]
    for index in page.live[place + 1 :]:
        if index not in page.groups.items or page.chunks[index].has_gap:
            break
        run.append(page.chunks[index])
    return run


def _take_short_lines(
    page: Page, headings: Mapping[int, tuple[str, int]], place: int
) -> list[Chunk]:
    """Take the short lines from here on that belong together, if they do.

    They do below a paragraph that ends in a colon, and where blank lines set them apart from the
    paragraphs around them, but not from one another.
    """
    is_announced = _is_announced(page, headings, place)
    if not is_announced and not (page.is_spaced and page.chunks[page.live[place]].has_gap):
        return []
    run: list[Chunk] = []
    for at in range(place, len(page.live)):
        index = page.live[at]
        chunk = page.chunks[index]
        is_other = index in headings or index in page.groups.items
        if is_other or chunk.is_rule or chunk.is_item or len(chunk.text) > _LONGEST_ITEM:
            break
        if page.is_spaced and chunk.has_gap and run:
            break
        if ends_sentence(chunk.text) or last_sign(chunk.text) == ":":
            # A list may be one sentence: “a towel, / a cleanser and / sunscreen.”
            if run and ends_sentence(chunk.text) and _closes_list(run[-1].text, chunk.text):
                run.append(chunk)
            break
        run.append(chunk)
    is_verse = all(len(chunk.text) <= _LONGEST_VERSE for chunk in run)
    return run if is_announced or is_verse else []


def _closes_list(before: str, text: str) -> bool:
    """Tell whether a line with a full stop is the last item of those before it."""
    return before[-1] in ",;" or (before[0].islower() and text[0].islower())


def _is_announced(page: Page, headings: Mapping[int, tuple[str, int]], place: int) -> bool:
    """Tell whether a paragraph right before ends in a colon."""
    if not place or page.live[place - 1] in headings:
        return False
    before = page.chunks[page.live[place - 1]]
    return not before.is_rule and last_sign(before.text) in ":："


def _join_lines(run: Sequence[Chunk]) -> Paragraph:
    content: list[Inline] = [Text(text=run[0].whole)]
    for chunk in run[1:]:
        content += [Break(), Text(text=chunk.whole)]
    return Paragraph(content=tuple(content), line=run[0].line)


def _guess_list(run: Sequence[Chunk], findings: list[Finding]) -> BulletList:
    findings.extend(
        Finding(kind=FindingKind.GUESSED, what="list item", text=chunk.text, line=chunk.line)
        for chunk in run
    )
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

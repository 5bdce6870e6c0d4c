"""Cut a text into lines and the lines into chunks: paragraphs, items and would-be headings.

Text comes in two makes. Copied from a web page, each line is a whole paragraph. From a mail or an
editor, paragraphs are wrapped at some width. Which it is can be seen: in wrapped text, lines break
in mid-sentence, and at about the same width. Only then are lines joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from handout.read.importers.text.records import Chunk, Finding, FindingKind, Line
from handout.read.importers.text.shape import ends_sentence, is_heading_shaped, is_short

_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_INVISIBLE = "\u200b\u2060\ufeff\u200e\u200f"
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_CELLS = re.compile(r" *\t[ \t]*| {3,}")
"""What divides the cells of a table's row that was copied."""
_TIGHT_BULLETS = "•‣◦▪▫●○■□▢►➤➢✓✔✗☐☑☒·∙⁃"
_BULLET = re.compile(rf"(?:([{_TIGHT_BULLETS}])\s*|([-–—*+»›→o]|\[[ xX]\])\s+)(?=\S)")
_NUMBER = re.compile(r"(?:(\d{1,3})[.)]|\((\d{1,3})\)|(\d{1,2}(?:\.\d{1,2}){1,3})\.?)\s+(?=\S)")
_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
_RULE = re.compile(
    r"(?:=\s?){3,}|(?:-\s?){3,}|(?:_\s?){3,}|(?:\*\s?){3,}|(?:~\s?){3,}|[–—•·#+]{3,}"
)
_BOLD = re.compile(r"\*\*([^*]+)\*\*|__([^_]+)__")
_LONGEST_BOLD = 140
_UNDERLINES = "=-~"

_WRAP_WIDTHS = range(40, 121)
"""Column widths that people and programs wrap at; longer lines are whole paragraphs."""
_SURE_BREAKS = 3
_LEAST_WIDTH = 60
_RAGGED = 10
"""Columns; by so much lines of one paragraph differ, for want of hyphens."""


def split_lines(text: str) -> tuple[list[Line], list[Finding]]:
    """Split at any line end, trim each line, and take out characters that cannot be printed."""
    findings = []
    cleaned, count = _CONTROLS.subn(" ", text.replace("\ufeff", ""))
    if count:
        plural = "s" if count > 1 else ""
        findings.append(
            Finding(
                kind=FindingKind.DROPPED,
                what="control characters",
                text=f"{count} character{plural} that cannot be printed",
            )
        )
    lines = []
    for number, raw in enumerate(_LINE_ENDS.split(cleaned), start=1):
        unindented = raw.lstrip().lstrip(_INVISIBLE).lstrip()
        lead = raw[: len(raw) - len(unindented)]
        words = _SPACES.sub(_narrow, unindented).strip().strip(_INVISIBLE).strip()
        parts = tuple(_SPACES.sub(" ", part).strip() for part in _CELLS.split(unindented.rstrip()))
        lines.append(
            Line(
                number=number,
                text=words,
                indent=len(lead.expandtabs(4)),
                cells=parts if len(parts) > 1 else (),
            )
        )
    return lines, findings


def _narrow(spaces: re.Match[str]) -> str:
    """Make a run of white space one space, keeping a lone no-break space as it is."""
    run = spaces[0]
    return run if run in ("\u00a0", "\u202f") else " "


def find_wrap_width(lines: Sequence[Line]) -> int | None:
    """Return the width in characters the text is wrapped at, or None if it is not.

    A break in mid-sentence is a line without a closing sign followed, without a blank line, by one
    that goes on in lower case. Three of those at nearly one width make a wrapped text. So does a
    single one, where no line of the whole text is much longer than it.
    """
    broken = sorted(
        first.indent + len(first.text)
        for first, second in pairwise(lines)
        if first.text
        and second.text
        and second.indent <= first.indent
        and second.text[0].islower()
        and first.text[-1] not in ".!?:;"
    )
    if not broken:
        return None
    width = broken[int(len(broken) * 0.95)]
    if len(broken) < _SURE_BREAKS:
        longest = max(line.indent + len(line.text) for line in lines)
        is_sure = broken[0] >= _LEAST_WIDTH and longest <= width + _RAGGED
        return longest if is_sure and longest in _WRAP_WIDTHS else None
    filled = sum(length >= 0.75 * width for length in broken)
    return width if width in _WRAP_WIDTHS and filled >= 0.8 * len(broken) else None


def gather_chunks(lines: Sequence[Line]) -> list[Chunk]:
    """Join wrapped lines and take bullets, numbers, `#` marks and underlines off."""
    width = find_wrap_width(lines)
    chunks: list[Chunk] = []
    parts: list[str] = []
    previous: Line | None = None
    has_gap = True
    for line in lines:
        if not line.text:
            has_gap = True
            continue
        if chunks and not has_gap and previous and _is_underline(line, chunks[-1], len(parts)):
            chunks[-1] = replace(chunks[-1], underline=line.text[0])
            previous = None
            has_gap = False
            continue
        if (
            chunks
            and previous
            and not has_gap
            and not chunks[-1].is_rule
            and _goes_on(previous, line, chunks[-1], width)
        ):
            parts.append(line.text)
        else:
            _close(chunks, parts)
            chunk = _open_chunk(line, has_gap=has_gap)
            if chunks and _continues_item(chunk, chunks[-1]):
                chunk = replace(chunk, is_continued=True)
            chunks.append(chunk)
            parts = [chunk.text]
        previous = line
        has_gap = False
    _close(chunks, parts)
    return list(_without_overlines(chunks))


def _close(chunks: list[Chunk], parts: list[str]) -> None:
    """Put the lines that were gathered for the last chunk into it."""
    if len(parts) > 1:
        chunks[-1] = replace(chunks[-1], text=" ".join(parts))


def _open_chunk(line: Line, *, has_gap: bool) -> Chunk:
    """Start a chunk at a line, with its marker taken off."""
    text = line.text
    chunk = Chunk(
        text=text, line=line.number, has_gap=has_gap, indent=line.indent, parts=line.cells
    )
    if not text[0].isalpha() or text[0] == "o":
        if _RULE.fullmatch(text):
            return replace(chunk, is_rule=True)
        match = _BULLET.match(text)
        if match and (match[2] != "o" or line.indent):
            bullet = match[1] or match[2]
            return replace(chunk, bullet=bullet, text=text[match.end() :])
        if match := _HASHES.match(text):
            stripped = text[match.end() :].rstrip("#").rstrip() or text[match.end() :]
            return replace(chunk, hashes=len(match[1]), text=_without_stars(stripped))
        if (bold := _without_stars(text)) != text and is_heading_shaped(bold):
            return replace(chunk, underline="*", text=bold)
        if match := _NUMBER.match(text):
            number = match[1] or match[2]
            return replace(
                chunk,
                label=match[0].strip(),
                number=int(number) if number else None,
                text=text[match.end() :],
            )
    return chunk


def _without_stars(text: str) -> str:
    """Take off the stars that chat programs put round a bold line."""
    match = _BOLD.fullmatch(text) if len(text) <= _LONGEST_BOLD else None
    return (match[1] or match[2]).strip() if match else text


def _is_underline(line: Line, above: Chunk, height: int) -> bool:
    """Tell whether a line of signs underlines the chunk above it, a short single line."""
    return (
        line.text[0] in _UNDERLINES
        and len(line.text) >= 3
        and not line.text.strip(line.text[0])
        and height == 1
        and not above.bullet
        and not above.is_rule
        and not above.underline
        and is_short(above.text)
        and not ends_sentence(above.text)
        and above.text[-1] not in ":,;"
    )


def _goes_on(previous: Line, line: Line, chunk: Chunk, width: int | None) -> bool:
    """Tell whether a line belongs to the chunk that the line before it is part of."""
    if _open_chunk(line, has_gap=False).text != line.text or _RULE.fullmatch(line.text):
        return False
    goes_on_low = line.text[0].islower() and not ends_sentence(previous.text)
    if chunk.is_item and line.indent > chunk.indent and goes_on_low:
        return True
    if width is None:
        return False
    end = previous.indent + len(previous.text)
    word = line.text.split(" ", 1)[0]
    is_full = end + 1 + len(word) > width
    return end <= 2 * width and (is_full or (goes_on_low and end >= 0.5 * width))


def _continues_item(chunk: Chunk, before: Chunk) -> bool:
    """Tell whether a chunk is set under the words of the list item before it."""
    if (
        chunk.is_item
        or chunk.hashes
        or chunk.is_rule
        or not (before.is_item or before.is_continued)
    ):
        return False
    return chunk.indent >= before.indent + (0 if before.is_continued else 2) and chunk.indent >= 2


def _without_overlines(chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    """Leave out the line above a heading that is ruled above and below."""
    for index, chunk in enumerate(chunks):
        following = chunks[index + 1] if index + 1 < len(chunks) else None
        is_overline = (
            chunk.is_rule
            and following is not None
            and following.underline == chunk.text[0]
            and not following.has_gap
        )
        if not is_overline:
            yield chunk

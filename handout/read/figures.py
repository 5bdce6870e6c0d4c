"""Make figures of the paragraphs that hold nothing but pictures."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from handout.model import FIGURE_SIZES, Figure
from handout.read.inlines import SourceText, plain_text, read_inlines
from handout.read.pictures import find_picture, shorten

if TYPE_CHECKING:
    from markdown_it.token import Token


def is_figure(tokens: Sequence[Token]) -> bool:
    """Say whether a paragraph is pictures alone, each on a line of its own."""
    kinds = {token.type for token in tokens}
    return "image" in kinds and kinds <= {"image", "softbreak"} and not _has_neighbours(tokens)


def _has_neighbours(tokens: Sequence[Token]) -> bool:
    return any(one.type == other.type == "image" for one, other in pairwise(tokens))


def make_figures(
    tokens: Sequence[Token],
    line: int,
    source_text: SourceText,
    *,
    base: tuple[Path, ...],
    roots: tuple[Path, ...],
) -> list[Figure]:
    """Return the figures of a paragraph that is pictures alone.

    Args:
        tokens: The paragraph's inline tokens.
        line: The line of the file that it starts on.
        source_text: The text it is in.
        base: The folders that pictures may be relative to, in order.
        roots: The folders that pictures must lie in.
    """
    figures: list[Figure] = []
    for child in tokens:
        if child.type == "softbreak":
            line += 1
            continue
        source = str(child.attrs.get("src", ""))
        source_text.hrefs.add(source)
        alt = plain_text(child.children or ()).strip()
        if not alt:
            message = f"the picture “{shorten(source)}” has no words for people who cannot see it."
            hint = "say between the square brackets what it shows."
            source_text.error("image.no-alt", message, line, hint)
        elif "{{" in alt:
            message = "a field cannot stand in a picture's description."
            hint = "put it into the caption or the text."
            source_text.error("image.field-in-alt", message, line, hint)
        found = find_picture(
            source,
            bases=base,
            roots=roots,
            path=source_text.path,
            line=line,
            report=source_text.report,
        )
        caption = read_inlines(
            str(child.attrs.get("title", "")),
            path=source_text.path,
            line=line,
            report=source_text.report,
        )
        size = _read_size(child, line, source_text)
        if found is not None:
            figures.append(Figure(path=found, alt=alt, caption=caption, size=size, line=line))
    return figures


def _read_size(token: Token, line: int, source_text: SourceText) -> str:
    """Return the size that stands in braces behind a picture: `{.half}`."""
    names = str(token.attrs.get("class", "")).split()
    if not names:
        return FIGURE_SIZES[0]
    if len(names) > 1 or names[0] not in FIGURE_SIZES:
        message = f"“{{.{' .'.join(names)}}}” is no size of a picture."
        hint = f"write {{.{'} or {.'.join(FIGURE_SIZES[1:])}}}, or leave it out for the full width."
        source_text.error("image.unknown-size", message, line, hint)
        return FIGURE_SIZES[0]
    return names[0]

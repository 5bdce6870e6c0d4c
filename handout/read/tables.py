"""Make a table of markdown-it's tokens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from handout.model import Align, Inlines, Table
from handout.read.inlines import SourceText, make_checked_inlines

if TYPE_CHECKING:
    from markdown_it.token import Token

_ALIGNS = {"text-align:center": Align.CENTER, "text-align:right": Align.END}


def make_table(tokens: Iterator[Token], line: int, source_text: SourceText) -> Table:
    """Return a table, reading its tokens up to the end of it.

    Args:
        tokens: The tokens behind the one that opens the table.
        line: The line of the file that it starts on.
        source_text: The text it is in.
    """
    caption: Inlines = ()
    rows: list[tuple[Inlines, ...]] = []
    cells: list[Inlines] = []
    aligns: list[Align] = []
    for part in tokens:
        if part.type == "table_close":
            break
        if part.type == "inline":
            inlines = make_checked_inlines(
                part,
                line if part.map is None else part.map[0] + source_text.first_line,
                source_text,
            )
            if part.meta.get("role") == "caption":
                caption = inlines
            else:
                cells.append(inlines)
        elif part.type == "th_open":
            aligns.append(_ALIGNS.get(str(part.attrs.get("style")), Align.START))
        elif part.type == "tr_open":
            cells = []
            _check_row(part, len(aligns), source_text)
        elif part.type == "tr_close":
            rows.append(tuple(cells))
    return Table(
        head=rows[0], rows=tuple(rows[1:]), aligns=tuple(aligns), caption=caption, line=line
    )


def _check_row(row: Token, columns: int, source_text: SourceText) -> None:
    """Report a row with more cells than the head: GFM drops them without a word."""
    from markdown_it.rules_block.table import escapedSplit

    if not columns or not row.map:
        return
    source = source_text.lines[row.map[0]].lstrip(" \t>").rstrip()
    cells = escapedSplit(source.removeprefix("|").removesuffix("|"))
    if len(cells) > columns:
        message = f"this row has {len(cells)} cells, but the table {columns} columns."
        hint = "take cells out, add columns, or write `\\|` for a bar in the text."
        source_text.error("article.table-row", message, row.map[0] + source_text.first_line, hint)

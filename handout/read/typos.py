"""Find what looks like a mark of Markdown and is none.

A non-breaking space from a word processor, a forgotten space or bracket: Markdown takes the line
for running text without a word, and the page shows it.
"""

from __future__ import annotations

import re

from handout.read.inlines import SourceText

_HEADING = re.compile(r"^(#{1,6})(\u00a0|(?<=##)[^\s#])", re.MULTILINE)
_ITEM = re.compile(r"^[-*+]\u00a0", re.MULTILINE)
_ROW = re.compile(r"\|[^|]*\|.*\|")
_BOX = re.compile(r"\[\]\s")


def check_typos(text: str, line: int, source_text: SourceText) -> None:
    """Report the typos in a paragraph's source that starts on `line`."""
    if match := _HEADING.search(text):
        at = line + text.count("\n", 0, match.start())
        if match[2] == "\u00a0":
            source_text.error(
                "article.heading-space",
                f"this is no heading: a non-breaking space follows “{match[1]}”.",
                at,
                "replace it by a plain space.",
            )
        else:
            source_text.warn(
                "article.heading-space",
                f"this is no heading: a space is missing after “{match[1]}”.",
                at,
                "put a space there.",
            )
    if match := _ITEM.search(text):
        source_text.warn(
            "article.item-space",
            f"this is no list: a non-breaking space follows “{match[0][0]}”.",
            line + text.count("\n", 0, match.start()),
            "write `-` and a plain space.",
        )
    if _BOX.match(text):
        source_text.warn(
            "article.check-box",
            "“[]” is no check box.",
            line,
            "put a space between the brackets: `[ ]`.",
        )
    rows = [row.strip() for row in text.split("\n", 2)[:2]]
    is_rule = len(rows) > 1 and not rows[1].strip("|:- ") and "-" in rows[1]
    if len(rows) > 1 and _ROW.fullmatch(rows[0]) and (is_rule or _ROW.fullmatch(rows[1])):
        source_text.warn(
            "article.no-table",
            "this is no table: the line of hyphens has other columns than the one above it."
            if is_rule
            else "this is no table: below its head, a line of hyphens is missing.",
            line + 1,
            f"write `{'|---' * (rows[0].count('|') - 1)}|`.",
        )
    if text.startswith("[!") and "]" in text:
        source_text.warn(
            "article.call-out",
            f"“{text[: text.index(']') + 1]}” opens a call-out only in a quotation.",
            line,
            "start the line, and those that belong to it, with `> `.",
        )

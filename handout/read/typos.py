"""Find what looks like a mark of Markdown and is none.

A non-breaking space from a word processor, a forgotten space or bracket: Markdown takes the line
for running text without a word, and the page shows it.
"""

from __future__ import annotations

import re

from handout.read.inlines import SourceText

_TYPOS = (
    (
        re.compile(r"^(#{1,6})\u00a0", re.MULTILINE),
        SourceText.error,
        "heading-space",
        "this is no heading: a non-breaking space follows “{0}”.",
        "replace it by a plain space.",
    ),
    (
        re.compile(r"^(#{2,6})[^\s#]", re.MULTILINE),
        SourceText.warn,
        "heading-space",
        "this is no heading: a space is missing after “{0}”.",
        "put a space there.",
    ),
    (
        re.compile(r"^([-*+])\u00a0", re.MULTILINE),
        SourceText.warn,
        "item-space",
        "this is no list: a non-breaking space follows “{0}”.",
        "write `-` and a plain space.",
    ),
    (
        re.compile(r"\A(\[\])\s"),
        SourceText.warn,
        "check-box",
        "“{0}” is no check box.",
        "put a space between the brackets: `[ ]`.",
    ),
    (
        re.compile(r"\A(\[![^\]]*\])"),
        SourceText.warn,
        "call-out",
        "“{0}” opens a call-out only in a quotation.",
        "start the line, and those that belong to it, with `> `.",
    ),
)
"""What each looks like in a paragraph's source, how bad it is, with code, message and hint."""
_ROW = re.compile(r"\|[^|]*\|.*\|")


def check_typos(text: str, line: int, source_text: SourceText) -> None:
    """Report the typos in a paragraph's source that starts on `line`."""
    for pattern, tell, code, message, hint in _TYPOS:
        if match := pattern.search(text):
            at = line + text.count("\n", 0, match.start())
            tell(source_text, f"article.{code}", message.format(match[1]), at, hint)
    rows = [row.strip() for row in text.split("\n", 2)[:2]]
    is_rule = len(rows) > 1 and not rows[1].strip("|:- ") and "-" in rows[1]
    if len(rows) > 1 and _ROW.fullmatch(rows[0]) and (is_rule or _ROW.fullmatch(rows[1])):
        what = "below its head, a line of hyphens is missing."
        if is_rule:
            what = "the line of hyphens has other columns than the one above it."
        hint = f"write `{'|---' * (rows[0].count('|') - 1)}|`."
        source_text.warn("article.no-table", f"this is no table: {what}", line + 1, hint)

"""Find marks of Markdown and of fields that the parser left in the text, to be printed.

A bold passage that is never closed, a file's name with a space, a single brace, a template's
condition: each is sound Markdown, and the page would show it as it was typed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it.token import Token

    from handout.read.inlines import SourceText

_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")
"""What is meant to be printed (CommonMark 2.4)."""


class _Mark(NamedTuple):
    """A mark: how it looks, and what is said where it is printed."""

    pattern: re.Pattern[str]
    code: str
    message: str
    hint: str


_MARKS = (
    _Mark(
        re.compile(
            # Of words in brackets that are no picture, what follows has to look like an address.
            r"(?:!|(?=\[[^\[\]\n]{0,200}\]\([^()\n]{0,200}[.:/]))\[[^\[\]\n]{0,200}\]"
            r"\((?P<said>[^\s()<>\"']{1,200}[ \t][^()<>\"'\n]{1,200})\)"
        ),
        "article.space-in-address",
        "“{0}” is printed as it stands: an address has no spaces.",
        "write it in angle brackets, `(<{1}>)`, or give the file a name without spaces.",
    ),
    _Mark(
        re.compile(
            r"(?<!\{)\{[ \t]*(?P<said>(?:recipient|clinic|article)\.\w+)[^{}\n]{0,100}\}(?!\})"
        ),
        "article.single-brace",
        "“{0}” is printed as it stands: a field has two braces on each side.",
        "write `{{{{ {1} }}}}`.",
    ),
    _Mark(
        re.compile(r"(?<!\{)(?P<said>\{[%#])[^{}\n]{0,100}[%#]\}"),
        "article.statement",
        "“{0}” is printed as it stands: templates have it, an article has only “{{{{ … }}}}”.",
        "take it out; what only some are to read goes into a template or a column of the list.",
    ),
    _Mark(
        re.compile(r"(?:(?<=[\s(“‘\"'])|^)(?P<said>\*\*|__)(?:[^\W_]\w*|(?=\0))", re.MULTILINE),
        "article.open-emphasis",
        "“{0}” is printed as it stands: “{1}” is opened and not closed.",
        "write `{1}` where it ends, without a space before it, and with one behind it.",
    ),
)


def check_raw_marks(inline: Token, line: int, source_text: SourceText) -> None:
    """Warn of the first mark of each kind that is printed.

    Args:
        inline: The inline token of a paragraph, a heading or a cell.
        line: The line of the file that it starts on.
        source_text: The text it is in.
    """
    source = _ESCAPED.sub("\0", inline.content)
    printed = "".join(map(_show, inline.children or ()))
    for mark in _MARKS:
        for match in mark.pattern.finditer(printed):
            # What is escaped is in the one, and not in the other.
            if match[0] in source:
                at = line + printed.count("\n", 0, match.start())
                message = mark.message.format(match[0], match["said"])
                hint = mark.hint.format(match[0], match["said"].strip())
                source_text.warn(mark.code, message, at, hint)
                break


def _show(token: Token) -> str:
    """Return what is printed of a token; what is more than text stands for itself."""
    if token.type == "text":
        return token.content
    return "\n" if token.type in ("softbreak", "hardbreak") else "\0"

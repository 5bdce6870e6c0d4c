"""Take lines that begin with a bullet sign for items of a list.

Word processors and web pages leave such signs in a text that is copied. Markdown knows none of
them, and would set the lines as one paragraph.
"""

from __future__ import annotations

import re

BULLETS = "•·▪●◦‣\uf0b7"
"""U+F0B7 is the bullet of Word's lists, from the font Symbol."""

_MARKS = r"(?P<before>[ \t]*(?:>[ \t]?|(?:[-*+]|\d{1,9}[.)])[ \t]+)*)"
_ITEM = re.compile(rf"{_MARKS}(?:[{BULLETS}][ \t\u00a0]+(?=[^\s{BULLETS}])|•(?=[^\W\d_]))(?!.*\|)")
"""Not a row of a table."""
_OTHER_ITEM = re.compile(rf"{_MARKS}\S")
_FENCE = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*(```+(?!.*`)|~~~+)")
_UNDERLINE = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*=+[ \t]*")
_CODE_INDENT = 4
"""Columns from which a line is code, or goes on, where no list is near enough."""


def mark_items(text: str) -> str:
    """Return Markdown in which `-` stands for a bullet sign at the beginning of a line.

    What is code stays, and so does a heading that is underlined.
    """
    if not any(sign in text for sign in BULLETS):
        return text
    lines = text.split("\n")
    fence = ""
    list_indent = 0
    for index, line in enumerate(lines):
        if found := _FENCE.match(line):
            mark = found[1]
            if not fence:
                fence = mark
            elif mark.startswith(fence) and not line[found.end() :].strip():
                fence = ""
            continue
        if fence or not line.strip():
            continue
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        item = _ITEM.match(line)
        is_underlined = _UNDERLINE.fullmatch(lines[index + 1]) if index + 1 < len(lines) else None
        if item and not is_underlined and indent < list_indent + _CODE_INDENT:
            lines[index] = f"{item['before']}- {line[item.end() :]}"
            list_indent = indent + 2
        elif (other := _OTHER_ITEM.match(line)) and other["before"].strip(" \t>"):
            list_indent = indent + 2
        elif not indent:
            list_indent = 0
    return "\n".join(lines)

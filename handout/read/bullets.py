"""Take lines that begin with a bullet sign for items of a list.

Word processors and web pages leave such signs in a text that is copied. Markdown knows none of
them, and would set the lines as one paragraph.
"""

from __future__ import annotations

import re

BULLETS = "•·▪●◦‣\uf0b7"
"""U+F0B7 is the bullet of Word's lists, from the font Symbol."""

_ITEM = re.compile(
    rf"([ \t]*(?:>[ \t]?)*[ \t]*)(?:[{BULLETS}][ \t\u00a0]+(?=[^\s{BULLETS}])|•(?=[^\W\d_]))"
)
_FENCE = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*(```+|~~~+)")


def mark_items(text: str) -> str:
    """Return Markdown in which `-` stands for a bullet sign at the beginning of a line.

    What is in fences is code, and stays.
    """
    if not any(sign in text for sign in BULLETS):
        return text
    lines = text.split("\n")
    fence = ""
    for index, line in enumerate(lines):
        if found := _FENCE.match(line):
            mark = found[1]
            if not fence:
                fence = mark
            elif mark.startswith(fence) and not line[found.end() :].strip():
                fence = ""
        elif not fence:
            lines[index] = _ITEM.sub(r"\1- ", line, count=1) if _ITEM.match(line) else line
    return "\n".join(lines)

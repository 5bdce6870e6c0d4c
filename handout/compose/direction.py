"""Keep what is written from left to right whole in a handout that is written from right to left.

An address or a telephone number in an Arabic text takes its full stop and its figures from the
text around it, unless it is isolated (Unicode Standard Annex 9). The engine lays out each piece of
text by itself, so that each is isolated by itself.
"""

from __future__ import annotations

import re

_ISOLATE, _END = "\u2066", "\u200e\u2069"
"""A mark from left to right stands before the end: of several lines, the last has no beginning."""
_PIECE = re.compile(r"(?<=>)([^<>]+)(?=<)")
_LEFT_TO_RIGHT = re.compile(r"[^\W\d_\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_TEMPERATURE = re.compile("[+−-]?\\d+(?:[.,]\\d+)?[ \u00a0]?°[CF]")  # a minus sign


def isolate(html: str) -> str:
    """Return a page from right to left in which pieces from left to right are isolated."""
    head, body, rest = html.partition("<body")
    return head + body + _PIECE.sub(_isolate_piece, rest)


def _isolate_piece(found: re.Match[str]) -> str:
    text = found[0]
    if _RIGHT_TO_LEFT.search(text):
        return _TEMPERATURE.sub(lambda part: f"{_ISOLATE}{part[0]}{_END}", text)
    if not _LEFT_TO_RIGHT.search(text):
        return text
    inner = text.strip()
    start = text.index(inner)
    return f"{text[:start]}{_ISOLATE}{inner}{_END}{text[start + len(inner) :]}"

"""Tell text that is none: a web page's source, RTF, or Markdown that was saved as `.txt`."""

from __future__ import annotations

import re
from pathlib import Path

_RTF = re.compile(r"\{\\rtf\d")
_TAG = re.compile(
    r"</?(?:html|head|body|div|p|span|h[1-6]|ul|ol|li|table|a|br|script|meta)\b[^<>]*>",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"---\n(?:[A-Za-z_]+:.*\n|[ \t-].*\n|\n){1,60}?---\n")
_FEWEST_TAGS = 6
_LOOKED_AT = 20_000
"""Characters from the start."""


def explain_source(text: str, path: Path) -> tuple[str, str] | None:
    """Return what a text is instead of one, and what to do; None of a text.

    Args:
        text: The text.
        path: Its file, whose name tells of an editor's own ending.
    """
    start = text.lstrip("\ufeff \t\r\n")[:_LOOKED_AT].replace("\r\n", "\n")
    if _RTF.match(start):
        return (
            "this is RTF, a word processor's format, and not plain text.",
            "open it in the word processor, copy the text, and save that as a plain text file.",
        )
    if _PAGE.match(start) or len(_TAG.findall(start)) >= _FEWEST_TAGS:
        return (
            "this is the source of a web page, and not its text.",
            "open the page in a browser, copy the article from it, and save that.",
        )
    if _FRONT_MATTER.match(start) and re.search(r"^title:", start, re.MULTILINE):
        name = path.name.removesuffix(".txt").removesuffix(".md") + ".md"
        return (
            "this is a Markdown article: it begins with details between two lines of `---`.",
            f"call the file “{name}”; editors on Windows hide the “.txt” that they add.",
        )
    return None

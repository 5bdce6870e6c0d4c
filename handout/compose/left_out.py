"""Tell when a clinic's own template leaves out what the article says.

A block that is emptied, or a `handout.html` that prints no section, is sound Jinja: nothing else
would say that half a handout is gone.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

from handout.compose.inlines import flatten
from handout.compose.overrides import Overrides
from handout.model import Article, Heading, Paragraph, Problem, Severity

_TAG = re.compile(r"<[^<>]*>")
_MAIN = "handout.html"
_COMPARED = 40
"""Letters of a passage that are looked for; behind them may be a note's number."""


def find_left_out(overrides: Overrides, article: Article, text: str) -> tuple[Problem, ...]:
    """Return a warning if paragraphs or headings of an article are not in its HTML.

    Args:
        overrides: The clinic's templates: without any, nothing is left out.
        article: The article, its fields filled in.
        text: The HTML.
    """
    own = overrides.list_own("templates")
    if not own:
        return ()
    printed = _squeeze(html.unescape(_TAG.sub("", text)))
    for block in article.content:
        if isinstance(block, Paragraph | Heading):
            passage = _squeeze(flatten(block.content[:1]))[:_COMPARED]
            if passage not in printed:
                name = _MAIN if _MAIN in own else own[0]
                return (_describe(overrides.templates / name),)
    return ()


def _squeeze(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _describe(path: Path) -> Problem:
    return Problem(
        code="template.left-out",
        severity=Severity.WARNING,
        path=path,
        message="the template leaves out some or all of what the article says.",
        hint="print “outline.lead” and “outline.sections” as the shipped template does in its "
        "blocks “lead” and “sections”, or write `{{ super() }}` in yours.",
    )

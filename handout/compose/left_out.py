"""Tell when a clinic's own template leaves out what the article says.

A block that is emptied, or a `handout.html` that prints no section, is sound Jinja: nothing else
would say that half a handout is gone.
"""

from __future__ import annotations

import html
import re

from handout.compose.inlines import flatten
from handout.compose.overrides import Overrides
from handout.model import Article, Heading, Paragraph, Problem, make_warning

_TAG = re.compile(r"<[^<>]*>")
_MAIN = "handout.html"
_COMPARED = 40
"""Letters of a passage that are looked for; behind them may be a note's number."""
_HINT = (
    "print “outline.lead” and “outline.sections” as the shipped template does in its "
    "blocks “lead” and “sections”, or write `{{ super() }}` in yours."
)


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
                path = overrides.templates / name
                what = "the template leaves out some or all of what the article says."
                return (make_warning("template.left-out", what, _HINT, path=path),)
    return ()


def _squeeze(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()

"""Report what went wrong with a handout while it was laid out, and the engine does not say."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator
from typing import Any

from handout.compose.composed import Composed
from handout.compose.layout import Measures, find_half_empty
from handout.model import Problem, make_error, make_warning
from handout.render.lost_text import find_lost_passages
from handout.render.measure import find_families
from handout.render.messages import find_line

_MOST_PASSAGES = 5
_LONGEST_SHOWN = 100
"""Characters of a passage that are quoted."""
_LOST_HINT = "Shorten or move it, or take heights, “overflow” and “max-lines” out of your styles."
_GENERIC = frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui"})


def check_layout(
    document: Any, composed: Composed, measures: Measures, declared: Collection[str]
) -> list[Problem]:
    """Return the problems of a laid-out document.

    Args:
        document: The document.
        composed: What it was made of.
        measures: What was measured of it.
        declared: The font families that there are.
    """
    problems = [*_check_fonts(document, composed, declared), *_check_tables(composed, measures)]
    # Such a table loses words, of course.
    problems += [] if problems else _check_text(document, composed)
    return [*problems, *_check_pages(composed, measures)]


def _check_fonts(document: Any, composed: Composed, declared: Collection[str]) -> Iterator[Problem]:
    """Report families that the styles ask for and nobody declares: the engine is silent there."""
    for family in sorted(find_families(document) - {*declared} - _GENERIC):
        message = f"the styles ask for the font “{family}”, which nothing declares."
        hint = "Add an @font-face rule with a file of the project, or take the brand's font."
        yield make_error("font.missing", message, hint, path=composed.source)


def _check_tables(composed: Composed, measures: Measures) -> Iterator[Problem]:
    """Report tables that are too wide even for a landscape page."""
    for name in composed.strategy.find_too_wide(measures):
        if name in composed.tables:
            message = f"the table “{composed.tables[name] or name}” is too wide for any page."
            hint = "Split it in two, or turn its rows into columns."
            line = composed.lines.get(name)
            yield make_error("table.too-wide", message, hint, path=composed.source, line=line)


def _check_text(document: Any, composed: Composed) -> Iterator[Problem]:
    """Report words of the HTML that are on none of the pages."""
    for passage in find_lost_passages(document)[:_MOST_PASSAGES]:
        shown = textwrap.shorten(passage, _LONGEST_SHOWN, placeholder=" …")
        message = f"“{shown}” is on no page, or cut off there."
        line = find_line(composed.source, passage)
        yield make_error("text.lost", message, _LOST_HINT, path=composed.source, line=line)


def _check_pages(composed: Composed, measures: Measures) -> Iterator[Problem]:
    """Tell of pages that end early, since what follows on them cannot be split."""
    for page in find_half_empty(measures):
        message = f"page {page} is more than half empty: what comes next stays in one piece."
        hint = "Shorten the picture, table or call-out after it, or move it."
        yield make_warning("page.half-empty", message, hint, path=composed.source)

"""Set what a handout opens with: its title, its introduction, whom it is for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from handout.compose.geometry import Geometry
from handout.compose.heights import Ruler, count_lines
from handout.compose.inlines import flatten
from handout.compose.outline import Outline, split_sections
from handout.compose.spacing import tie_units
from handout.compose.titles import break_title
from handout.model import Article, Paragraph

LONG_TITLE = 60
"""Titles of more characters are set smaller, of twice as many smaller again; so are those with a
word that would be cut."""

_CLIENT_PADDING_MM = 4
"""In `styles/grids/side-column.css`, `.client`."""
_ALWAYS_FITS = 9
"""A word of so many characters fits at any size."""
_INTRO_CHARACTERS = 360
_SEMIBOLD, _BOLD = 600, 700


def set_title(title: str, ruler: Ruler) -> dict[str, Any]:
    """Return the size of a title by its length and its longest word, and its lines."""
    sizes, room = ruler.geometry.sizes, ruler.geometry.text
    choices = (
        (sizes.title, "short", LONG_TITLE),
        (sizes.title_long, "long", 2 * LONG_TITLE),
        (sizes.title_very_long, "very-long", math.inf),
    )
    # No word of it is cut, where one size or the other has room for all.
    for size, name, most in choices:  # noqa: B007 # the last of them, if none fits
        fits = ruler.type.measure_longest(title, size, _BOLD) <= room
        if len(title) <= most and fits:
            break
    return {
        "size": name,
        "lines": break_title(
            tie_units(title), lambda text: ruler.type.measure(text, size, _BOLD), room_mm=room
        ),
    }


def find_intro(article: Article, outline: Outline) -> bool:
    """Tell whether the first paragraph opens the handout in larger type: there is no summary."""
    if article.summary or not outline.lead or not outline.lead[0].content:
        return False
    first = outline.lead[0].content[0]
    return (
        isinstance(first, Paragraph)
        and len(flatten(first.content, alike=True)) <= _INTRO_CHARACTERS
    )


def has_long_name(values: Mapping[str, str], ruler: Ruler) -> bool:
    """Tell whether a name would have to be cut to stand beside the title: never within a word.

    In one column, none stands beside it.

    Args:
        values: A recipient's fields.
        ruler: Measures the name, and the page.
    """
    if not ruler.geometry.side:
        return True
    sizes, room = ruler.geometry.sizes, ruler.geometry.side - _CLIENT_PADDING_MM
    return any(
        ruler.type.measure_longest(name, size, _SEMIBOLD) > room
        for field, size in (("name", sizes.text), ("practitioner", sizes.side))
        if max(map(len, (name := "".join([values.get(field, "")])).split(" "))) > _ALWAYS_FITS
    )


def estimate_pages(article: Article, geometry: Geometry) -> int:
    """Return about how many pages an article takes, so that one layout is usually enough."""
    _, sections = split_sections(article.content)
    lines = count_lines(article.content, geometry) + 3 * len(sections)
    lines += sum(2 for _ in article.key_points) + len(article.summary) // 50
    return 1 + max(0, lines + 20 - geometry.first_page_lines) // geometry.page_lines

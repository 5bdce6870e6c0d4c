"""Hold what a handout is made as: sheet, edition, theme and language."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace


class Grid(enum.StrEnum):
    """Name the ways a page is divided; each has a style sheet, `grids/<name>.css`."""

    SIDE_COLUMN = "side-column"
    ONE_COLUMN = "one-column"


class Urgent(enum.StrEnum):
    """Name the places of warnings and calls: in the article's order, or by themselves."""

    IN_PLACE = "in-place"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A page and how it is laid out; sizes in mm.

    `us_size` is that of a page where a clinic prints on Letter paper, if it is another one.
    """

    name: str
    width: float
    height: float
    grid: Grid = Grid.SIDE_COLUMN
    us_size: tuple[float, float] | None = None
    urgent: Urgent = Urgent.IN_PLACE
    template: str = "handout.html"
    is_booklet: bool = False
    is_large_print: bool = False

    def fit(self, paper: str) -> Format:
        """Return the format as it is on `a4` or `letter` paper."""
        if paper == LETTER.name and self.us_size:
            width, height = self.us_size
            return replace(self, width=width, height=height)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What the PDF is for; `variant` is the engine's name of the standard, `suffix` the file's.

    A PDF without a variant has no structure tree.
    """

    name: str
    variant: str
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language that the templates speak: BCP 47 tag and writing direction (`ltr` or `rtl`)."""

    tag: str
    direction: str = "ltr"


SCREEN = Edition(name="screen", variant="pdf/ua-1")
A4 = Format(name="a4", width=210, height=297)
LETTER = Format(name="letter", width=215.9, height=279.4)
A5 = Format(name="a5", width=148, height=210, grid=Grid.ONE_COLUMN, template="one-column.html")
BOOKLET = Format(
    name="booklet",
    width=148,
    height=210,
    grid=Grid.ONE_COLUMN,
    us_size=(LETTER.height / 2, LETTER.width),
    urgent=Urgent.AFTER,
    template="booklet.html",
    is_booklet=True,
)
LARGE_PRINT = Format(
    name="large-print",
    width=210,
    height=297,
    grid=Grid.ONE_COLUMN,
    us_size=(LETTER.width, LETTER.height),
    urgent=Urgent.BEFORE,
    template="large-print.html",
    is_large_print=True,
)

FORMATS: Mapping[str, Format] = {one.name: one for one in (A4, LETTER, A5, BOOKLET, LARGE_PRINT)}
THEMES = ("calm",)
"""Looks by name: the style sheet of one is `themes/<name>.css`."""
LANGUAGES: Mapping[str, Language] = {"en": Language(tag="en")}
"""By primary subtag: `en-GB` is served by `en`."""
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages, by primary subtag, that are written from right to left."""

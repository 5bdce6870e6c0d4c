"""Hold what a handout is made as: sheet, edition, theme and language."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass


class Grid(enum.StrEnum):
    """Name the ways a page is divided; each has a style sheet, `grids/<name>.css`."""

    SIDE_COLUMN = "side-column"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A page and how it is laid out; `width` and `height` in mm."""

    name: str
    width: float
    height: float
    grid: Grid = Grid.SIDE_COLUMN


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What the PDF is for; `variant` is the engine's name of the standard, `suffix` the file's.

    A PDF without a variant has no structure tree.
    """

    name: str
    variant: str
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A look by name: its style sheet is `themes/<name>.css`."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language that the templates speak: BCP 47 tag and writing direction (`ltr` or `rtl`)."""

    tag: str
    direction: str = "ltr"


A4 = Format(name="a4", width=210, height=297)
SCREEN = Edition(name="screen", variant="pdf/ua-1")
CALM = Theme(name="calm")

FORMATS: Mapping[str, Format] = {A4.name: A4}
EDITIONS: Mapping[str, Edition] = {SCREEN.name: SCREEN}
THEMES: Mapping[str, Theme] = {CALM.name: CALM}
LANGUAGES: Mapping[str, Language] = {"en": Language(tag="en")}
"""By primary subtag: `en-GB` is served by `en`."""
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages, by primary subtag, that are written from right to left."""

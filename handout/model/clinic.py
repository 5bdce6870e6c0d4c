"""Hold who the clinic is, what it looks like, and what its articles have by default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image file and the words that replace it for who cannot see it.

    `ground` is the token of the colour to set it on, of one that would be lost on white.
    """

    path: Path
    alt: str
    line: int | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """How the clinic looks: sRGB colours as `#rrggbb`, a font family and a theme by name.

    `panels` is `solid`, or `light` for a band and contact panel that spare toner.
    """

    primary: str
    accent: str | None = None
    font: str = "Source Sans 3"
    theme: str = "calm"
    panels: str = "solid"


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFile:
    """A font of the clinic's own; a variable one has all weights."""

    path: Path
    family: str
    weight: int = 400
    is_italic: bool = False
    is_variable: bool = False


NOTES = ("auto", "always", "never")
"""When ruled lines for notes are printed: where they fill a page that ends early, or as it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What an article has where it says nothing; `review_months` counts from its publication."""

    formats: tuple[str, ...] = ("a4",)
    language: str = "en"
    review_months: int = 24


PAPERS = ("a4", "letter")
"""The papers that an office printer holds."""
FLIPS = ("long", "short")
"""The edges that a printer turns a sheet about before it prints the back; the first is what office
printers do where nobody has changed it, since it suits upright pages."""
LETTERHEADS = ("printed", "preprinted")
"""Whether the letterhead is printed with the handout, or is on the paper already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSettings:
    """What handouts are printed on: one of `PAPERS`, of `FLIPS` and of `LETTERHEADS`."""

    paper: str = PAPERS[0]
    flip: str = FLIPS[0]
    letterhead: str = LETTERHEADS[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """Who the clinic is.

    `address` and `hours` are lines; an empty text is never printed. `columns` says of which titles
    of its own lists the columns are made. `extra` is what its own templates print: texts, numbers,
    days, tuples and mappings of them.
    """

    path: Path
    name: str
    brand: Brand
    tagline: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    emergency_phone: str = ""
    email: str = ""
    website: str = ""
    hours: tuple[str, ...] = ()
    logo: Picture | None = None
    defaults: Defaults = Defaults()
    print: PrintSettings = PrintSettings()
    disclaimer: str = ""
    feedback: str = ""
    other_formats: str = ""
    notes: str = "auto"
    mail: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fonts: tuple[FontFile, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)
    follows_links: bool = False

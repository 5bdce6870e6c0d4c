"""Read `content/clinic.toml`: who the clinic is, what it looks like, and its defaults."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from handout.assets import DEFAULT_FAMILY, FAMILIES
from handout.model import (
    FLIPS,
    FORMATS,
    LETTER,
    LETTERHEADS,
    NOTES,
    PAPERS,
    THEMES,
    Brand,
    Clinic,
    Defaults,
    FontFile,
    Picture,
    PrintSettings,
    Report,
)
from handout.read.extra import read_extra
from handout.read.faults import TOLERATED, FaultGate
from handout.read.fields import FieldReader
from handout.read.fonts import FONT_FOLDER, read_fonts
from handout.read.languages import explain_language, normalise_language
from handout.read.links import find_roots, refuse_link
from handout.read.pictures import find_picture, is_file
from handout.read.toml import read_toml
from handout.read.words import read_words

LOGO_SUFFIXES = (".svg", ".png", ".jpg", ".jpeg")
_PANELS = ("solid", "light")
_PLACES = {
    key.name: f"under the heading `[{table}]`"
    for table, kind in (("brand", Brand), ("defaults", Defaults), ("print", PrintSettings))
    for key in dataclasses.fields(kind)
}
_ELSEWHERE = {
    **dict.fromkeys(
        ("title", "summary", "authors", "published", "version", "draft"), "in an article's file"
    ),
    **_PLACES,
}
_TOP_KEYS = (
    *("name", "tagline", "address", "phone", "emergency_phone", "email", "website", "hours"),
    *("logo", "logo_alt", "disclaimer", "feedback", "other_formats", "notes"),
)
_SYNONYMS = {
    "telephone": "phone",
    "tel": "phone",
    "emergency": "emergency_phone",
    "opening_hours": "hours",
    "mail_address": "email",
    "url": "website",
    "web": "website",
    "slogan": "tagline",
    "colour": "primary",
    "color": "primary",
    "months": "review_months",
    "lang": "language",
    "format": "formats",
    "author": "authors",
    "date": "published",
    "description": "summary",
    "status": "draft",
    "paper_size": "paper",
    "duplex": "flip",
    "flip_on": "flip",
    "stationery": "letterhead",
}


def read_clinic(path: Path, root: Path, report: Report) -> Clinic | None:
    """Return the clinic, or None after reporting every fault of its file.

    A picture that is missing is an error too, but leaves the clinic usable without it.

    Args:
        path: The clinic's file.
        root: The project's folder, which pictures must lie in.
        report: Where the faults go.
    """
    gate = FaultGate(report, tolerated=TOLERATED)
    table = read_toml(path, gate, kind="clinic")
    if table is None:
        return None
    fields = FieldReader(table, path=path, kind="clinic", report=gate)
    name = fields.text(
        "name", required=True, hint='add the clinic\'s name, such as `name = "Linden Clinic"`.'
    )
    settings = _read_print(fields.table("print"))
    defaults = _read_defaults(fields.table("defaults"), settings.paper)
    project_fields = fields.table("project")
    follows_links = project_fields.flag("follow_links")
    project_fields.finish()
    roots = find_roots(root, follows_links=follows_links)
    refuse_link(path, roots, gate)
    fonts = read_fonts(root / "styles" / FONT_FOLDER, roots, gate)
    clinic = Clinic(
        path=path,
        name=name,
        brand=_read_brand(fields.table("brand"), list_themes(root), fonts),
        tagline=fields.text("tagline"),
        address=fields.lines("address"),
        phone=fields.text("phone"),
        emergency_phone=fields.text("emergency_phone"),
        email=fields.email("email"),
        website=fields.website("website"),
        hours=fields.lines("hours"),
        logo=_read_logo(fields, roots, gate),
        defaults=defaults,
        print=settings,
        disclaimer=fields.prose("disclaimer"),
        feedback=fields.prose("feedback"),
        other_formats=fields.prose("other_formats"),
        notes=fields.choice("notes", NOTES, default=NOTES[0]),
        mail=fields.table("mail").free_texts(),
        columns=fields.table("recipients").free_texts(),
        fonts=fonts,
        words=read_words(fields.table("words"), defaults.language),
        extra=read_extra(fields),
        follows_links=follows_links,
    )
    fields.finish(synonyms=_SYNONYMS, elsewhere=_ELSEWHERE)
    return None if gate.is_unusable else clinic


def list_themes(root: Path) -> tuple[str, ...]:
    """Return the names of the themes that a clinic may choose from, those of its own last."""
    own = sorted(path.stem for path in (root / "styles" / "themes").glob("[!.]*.css"))
    return tuple(dict.fromkeys((*THEMES, *own)))


def _read_brand(fields: FieldReader, themes: tuple[str, ...], fonts: tuple[FontFile, ...]) -> Brand:
    families = tuple(dict.fromkeys((*FAMILIES, *(font.family for font in fonts))))
    primary = fields.colour(
        "primary",
        required=True,
        hint='below a line `[brand]`, give the clinic\'s colour, such as `primary = "#2f6f73"`.',
    )
    brand = Brand(
        primary=primary or "#000000",
        accent=fields.colour("accent"),
        font=fields.choice("font", families, default=DEFAULT_FAMILY),
        theme=fields.choice("theme", themes, default="calm"),
        panels=fields.choice("panels", _PANELS, default=_PANELS[0]),
    )
    fields.finish(synonyms=_SYNONYMS, elsewhere=_place_elsewhere("brand"))
    return brand


def _read_defaults(fields: FieldReader, paper: str) -> Defaults:
    """Return the defaults; where a clinic says nothing, Letter paper is that of North America."""
    others = Defaults(formats=(paper,), language="en-US" if paper == LETTER.name else "en")
    language = fields.text("language")
    if language and (wrong := explain_language(language)):
        fields.fault("language", "language", wrong[0], hint=wrong[1])
        language = ""
    defaults = Defaults(
        formats=fields.choices("formats", FORMATS, default=others.formats),
        language=normalise_language(language) or others.language,
        review_months=fields.number(
            "review_months", default=others.review_months, least=1, most=120
        ),
    )
    fields.finish(synonyms=_SYNONYMS, elsewhere=_place_elsewhere("defaults"))
    return defaults


def _read_print(fields: FieldReader) -> PrintSettings:
    settings = PrintSettings(
        paper=fields.choice("paper", PAPERS, default=PAPERS[0]),
        flip=fields.choice("flip", FLIPS, default=FLIPS[0]),
        letterhead=fields.choice("letterhead", LETTERHEADS, default=LETTERHEADS[0]),
    )
    fields.finish(synonyms=_SYNONYMS, elsewhere=_place_elsewhere("print"))
    return settings


def _place_elsewhere(table: str) -> Mapping[str, str]:
    """Say where keys belong that were written below the wrong heading, TOML's usual trap."""
    return {
        **dict.fromkeys(_TOP_KEYS, "above the first heading in `[…]`"),
        **{key: place for key, place in _PLACES.items() if f"[{table}]" not in place},
    }


def _read_logo(fields: FieldReader, roots: tuple[Path, ...], report: Report) -> Picture | None:
    entry = fields.entry("logo")
    alt = fields.text("logo_alt")
    if entry is None:
        return None
    line = entry.line
    if isinstance(entry.value, Mapping):
        inside = fields.nested("logo", entry.value, line)
        file = inside.text(
            "file", required=True, hint='name the file, such as `file = "images/logo.svg"`.'
        )
        alt = inside.text("alt") or alt
        inside.finish(synonyms={"path": "file", "src": "file"})
    else:
        file = fields.text("logo")
    return read_picture(
        file,
        alt,
        fields=fields,
        line=line,
        roots=roots,
        report=report,
        suffixes=LOGO_SUFFIXES,
    )


def read_picture(
    file: str,
    alt: str,
    *,
    fields: FieldReader,
    line: int,
    roots: tuple[Path, ...],
    report: Report,
    suffixes: tuple[str, ...],
) -> Picture | None:
    """Return a picture of `content/` or `content/images/`, or None if there is none to show."""
    if not file:
        return None
    found = find_picture(
        file,
        bases=(roots[0] / "content", roots[0] / "content" / "images"),
        roots=roots,
        path=fields.path,
        line=line,
        report=report,
        suffixes=suffixes,
    )
    if found is None or not is_file(found):
        return None
    return Picture(path=found, alt=alt, line=line)

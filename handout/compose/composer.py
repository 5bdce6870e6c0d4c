"""Compose handouts: the model and a clinic's templates in, HTML with style sheets out."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from jinja2 import Environment

from handout import assets
from handout.compose.brand import compute_tokens
from handout.compose.composed import Composed, Style
from handout.compose.environment import make_environment, render_template
from handout.compose.fields import RECIPIENT, Fields, Value
from handout.compose.font_families import declare_fonts, get_base_family, list_families
from handout.compose.heights import Ruler, count_lines
from handout.compose.inlines import drop_empty, flatten, replace_fields
from handout.compose.layout import Layout, TableWidth, should_list_contents
from handout.compose.left_out import find_left_out
from handout.compose.logos import is_light
from handout.compose.outline import Outline, arrange
from handout.compose.overrides import Overrides
from handout.compose.oversights import find_oversights
from handout.compose.qr import draw_qr
from handout.compose.records import Identity, expose
from handout.compose.spacing import tie_units
from handout.compose.titles import TITLE_ROOM_MM, break_title
from handout.compose.type_measure import TypeMeasure
from handout.compose.words import Words, describe_borrowed, get_words
from handout.errors import ProjectError
from handout.model import (
    Article,
    Clinic,
    Edition,
    Field,
    Figure,
    Format,
    Heading,
    Paragraph,
    Picture,
    Problem,
    Recipient,
    Report,
    Severity,
    Table,
)
from handout.read.links import find_roots, is_inside

LONG_TITLE = 60
"""Titles of more characters are set in 23 instead of 30 pt, of twice as many in 17 pt; so are those
with a word that would be cut."""
_TITLE_SIZES = (
    (30, "short", LONG_TITLE),
    (23, "long", 2 * LONG_TITLE),
    (17, "very-long", math.inf),
)

_CLIENT_MM = 40
_CLIENT_PT = {"name": 12, "practitioner": 10}
"""In `styles/base.css`, `.client`: the room for text beside the title, and who is named in it."""

_SEMIBOLD = 600
_ALWAYS_FITS = 9
_LINES_ON_FIRST_PAGE, _LINES_ON_PAGE = 22, 38
_MAX_COLUMNS_IN_TEXT = 6
_INTRO_CHARACTERS = 360
_BOLD = 700


class Composer:
    """Compose the handouts of one clinic; keeps templates and colours between them."""

    def __init__(self, clinic: Clinic, *, root: Path) -> None:
        """Read the style sheets.

        Args:
            clinic: Whose handouts they are.
            root: The clinic's folder, whose `templates/` and `styles/` replace shipped files.
        """
        self._clinic = clinic
        project = find_roots(root, follows_links=clinic.follows_links)
        self._roots = (*project, assets.shipped_templates(), assets.shipped_styles())
        self._overrides = Overrides(root, project)
        self._oversights: tuple[Problem, ...] | None = None
        self._environments: dict[str, tuple[Environment, Words]] = {}
        self._measure = TypeMeasure(clinic.brand.font, clinic.fonts)
        self._tokens, self._colour_notes = compute_tokens(clinic.brand.primary, clinic.brand.accent)

    def compose(
        self,
        article: Article,
        *,
        format: Format,
        edition: Edition,
        recipient: Recipient | None = None,
        layout: Layout | None = None,
        has_long_name: bool | None = None,
        report: Report,
    ) -> Composed | None:
        """Compose one handout.

        Args:
            article: What it says.
            format: The sheet it is for.
            edition: What the PDF is for.
            recipient: Whom it is for, or None for a handout to fill by pen.
            layout: What a first layout found, or None to guess.
            has_long_name: Whether it is composed for a name of that kind, or None to see.
            report: Takes every fault.

        Returns:
            The handout, or None where a field of the article is wrong.

        Raises:
            ProjectError: A template cannot be used.
        """
        fields = Fields(self._get_records(article, recipient), is_blank=recipient is None)
        filled, is_personal = _fill(article, fields, report)
        if filled is None:
            return None
        for note in self._colour_notes:
            report(_describe_colour(note, self._clinic))
        environment, words = self._get_environment(article.language)
        if words.borrowed:
            report(describe_borrowed(words, self._clinic))
        outline = arrange(filled.content, _make_ruler(self._measure, layout))
        tables = _find_tables(filled)
        layout = layout or _guess(filled, outline, tables)
        if has_long_name is None:
            has_long_name = recipient is not None and self.has_long_name(recipient.fields)
        qr = draw_qr(article.link) if article.link else None
        context = {
            "clinic": self._prepare_clinic(words),
            "article": replace(
                filled,
                authors=tuple(
                    replace(one, photo=_name_picture(one.photo, words.describe_photo(one.name)))
                    for one in filled.authors
                ),
            ),
            "recipient": recipient.fields if recipient else None,
            "is_personal": is_personal,
            "has_long_name": has_long_name,
            "outline": outline,
            "layout": layout,
            "table_ids": {Identity(table): name for name, table in tables.items()},
            "table_widths": layout.tables,
            "format": format,
            "edition": edition,
            "language": words.language,
            "colours": self._tokens,
            "title": _set_title(filled.title, self._measure),
            "intro": _find_intro(filled, outline),
            "note_lines": _find_notes(filled, outline),
            "qr": qr,
            "created": _format_moment(article),
        }
        styles = self._get_styles(format)
        if self._oversights is None:
            self._oversights = find_oversights(
                self._overrides, environment, self._clinic, variables=context, styles=styles
            )
        records = {k: expose(v, article.language) for k, v in context.items()}
        html = render_template(environment, records, words)
        for problem in (*self._oversights, *find_left_out(self._overrides, filled, html)):
            report(problem)
        return Composed(
            html=html,
            styles=styles,
            font=get_base_family(self._clinic.brand.font),
            layout=layout,
            sections=len(outline.sections),
            source=article.path,
            lines=_find_lines(article, tables),
            tables={name: flatten(table.caption) for name, table in tables.items()},
            variant=edition.variant,
            epoch=_get_epoch(article),
        )

    def has_long_name(self, values: Mapping[str, str]) -> bool:
        """Tell whether a name would have to be cut to stand beside the title: never within a word.

        Args:
            values: A recipient's fields.
        """
        return any(
            self._measure.measure_longest(name, size, _SEMIBOLD) > _CLIENT_MM
            for field, size in _CLIENT_PT.items()
            if len(name := "".join([values.get(field, "")])) > _ALWAYS_FITS
        )

    def list_roots(self, source: Path) -> tuple[Path, ...]:
        """Return the folders that a handout may read from.

        Args:
            source: The article's file; of one that is not in the project, its own folder.
        """
        is_own = is_inside(source, self._roots)
        return self._roots if is_own else (*self._roots, source.resolve().parent)

    def _prepare_clinic(self, words: Words) -> Clinic:
        """Return the clinic, its logo with words, and with a ground where it is lost on white."""
        logo = _name_picture(self._clinic.logo, words.describe_logo(self._clinic.name))
        if logo is not None and is_light(logo.path):
            is_dark = self._tokens["on-brand"] == "#ffffff"
            logo = replace(logo, ground="brand" if is_dark else "strong")
        return replace(self._clinic, logo=logo)

    def _get_environment(self, language: str) -> tuple[Environment, Words]:
        if language not in self._environments:
            words = get_words(language, self._clinic.words)
            self._environments[language] = (
                make_environment(self._overrides, words, self._measure),
                words,
            )
        return self._environments[language]

    def _get_records(
        self, article: Article, recipient: Recipient | None
    ) -> dict[str, Mapping[str, object]]:
        clinic = self._clinic
        return {
            "clinic": {
                name: getattr(clinic, name)
                for name in ("name", "tagline", "phone", "emergency_phone", "email", "website")
            }
            | _show_extra(clinic),
            "article": {
                "title": article.title,
                "version": article.version,
                "published": expose(article.published, article.language) or "",
                "review_by": expose(article.review_by, article.language) or "",
            }
            | _show_extra(article),
            RECIPIENT: recipient.fields if recipient else {},
        }

    def _get_styles(self, format: Format) -> tuple[Style, ...]:
        """Return the style sheets in order, each the clinic's own where it has one."""
        theme = f"themes/{self._clinic.brand.theme}.css"
        names = ("tokens.css", "base.css", theme, f"formats/{format.name}.css")
        sheets = [self._read_style(name) for name in names]
        colours = "".join(f"--{name}: {value}; " for name, value in self._tokens.items())
        families = list_families(self._clinic.brand.font, self._clinic.fonts)
        sheets.insert(1, Style(text=f":root {{ --font: {families}; {colours}}}\n"))
        if self._clinic.fonts:
            sheets.insert(1, Style(text=declare_fonts(self._clinic.fonts)))
        own = self._overrides.read_style("clinic.css")
        if own is not None:
            sheets.append(Style(text=own[0], path=own[1], own=self._overrides.styles))
        return tuple(sheets)

    def _read_style(self, name: str) -> Style:
        found = self._overrides.read_style(name)
        if found is None:
            raise ProjectError(
                f"there is no style sheet “{name}”.", hint="install clinic-handout again."
            )
        return Style(text=found[0], path=found[1], own=self._overrides.styles)


def _show_extra(record: Clinic | Article) -> dict[str, object]:
    return {"extra": record.extra} if record.extra else {}


def _name_picture(picture: Picture | None, words: str) -> Picture | None:
    """Return a picture that has words, these if none of its own."""
    return replace(picture, alt=words) if picture and not picture.alt else picture


def _describe_colour(note: str, clinic: Clinic) -> Problem:
    """Return a note on what the brand's colour was changed to."""
    return Problem(code="brand.adjusted", severity=Severity.NOTE, path=clinic.path, message=note)


def _fill(article: Article, fields: Fields, report: Report) -> tuple[Article | None, bool]:
    """Return the article with its fields evaluated, and whether any of them is personal."""
    values: list[Value] = []
    is_sound = True

    def evaluate(field: Field) -> Value:
        nonlocal is_sound
        result = fields.evaluate(field)
        if isinstance(result, Problem):
            report(replace(result, path=article.path))
            is_sound = False
            result = Value(expression=field.expression, text="", is_personal=False)
        values.append(result)
        return result

    filled = replace(
        article,
        content=drop_empty(replace_fields(article.content, evaluate)),
        key_points=replace_fields(article.key_points, evaluate),
        references=replace_fields(article.references, evaluate),
    )
    return filled if is_sound else None, any(value.is_personal for value in values)


def _make_ruler(measure: TypeMeasure, layout: Layout | None) -> Ruler:
    layout = layout or Layout()
    return Ruler(measure, is_close=layout.is_close, has_close_lines=layout.has_close_lines)


def _find_tables(article: Article) -> dict[str, Table]:
    tables = (block for block in article.content if isinstance(block, Table))
    return {f"table-{number}": table for number, table in enumerate(tables, start=1)}


def _guess(article: Article, outline: Outline, tables: Mapping[str, Table]) -> Layout:
    """Guess the layout from the amount of text, so that one pass is usually enough."""
    lines = count_lines(article.content) + 3 * len(outline.sections)
    lines += sum(2 for _ in article.key_points) + len(article.summary) // 50
    pages = 1 + max(0, lines + 20 - _LINES_ON_FIRST_PAGE) // _LINES_ON_PAGE
    return Layout(
        has_contents=should_list_contents(sections=len(outline.sections), pages=pages),
        tables={
            name: TableWidth.FULL if len(table.head) > _MAX_COLUMNS_IN_TEXT else TableWidth.COLUMN
            for name, table in tables.items()
        },
    )


def _set_title(title: str, measure: TypeMeasure) -> dict[str, Any]:
    """Return the size of a title by its length and its longest word, and its lines."""
    # No word of it is cut, where one size or the other has room for all.
    for size, name, most in _TITLE_SIZES:  # noqa: B007 # the last of them, if none fits
        fits = measure.measure_longest(title, size, _BOLD) <= TITLE_ROOM_MM
        if len(title) <= most and fits:
            break
    return {
        "size": name,
        "lines": break_title(
            tie_units(title),
            lambda text: measure.measure(text, size, _BOLD),
            room_mm=TITLE_ROOM_MM,
        ),
    }


def _find_intro(article: Article, outline: Outline) -> bool:
    """Tell whether the first paragraph opens the handout in larger type: there is no summary."""
    if article.summary or not outline.lead or not outline.lead[0].content:
        return False
    first = outline.lead[0].content[0]
    return (
        isinstance(first, Paragraph)
        and len(flatten(first.content, alike=True)) <= _INTRO_CHARACTERS
    )


def _find_notes(article: Article, outline: Outline) -> str:
    """Return when lines for notes are printed: a notice of no author and section needs none."""
    is_notice = not article.authors and not outline.sections
    return "never" if article.notes == "auto" and is_notice else article.notes


def _find_lines(article: Article, tables: Mapping[str, Table]) -> dict[str, int]:
    """Return the article's line of each table by id, and of each figure by address."""
    lines = {name: table.line for name, table in tables.items() if table.line}
    for block in article.content:
        if isinstance(block, Figure) and block.line:
            lines[block.path.resolve().as_uri()] = block.line
        elif isinstance(block, Heading) and block.line:
            lines.setdefault(flatten(block.content), block.line)
    return lines


def _get_epoch(article: Article) -> int:
    """Return the moment the PDF is dated: `SOURCE_DATE_EPOCH`, else noon of the article's date."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdecimal():
        return int(given)
    day = article.published or date(2000, 1, 1)
    return int(datetime.combine(day, time(12), UTC).timestamp())


def _format_moment(article: Article) -> str | None:
    """Return the moment for the metadata, or None where nothing tells it."""
    if not article.published and not os.environ.get("SOURCE_DATE_EPOCH"):
        return None
    return datetime.fromtimestamp(_get_epoch(article), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

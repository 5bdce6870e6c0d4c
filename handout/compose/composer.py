"""Compose handouts: the model and a clinic's templates in, HTML with style sheets out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from jinja2 import Environment

from handout import assets
from handout.compose.brand import compute_tokens
from handout.compose.composed import Composed, Style
from handout.compose.environment import make_environment, render_template
from handout.compose.fields import RECIPIENT, Fields, Value
from handout.compose.font_families import declare_fonts, get_base_family, list_families
from handout.compose.geometry import Geometry, make_geometry
from handout.compose.heights import Ruler
from handout.compose.inlines import drop_empty, flatten
from handout.compose.layout import Layout
from handout.compose.left_out import find_left_out
from handout.compose.logos import is_light
from handout.compose.opener import estimate_pages, find_intro, has_long_name, set_title
from handout.compose.outline import Outline, arrange
from handout.compose.overrides import Overrides
from handout.compose.oversights import OWN_SHEET, find_oversights
from handout.compose.qr import draw_qr
from handout.compose.records import Identity, expose
from handout.compose.strategy import choose_strategy
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
    Grid,
    Heading,
    Picture,
    Problem,
    Recipient,
    Report,
    Severity,
    Table,
    replace_nodes,
)
from handout.read.links import find_roots, is_inside

_LEAST_TEXT, _LEAST_BODY = 60, 100
"""How wide, and how tall, a page's text is at least, in mm."""


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
        self._environments: dict[tuple[str, Format], tuple[Environment, Words]] = {}
        self._rulers: dict[Format, Ruler] = {}
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
        format = format.fit(self._clinic.print.paper)  # noqa: A001 # as it is called
        ruler = self._get_ruler(format)
        environment, words = self._get_environment(article.language, format, ruler)
        if words.borrowed:
            report(describe_borrowed(words, self._clinic))
        if layout:
            ruler = replace(ruler, layout=layout)
        outline = arrange(filled.content, ruler, urgent=format.urgent)
        tables = _find_tables(filled)
        note_lines = _find_notes(filled, outline)
        strategy = choose_strategy(
            format, ruler.geometry, len(outline.sections), has_notes=note_lines != "never"
        )
        layout = layout or strategy.guess(estimate_pages(filled, ruler.geometry), tables)
        if has_long_name is None:
            has_long_name = self.has_long_name(recipient.fields if recipient else {}, format)
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
            "title": set_title(filled.title, ruler),
            "intro": find_intro(filled, outline),
            "note_lines": note_lines,
            "qr": qr,
            "created": _format_moment(article),
        }
        styles = self._get_styles(format, ruler.geometry)
        if self._oversights is None:
            self._oversights = find_oversights(
                self._overrides, environment, self._clinic, variables=context, styles=styles
            )
        records = {k: expose(v, article.language) for k, v in context.items()}
        html = render_template(environment, format.template, records, words)
        for problem in (*self._oversights, *find_left_out(self._overrides, filled, html)):
            report(problem)
        return Composed(
            html=html,
            styles=styles,
            font=get_base_family(self._clinic.brand.font),
            layout=layout,
            strategy=strategy,
            source=article.path,
            lines=_find_lines(article, tables),
            tables={name: flatten(table.caption) for name, table in tables.items()},
            edition=edition,
            epoch=_get_epoch(article),
        )

    def has_long_name(self, values: Mapping[str, str], format: Format) -> bool:
        """Tell whether a name would have to be cut to stand beside the title: never within a word.

        Args:
            values: A recipient's fields.
            format: The page.
        """
        ruler = self._get_ruler(format.fit(self._clinic.print.paper))
        return has_long_name(values, ruler)

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

    def _get_ruler(self, format: Format) -> Ruler:
        if format not in self._rulers:
            # What a theme says of its columns and lines is for text beside a side column.
            looks = self._list_looks(format)
            names = looks if format.grid is Grid.SIDE_COLUMN else looks[1:2]
            sheets = [self._read_style(name, is_needed=False) for name in names]
            geometry = make_geometry(format).adopt(sheet.text for sheet in sheets if sheet)
            if geometry.text < _LEAST_TEXT or geometry.body < _LEAST_BODY:
                raise ProjectError(
                    f"the measures of “{self._clinic.brand.theme}” leave no room for text:"
                    f" {geometry.text:.0f} × {geometry.body:.0f} mm in the format {format.name}.",
                    hint=f"leave it at least {_LEAST_TEXT} × {_LEAST_BODY} mm.",
                )
            self._rulers[format] = Ruler(self._measure, geometry)
        return self._rulers[format]

    def _list_looks(self, format: Format) -> tuple[str, ...]:
        """Return the names of the theme, the format's own sheet and the clinic's."""
        theme = f"themes/{self._clinic.brand.theme}.css"
        return (theme, f"formats/{format.name}.css", OWN_SHEET)

    def _get_environment(
        self, language: str, format: Format, ruler: Ruler
    ) -> tuple[Environment, Words]:
        key = (language, format)
        if key not in self._environments:
            words = get_words(language, self._clinic.words)
            self._environments[key] = (make_environment(self._overrides, words, ruler), words)
        return self._environments[key]

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

    def _get_styles(self, format: Format, geometry: Geometry) -> tuple[Style, ...]:
        """Return the style sheets in order, each the clinic's own where it has one."""
        colours = "".join(f"--{name}: {value}; " for name, value in self._tokens.items())
        families = list_families(self._clinic.brand.font, self._clinic.fonts)
        theme, *others = self._list_looks(format)
        sheets = [
            Style(text=declare_fonts(self._clinic.fonts)) if self._clinic.fonts else None,
            Style(text=geometry.write_pages()),
            Style(text=f":root {{ --font: {families}; {colours}}}\n"),
            *(self._read_style(name) for name in ("base.css", f"grids/{format.grid}.css", theme)),
            *(self._read_style(name, is_needed=False) for name in others),
            # Last, so that what is drawn is what is measured.
            Style(text=geometry.write_variables()),
        ]
        return tuple(sheet for sheet in sheets if sheet)

    def _read_style(self, name: str, *, is_needed: bool = True) -> Style | None:
        found = self._overrides.read_style(name)
        if found is None:
            if is_needed:
                raise ProjectError(
                    f"there is no style sheet “{name}”.", hint="install clinic-handout again."
                )
            return None
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
        content=drop_empty(replace_nodes(article.content, Field, evaluate)),
        key_points=replace_nodes(article.key_points, Field, evaluate),
        references=replace_nodes(article.references, Field, evaluate),
    )
    return filled if is_sound else None, any(value.is_personal for value in values)


def _find_tables(article: Article) -> dict[str, Table]:
    tables = (block for block in article.content if isinstance(block, Table))
    return {f"table-{number}": table for number, table in enumerate(tables, start=1)}


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

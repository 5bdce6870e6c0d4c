"""Render composed handouts with WeasyPrint, one after another in one process.

In goes a `Composed`, and how to compose it once more with another layout; out comes an `Answer`:
the PDF, and the problems. Fonts and parsed style sheets are kept between documents. The system's
fonts are out of sight, so that the same input gives the same pages on every machine.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import weasyprint

from handout.assets import DEFAULT_FAMILY
from handout.compose.composed import Composed, Style
from handout.compose.layout import Layout, Measures
from handout.errors import EngineError
from handout.model import Place, Problem, soften_missing
from handout.render import drawings, marks, tagging  # noqa: F401  # They do so in WeasyPrint's stead.
from handout.render.answer import Answer
from handout.render.attributes import make_font_configuration
from handout.render.block_setting import PlacedBlock
from handout.render.blocks import (
    HYPHENS,
    LIGATURES,
    PLAIN,
    find_bookmarks,
    find_sources,
    learn_texts,
    record_lines,
)
from handout.render.checking import check_layout
from handout.render.embedding import FontsToBe, drop_tables
from handout.render.fetcher import ConfinedFetcher, digest_file
from handout.render.fonts import declare_faces, holds, keep_file
from handout.render.master import Master
from handout.render.master_writer import write_master
from handout.render.measure import measure
from handout.render.messages import LogListener, MessageSource, find_origin
from handout.render.placeholders import find_placeholders, name_field
from handout.render.style_messages import explain_failed_sheet

Step = Callable[[Any, Any], None]

STEPS: tuple[Step, ...] = (drop_tables,)
"""What is done to every PDF at the end: `(document, pdf)`, the PDF changed in place.

A step sees the finished objects of the file just before they become bytes, which spares reading
the file again: opening and saving it costs more than laying out a page.
"""

_FACE = re.compile(r"@font-face\s*\{[^}]*?font-family:\s*[\"']?([^;\"'}]+)", re.IGNORECASE)
_MAX_STYLES = 64


class _FinishedPdf(Exception):
    """Carry the objects of a PDF out of WeasyPrint, which would go on and write them."""

    def __init__(self, pdf: Any) -> None:
        super().__init__()
        self.pdf = pdf


@dataclass(slots=True)
class _StyleSheet:
    """A parsed style sheet, with what came up while it was parsed.

    `sources` is those of the files it has read that may have changed since.
    """

    css: Any
    text: str
    problems: list[Problem]
    dependencies: dict[str, str | None]
    sources: dict[str, str | None]

    @property
    def has_faces(self) -> bool:
        """Whether it has declared fonts: nothing but them and other sheets is read so early."""
        return bool(_FACE.search(self.text)) or any(
            Path(name).suffix.lower() != ".css" for name in self.sources
        )

    def holds(self, style: Style) -> bool:
        """Tell whether it would be the same if it were parsed now."""
        return self.text == style.text and all(
            digest_file(Path(name)) == digest for name, digest in self.sources.items()
        )


@dataclass(frozen=True, slots=True)
class _Laid:
    """A handout that is laid out: its document (None without a font), and what came up."""

    composed: Composed
    document: Any
    measures: Measures
    problems: list[Problem]
    dependencies: dict[str, str | None]


class Engine:
    """Render many documents in one process; made by `handout.render.loading.load_engine`."""

    def __init__(self, *, cache: Path) -> None:
        """Hide the system's fonts from this process.

        Args:
            cache: The folder for static font faces.
        """
        self._cache = cache
        self._fetcher = ConfinedFetcher()
        self._listener = LogListener()
        self._fonts: dict[str, Any] = {}
        self._sheets: dict[tuple[str, str], _StyleSheet] = {}
        _hide_system_fonts(cache)

    def render(
        self,
        composed: Composed,
        *,
        roots: tuple[Path, ...],
        allow_missing: bool,
        compose_again: Callable[[Layout], Composed] | None = None,
        characters: frozenset[str] | None = None,
    ) -> Answer:
        """Lay out a handout, once more if its layout has to change, and write it as PDF.

        Args:
            composed: The handout.
            roots: The folders that it may read from.
            allow_missing: Take missing images, texts, glyphs and fonts as warnings.
            compose_again: Composes it with another layout; without it, the first stands.
            characters: Give a master instead of a PDF, whose fonts have these characters too.

        Raises:
            EngineError: WeasyPrint failed.
        """
        try:
            with _dated(composed.epoch):
                return self._render(
                    composed,
                    roots,
                    compose_again,
                    allow_missing=allow_missing,
                    characters=characters,
                )
        except EngineError:
            raise
        except Exception as error:
            raise EngineError(
                f"the engine failed: {type(error).__name__}: {error}",
                where=Place(path=composed.source),
                hint="If the templates and styles are yours, check what you changed last.",
            ) from error

    def _render(
        self,
        composed: Composed,
        roots: tuple[Path, ...],
        compose_again: Callable[[Layout], Composed] | None,
        *,
        allow_missing: bool,
        characters: frozenset[str] | None,
    ) -> Answer:
        self._fetcher.confine((*roots, self._cache), _find_declared(composed))
        cache: dict[Any, Any] = {}

        def is_faulty(problems: list[Problem]) -> bool:
            softened = soften_missing(problems, allow_missing=allow_missing)
            return any(one.is_error for one in softened)

        laid = self._lay_out(composed, cache)
        for _ in range(composed.strategy.layouts - 1):
            if compose_again is None or is_faulty(laid.problems):
                break
            layout = composed.strategy.settle(laid.composed.layout, laid.measures)
            if layout == laid.composed.layout:
                break
            again = self._lay_out(compose_again(layout), cache)
            if layout.most_pages is not None and again.measures.pages > layout.most_pages:
                break
            laid = again
        pdf = master = None
        blocks: dict[int, PlacedBlock] = {}
        problems = laid.problems
        if laid.document is not None:
            with self._listener.listen(
                find_origin(laid.composed, laid.dependencies, self._fetcher.roots[0])
            ) as logged:
                if characters is None:
                    pdf = self._write(laid.document, laid.composed)
                else:
                    master, blocks = self._cut(laid.document, laid.composed, characters)
            problems = [*problems, *logged]
            problems += check_layout(
                laid.document, laid.composed, laid.measures, _find_declared(laid.composed)
            )
        is_sound = not is_faulty(problems)
        problems = soften_missing(problems, allow_missing=allow_missing)
        return Answer(
            pdf=pdf if is_sound else None,
            master=master if is_sound else None,
            blocks=blocks,
            layout=laid.composed.layout,
            pages=laid.measures.pages,
            problems=tuple(dict.fromkeys(problems)),
            dependencies=laid.dependencies | self._fetcher.dependencies,
        )

    def _lay_out(self, composed: Composed, cache: dict[Any, Any]) -> _Laid:
        """Lay out once; a document whose font is missing is not."""
        fonts, sheets = self._get_sheets(composed.styles, composed.font)
        lost = [problem for sheet in sheets for problem in sheet.problems]
        read = {name: digest for sheet in sheets for name, digest in sheet.dependencies.items()}
        if any(problem.code == "font.missing" for problem in lost):
            # Without any font for its text, Pango ends the whole process.
            return _Laid(composed, None, Measures(pages=0, tables={}), lost, read)
        with self._listener.listen(find_origin(composed, read, self._fetcher.roots[0])) as logged:
            html = weasyprint.HTML(
                string=composed.html,
                base_url=composed.source.resolve().as_uri(),
                url_fetcher=self._fetcher,
            )
            document = html.render(
                stylesheets=[sheet.css for sheet in sheets],
                font_config=fonts,
                pdf_variant=composed.edition.variant or None,
                cache=cache,
            )
        return _Laid(composed, document, measure(document), [*lost, *logged], read)

    def _write(self, document: Any, composed: Composed) -> bytes:
        document.fonts = FontsToBe()
        pdf: bytes = document.write_pdf(
            pdf_variant=composed.edition.variant or None,
            pdf_identifier=True,
            finisher=_finish,
        )
        return pdf

    def _cut(
        self, document: Any, composed: Composed, characters: frozenset[str]
    ) -> tuple[Master, dict[int, PlacedBlock]]:
        """Draw the pages as for a PDF, and take the objects before they are written."""
        sources = find_sources(document._html, name_field)  # noqa: SLF001 # no other way in
        found = find_placeholders(document, sources)

        def complete(fonts: Mapping[Any, Any]) -> None:
            """Add what others need; the pages are drawn by then."""
            _, context = document._html.boxes_before_layout  # noqa: SLF001
            stream = next((span.stream for span in spans.values()), None)
            texts = characters | {PLAIN, *filter(characters.issuperset, LIGATURES)}
            for samples, wanted in ((found.samples, texts | HYPHENS), (found.others, HYPHENS)):
                for sample in samples.values():
                    learn_texts(sample, wanted, context, stream, fonts)

        document.fonts = FontsToBe(complete)

        def finish(document: Any, pdf: Any) -> None:
            _finish(document, pdf)
            raise _FinishedPdf(pdf)

        with record_lines() as spans:
            try:
                document.write_pdf(pdf_variant=composed.edition.variant or None, finisher=finish)
            except _FinishedPdf as drawn:
                labels = find_bookmarks(document._html, name_field)  # noqa: SLF001
                pages = len(document.pages)
                return write_master(drawn.pdf, found, labels, spans, document.fonts, pages)
        raise AssertionError("the finisher was not called")

    def _get_sheets(self, styles: tuple[Style, ...], family: str) -> tuple[Any, list[_StyleSheet]]:
        """Return the font configuration and the parsed sheets, from memory where they hold.

        The faces of the family come first.
        """
        styles = (Style(text=declare_faces(family, self._cache)), *styles)
        changed = [
            self._sheets.pop(key)
            for style in styles
            if (key := _name_sheet(style, family)) in self._sheets
            and not self._sheets[key].holds(style)
        ]
        if any(sheet.has_faces for sheet in changed):
            # A face that is declared again does not take the old one's place: begin without any.
            del self._fonts[family]
            self._sheets = {key: one for key, one in self._sheets.items() if key[1] != family}
        if family not in self._fonts:
            self._fonts[family] = make_font_configuration()
        return self._fonts[family], [self._parse(style, family) for style in styles]

    def _parse(self, style: Style, family: str) -> _StyleSheet:
        """Return the parsed sheet, from memory where it is there."""
        key = _name_sheet(style, family)
        sheet = self._sheets.get(key)
        if sheet is None:
            seen = self._fetcher.dependencies
            read: dict[str, str | None] = {}
            self._fetcher.dependencies = read
            origin = MessageSource(path=style.path, lines={})
            parse = partial(
                weasyprint.CSS,
                base_url=style.path.resolve().as_uri() if style.path else None,
                font_config=self._fonts[family],
                url_fetcher=self._fetcher,
            )
            with (
                self._listener.listen(origin) as logged,
                self._listener.follow_sheets(self._fetcher),
            ):
                try:
                    css = parse(string=style.text)
                # WeasyPrint fails on some values that are cut short, such as `calc(1px +)`.
                except Exception as error:
                    raise explain_failed_sheet(style, parse) from error
            self._fetcher.dependencies = seen
            # The faces in the cache are looked at whenever they are declared.
            cache = self._cache.resolve()
            sheet = _StyleSheet(
                css=css,
                text=style.text,
                problems=logged,
                dependencies=read,
                sources={
                    name: digest
                    for name, digest in read.items()
                    if not Path(name).is_relative_to(cache)
                },
            )
            if len(self._sheets) >= _MAX_STYLES:
                self._sheets.clear()
            self._sheets[key] = sheet
        return sheet


def _finish(document: Any, pdf: Any) -> None:
    """Change a PDF's objects before they become bytes."""
    for step in STEPS:
        step(document, pdf)


def _name_sheet(style: Style, family: str) -> tuple[str, str]:
    """Return what a sheet is kept by: what has no file is its text."""
    return str(style.path or style.text), family


def _find_declared(composed: Composed) -> frozenset[str]:
    """Return the font families that are declared: the brand's, and those of the styles."""
    names = (name.strip() for style in composed.styles for name in _FACE.findall(style.text))
    return frozenset({composed.font, DEFAULT_FAMILY, *names})


@contextmanager
def _dated(epoch: int) -> Iterator[None]:
    """Set `SOURCE_DATE_EPOCH`, by which font subsetting dates what it writes, for a while."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(epoch)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _hide_system_fonts(cache: Path) -> None:
    """Give fontconfig a configuration without folders; ours come by `@font-face` alone."""
    path = cache / "fonts.conf"
    text = (
        b"<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'urn:fontconfig:fonts.dtd'>"
        b"<fontconfig></fontconfig>"
    )
    if not holds(path, text):
        keep_file(path, text)
    os.environ["FONTCONFIG_FILE"] = str(path)

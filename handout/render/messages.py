"""Turn what WeasyPrint logs into problems with a file and, where it can be known, a line.

WeasyPrint only logs a missing image, alternative text or glyph and goes on. For a handout these are
errors: what a client would miss must not pass in silence.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import weasyprint

from handout.compose.composed import Composed, Style
from handout.files.reading import read_regular
from handout.model import Problem, make_error, make_warning
from handout.render.fetcher import ConfinedFetcher
from handout.render.style_messages import (
    describe_computed,
    describe_style,
    explain_absence,
    find_address,
    find_in_templates,
    find_path,
    read_sheet,
    show_address,
    suggest_file,
)

_SOUGHT = 4
"""Words by which a passage is found."""

_SCRIPTS = range(0x0590, 0x1000)
"""Where each block of Unicode is of one script, Hebrew to Tibetan, its signs included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSource:
    """What was being read when a message came: an article with its lines, or a style sheet.

    `sheets` are the style sheets of an article, in order, `font` the family it is set in, and
    `templates` the folder of the clinic's own templates.
    """

    path: Path | None
    lines: Mapping[str, int]
    sheets: tuple[Style, ...] = ()
    font: str = ""
    templates: Path | None = None


def find_origin(composed: Composed, read: Iterable[str], root: Path) -> MessageSource:
    """Return what an article's messages come from.

    Args:
        composed: The article.
        read: What its style sheets have read.
        root: The clinic's folder.
    """
    imported = [Path(name) for name in read if name.endswith(".css")]
    sheets = (*composed.styles, *(Style(text=read_sheet(path), path=path) for path in imported))
    return MessageSource(
        path=composed.source,
        lines=composed.lines,
        sheets=sheets,
        font=composed.font,
        templates=root / "templates",
    )


class LogListener(logging.Handler):
    """Collect WeasyPrint's messages as problems while a block runs."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.problems: list[Problem] = []
        self._origin = MessageSource(path=None, lines={})

    @contextmanager
    def listen(self, origin: MessageSource) -> Iterator[list[Problem]]:
        """Collect the problems of one origin, each once."""
        logger = logging.getLogger("weasyprint")
        before, propagate = self.problems, logger.propagate
        self.problems, self._origin = [], origin
        logger.addHandler(self)
        logger.propagate = False
        try:
            yield self.problems
        finally:
            logger.removeHandler(self)
            logger.propagate = propagate
            self.problems = before

    @contextmanager
    def follow_sheets(self, fetcher: ConfinedFetcher) -> Iterator[None]:
        """Tell which sheet a message is about while one is read, with those that it imports.

        Args:
            fetcher: Is told as well: by its own name, a sheet means the shipped one.
        """
        read_rules = weasyprint.preprocess_stylesheet

        def read_followed(media: str, base_url: str | None, *args: Any, **kwargs: Any) -> None:
            outer, outer_sheet = self._origin, fetcher.sheet
            path = fetcher.sheet = find_path(base_url or "")
            if path and (outer.path is None or path != outer.path.resolve()):
                self._origin = MessageSource(path=path, lines={})
            try:
                read_rules(media, base_url, *args, **kwargs)
            finally:
                self._origin, fetcher.sheet = outer, outer_sheet

        weasyprint.preprocess_stylesheet = read_followed
        try:
            yield
        finally:
            weasyprint.preprocess_stylesheet = read_rules

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message as a problem."""
        problem = _read_message(record, self._origin)
        if not any(_is_same(problem, one) for one in self.problems):
            self.problems.append(problem)


def _is_same(one: Problem, other: Problem) -> bool:
    """Tell whether problems say the same; of a script's letters one is named for all."""
    start, quoted, _ = one.message.partition(" letters, such as")
    return one == other or (
        bool(quoted) and one.path == other.path and other.message.startswith(start + quoted)
    )


def _read_message(record: logging.LogRecord, origin: MessageSource) -> Problem:
    text = str(record.msg)
    args = record.args if isinstance(record.args, tuple) else ()
    if text.startswith("Failed to load image") and len(args) == 2:
        return _describe_image(str(args[0]), str(args[1]), origin)
    if text.startswith(".notdef glyph") and len(args) == 2:
        return _describe_glyph(str(args[0]), origin)
    if "has no required alt" in text:
        address = str(args[0]) if args else ""
        message = f"the image “{address}” has no words that replace it."
        hint = "Say in the alternative text what the picture shows."
        line = origin.lines.get(address)
        return make_error("image.no-alt", message, hint, path=origin.path, line=line)
    if origin.path is not None and origin.path.suffix == ".css":
        return describe_style(record, origin.path)
    if text.startswith("Font-face"):
        message = f"the font “{args[0] if args else ''}” cannot be loaded."
        hint = "Check the address in its @font-face rule."
        return make_error("font.missing", message, hint, path=origin.path)
    return describe_computed(record, origin.sheets) or _describe_other(record, origin)


def _describe_image(address: str, reason: str, origin: MessageSource) -> Problem:
    shown = show_address(address)
    line = origin.lines.get(address)
    kind, _, rest = reason.partition(": ")
    if kind == "DamagedError":
        what, _, hint = rest.partition("\n")
        # What no line of the article names, such as a logo, is where it is.
        path = origin.path if line else find_path(address) or origin.path
        message = f"the image “{shown}” {what}."
        return make_error("image.unreadable", message, hint, path=path, line=line)
    sheet, sheet_line = (None, None) if line else find_address(address, origin.sheets)
    template, template_line = (
        (None, None) if line or sheet else find_in_templates(address, origin.templates)
    )
    absence = explain_absence(reason)
    return make_error(
        "image.missing" if absence == "is not there" else "image.unreadable",
        f"the image “{shown}” {absence}.",
        ((sheet or template) and suggest_file(address))
        or (template and "Check its path, which begins at the folder of the articles.")
        or "Check its path, and that it is a PNG, JPEG or SVG file of the project.",
        path=sheet or template or origin.path,
        line=line or sheet_line or template_line,
    )


def _describe_glyph(character: str, origin: MessageSource) -> Problem:
    script = _find_script(character)
    font = f"the font “{origin.font}”" if origin.font else "the font"
    lacks = f"lacks {script} letters, such as" if script else "has no glyph for"
    message = f"{font} {lacks} “{character}” (U+{ord(character):04X})."
    put = "Put" if script else "Write it in another way, or put"
    hint = f"{put} a font that has them into the folder “styles/fonts”."
    line = find_line(origin.path, character)
    return make_error("glyph.missing", message, hint, path=origin.path, line=line)


def _find_script(character: str) -> str:
    """Return the script of a letter as Unicode's names begin: Arabic; nothing for a sign."""
    if unicodedata.category(character)[0] not in "LM" and ord(character) not in _SCRIPTS:
        return ""
    name = unicodedata.name(character, "").partition(" ")[0]
    return name if name == "CJK" else name.capitalize()


def _describe_other(record: logging.LogRecord, origin: MessageSource) -> Problem:
    message = record.getMessage().strip().partition("\n")[0]
    make = make_error if record.levelno >= logging.ERROR else make_warning
    return make("engine.message", f"the engine says: {message.rstrip('.')}.", path=origin.path)


def find_line(path: Path | None, words: str) -> int | None:
    """Return the first line of a text file with some words, if it can be told.

    Args:
        path: The file.
        words: A text, of which some words are looked for, whatever marks stand among them.
    """
    if path is None or path.suffix not in {".md", ".markdown", ".txt", ".toml"}:
        return None
    try:
        text = read_regular(path).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    sought = re.findall(r"\w+", words) or [re.escape(words)]
    # What it begins with may be a word of the template.
    for start in range(len(sought[:_SOUGHT])):
        pattern = r"[\W_]{1,9}".join(sought[start : start + _SOUGHT])
        if found := re.search(pattern, text):
            return text.count("\n", 0, found.start()) + 1
    return None

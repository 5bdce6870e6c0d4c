"""Say where a style sheet is wrong, and what was probably meant.

In comes what WeasyPrint logs of a sheet, out come problems with the sheet, the line and the near
name. Of what a sheet names, WeasyPrint tells only the address: the line is looked for here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import url2pathname

from handout.compose.composed import Style
from handout.errors import EngineError
from handout.files.reading import read_regular
from handout.model import Place, Problem, make_error, make_warning
from handout.read.faults import find_near, suggest

_IGNORED = ("Ignored `%s:%s` at %d:%d, %s.", "Ignored `%s: %s` at %d:%d, %s.")
_PARTS = 5
_RULES = (
    (
        r"Error: EOF reached before \{\} block",
        "a declaration ends here that has no colon: it is passed over.",
        "write it as `color: red;`, and close the rule before it with `}`.",
    ),
    (
        r"Parse error at .*EOF reached before \{\} block",
        "the sheet ends here with something that is no rule: it is passed over.",
        "look for a `{` that is missing, or for a `}` too many.",
    ),
    (
        r"Invalid or unsupported selector, '(.*?)'?\.?$",
        "“{0}” is no selector that the engine knows: its rule is passed over.",
        "correct it, or take the rule out; comments stand between `/*` and `*/`.",
    ),
    (
        r"Unsupported @page selector '(.*?)'",
        "“@page {0}” is no page that the engine knows: its rule is passed over.",
        "write `:first`, `:left`, `:right`, `:blank`, a name, or nothing.",
    ),
    (
        r"(?:Error: )?Stop token reached before \{\} block",
        "something here is no declaration: it is passed over.",
        "write it as `color: red;`, with a colon behind the property.",
    ),
    (
        r"Invalid media type '(.*?)'",
        "“@media {0}” is no medium that the engine knows: its rules are passed over.",
        "write `print` or `all`, or take the rules out of it.",
    ),
    (
        r"@import rule .+ not at the beginning",
        "“@import” stands behind other rules: it is passed over.",
        "write it at the top of the sheet.",
    ),
    (
        r"Unknown (?:empty )?(?:@page )?rule <AtRule (@[\w-]+)",
        "there is no rule “{0}” that the engine knows: it is passed over.",
        "take it out.",
    ),
    (
        r"Invalid @import rule",
        "“@import” names no style sheet: it is passed over.",
        'write it as `@import "name.css";`, at the top of the sheet.',
    ),
    (
        r"Missing ([\w-]+) descriptor in '(@[\w-]+)' rule",
        "“{1}” has no “{0}”: it is passed over.",
        "add it.",
    ),
)
"""Of the engine's words: ours, and a hint."""
_PROPERTY = re.compile(r"([\w-]+)\s*:\s*$")
_POSITION = re.compile(r"\bat (\d+):(\d+)")
_SELECTOR = re.compile(r"selector, '(.*?)'?\.?$")
_ADDRESS = re.compile(
    r"""url\(\s*(["']?)(?P<in>[^"')]+)\1\s*\)|@import\s+(["'])(?P<after>[^"']+)\3""", re.IGNORECASE
)
_FACE = re.compile(r"@font-face\s*\{[^}]*\}", re.IGNORECASE)


def describe_style(record: logging.LogRecord, path: Path) -> Problem:
    """Return what WeasyPrint logs while it reads a style sheet as a problem of that sheet."""
    args = record.args if isinstance(record.args, tuple) else ()
    if record.msg in _IGNORED and len(args) == _PARTS:
        return _describe_declaration(args, path)
    if str(record.msg).startswith("Failed to load stylesheet") and args:
        address = str(args[0])
        message = f"the style sheet “{show_address(address)}” {explain_absence(str(args[1]))}."
        hint = "check its address: it begins at the folder of this sheet."
        hint = suggest_file(address) or hint
        line = find_address(address, [Style(text=read_sheet(path), path=path)])[1]
        return make_error("style.missing", message, hint, path=path, line=line)
    if str(record.msg).startswith("Font-face") and args:
        return _describe_face(str(args[0]), path)
    message = record.getMessage().strip().partition("\n")[0]
    position = _POSITION.search(message)
    selector = _SELECTOR.search(message)
    line = int(position[1]) if position else None
    said, mend = _explain_rule(message)
    if selector and selector[1].strip():
        line = _find_text(read_sheet(path), selector[1].strip())
    make = make_error if record.levelno >= logging.ERROR else make_warning
    column = int(position[2]) if position else None
    return make("style.ignored", said, mend, path=path, line=line, column=column)


def explain_failed_sheet(style: Style, parse: Callable[..., object]) -> EngineError:
    """Return that the engine fails on a style sheet, at the first line that makes it fail."""
    lines = style.text.split("\n")
    line = 0
    with suppress(Exception):
        for line in range(1, len(lines) + 1):
            parse(string="\n".join(lines[:line]))
    return EngineError(
        "the engine fails on what stands here.",
        where=Place(path=style.path, line=line) if style.path else None,
        hint="Correct it: a value may be cut short, or cannot be worked out.",
    )


def _explain_rule(message: str) -> tuple[str, str | None]:
    """Return what is wrong with a rule that is passed over, and what would mend it."""
    for pattern, words, hint in _RULES:
        if found := re.match(pattern, message):
            return words.format(*(group.strip() for group in found.groups())), hint
    return f"the engine says: {message.rstrip('.')}.", None


def describe_computed(record: logging.LogRecord, sheets: Sequence[Style]) -> Problem | None:
    """Return what is wrong with a value that depends on others, known only on the page.

    Args:
        record: What WeasyPrint logs; it does not say in which sheet.
        sheets: The style sheets, in order.

    Returns:
        A problem; None where it is of something else, or of no sheet of these.
    """
    args = record.args if isinstance(record.args, tuple) else ()
    if record.msg not in _IGNORED or len(args) != _PARTS:
        return None
    name, _, line, column, _ = (str(one) for one in args)
    for sheet in reversed(sheets):
        row = "".join(sheet.text.split("\n")[int(line) - 1 : int(line)])
        before = _PROPERTY.search(row[: int(column) - 1])
        # Of a shorthand, what is told is one of the properties that it stands for.
        if not sheet.path or not before or not name.startswith(before[1]):
            continue
        return _describe_declaration(args, sheet.path)
    return None


def find_address(address: str, sheets: Sequence[Style]) -> tuple[Path | None, int | None]:
    """Return the last of some style sheets that names an address, and its line."""
    for sheet in reversed(sheets):
        if sheet.path is not None:
            base = sheet.path.resolve().as_uri()
            for match in _ADDRESS.finditer(sheet.text):
                if unquote(_resolve(base, match)) == unquote(address):
                    return sheet.path, _count_line(sheet.text, match.start())
    return None, None


def find_in_templates(address: str, folder: Path | None) -> tuple[Path | None, int | None]:
    """Return the first of a clinic's templates that names a file, and the line.

    Args:
        address: The file's address.
        folder: The templates' folder.
    """
    name = show_address(address)
    for path in sorted(folder.rglob("*")) if folder else ():
        text = read_sheet(path)
        if name in text:
            return path, _count_line(text, text.index(name))
    return None, None


def explain_absence(reason: str) -> str:
    """Return in words why a file was not read, of what the fetcher has said."""
    kind, _, rest = reason.partition(": ")
    if "No such file" in reason:
        return "is not there"
    return f"cannot be used: {(rest if kind == 'RefusedError' else reason).partition(chr(10))[0]}"


def find_path(address: str) -> Path | None:
    """Return the file of an address, or None where it is none of a file."""
    parts = urlsplit(address)
    return Path(url2pathname(parts.path)) if parts.scheme == "file" else None


def show_address(address: str) -> str:
    """Return an address as it is told: a file by its name."""
    if address.startswith("data:"):
        return address[:40] + "…"
    path = find_path(address)
    return path.name if path else address


def suggest_file(address: str) -> str | None:
    """Return a hint that names the file beside it that was probably meant."""
    path = find_path(address)
    if path is None or not path.parent.is_dir():
        return None
    near = find_near(path.name, [one.name for one in path.parent.iterdir() if one != path])
    return f"did you mean “{near}”?" if near else None


def read_sheet(path: Path) -> str:
    """Return the text of a style sheet, an empty one where it cannot be read."""
    try:
        return read_regular(path).decode(errors="replace")
    except OSError:
        return ""


def _describe_declaration(args: tuple[object, ...], path: Path) -> Problem:
    """Return what is wrong with a declaration that is passed over, and what would mend it."""
    name, value, line, column, why = (str(one).strip() for one in args)
    message, hint = f"“{name}: {value}” is passed over: {why}.", "correct it, or take it out."
    if why == "unknown property":
        message = f"there is no property “{name}”: it is passed over."
        hint = suggest(name, _list_properties(), "take it out: the engine does not know it.")
    elif why == "invalid value":
        message = f"“{value}” is no value for “{name}”: it is passed over."
        hint = "correct it: a number may want a unit, and a word has to be one that CSS has for it."
    make = partial(make_warning, line=int(line), column=int(column))
    return make("style.ignored", message, hint, path=path)


def _list_properties() -> Iterator[str]:
    from weasyprint.css.properties import KNOWN_PROPERTIES
    from weasyprint.css.validation.expanders import EXPANDERS

    yield from KNOWN_PROPERTIES
    yield from EXPANDERS


def _describe_face(family: str, path: Path) -> Problem:
    """Return a problem of a font that cannot be loaded, with what is not there, at its line."""
    text = read_sheet(path)
    line, reason, hint = None, "", None
    for face in _FACE.finditer(text):
        if family not in face[0]:
            continue
        line = _count_line(text, face.start())
        for match in _ADDRESS.finditer(text, *face.span()):
            address = _resolve(path.resolve().as_uri(), match)
            file = find_path(address)
            if file is not None and not file.is_file():
                line = _count_line(text, match.start())
                reason = f": “{show_address(address)}” is not there"
                hint = suggest_file(address)
    message = f"the font “{family}” cannot be loaded{reason}."
    hint = hint or "Check the address in its @font-face rule."
    return make_error("font.missing", message, hint, path=path, line=line)


def _resolve(base: str, match: re.Match[str]) -> str:
    named: str = match["in"] or match["after"]
    return urljoin(base, named.strip())


def _find_text(text: str, words: str) -> int | None:
    position = text.find(words)
    return None if position < 0 else _count_line(text, position)


def _count_line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1

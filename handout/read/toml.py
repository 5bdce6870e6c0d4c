"""Read a TOML file into entries that know their lines.

`tomllib` says what the values are and checks the file; it does not say where they stand. A second,
simpler walk over a file that is known to be valid finds the line of each key.
"""

from __future__ import annotations

import re
import tomllib
from functools import partial
from pathlib import Path

from handout.model import Report
from handout.read.faults import report_error
from handout.read.fields import Data, Entry, Table
from handout.read.files import read_text

_POSITION = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_KEY_PART = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*""")
# What may stand in a value, longest first; anything else is passed over letter by letter.
_VALUE_PART = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""+'
    r"|'''(?:[^']|'(?!''))*'''+"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}\n]"
    r"|[^\"'\#\[\]{}\n]+",
    re.DOTALL,
)
# tomllib takes time and memory with the square of a key's parts. No key of ours has more than two.
_DEEP_KEY = re.compile(
    r"""(?<![A-Za-z0-9_-])(?:(?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*\.[ \t]*){50}"""
)
_SIZE_LIMIT = 1024 * 1024
"""Bytes. No clinic or author has as much to say."""
_NOT_CLOSED = ("a text is not closed", "end it with the quote it began with.")
_SET_TWICE = ("a key is set twice", "keep one of the two lines.")
_MESSAGES = {
    "Cannot overwrite a value": _SET_TWICE,
    "Duplicate inline table key": _SET_TWICE,
    "Cannot declare": ("a table is opened twice", "put its keys under one heading."),
    "Invalid value": ("a value is not written as TOML wants it", "put texts in straight quotes."),
    "Invalid date": ("a date is none that a calendar has", "write it such as `2026-03-01`."),
    "Expected '=' after a key": ("a “=” is missing after a key", 'write `key = "text"`.'),
    "Expected newline": (
        "something stands behind the value",
        "put one key on a line, and a text with quotes in it in single quotes.",
    ),
    "Expected ']": ("a heading is not closed", "write it as `[brand]`."),
    "Invalid initial character": (
        "a key starts with a character that it cannot have",
        "write keys in plain letters, such as `name`.",
    ),
    "Invalid statement": ("a line is neither a key nor a heading", 'write `key = "text"`.'),
    "Unterminated string": _NOT_CLOSED,
    "Found invalid character '\\n'": _NOT_CLOSED,
    "Illegal character '\\n'": _NOT_CLOSED,
    "Unclosed array": ("a list is not closed", "end it with `]`."),
    "Unclosed inline table": ("a table is not closed", "end it with `}`."),
    "Expected \"'": _NOT_CLOSED,
    "Invalid hex value": ("a text has a stray “\\”", "write `\\\\`, or use single quotes."),
    "Unescaped '\\'": ("a text has a stray “\\”", "write `\\\\`, or use single quotes."),
}
_UNQUOTED = re.compile(
    r"""\s*([\w-]+)\s*=\s*(\#[0-9a-fA-F]{3,8}|[^\s"'“„‘’\[{\#][^"'\#]{0,99}?)\s*(?:\#.*)?"""
)
"""A value that begins as neither a text, a list nor a table does."""
_CUT_OFF = ("the file ends before a list or a text is closed", "close it where it ends.")

KeyPath = tuple[str, ...]


def read_toml(path: Path, report: Report, *, kind: str) -> Table | None:
    """Return the keys of a TOML file, or None after reporting why there are none.

    Args:
        path: The file.
        report: Where faults go.
        kind: The first part of the problem's code: `clinic` or `author`.
    """
    text = read_text(path, report, limit=_SIZE_LIMIT)
    if text is None:
        return None
    refuse = partial(report_error, report, f"{kind}.toml", path=path)
    if deep := _DEEP_KEY.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        refuse("a key has more than fifty parts.", "write it with fewer dots.", line=line)
        return None
    try:
        data = tomllib.loads(text)
        lines = index_lines(text)
        return {key: _make_entry(value, (key,), lines) for key, value in data.items()}
    except tomllib.TOMLDecodeError as fault:
        line, column, said, hint = _explain(str(fault), text)
        refuse(f"this is not valid TOML: {said}.", hint, line=line, column=column)
    except RecursionError:
        hint = "check that it is the file you meant."
        refuse("the file is nested too deeply to be read.", hint)
    except ValueError as fault:
        # tomllib leaves a day such as 2026-02-30 and a number of 5,000 digits to Python.
        refuse(f"the file has a value that cannot be: {fault}.", "correct dates and numbers.")
    return None


def index_lines(text: str) -> dict[KeyPath, int]:
    """Return the line of each key and table of a valid TOML text, by its full path."""
    lines: dict[KeyPath, int] = {}
    table: KeyPath = ()
    position, line = 0, 1
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        start = text[position:end].lstrip(" \t")
        if not start or start.startswith("#"):
            position, line = end + 1, line + 1
            continue
        position = end - len(start)
        if start.startswith("["):
            table, _ = _read_key(text, position + len(start) - len(start.lstrip("[")))
            _note(lines, table, line)
            position, line = end + 1, line + 1
            continue
        key, position = _read_key(text, position)
        _note(lines, table + key, line)
        position, line = _skip_value(text, position + 1, line)
    return lines


def _note(lines: dict[KeyPath, int], key: KeyPath, line: int) -> None:
    for length in range(1, len(key) + 1):
        lines.setdefault(key[:length], line)


def _read_key(text: str, position: int) -> tuple[KeyPath, int]:
    parts: list[str] = []
    while match := _KEY_PART.match(text, position):
        part = match[1]
        # A quoted key may hold escapes; tomllib knows them.
        parts.append(next(iter(tomllib.loads(f"{part}=0"))) if part[0] in "\"'" else part)
        position = match.end()
        if text[position : position + 1] != ".":
            break
        position += 1
    return tuple(parts), position


def _skip_value(text: str, position: int, line: int) -> tuple[int, int]:
    """Return where the line after a value starts, and its number."""
    depth = 0
    while position < len(text):
        match = _VALUE_PART.match(text, position)
        part = match[0] if match else text[position]
        position += len(part)
        line += part.count("\n")
        if part in "[{":
            depth += 1
        elif part in "]}":
            depth -= 1
        elif part == "\n" and depth <= 0:
            break
    return position, line


def _make_entry(value: object, key: KeyPath, lines: dict[KeyPath, int]) -> Entry:
    # Keys inside inline tables have no line of their own: theirs is the table's.
    known = next(lines[key[:end]] for end in range(len(key), 0, -1) if key[:end] in lines)
    data: Data
    if isinstance(value, dict):
        data = {name: _make_entry(item, (*key, name), lines) for name, item in value.items()}
    elif isinstance(value, list):
        data = tuple(_make_entry(item, key, lines) for item in value)
    else:
        data = value  # type: ignore[assignment]  # tomllib answers with scalars alone from here
    return Entry(value=data, line=known)


def _explain(message: str, text: str) -> tuple[int, int | None, str, str]:
    """Return line and column of what is wrong with a text, what it is, and what would mend it."""
    match = _POSITION.search(message)
    rows = text.split("\n")
    line, column = len(text.rstrip().split("\n")), None
    if match:
        message = message[: match.start()]
        if match[1]:
            line, column = int(match[1]), int(match[2])
    said, hint = next(
        (words for start, words in _MESSAGES.items() if message.startswith(start)),
        (message[:1].lower() + message[1:], "compare the line with the sample."),
    )
    if match and not match[1] and message == "Invalid value":
        said, hint = _CUT_OFF
    row = rows[line - 1] if line <= len(rows) else ""
    is_value = said in (_MESSAGES["Invalid value"][0], _MESSAGES["Expected newline"][0])
    unquoted = _UNQUOTED.fullmatch(row) if is_value else None
    if unquoted and unquoted[2] in ("True", "False"):
        hint = f"write `{unquoted[2].lower()}`, in small letters."
    elif unquoted:
        said = "a text has no quotes round it"
        hint = f'put it in straight quotes: `{unquoted[1]} = "{unquoted[2]}"`.'
    elif is_value and column and row[column - 1 :].strip() == ",":
        hint = "take out the comma at the end."
    elif any(quote in row for quote in "“”„‘’"):
        hint = "replace the curly quotes round the text by straight ones."
    elif "\u00a0" in row:
        hint = "replace the non-breaking spaces in the line by plain ones."
    return line, column, said, hint

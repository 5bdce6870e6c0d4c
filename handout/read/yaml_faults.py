"""Say what is wrong with broken YAML, in the words of who wrote it and on the line to be mended.

The parser tells where it could not go on, which is often a line below the mistake: a quotation mark
that is not closed takes in what follows. So the usual mistakes are looked for in the lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_KEY_LINE = re.compile(r"[ \t]*([^\s:#\-\"'\[{][^:#]*?):(\s?)(.*)")
_CUT = re.compile(r"""[^#"'|>]*[^\s#"'|>:-][ \t]+#""")
_START = re.compile(r"(?P<before>\s*(?:-\s+)*(?:[^\s:#\-\"'\[{][^:#\"']*:\s+)?)(?P<value>\S.*)")
_CLOSED = {
    '"': re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL),
    "'": re.compile(r"'(?:[^']|'')*'", re.DOTALL),
}
_CLOSING = {"[": "]", "{": "}"}
_SIGNS = "&*!|>?-%@`"
"""What means something to YAML where a text begins."""
_MOST_LINES = 20
"""Lines that a value in quotes or brackets may go over."""
_LONGEST_SHOWN = 60
"""Characters of a text that are quoted."""


class YamlFault(NamedTuple):
    """What is wrong: the row, counted from 0, and the column if it is known, from 1."""

    row: int
    column: int | None
    reason: str
    hint: str


def explain_yaml(
    said: str | None, text: str, index: int, column: int | None, start: int
) -> YamlFault:
    """Return what is most likely wrong with a YAML text.

    Args:
        said: What the parser says; None if it says nothing.
        text: The YAML.
        index: The line that the parser names, counted from 0.
        column: The column that it names, counted from 1.
        start: The line that what cannot be read begins on, counted from 0.
    """
    rows = text.split("\n")
    index = min(index, len(rows) - 1)
    row = rows[index]
    match = _KEY_LINE.fullmatch(row)
    key = match[1].strip() if match else ""
    cut = max(index - 1, 0) if not _CUT.match(row) else index
    if _CUT.match(rows[cut]):
        reason = "behind a space, “#” begins a comment, and cuts the text off"
        return YamlFault(cut, None, reason, "put the whole text in quotation marks.")
    if "\t" in row[: len(row) - len(row.lstrip())]:
        return YamlFault(index, column, "a tab starts the line", "indent with spaces.")
    if said and "escape character" in said:
        reason = "a text in double quotes has a stray “\\”"
        return YamlFault(index, column, reason, "write `\\\\`, or single quotes.")
    for number in range(index + 1):
        if found := _explain_open(rows, number):
            return YamlFault(number, None, *found)
    if match and match[2] == "\u00a0":
        reason = f"a non-breaking space follows “{key}:”"
        return YamlFault(index, column, reason, "replace it by a plain space.")
    if match and not match[2] and match[3]:
        reason = f"a space is missing after “{key}:”"
        return YamlFault(index, column, reason, "put a space after the colon.")
    if said == "no keys":
        return YamlFault(index, column, "it has no keys", "write each key as `key: text`.")
    return _explain_place(said or "", rows, index, column, start)


def _explain_open(rows: Sequence[str], index: int) -> tuple[str, str] | None:
    """Say whether a line's quotation mark or bracket is not closed, or closed too early."""
    start = _START.fullmatch(rows[index].rstrip())
    value = start["value"] if start else ""
    opening, mark = (start["before"].lstrip() if start else ""), value[:1]
    if mark in _CLOSED:
        what, closing = "quotation mark", mark
        # It may be closed on a later line, but not past another key.
        found = _CLOSED[mark].match("\n".join((value, *_list_following(rows, index))))
    elif mark in _CLOSING:
        what, closing = "bracket", _CLOSING[mark]
        block = "\n".join((value, *_list_following(rows, index)))
        found = re.match(rf".*\{closing}", block, re.DOTALL)
    else:
        return None
    if found is None:
        whole = re.sub(r"[)\]}]$", "", value) if what == "bracket" else value
        whole = whole if len(whole) <= _LONGEST_SHOWN else f"{mark}…"
        return (
            f"the {what} `{mark}` is not closed",
            f"write `{closing}` where it ends: `{opening}{whole}{closing}`.",
        )
    rest = found.string[found.end() :].partition("\n")[0].strip()
    if not rest or rest.startswith("#"):
        return None
    inner = value[1:-1] if value.endswith(mark) and mark in _CLOSED else value
    quote = "'" if '"' in inner else '"'
    is_shown = quote not in inner and "\n" not in found[0] and len(inner) <= _LONGEST_SHOWN
    shown = inner if is_shown else "…"
    return (
        f"a text goes on behind its closing `{closing}`",
        f"put the whole text in quotes: `{opening}{quote}{shown}{quote}`.",
    )


def _list_following(rows: Sequence[str], index: int) -> list[str]:
    """Return the lines below one that may belong to its value: up to the next key or item."""
    found = []
    for row in rows[index + 1 : index + _MOST_LINES]:
        if _KEY_LINE.fullmatch(row) or row.lstrip().startswith("- "):
            break
        found.append(row)
    return found


def _explain_place(
    said: str, rows: Sequence[str], index: int, column: int | None, start: int
) -> YamlFault:
    """Say what is wrong with how a line stands among the others, or with its first sign."""
    row = rows[index]
    match = _KEY_LINE.fullmatch(row)
    key = match[1].strip() if match else ""
    begin = _START.fullmatch(row.rstrip())
    sign = begin["value"][0] if begin else ""
    before = next((number for number in range(index - 1, -1, -1) if rows[number].strip()), index)
    indent, outer = (len(one) - len(one.lstrip()) for one in (row, rows[before]))
    no_key = "a line is neither `key: text` nor part of the text above it"
    key_hint = (
        "write it as `key: text`, or indent it by two spaces if it belongs to the line above."
    )
    if said.startswith("could not find expected ':'"):
        return YamlFault(min(start, index), None, no_key, key_hint)
    if said.startswith("mapping values are not allowed"):
        is_key = before < index and ": " not in f"{rows[before]} " and ":" not in rows[before]
        if is_key and match and not rows[before].lstrip().startswith("- "):
            return YamlFault(before, None, no_key, key_hint)
        if match and match[3] and indent > outer and before < index and ": " not in match[3]:
            reason = f"“{key}” is indented as if it belonged to the line above"
            return YamlFault(index, column, reason, "begin it where the keys above it begin.")
        hint = f'put the text in quotes: `{key or "key"}: "…: …"`.'
        return YamlFault(index, column, "a text has a colon in it", hint)
    if sign and sign in _SIGNS and match:
        what = f"a text cannot start with “{sign}”"
        what = "a text starts with “*”" if sign == "*" else what
        return YamlFault(index, column, what, "put the text in quotes.")
    if match and before < index and indent != outer:
        reason = f"“{key}” does not begin where the keys above it begin"
        return YamlFault(index, column, reason, "begin all keys at the left edge.")
    if "found character '" in said and column and column <= len(row):
        reason = f"a text cannot start with “{row[column - 1]}”"
        return YamlFault(index, column, reason, "put the text in quotes.")
    if "end of stream" in said or "stream end" in said:
        reason = "a quote or bracket is not closed"
        return YamlFault(index, column, reason, "close it where its text ends.")
    hint = "write each key as `key: text`, and put the text in quotes if it has odd characters."
    return YamlFault(index, column, "what stands here is neither a key nor a text", hint)

"""Find the one list in a JSON text, and decode its items one by one with their lines.

The text is held whole; what it says is not, which would take ten times as much.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from handout.read.recipients.encoding import LINE_LIMIT, open_text, too_long
from handout.read.recipients.faults import ListFault, ListSource, empty

NESTED_LIMIT = 2_000_000
"""Lists and objects of a file: empty ones take twenty times their text, and far more time."""

_SPACE = re.compile(r"[ \t\n\r]*")


class Repeated:
    """Stand for an object in which a key stands twice."""


def read_array(origin: ListSource, encoding: str) -> Iterator[tuple[int, int, object]]:
    """Yield the number, the line and the value of each item of the list in a JSON file."""
    with open_text(origin, encoding) as stream:
        text = stream.read()
    if text.count("[") + text.count("{") > NESTED_LIMIT:
        message = f"{origin.title} has more than {NESTED_LIMIT:,} lists and objects."
        hint = "write it as JSON Lines (`.jsonl`, an object a line) or as CSV."
        raise origin.fault("too-large", message, hint=hint)
    decoder = json.JSONDecoder(object_pairs_hook=make_object)
    try:
        start, is_top = _find_array(text, decoder, origin)
        position, line, counted = _skip(text, start + 1), 1, 0
        number = 0
        while number or text[position : position + 1] != "]":
            number += 1
            line += text.count("\n", counted, position)
            counted = position
            if (
                text.startswith("{", position)
                and text.find("}", position, position + LINE_LIMIT) < 0
            ):
                raise too_long(origin, line)
            item, end = decoder.raw_decode(text, position)
            if end - position > LINE_LIMIT:
                raise too_long(origin, line)
            yield number, line, item
            position = _skip(text, end)
            if text[position : position + 1] == "]":
                break
            if text[position : position + 1] != ",":
                raise json.JSONDecodeError("Expecting ',' delimiter", text, position)
            position = _skip(text, position + 1)
        end = _skip(text, position + 1)
        if is_top and end != len(text):
            raise json.JSONDecodeError("Extra data", text, end)
    except (ValueError, RecursionError) as error:
        raise explain_json(error, origin, None, is_lines=False) from error


def _find_array(text: str, decoder: json.JSONDecoder, origin: ListSource) -> tuple[int, bool]:
    """Return where the list of recipients starts, and whether it is all there is."""
    position = _skip(text, 0)
    if position == len(text):
        raise empty(origin)
    if text[position] == "[":
        return position, True
    whole = decoder.decode(text)
    lists = []
    if isinstance(whole, dict):
        # It is sound JSON, so that its keys and values can be gone through without checks.
        position = _skip(text, position + 1)
        while text[position] != "}":
            _, position = decoder.raw_decode(text, position)
            position = _skip(text, _skip(text, position) + 1)
            if text[position] == "[":
                lists.append(position)
            _, position = decoder.raw_decode(text, position)
            position = _skip(text, position)
            if text[position] == ",":
                position = _skip(text, position + 1)
    if len(lists) != 1:
        message = f"{origin.title} has {'more than one list' if lists else 'no list'} in it."
        hint = 'write one list of objects: `[{"name": "…"}, …]`.'
        raise origin.fault("no-list", message, line=1, hint=hint)
    return lists[0], False


def _skip(text: str, position: int) -> int:
    space = _SPACE.match(text, position)
    return space.end() if space else position


def make_object(pairs: list[tuple[str, object]]) -> object:
    """Return an object, or what says that one of its keys would hide another."""
    made = dict(pairs)
    return made if len(made) == len(pairs) else Repeated()


def explain_json(
    error: ValueError | RecursionError, origin: ListSource, line: int | None, *, is_lines: bool
) -> ListFault:
    """Say what is wrong with the JSON; the decoder's words never quote the text."""
    what, column, hint = "it is nested too deeply or holds a number that is none", None, None
    if isinstance(error, json.JSONDecodeError):
        what = error.msg[0].lower() + error.msg[1:]
        line, column = line or error.lineno, error.colno
        if error.msg == "Extra data" and not is_lines:
            hint = "name the file `.jsonl` if it has an object on each line."
        elif is_lines and line == 1:
            hint = "write one whole object on each line, or name the file `.json`."
    kind = "JSON Lines" if is_lines else "JSON"
    return origin.fault(
        "json",
        f"{origin.title} is not sound {kind}: {what}.",
        line=line,
        column=column,
        hint=hint or "mend it there, or export the list anew.",
    )

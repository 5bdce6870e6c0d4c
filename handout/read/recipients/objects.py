"""Read lists that are JSON: an array of objects, an object with one list, or an object a line.

Different objects may have different keys, so that all of them are looked through once to know the
columns. JSON Lines are read a line at a time; JSON is held whole, its objects are not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping

from handout.model import Report
from handout.read.recipients.encoding import find_encoding, open_text, read_lines
from handout.read.recipients.faults import ListFault, Note, Origin, RowFault, empty
from handout.read.recipients.headings import COLUMN_LIMIT, read_headings
from handout.read.recipients.values import to_text

SIZE_LIMIT = 50 * 1024 * 1024
"""Bytes of JSON, which is held whole. JSON Lines have no limit."""

_SPACE = re.compile(r"[ \t\n\r]*")

Items = Callable[[], Iterator[tuple[int, object]]]


class ObjectReader:
    """Read the rows of a list that was opened.

    Args:
        read_items: Yields each item of the list with its row, any number of times.
        unit: What a row is called: `line` or `object`.
        indexes: At which place of a row the value of each key stands.
        columns: The columns' names.
    """

    def __init__(
        self,
        read_items: Items,
        *,
        unit: str,
        indexes: Mapping[str, int],
        columns: tuple[str, ...],
    ) -> None:
        self.unit = unit
        self.columns = columns
        self._read_items = read_items
        self._indexes = indexes

    def rows(self, note: Note) -> Iterator[tuple[int, list[str]]]:
        """Yield each row that is not blank, and its values in the order of columns."""
        indexes, width = self._indexes, len(self.columns)
        for row, item in self._read_items():
            if not isinstance(item, dict):
                note(
                    RowFault(
                        row=row,
                        order=0,
                        code="not-an-object",
                        message=f"this {self.unit} is not an object.",
                        hint='write each recipient as `{"name": "…", …}`.',
                    )
                )
                continue
            values = [""] * width
            for key, value in item.items():
                index = indexes.get(key, -1)
                text = value.strip() if type(value) is str else to_text(value)
                if text is None:
                    note(self._refuse(row, index, value))
                elif index >= 0:
                    values[index] = text.replace("\r\n", "\n") if "\r" in text else text
                elif text:
                    note(self._refuse_nameless(row))
            if any(values):
                yield row, values

    def _refuse(self, row: int, index: int, value: object) -> RowFault:
        column = f"“{self.columns[index]}”" if index >= 0 else "a key without a name"
        is_number = isinstance(value, float)
        return RowFault(
            row=row,
            order=index,
            code="number" if is_number else "nested",
            message=f"the value of {column} is "
            f"{'too large a number' if is_number else 'a list or an object'}.",
            hint="write a single text there.",
        )

    def _refuse_nameless(self, row: int) -> RowFault:
        return RowFault(
            row=row,
            order=len(self.columns),
            code="no-heading",
            message="there is a value under a key without a name.",
            hint="give the key a name, or take it out.",
        )


def open_objects(origin: Origin, report: Report) -> ObjectReader | None:
    """Return a reader of a JSON file, or None after reporting what is wrong with its keys.

    Raises:
        ListFault: The file is too large, or no JSON with a list of recipients.
    """
    size = origin.file.stat().st_size
    if size > SIZE_LIMIT:
        raise origin.fault(
            "too-large",
            f"{origin.title} is too large for JSON: {size / 2**20:.1f} MB, where "
            f"{SIZE_LIMIT // 2**20} MB is the most.",
            hint="write it as JSON Lines (`.jsonl`, an object a line) or as CSV.",
        )
    encoding = find_encoding(origin, report)
    # Where objects share a line, only their number tells them apart.
    last, has_own_lines = 0, True
    for _, line, _ in _read_array(origin, encoding):
        has_own_lines = has_own_lines and line > last
        last = line

    def read_items() -> Iterator[tuple[int, object]]:
        for number, line, item in _read_array(origin, encoding):
            yield (line if has_own_lines else number), item

    return _open(read_items, "line" if has_own_lines else "object", origin, report)


def open_json_lines(origin: Origin, report: Report) -> ObjectReader | None:
    """Return a reader of an object a line, or None after reporting what is wrong with the keys.

    Raises:
        ListFault: A line is no JSON, or there is none.
    """
    encoding = find_encoding(origin, report)

    def read_items() -> Iterator[tuple[int, object]]:
        decode = json.JSONDecoder(parse_constant=_refuse_constant).decode
        with open_text(origin, encoding) as stream:
            for line, text in enumerate(read_lines(stream, origin), 1):
                try:
                    item = decode(text)
                except (ValueError, RecursionError) as error:
                    if not text.strip():
                        continue
                    raise _explain(error, origin, line, is_lines=True) from error
                yield line, item

    return _open(read_items, "line", origin, report)


def _open(read_items: Items, unit: str, origin: Origin, report: Report) -> ObjectReader | None:
    keys: dict[str, None] = {}
    is_empty = True
    for row, item in read_items():
        is_empty = False
        if isinstance(item, dict):
            keys.update(dict.fromkeys(item))
        if len(keys) > COLUMN_LIMIT:
            raise origin.fault(
                "too-many-columns",
                f"there are more than {COLUMN_LIMIT} different keys.",
                line=row,
                hint="give every object the same keys, such as `name` and `email`.",
            )
    if is_empty:
        raise empty(origin)
    headings = read_headings(tuple(keys), origin, report)
    if headings is None:
        return None
    places = {index: place for place, index in enumerate(headings.indexes)}
    indexes = {key: places[index] for index, key in enumerate(keys) if index in places}
    return ObjectReader(read_items, unit=unit, indexes=indexes, columns=headings.names)


def _read_array(origin: Origin, encoding: str) -> Iterator[tuple[int, int, object]]:
    """Yield the number, the line and the value of each item of the list in a JSON file."""
    with open_text(origin, encoding) as stream:
        text = stream.read()
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    try:
        start, is_top = _find_array(text, decoder, origin)
        position, line, counted = _skip(text, start + 1), 1, 0
        number = 0
        while number or text[position : position + 1] != "]":
            number += 1
            line += text.count("\n", counted, position)
            counted = position
            item, position = decoder.raw_decode(text, position)
            yield number, line, item
            position = _skip(text, position)
            if text[position : position + 1] == "]":
                break
            if text[position : position + 1] != ",":
                raise json.JSONDecodeError("Expecting ',' delimiter", text, position)
            position = _skip(text, position + 1)
        end = _skip(text, position + 1)
        if is_top and end != len(text):
            raise json.JSONDecodeError("Extra data", text, end)
    except (ValueError, RecursionError) as error:
        raise _explain(error, origin, None, is_lines=False) from error


def _find_array(text: str, decoder: json.JSONDecoder, origin: Origin) -> tuple[int, bool]:
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
        raise origin.fault(
            "no-list",
            f"{origin.title} has {'more than one list' if lists else 'no list'} in it.",
            line=1,
            hint='write one list of objects: `[{"name": "…"}, …]`.',
        )
    return lists[0], False


def _skip(text: str, position: int) -> int:
    space = _SPACE.match(text, position)
    return space.end() if space else position


def _refuse_constant(name: str) -> object:
    message = f"{name} is no number in JSON"
    raise ValueError(message)


def _explain(
    error: ValueError | RecursionError, origin: Origin, line: int | None, *, is_lines: bool
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

"""Read lists that are JSON: an array of objects, an object with one list, or an object a line.

Different objects may have different keys, so that all of them are looked through once to know the
columns, and decoded anew for their rows: held as objects, they would take ten times their text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from handout.model import Report
from handout.read.recipients.arrays import Repeated, explain_json, make_object, read_array
from handout.read.recipients.encoding import find_encoding, open_text, read_lines
from handout.read.recipients.faults import (
    ROW_LIMIT,
    ListSource,
    Note,
    RowFault,
    empty,
    too_many_rows,
)
from handout.read.recipients.headings import (
    COLUMN_LIMIT,
    Headings,
    make_name,
    read_headings,
)
from handout.read.recipients.lists import Rows, Table
from handout.read.recipients.options import ListOptions
from handout.read.recipients.values import to_text

SIZE_LIMIT = 32 * 1024 * 1024
"""Bytes of JSON, of which all that has no end is decoded at once."""

Items = Iterator[tuple[int, int, object]]
"""The number, the line and the value of each item of a list."""


def open_objects(
    origin: ListSource, report: Report, options: ListOptions, note: Note
) -> Table | None:
    """Return headings and rows of a JSON file, or None after reporting what is wrong with its keys.

    Raises:
        ListFault: The file is too large, or no JSON with a list of recipients.
    """
    size = len(origin.data)
    if size > SIZE_LIMIT:
        raise origin.fault(
            "too-large",
            f"{origin.title} is too large for JSON: {size / 2**20:.1f} MB, where "
            f"{SIZE_LIMIT // 2**20} MB is the most.",
            hint="write it as JSON Lines (`.jsonl`, an object a line) or as CSV.",
        )
    encoding = find_encoding(origin, report, options.encoding)
    return _open(lambda: read_array(origin, encoding), origin, report, options, note)


def open_json_lines(
    origin: ListSource, report: Report, options: ListOptions, note: Note
) -> Table | None:
    """Return headings and rows of an object a line, or None after reporting what is wrong.

    Raises:
        ListFault: A line is no JSON, or there is none.
    """
    encoding = find_encoding(origin, report, options.encoding)

    def read_items() -> Items:
        decode = json.JSONDecoder(object_pairs_hook=make_object).decode
        with open_text(origin, encoding) as stream:
            for line, text in enumerate(read_lines(stream, origin), 1):
                try:
                    item = decode(text)
                except (ValueError, RecursionError) as error:
                    if not text.strip():
                        continue
                    raise explain_json(error, origin, line, is_lines=True) from error
                yield line, line, item

    return _open(read_items, origin, report, options, note)


def _open(
    read_items: Callable[[], Items],
    origin: ListSource,
    report: Report,
    options: ListOptions,
    note: Note,
) -> Table | None:
    keys: dict[str, None] = {}
    last, has_own_lines = 0, True
    for number, line, item in read_items():
        # Where objects share a line, only their number tells them apart.
        has_own_lines = has_own_lines and line > last
        last = line
        if isinstance(item, dict):
            keys.update(dict.fromkeys(item))
        if len(keys) > COLUMN_LIMIT:
            message = f"there are more than {COLUMN_LIMIT} different keys."
            hint = "give every object the same keys, such as `name` and `email`."
            raise origin.fault(
                "too-many-columns", message, line=line if has_own_lines else number, hint=hint
            )
        if number > ROW_LIMIT:
            raise too_many_rows(origin, line, ROW_LIMIT)
    if not last:
        raise empty(origin)
    headings = read_headings(tuple(keys), origin, report, options=options)
    if headings is None:
        return None
    items = ((line if has_own_lines else number, item) for number, line, item in read_items())
    return Table(
        headings,
        _read_rows(items, list(keys), headings, note),
        "line" if has_own_lines else "object",
    )


def _read_rows(
    items: Iterator[tuple[int, object]], keys: list[str], headings: Headings, note: Note
) -> Rows:
    """Yield the row of each object that is not blank."""
    titles = {
        index: title
        for title, many in zip(headings.titles, headings.indexes, strict=True)
        for index in many
    }
    indexes = {key: index for index, key in enumerate(keys) if index in titles}
    for row, item in items:
        if not isinstance(item, dict):
            note(_refuse_item(row, item))
            continue
        values = [""] * headings.width
        for key, value in item.items():
            index = indexes.get(key, -1)
            text = value.strip() if type(value) is str else to_text(value)
            if text is None:
                title = titles.get(index, "a key without a name")
                note(_refuse_value(row, index, title, value))
            elif index >= 0:
                values[index] = text.replace("\r\n", "\n") if "\r" in text else text
            elif text and make_name(key) not in headings.names:
                message = "there is a value under a key without a name."
                hint = "give the key a name, or take it out."
                note(RowFault(row, len(headings.names), "no-heading", message, hint))
        if headings.has_gaps:
            values = headings.fit(row, values, note)
        if any(values):
            yield row, values


def _refuse_value(row: int, index: int, title: str, value: object) -> RowFault:
    is_number = isinstance(value, float)
    what = "no number that can be printed" if is_number else "a list or an object"
    code, message = "number" if is_number else "nested", f"the value of {title} is {what}."
    return RowFault(row, index, code, message, "write a single text there.")


def _refuse_item(row: int, item: object) -> RowFault:
    if isinstance(item, Repeated):
        message, hint = "a key stands twice in this object.", "rename or take out one of the two."
        return RowFault(row, 0, "same-key", message, hint)
    message = "what stands here is not an object."
    return RowFault(row, 0, "not-an-object", message, 'write each recipient as `{"name": "…", …}`.')

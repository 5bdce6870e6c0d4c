"""Read a list of recipients, whatever it is kept in.

The suffix says what it is, or else the content. It is read once, and held: neither its file nor its
reader is asked again, whatever becomes of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from handout.files.reading import TooLargeError, read_regular
from handout.model import Problem, Report, Severity
from handout.read.faults import suggest
from handout.read.files import explain_unreadable
from handout.read.recipients.days import write_out
from handout.read.recipients.delimited import open_delimited
from handout.read.recipients.encoding import find_encoding, open_text
from handout.read.recipients.fault_list import FaultList
from handout.read.recipients.faults import (
    DIVIDE,
    ROW_LIMIT,
    STANDARD_INPUT,
    ListFault,
    ListSource,
    Note,
    empty,
    too_many_faults,
    too_many_rows,
)
from handout.read.recipients.lists import RecipientList, Table
from handout.read.recipients.objects import open_json_lines, open_objects
from handout.read.recipients.options import ListOptions
from handout.read.recipients.values import mend_text
from handout.read.recipients.workbook import OLE_START, ZIP_START, explain_ole, open_workbook

SIZE_LIMIT = 128 * 1024**2
"""Bytes of a list, which is held whole: 128 for each recipient that there may be."""
VALUE_LIMIT = 5 * ROW_LIMIT
"""Values of one list, empty ones included. Each takes some 60 bytes."""

_Open = Callable[[ListSource, Report, ListOptions, Note], Table | None]

_SNIFFED = 64 * 1024
_DELIMITED = (".csv", ".tsv", ".tab", ".txt")
_JSON_LINES = (".jsonl", ".ndjson")
_WORKBOOKS = (".xlsx", ".xlsm")


def read_recipients(
    source: Path,
    report: Report,
    *,
    stdin: BinaryIO | None = None,
    options: ListOptions | None = None,
) -> RecipientList | None:
    """Return a list of recipients, or None after reporting why there is none to use.

    Args:
        source: The file: CSV, XLSX, JSON or JSON Lines, by its suffix or else by what is in it.
            `-` is standard input.
        report: Where every fault of the file and its headings goes, and what was done to its rows.
        stdin: Standard input.
        options: How it is to be read, where it does not tell itself.
    """
    options = options or ListOptions()
    origin = ListSource(path=source)
    faults = FaultList()
    try:
        origin = ListSource(path=source, data=_read_data(origin, stdin))
        table = _choose(origin, options)(origin, report, options, faults.add)
    except ListFault as fault:
        report(fault.problem)
        return None
    # ValueError: a path with a NUL character in it, or a codec's own.
    except (OSError, ValueError) as error:
        report(_explain(error, origin))
        return None
    return table and _read_rows(table, ListSource(path=source), report, options, faults)


def _read_rows(
    table: Table, origin: ListSource, report: Report, options: ListOptions, faults: FaultList
) -> RecipientList:
    """Read a list's rows, mend letters that are garbled, and write out days that are in figures."""
    headings, unit = table.headings, table.unit
    exact = [name in options.exact for name in headings.names]
    days = [
        (place, name == "appointment")
        for place, name in enumerate(headings.names)
        if name in ("date", "appointment") and options.language and not exact[place]
    ]
    rows: list[tuple[int, list[str]]] = []
    end, mended, most = None, 0, min(ROW_LIMIT, VALUE_LIMIT // len(exact))
    try:
        for row, values in table.rows:
            if faults.is_full:
                raise too_many_faults(origin, row)
            if len(rows) == most:
                rows.clear()
                raise too_many_rows(origin, row, most)
            if not "".join(values).isascii():
                before = values
                values = [
                    one if is_exact or one.isascii() else mend_text(one)
                    for is_exact, one in zip(exact, before, strict=True)
                ]
                mended += values != before
            for place, has_weekday in days:
                values[place] = write_out(values[place], options.language, has_weekday=has_weekday)
            rows.append((row, values))
    except ListFault as fault:
        end = fault.problem
    if mended:
        what = "letters that were garbled, such as “Ã«”, or signs that are not seen"
        report(
            origin.problem(
                "mended",
                f"one {unit} had {what}: it was mended."
                if mended == 1
                else f"{mended:,} {unit}s had {what}: they were mended.",
                hint="look over the names; mend them in the list.",
                severity=Severity.WARNING,
            )
        )
    return RecipientList(
        origin=origin,
        columns=headings.names,
        titles=headings.titles,
        unit=unit,
        rows=rows,
        faults=faults,
        end=end,
    )


def _choose(origin: ListSource, options: ListOptions) -> _Open:
    """Return what opens a list, by its suffix or else by its content."""
    start = origin.data[: len(OLE_START)]
    suffix = "" if origin.path == STANDARD_INPUT else origin.path.suffix.lower()
    if suffix in _WORKBOOKS:
        return open_workbook
    is_archive = start.startswith((ZIP_START + b"\x03\x04", ZIP_START + b"\x05\x06"))
    if suffix in (*_DELIMITED, ".json", *_JSON_LINES):
        if is_archive:
            message = f"{origin.title} is no text but an archive, such as a workbook is."
            hint = "name it `.xlsx` if it is a workbook of Excel."
            raise origin.fault("misnamed", message, hint=hint)
        if start == OLE_START:
            raise explain_ole(origin)
    if suffix in _DELIMITED:
        return open_delimited
    if suffix == ".json":
        return open_objects
    if suffix in _JSON_LINES:
        return open_json_lines
    if is_archive or start == OLE_START:
        return open_workbook
    return _recognise_text(origin, options)


def _recognise_text(origin: ListSource, options: ListOptions) -> _Open:
    text = open_text(origin, find_encoding(origin, lambda _: None, options.encoding))
    start = text.read(_SNIFFED).lstrip()
    if start.startswith("["):
        return open_objects
    if not start.startswith("{"):
        return open_delimited
    try:
        first = json.loads(start.split("\n", 1)[0])
    except (ValueError, RecursionError):
        return open_objects
    has_list = isinstance(first, dict) and any(isinstance(one, list) for one in first.values())
    return open_objects if has_list else open_json_lines


def _read_data(origin: ListSource, stdin: BinaryIO | None) -> bytes:
    """Return what is in a list; what may make one wait for ever is refused before it is opened."""
    if origin.path != STANDARD_INPUT:
        data = read_regular(origin.path, limit=SIZE_LIMIT)
    elif stdin is None:
        raise origin.fault("missing", "there is no standard input.", hint="name a file.")
    elif len(data := stdin.read(SIZE_LIMIT + 1)) > SIZE_LIMIT:
        message = f"{origin.title} has more than {SIZE_LIMIT // 2**20} MB."
        raise origin.fault("too-large", message, hint=DIVIDE)
    if not data:
        raise empty(origin)
    return data


def _explain(error: OSError | ValueError, origin: ListSource) -> Problem:
    code, message, hint = explain_unreadable(error, origin.path, SIZE_LIMIT)
    if isinstance(error, TooLargeError):
        hint = DIVIDE
    elif isinstance(error, FileNotFoundError):
        others = _list_files(origin.path.parent) - {origin.path.name}
        hint = suggest(origin.path.name, others, hint)
    return origin.problem(code.removeprefix("file."), message, hint=hint)


def _list_files(folder: Path) -> set[str]:
    """Return the names of the files in a folder that may be lists."""
    suffixes = (*_DELIMITED, ".json", *_JSON_LINES, *_WORKBOOKS)
    try:
        return {one.name for one in folder.iterdir() if one.suffix.lower() in suffixes}
    except OSError:
        return set()

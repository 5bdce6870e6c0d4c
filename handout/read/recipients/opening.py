"""Open a list of recipients, whatever it is kept in.

The suffix says what it is, or else the content. Standard input can be read only once and is kept
in memory: a file of it would outlive a process that is killed.
"""

from __future__ import annotations

import io
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from handout.model import Problem, Report
from handout.read.recipients.delimited import open_delimited
from handout.read.recipients.encoding import find_encoding, open_text
from handout.read.recipients.faults import STANDARD_INPUT, ListFault, ListSource, empty
from handout.read.recipients.lists import ListOptions, Reader, RecipientList, look_at
from handout.read.recipients.objects import open_json_lines, open_objects
from handout.read.recipients.workbook import OLE_START, ZIP_START, explain_ole, open_workbook

INPUT_LIMIT = 256 * 1024**2
"""Bytes of standard input, which is held whole."""

_Open = Callable[[ListSource, Report, ListOptions], Reader | None]

_BLOCK = 1024 * 1024
_SNIFFED = 64 * 1024
_DELIMITED = (".csv", ".tsv", ".tab", ".txt")
_JSON_LINES = (".jsonl", ".ndjson")


def open_recipients(
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
        report: Where every fault of the file and its headings goes.
        stdin: Standard input.
        options: How it is to be read, where it does not tell itself.
    """
    options = options or ListOptions()
    origin = ListSource(path=source)
    try:
        if source == STANDARD_INPUT:
            if stdin is None:
                raise origin.fault("missing", "there is no standard input.", hint="name a file.")
            origin = ListSource(path=source, data=_read_input(stdin, origin))
        state = look_at(origin)
        _check_file(origin)
        reader = _choose(origin, options)(origin, report, options)
        if reader is not None:
            return RecipientList(reader, origin, state=state, options=options)
    except ListFault as fault:
        report(fault.problem)
    except (OSError, ValueError) as error:
        report(_explain(error, origin))
    return None


def _choose(origin: ListSource, options: ListOptions) -> _Open:
    """Return what opens a list, by its suffix or else by its content."""
    with origin.open() as file:
        start = file.read(len(OLE_START))
    suffix = "" if origin.path == STANDARD_INPUT else origin.path.suffix.lower()
    if suffix in (".xlsx", ".xlsm"):
        return open_workbook
    is_archive = start.startswith((ZIP_START + b"\x03\x04", ZIP_START + b"\x05\x06"))
    if suffix in (*_DELIMITED, ".json", *_JSON_LINES):
        if is_archive:
            raise origin.fault(
                "misnamed",
                f"{origin.title} is no text but an archive, such as a workbook is.",
                hint="name it `.xlsx` if it is a workbook of Excel.",
            )
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
    with open_text(origin, find_encoding(origin, lambda _: None, options.encoding)) as stream:
        text = stream.read(_SNIFFED).lstrip()
    if text.startswith("["):
        return open_objects
    if not text.startswith("{"):
        return open_delimited
    try:
        first = json.loads(text.split("\n", 1)[0])
    except (ValueError, RecursionError):
        return open_objects
    has_list = isinstance(first, dict) and any(isinstance(one, list) for one in first.values())
    return open_objects if has_list else open_json_lines


def _check_file(origin: ListSource) -> None:
    """Refuse what cannot be read several times before it is opened, which may wait for ever."""
    mode = stat.S_IFREG if origin.data is not None else origin.path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise origin.fault(
            "directory",
            f"{origin.title} is a folder where a list should be.",
            hint="name the file itself.",
        )
    # A pipe can be read only once, and a list is read twice.
    if not stat.S_ISREG(mode):
        raise origin.fault(
            "special",
            f"{origin.title} is not a regular file.",
            hint="give a plain file, or `-` to read standard input.",
        )
    if origin.size == 0:
        raise empty(origin)


def _read_input(stdin: BinaryIO, origin: ListSource) -> bytes:
    data = io.BytesIO()
    while block := stdin.read(_BLOCK):
        if data.tell() + len(block) > INPUT_LIMIT:
            raise origin.fault(
                "too-large",
                f"standard input has more than {INPUT_LIMIT // 2**20} MB.",
                hint="give the list as a file.",
            )
        data.write(block)
    return data.getvalue()


def _explain(error: OSError | ValueError, origin: ListSource) -> Problem:
    if isinstance(error, FileNotFoundError):
        what = "points to a file that is not there" if origin.path.is_symlink() else "is not there"
        return origin.problem("missing", f"{origin.title} {what}.", hint="check the name.")
    if isinstance(error, PermissionError):
        return origin.problem(
            "unreadable",
            f"{origin.title} may not be read.",
            hint="give yourself the right to read it.",
        )
    # ValueError: a path with a NUL character in it, or a file that changed while it was opened.
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "damaged"
    return origin.problem(
        "unreadable",
        f"{origin.title} could not be read: {reason}.",
        hint="check the name and the disk it is on.",
    )

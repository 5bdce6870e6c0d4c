"""Open a list of recipients, whatever it is kept in.

The suffix says what it is, or else the content. Standard input can be read only once and is kept
in a temporary file that nobody else can read, until the list is closed.
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from handout.model import Problem, Report
from handout.read.recipients.delimited import open_delimited
from handout.read.recipients.encoding import find_encoding, open_text
from handout.read.recipients.faults import STANDARD_INPUT, ListFault, Origin, empty
from handout.read.recipients.lists import Reader, RecipientList, look_at
from handout.read.recipients.objects import open_json_lines, open_objects
from handout.read.recipients.workbook import OLE_START, ZIP_START, explain_ole, open_workbook

SPOOL_LIMIT = 2 * 1024**3
"""Bytes of standard input: more would fill the disk before anything was said."""

_BLOCK = 1024 * 1024
_SNIFFED = 64 * 1024
_DELIMITED = (".csv", ".tsv", ".tab", ".txt")
_JSON_LINES = (".jsonl", ".ndjson")


def open_recipients(
    source: Path, report: Report, *, stdin: BinaryIO | None = None
) -> RecipientList | None:
    """Return a list of recipients, or None after reporting why there is none to use.

    Args:
        source: The file: CSV, XLSX, JSON or JSON Lines, by its suffix or else by what is in it.
            `-` is standard input.
        report: Where every fault of the file and its headings goes.
        stdin: Standard input.
    """
    origin, spool = Origin(file=source, shown=source), None
    try:
        if source == STANDARD_INPUT:
            if stdin is None:
                raise origin.fault("missing", "there is no standard input.", hint="name a file.")
            spool = _keep(stdin, origin)
            origin = Origin(file=spool, shown=source)
        state = look_at(origin.file)
        _check_file(origin)
        reader = _choose(origin)(origin, report)
        if reader is not None:
            recipients = RecipientList(reader, origin, state=state, spool=spool)
            spool = None
            return recipients
    except ListFault as fault:
        report(fault.problem)
    except (OSError, ValueError) as error:
        report(_explain(error, origin))
    finally:
        if spool is not None:
            spool.unlink(missing_ok=True)
    return None


def _choose(origin: Origin) -> Callable[[Origin, Report], Reader | None]:
    """Return what opens a list, by its suffix or else by its content."""
    with origin.file.open("rb") as file:
        start = file.read(len(OLE_START))
    suffix = "" if origin.shown == STANDARD_INPUT else origin.shown.suffix.lower()
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
    return _recognise_text(origin)


def _recognise_text(origin: Origin) -> Callable[[Origin, Report], Reader | None]:
    with open_text(origin, find_encoding(origin, lambda _: None)) as stream:
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


def _check_file(origin: Origin) -> None:
    status = origin.file.stat()
    if stat.S_ISDIR(status.st_mode):
        raise origin.fault(
            "directory",
            f"{origin.title} is a folder where a list should be.",
            hint="name the file itself.",
        )
    # A pipe can be read only once, and a list is read twice.
    if not stat.S_ISREG(status.st_mode):
        raise origin.fault(
            "special",
            f"{origin.title} is not a regular file.",
            hint="give a plain file, or `-` to read standard input.",
        )
    if status.st_size == 0:
        raise empty(origin)


def _keep(stdin: BinaryIO, origin: Origin) -> Path:
    """Copy standard input to a temporary file that only the user can read."""
    # `mkstemp` makes it with mode 0600.
    handle, name = tempfile.mkstemp(prefix="handout-", suffix=".list")
    path = Path(name)
    try:
        size = 0
        with os.fdopen(handle, "wb") as spool:
            while block := stdin.read(_BLOCK):
                size += len(block)
                if size > SPOOL_LIMIT:
                    raise origin.fault(
                        "too-large",
                        f"standard input has more than {SPOOL_LIMIT // 2**30} GB.",
                        hint="give the list as a file.",
                    )
                spool.write(block)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _explain(error: OSError | ValueError, origin: Origin) -> Problem:
    if isinstance(error, FileNotFoundError):
        what = "points to a file that is not there" if origin.file.is_symlink() else "is not there"
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

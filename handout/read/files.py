r"""Read files as bytes and text, and say plainly what is wrong with one that cannot be read.

A clinic's files come from word processors, mail and other people's disks: too large, empty, in an
old encoding, a folder by mistake. What comes out has `\n` alone for line ends, no byte order mark
and no control characters.
"""

from __future__ import annotations

import codecs
import os
import re
from contextlib import suppress
from pathlib import Path

from handout.files.reading import NotRegularError, TooLargeError, read_regular
from handout.model import Report
from handout.read.faults import report_error, report_note, report_warning

SIZE_LIMIT = 10 * 1024 * 1024
"""Bytes. No article comes near it; a larger file is something else, given by mistake."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    # UTF-32's little-endian mark starts with UTF-16's, so it is asked for first.
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
# C0 and C1 controls except tab and line feed, and the noncharacters: none can be set as type.
_CONTROLS = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# A page break within a text is layout, so it needs no word of warning.
_SILENT_CONTROLS = frozenset("\x0b\x0c")


def read_bytes(
    path: Path, report: Report, *, limit: int = SIZE_LIMIT, may_be_empty: bool = False
) -> bytes | None:
    """Return a file's bytes, or None after reporting why there are none to use.

    Args:
        path: The file.
        report: Where the fault goes.
        limit: The largest size that is read, in bytes.
        may_be_empty: Whether a file with nothing in it is of use.
    """
    try:
        data = read_regular(path, limit=limit)
    # ValueError: a path with a NUL character in it.
    except (OSError, ValueError) as error:
        report_error(report, *explain_unreadable(error, path, limit), path=path)
        return None
    if not data and not may_be_empty:
        _report_empty(path, report)
        return None
    return data


def explain_unreadable(error: OSError | ValueError, path: Path, limit: int) -> tuple[str, str, str]:
    """Return code, message and hint of why a file could not be read.

    Args:
        error: What came of reading it.
        path: The file.
        limit: The largest size that is read, in bytes.
    """
    name = f"“{path.name}”"
    if isinstance(error, NotRegularError) and path.is_dir():
        message = f"{name} is a folder where a file should be."
        return "file.directory", message, "give the file itself, or rename the folder."
    if isinstance(error, NotRegularError):
        return "file.special", f"{name} is not a regular file.", "put a plain file in its place."
    if isinstance(error, TooLargeError):
        size, most = error.size / 2**20, limit / 2**20
        message = f"{name} is too large: {size:.1f} MB, where {most:g} MB is the most."
        return "file.too-large", message, "split it, or check that it is the file you meant."
    if isinstance(error, FileNotFoundError):
        what = "points to a file that is not there" if path.is_symlink() else "is not there"
        return "file.missing", f"{name} {what}.", "check the name, or make the file."
    if isinstance(error, PermissionError):
        message = f"{name} may not be read."
        return "file.unreadable", message, "give yourself the right to read it."
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "damaged"
    message = f"{name} could not be read: {reason}."
    return "file.unreadable", message, "check the name and the disk it is on."


def decode(data: bytes, path: Path, report: Report) -> str | None:
    """Return text from UTF-8, or from UTF-16 or UTF-32 with a byte order mark.

    None, after a report with the line of the first bad byte, for anything else.
    """
    text = _decode_marked(data, path, report)
    if text is None:
        return None
    return _clean(text, path, report)


def decode_any(data: bytes, path: Path, report: Report) -> str | None:
    """Return text as `decode` does, and take what is not UTF-8 for Windows-1252, with a note.

    For pasted text only: what older Windows programs save is nearly always that, and who pastes
    a text cannot be asked what it was saved as.
    """
    if b"\0" not in data and not data.startswith(tuple(mark for mark, _, _ in _BYTE_ORDER_MARKS)):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as fault:
            # What is no Windows-1252 either is told as the UTF-8 that it is not.
            with suppress(UnicodeDecodeError):
                text = data.decode("cp1252")
                report_note(
                    report,
                    "file.windows-1252",
                    f"“{path.name}” is not UTF-8, so it was read as Windows-1252.",
                    "look over accents and quotation marks.",
                    path=path,
                    line=_line_at(data, fault.start),
                )
                return _clean(text, path, report)
    return decode(data, path, report)


def read_text(path: Path, report: Report, *, limit: int = SIZE_LIMIT) -> str | None:
    """Return a file's text, or None after reporting why there is none to use."""
    data = read_bytes(path, report, limit=limit)
    return None if data is None else decode(data, path, report)


def read_code(path: Path, report: Report) -> str | None:
    """Return the text of a template or a style as it stands, or None after reporting a fault."""
    data = read_bytes(path, report, may_be_empty=True)
    return None if data is None else _decode_marked(data, path, report)


def _decode_marked(data: bytes, path: Path, report: Report) -> str | None:
    encoding, name, start = "utf-8", "UTF-8", 0
    for mark, codec, title in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            encoding, name, start = codec, title, len(mark)
            break
    try:
        return data[start:].decode(encoding)
    except UnicodeDecodeError as fault:
        position = start + fault.start
        if encoding == "utf-8":
            line = _line_at(data, position)
            byte = f"0x{data[position]:02X}"
            what = f"“{path.name}” is not UTF-8 text: the byte {byte} cannot stand there."
        else:
            line = data[start:position].decode(encoding, "replace").count("\n") + 1
            what = f"“{path.name}” starts as {name} text and goes on as something else."
    looks_binary = b"\0" in data and encoding == "utf-8"
    hint = (
        "give a text file: this one looks like a picture, a document or a program."
        if looks_binary
        else "open it in an editor and save it as UTF-8."
    )
    report_error(report, "file.encoding", what, hint, path=path, line=line)
    return None


def _clean(text: str, path: Path, report: Report) -> str | None:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    position = text.find("\0")
    if position >= 0:
        message = f"“{path.name}” is not text: it holds NUL characters."
        line = text.count("\n", 0, position) + 1
        hint = "give a text file, saved as UTF-8."
        report_error(report, "file.binary", message, hint, path=path, line=line)
        return None
    if not text.strip():
        _report_empty(path, report)
        return None
    loud = next((m for m in _CONTROLS.finditer(text) if m[0] not in _SILENT_CONTROLS), None)
    if loud is not None:
        sign = f"the control character U+{ord(loud[0]):04X}"
        message = f"{sign} cannot be printed; a space stands for it."
        line = text.count("\n", 0, loud.start()) + 1
        report_warning(
            report, "file.control-character", message, "take it out.", path=path, line=line
        )
    return _CONTROLS.sub(" ", text)


def _line_at(data: bytes, position: int) -> int:
    """Return the line of a byte, whatever the line ends are."""
    head = data[:position]
    return head.count(b"\n") + head.count(b"\r") - head.count(b"\r\n") + 1


def _report_empty(path: Path, report: Report) -> None:
    hint = "write something into it, or take it away."
    report_error(report, "file.empty", f"“{path.name}” is empty.", hint, path=path)

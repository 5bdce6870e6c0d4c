r"""Read files as bytes and text, and say plainly what is wrong with one that cannot be read.

A clinic's files come from word processors, mail and other people's disks: too large, empty, in an
old encoding, a folder by mistake. What comes out has `\n` alone for line ends, no byte order mark
and no control characters.
"""

from __future__ import annotations

import codecs
import os
import re
from pathlib import Path

from handout.files.reading import NotRegularError, TooLargeError, read_regular
from handout.model import Problem, Report, Severity
from handout.read.faults import report_error, report_warning

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
    except NotRegularError:
        is_folder = path.is_dir()
        report_error(
            report,
            "file.directory" if is_folder else "file.special",
            f"“{path.name}” is a folder where a file should be."
            if is_folder
            else f"“{path.name}” is not a regular file.",
            path=path,
            hint="give the file itself, or rename the folder."
            if is_folder
            else "put a plain file in its place.",
        )
        return None
    except TooLargeError as error:
        _report_size(path, error.size, limit, report)
        return None
    except FileNotFoundError:
        what = "points to a file that is not there" if path.is_symlink() else "is not there"
        report_error(
            report,
            "file.missing",
            f"“{path.name}” {what}.",
            path=path,
            hint="check the name, or make the file.",
        )
        return None
    except PermissionError:
        report_error(
            report,
            "file.unreadable",
            f"“{path.name}” may not be read.",
            path=path,
            hint="give yourself the right to read it.",
        )
        return None
    # ValueError: a path with a NUL character in it.
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else error
        report_error(
            report,
            "file.unreadable",
            f"“{path.name}” could not be read: {reason}.",
            path=path,
            hint="check the name and the disk it is on.",
        )
        return None
    if not data and not may_be_empty:
        _report_empty(path, report)
        return None
    return data


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
            try:
                text = data.decode("cp1252")
            except UnicodeDecodeError:
                return decode(data, path, report)
            report(
                Problem(
                    code="file.windows-1252",
                    severity=Severity.NOTE,
                    path=path,
                    line=_line_at(data, fault.start),
                    message=f"“{path.name}” is not UTF-8, so it was read as Windows-1252.",
                    hint="look over accents and quotation marks.",
                )
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
    report_error(report, "file.encoding", what, path=path, line=line, hint=hint)
    return None


def _clean(text: str, path: Path, report: Report) -> str | None:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    position = text.find("\0")
    if position >= 0:
        report_error(
            report,
            "file.binary",
            f"“{path.name}” is not text: it holds NUL characters.",
            path=path,
            line=text.count("\n", 0, position) + 1,
            hint="give a text file, saved as UTF-8.",
        )
        return None
    if not text.strip():
        _report_empty(path, report)
        return None
    loud = next((m for m in _CONTROLS.finditer(text) if m[0] not in _SILENT_CONTROLS), None)
    if loud is not None:
        report_warning(
            report,
            "file.control-character",
            f"the control character U+{ord(loud[0]):04X} cannot be printed; a space stands for it.",
            path=path,
            line=text.count("\n", 0, loud.start()) + 1,
            hint="take it out.",
        )
    return _CONTROLS.sub(" ", text)


def _line_at(data: bytes, position: int) -> int:
    """Return the line of a byte, whatever the line ends are."""
    head = data[:position]
    return head.count(b"\n") + head.count(b"\r") - head.count(b"\r\n") + 1


def _report_size(path: Path, size: int, limit: int, report: Report) -> None:
    mebibyte = 1024 * 1024
    report_error(
        report,
        "file.too-large",
        f"“{path.name}” is too large: {size / mebibyte:.1f} MB, where {limit / mebibyte:g} MB "
        "is the most.",
        path=path,
        hint="split it, or check that it is the file you meant.",
    )


def _report_empty(path: Path, report: Report) -> None:
    report_error(
        report,
        "file.empty",
        f"“{path.name}” is empty.",
        path=path,
        hint="write something into it, or take it away.",
    )

"""Make the standard streams fit to be printed to, whatever whoever calls has made of them."""

from __future__ import annotations

import codecs
import io
import os
import sys
from typing import BinaryIO

from handout.errors import OutputError, UsageError

_LAST_STREAM = 2
"""The number of stderr."""
_ERRORS = "handout-replace"


class _AsciiStream(io.TextIOWrapper):
    """Print to a stream that was asked to be ASCII; Click would print UTF-8 if it knew."""

    encoding = "ascii as asked for"


def open_closed_streams() -> None:
    """Open what was closed of stdin, stdout and stderr, so that it leads nowhere.

    Until all three numbers are taken, the next file that is opened would get one of them, and what
    is printed, by a library in C or another process too, would be written into it.
    """
    handle = os.open(os.devnull, os.O_RDWR)
    while handle <= _LAST_STREAM:
        os.set_inheritable(handle, True)
        handle = os.open(os.devnull, os.O_RDWR)
    os.close(handle)
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            stream = open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)


def open_output(command: str) -> BinaryIO:
    """Return standard output to write a PDF to.

    Args:
        command: What was called, for a hint.

    Raises:
        UsageError: It is a terminal.
        OutputError: It was closed.
    """
    if sys.stdout.isatty():
        hint = f"hand it on: {command} -o - | lp"
        raise UsageError("a PDF is not for the terminal.", hint=hint)
    # What was opened in its stead is known by its number.
    if getattr(sys.stdout, "name", "") == _LAST_STREAM - 1:
        hint = "take `>&-` off the call, or name a file."
        raise OutputError("standard output is closed: the PDF would be lost.", hint=hint)
    return sys.stdout.buffer


def print_what_cannot_be_encoded() -> None:
    """Have stdout and stderr spell out a character that their encoding lacks.

    A path of the file system need not be UTF-8; on stdout, it is printed as the bytes it is.
    """
    codecs.register_error(_ERRORS, _replace)
    for name, errors in (("stdout", _ERRORS), ("stderr", "backslashreplace")):
        stream = getattr(sys, name)
        if not isinstance(stream, io.TextIOWrapper):
            continue
        stream.reconfigure(errors=errors)
        if codecs.lookup(stream.encoding).name == "ascii":
            is_line_buffered = stream.line_buffering
            plain = _AsciiStream(stream.detach(), "ascii", errors, line_buffering=is_line_buffered)
            setattr(sys, name, plain)


def _replace(error: UnicodeError) -> tuple[bytes, int]:
    """Return the bytes that stand for characters which an encoding lacks, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return b"".join(map(_encode, lacking)), error.end


def _encode(char: str) -> bytes:
    return char.encode(
        "ascii", "surrogateescape" if "\udc80" <= char <= "\udcff" else "backslashreplace"
    )

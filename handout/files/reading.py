"""Open files for reading, and only what is a file.

To open a named pipe waits for whoever writes into it, and a device never ends; so what something is
is asked before it is opened, and once more of what was opened. Nothing is read that is larger than
its kind may be.
"""

from __future__ import annotations

import hashlib
import os
import stat
from io import FileIO
from pathlib import Path

PICTURE_LIMIT = 50 * 1024 * 1024
"""Bytes of a picture, or of anything else that the engine reads."""

FILE_LIMIT = 512 * 1024 * 1024
"""Bytes of any file that is looked at: a printer's PDF with photos is the largest there is."""

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


class NotRegularError(OSError):
    """This is no file but a folder, a pipe, a socket or a device."""


class TooLargeError(OSError):
    """A file is larger than its kind may be.

    Attributes:
        size: Its size in bytes.
    """

    def __init__(self, path: str | Path, size: int) -> None:
        super().__init__(f"{path} has {size} bytes")
        self.size = size


def open_regular(path: str | Path, *, limit: int = FILE_LIMIT) -> FileIO:
    """Open a file for reading, without a buffer.

    Args:
        path: The file.
        limit: The most bytes that it may have.

    Raises:
        NotRegularError: It is no file.
        TooLargeError: It is larger.
        OSError: It is not there, or cannot be opened.
        ValueError: No file can have this name.
    """
    # By the functions of `os`: this is called for every file of a project.
    _check(path, os.stat(path), limit)  # noqa: PTH116
    handle = os.open(path, _FLAGS)
    try:
        _check(path, os.fstat(handle), limit)
        return os.fdopen(handle, "rb", buffering=0)
    except BaseException:
        os.close(handle)
        raise


def read_regular(path: str | Path, *, limit: int = FILE_LIMIT) -> bytes:
    """Return the bytes of a file; see `open_regular`."""
    with open_regular(path, limit=limit) as file:
        # It may grow meanwhile, and some of the system's own files say that they are empty.
        data = file.read(limit + 1)
        while data and len(data) <= limit and (more := file.read(limit + 1 - len(data))):
            data += more
    if len(data) > limit:
        raise TooLargeError(path, len(data))
    return data


def _check(path: str | Path, status: os.stat_result, limit: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise NotRegularError(f"{path} is not a regular file")
    if status.st_size > limit:
        raise TooLargeError(path, status.st_size)


def read_digest(path: str) -> str | None:
    """Read a file and return its SHA-256, or None where there is no file to read."""
    try:
        with open_regular(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return None

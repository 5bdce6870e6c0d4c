"""Hold a folder for one run, so that no two write into it.

A file in the folder is locked, and says who has it. The system takes the lock away when the process
that has it ends: workers are started without it. A lock file that is left over by a run that was
killed is locked by nobody, and is taken like a new one.
"""

from __future__ import annotations

import os
import socket
import stat
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from handout.errors import OutputError
from handout.model import Place

NAME = ".handout-lock"

_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_HOLDER_BYTES = 300


class FolderLock:
    """Hold a folder until it is released."""

    def __init__(self, folder: Path) -> None:
        """Take the folder.

        Args:
            folder: The folder, which has to be there.

        Raises:
            OutputError: Another run has it, or nothing can be written there.
        """
        self.path = folder / NAME
        self._handle = -1
        while not self._take():
            # Whoever had it has just removed the file that was locked here.
            continue

    @property
    def holds(self) -> bool:
        """Whether the folder that is at this path is still the one that was taken."""
        try:
            return os.path.samestat(os.fstat(self._handle), self.path.stat())
        except OSError:
            return False

    def release(self) -> None:
        """Let the folder go; may be called twice."""
        if self._handle >= 0:
            # While it is locked still: whoever waits for it sees that it is gone.
            if self.holds:
                with suppress(OSError):
                    self.path.unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = -1

    def _take(self) -> bool:
        """Try once; tell whether the folder is held."""
        try:
            handle = os.open(self.path, _FLAGS, 0o600)
        except OSError as error:
            raise OutputError(
                f"nothing can be written to “{self.path.parent.name}”: {error.strerror or error}.",
                where=Place(path=self.path.parent),
                hint="make it your own, or choose another folder with “--output”.",
            ) from error
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise OutputError(
                    "something that is no file has the name of the folder's lock.",
                    where=Place(path=self.path),
                    hint="move it away.",
                )
            is_ours = self._try_lock(handle)
        except BaseException:
            os.close(handle)
            raise
        if not is_ours:
            os.close(handle)
            return False
        os.ftruncate(handle, 0)
        os.write(handle, _introduce().encode()[:_HOLDER_BYTES])
        self._handle = handle
        return True

    def _try_lock(self, handle: int) -> bool:
        if sys.platform == "win32":
            return True
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, _HOLDER_BYTES, 0).decode("utf-8", "replace").split("\n")
            who = f": process {holder[0]} on {holder[1]}, since {holder[2]}" if holder[2:] else ""
            raise OutputError(
                f"another run is writing to this folder{who}.",
                where=Place(path=self.path.parent),
                hint="wait until it has ended, or choose another folder with “--output”.",
            ) from None
        except OSError:
            # A file system without locks: two runs at once are then the user's to avoid.
            return True
        # Whoever had it has removed it meanwhile: then this is no longer what others see.
        try:
            return os.path.samestat(os.fstat(handle), self.path.stat())
        except OSError:
            return False


def _introduce() -> str:
    """Return who this is: process number, machine, time."""
    now = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return f"{os.getpid()}\n{socket.gethostname()}\n{now}"

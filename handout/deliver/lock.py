"""Hold a folder for one run, so that no two write into it.

A file in the folder is locked, and says who has it. The system takes the lock away when the last
process that has it ends; processes that were forked meanwhile have it, too. A lock file that is
left over by a run that was killed is locked by nobody, and is taken like a new one.
"""

from __future__ import annotations

import os
import socket
import stat
import sys
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from handout.errors import OutputError
from handout.files.writing import is_alive
from handout.model import Place

NAME = ".handout-lock"

_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_PATIENCE_S = 3.0
"""The workers of a run that was killed end by themselves, at once or nearly so."""

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
        end = time.monotonic() + _PATIENCE_S
        while not self._take(is_last=time.monotonic() > end):
            time.sleep(0.02)

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

    def _take(self, *, is_last: bool) -> bool:
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
            is_ours = self._try_lock(handle, is_last=is_last)
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

    def _try_lock(self, handle: int, *, is_last: bool) -> bool:
        if sys.platform == "win32":
            return True
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, _HOLDER_BYTES, 0).decode("utf-8", "replace").split("\n")
            if is_last or _is_at_work(holder):
                raise self._refuse(holder) from None
            return False
        except OSError:
            # A file system without locks: two runs at once are then the user's to avoid.
            return True
        # Whoever had it has removed it meanwhile: then this is no longer what others see.
        try:
            return os.path.samestat(os.fstat(handle), self.path.stat())
        except OSError:
            return False

    def _refuse(self, holder: list[str]) -> OutputError:
        who = f": process {holder[0]} on {holder[1]}, since {holder[2]}" if holder[2:] else ""
        return OutputError(
            f"another run is writing to this folder{who}.",
            where=Place(path=self.path.parent),
            hint="wait until it has ended, or choose another folder with “--output”.",
        )


def _introduce() -> str:
    """Return who this is: process number, machine, time."""
    now = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return f"{os.getpid()}\n{socket.gethostname()}\n{now}"


def _is_at_work(holder: list[str]) -> bool:
    """Tell whether a holder has not been killed, as far as can be known."""
    if len(holder) < 3 or holder[1] != socket.gethostname() or not holder[0].isdecimal():
        # It has only just begun, or is on another machine.
        return bool(holder[0])
    return is_alive(int(holder[0]))

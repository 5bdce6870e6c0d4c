"""Write files so that nobody ever sees half of one.

A file is written beside its target under a hidden name, then put in its place by one `os.replace`.
What a killed process left behind is known by that name, which holds the process's number.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Self

from handout.errors import OutputError
from handout.model import Place

_TEMPORARY = re.compile(r"(?:\..*)?\.handout-(\d+)-[0-9a-f]{8}\.tmp")
# Ours alone: a name that is there already is no file of ours.
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_NAMELESS = os.O_WRONLY | os.O_TMPFILE if hasattr(os, "O_TMPFILE") else 0
STALE_AFTER_S = 60
"""A process number means nothing on another machine, so a file must also be this old."""


def write_file(target: Path, data: bytes | Iterable[bytes], *, mode: int = 0o666) -> None:
    """Write a file whole or not at all; its folder is made if it is not there.

    Args:
        target: The file.
        data: What it is to hold, in one piece or in several.
        mode: Who may do what with it, less what the user's mask takes away.

    Raises:
        OutputError: It cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refuse(error, target) from error
    with GrowingFile(target, mode=mode) as file:
        file.write((data,) if isinstance(data, bytes) else data)
        file.settle(target)


def write_new_files(
    files: Sequence[tuple[Path, bytes]],
    *,
    folder: Path,
    hint: str,
    may_replace: Path | None = None,
) -> list[Path]:
    """Write files that are not there yet, with their folders: all of them, or none.

    Args:
        files: Where each goes, and what it is to hold.
        folder: The folder that they are named from in a message.
        hint: What to do where one is there already.
        may_replace: The one that may be there.

    Raises:
        OutputError: Some are there, or one cannot be written.
    """
    paths = [path for path, _ in files if path != may_replace]
    # Also a file, or a broken link, where a folder has to be.
    parents = {parent for path, _ in files for parent in path.parents if not parent.is_dir()}
    if in_the_way := sorted(path for path in (*paths, *parents) if os.path.lexists(path)):
        names = (
            path.relative_to(folder) if folder in path.parents else path for path in in_the_way
        )
        raise OutputError(
            f"nothing was written, because this is there already: {', '.join(map(str, names))}.",
            where=Place(path=in_the_way[0]),
            hint=hint,
        )
    written: list[Path] = []
    made: list[Path] = []
    try:
        for path, data in files:
            made += [folder for folder in path.parents if not folder.exists()]
            write_file(path, data)
            written.append(path)
    except BaseException:
        for path in written:
            with suppress(OSError):
                path.unlink()
        for folder in sorted(made, key=lambda one: -len(one.parts)):
            with suppress(OSError):
                folder.rmdir()
        raise
    return written


class FileWriter:
    """Write many files into one folder, each whole or not at all, as quickly as the system can.

    On Linux a file gets its name when it is whole: who begins files by name in one folder waits for
    all others who do. Elsewhere, and where a file is replaced, it has a hidden name before.
    """

    def __init__(self, folder: Path, *, mode: int) -> None:
        """Write nothing yet.

        Args:
            folder: The folder, which has to be there.
            mode: Who may do what with the files, less what the user's mask takes away.
        """
        self._folder = f"{folder}{os.sep}"
        self._mode = mode
        self._is_nameless = bool(_NAMELESS)

    def write(self, name: str, parts: Iterable[bytes]) -> None:
        """Write one file.

        Args:
            name: What it is called.
            parts: What it is to hold, in pieces.

        Raises:
            OutputError: It cannot be written.
        """
        data = b"".join(parts)
        if not (self._is_nameless and self._write_nameless(name, data)):
            target = Path(self._folder + name)
            with GrowingFile(target, mode=self._mode, is_nameless=False) as file:
                file.write((data,))
                file.settle(target)

    def _write_nameless(self, name: str, data: bytes) -> bool:
        """Write a file that has no name until it is whole; tell whether it could be done."""
        try:
            handle = os.open(self._folder, _NAMELESS, self._mode)
            try:
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(handle, rest) :]
                # `src_dir_fd` has nothing to do with it, but makes Python follow the link.
                os.link(f"/proc/self/fd/{handle}", self._folder + name, src_dir_fd=handle)
            finally:
                os.close(handle)
        except FileExistsError:
            return False
        except OSError:
            # The file system cannot do that; or whatever it is, the other way says it.
            self._is_nameless = False
            return False
        return True


def _refuse(error: OSError, target: Path) -> OutputError:
    return OutputError(
        f"“{target.name}” could not be written: {error.strerror or error}.",
        where=Place(path=target),
        hint=_suggest_mend(error, target),
    )


def is_temporary(name: str) -> bool:
    """Tell whether a file is one that is being written, or was when its process was killed."""
    return _TEMPORARY.fullmatch(name) is not None


@contextmanager
def probe_folder(folder: Path) -> Iterator[Path]:
    """Make a folder to write to, and have an empty file in it for a moment.

    Raises:
        OutputError: Nothing can be written there.
    """
    probe = folder / f".handout-{os.getpid()}-{secrets.token_hex(4)}.tmp"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch(0o600, exist_ok=False)
    except OSError as error:
        raise OutputError(
            f"nothing can be written to “{folder.name}”: {error.strerror or error}.",
            where=Place(path=folder),
            hint=_suggest_mend(error, probe),
        ) from error
    try:
        yield probe
    finally:
        with suppress(OSError):
            probe.unlink()


def prepare_folder(folder: Path) -> None:
    """Make a folder to write to, and try whether it can be written to.

    Raises:
        OutputError: It cannot.
    """
    with probe_folder(folder):
        remove_stale(folder)


def remove_stale(folder: Path) -> None:
    """Remove the half-written files that killed builds left in a folder."""
    try:
        paths = list(folder.iterdir())
    except OSError:
        return
    for path in paths:
        match = _TEMPORARY.fullmatch(path.name)
        if match is None:
            continue
        with suppress(OSError):
            age = time.time() - path.stat().st_mtime
            if age > STALE_AFTER_S and not is_alive(int(match[1])):
                path.unlink()


def is_alive(number: int) -> bool:
    """Tell whether there is a process of that number on this machine."""
    if os.name == "nt":
        # There, `os.kill` with 0 would end the process. A file in use cannot be removed anyway.
        return False
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _suggest_mend(error: OSError, target: Path) -> str:
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "make room on the disk, or choose another folder with “--output”."
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return "raise the limit of open files (“ulimit -n”), or close other programs."
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return f"“{target.parent}” is not a folder: choose another one with “--output”."
    if error.errno == errno.EISDIR:
        return f"a folder has the name “{target.name}”: move it away."
    if error.errno == errno.ENAMETOOLONG:
        return "give the article's file a shorter name."
    return "close the file if a program has it open, or choose another folder with “--output”."


def find_free_name(path: Path) -> Path:
    """Return a path, or one with a number behind its name where something is there already."""
    count, free = 1, path
    while os.path.lexists(free):
        count += 1
        free = path.with_name(f"{path.stem}-{count}{path.suffix}")
    return free


class GrowingFile:
    """A file that is written piece by piece, then put in its place whole.

    Where the system can do that, it has no name until then, so that nothing is left of it whatever
    happens; elsewhere it has a hidden one. A context manager that removes it if it was not put
    anywhere.
    """

    def __init__(self, target: Path, *, mode: int, is_nameless: bool = True) -> None:
        """Begin the file beside the one that it may replace.

        Args:
            target: Where it will go, or a file beside.
            mode: Who may do what with it, less what the user's mask takes away.
            is_nameless: Let it have no name where the system can do that.

        Raises:
            OutputError: It cannot be written.
        """
        # A file's name may have 255 bytes; what is added takes some, and a character up to four.
        name = f".{target.name[:48]}.handout-{os.getpid()}-{secrets.token_hex(4)}.tmp"
        self._target = target
        self._temporary = target.parent / name
        self._digest = hashlib.sha256()
        self._is_settled = False
        try:
            self.stream, self._is_nameless = self._begin(mode, is_nameless)
        except OSError as error:
            raise _refuse(error, target) from error

    def __enter__(self) -> Self:
        """Return the file."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was not put in its place."""
        if not self._is_settled:
            with suppress(OSError):
                self.stream.close()
            with suppress(OSError):
                self._temporary.unlink(missing_ok=True)

    @property
    def sha256(self) -> str:
        """The digest of what `write` was given so far, in hexadecimal."""
        return self._digest.hexdigest()

    def write(self, pieces: Iterable[bytes]) -> None:
        """Write on.

        Raises:
            OutputError: It cannot be written.
        """
        try:
            for piece in pieces:
                self._digest.update(piece)
                self.stream.write(piece)
        except OSError as error:
            raise _refuse(error, self._target) from error

    def settle(self, target: Path) -> Path:
        """Put the file in its place, and return that.

        Raises:
            OutputError: It cannot be put there.
        """
        try:
            self.stream.flush()
            if self._is_nameless:
                handle = self.stream.fileno()
                # `src_dir_fd` has nothing to do with it, but makes Python follow the link.
                os.link(f"/proc/self/fd/{handle}", self._temporary, src_dir_fd=handle)
            self.stream.close()
            self._temporary.replace(target)
        except OSError as error:
            raise _refuse(error, target) from error
        self._is_settled = True
        return target

    def _begin(self, mode: int, is_nameless: bool) -> tuple[BinaryIO, bool]:
        if is_nameless and _NAMELESS and Path("/proc/self/fd").is_dir():
            # Where the file system cannot do that, or there is no folder, the other way says it.
            with suppress(OSError):
                return os.fdopen(os.open(self._target.parent, _NAMELESS, mode), "wb"), True
        return os.fdopen(os.open(self._temporary, _FLAGS, mode), "wb"), False

"""Own the folder that recipients' PDFs go to: who may see it, what is in it, what has to go.

What lies there: a PDF a recipient under an opaque id, `index.csv`, `failed.csv` if anybody got
nothing, the journal, and a `.gitignore` that keeps all of it out of version control.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from handout.deliver.identity import FILE
from handout.deliver.index import FAILED, INDEX, write_failed, write_index
from handout.deliver.journal import NAME, SAMPLE, Extent, Given, Journal
from handout.deliver.lock import NAME as LOCK
from handout.deliver.lock import FolderLock
from handout.deliver.sink import Ready, Sink
from handout.errors import OutputError, UsageError
from handout.files.reading import read_digest
from handout.files.writing import GrowingFile, find_free_name, is_temporary, write_file
from handout.model import Place, Problem, make_warning

_IGNORE = ".gitignore"


class MergeFolder(Sink):
    """Own one output folder; a context manager that lets go of it."""

    index: Path

    def __init__(self, path: Path) -> None:
        """Touch nothing yet.

        Args:
            path: The folder.
        """
        super().__init__(path)
        self.index = path / INDEX
        self._changed = 0
        self._unknown = 0
        self._journal: Journal | None = None
        self._lock: FolderLock | None = None
        # Where the journal tells of the handout of each row.
        self._places: dict[int, int] = {}
        self._made: list[Path] = []
        self._is_begun = False
        self._was_empty = False

    def __exit__(self, *_: object) -> None:
        """Close what is open, and let the folder go; take it away if it was not used."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None
        if self._lock is not None:
            self._lock.release()
        for path in () if self._is_begun else reversed(self._made):
            with suppress(OSError):
                path.rmdir()

    def find_warnings(self) -> Iterator[Problem]:
        """Yield what there is to say of the folder and of what lies in it, so far."""
        mode = 0 if os.name == "nt" else stat.S_IMODE(self.folder.stat().st_mode)
        if mode & 0o077 and self.folder not in self._made:
            can = "see and change" if mode & 0o022 else "see"
            yield self._warn(
                "merge.open-folder",
                f"others on this computer can {can} which files lie in this folder"
                f" (mode {mode:o}); the handouts themselves only you can read.",
                "take their rights away with `chmod 700`, or name a new folder.",
            )
        if count := self._changed:
            yield self._warn(
                "merge.changed-file",
                "one PDF was changed or damaged since it was made: it was put aside."
                if count == 1
                else f"{count:,} PDFs were changed or damaged since they were made: they were put"
                " aside.",
                "look at the files “…-changed.pdf”, and remove what is not needed.",
            )
        if count := self._unknown:
            yield self._warn(
                "merge.unknown-file",
                "one PDF that is named like a handout is not in the index."
                if count == 1
                else f"{count:,} PDFs that are named like handouts are not in the index.",
                "look whose they are, and remove what is not needed: handout removes only what it"
                " knows as its own.",
            )

    def _warn(self, code: str, message: str, hint: str) -> Problem:
        return make_warning(code, message, hint, path=self.folder)

    def examine(self, *, is_resumed: bool) -> Extent:
        """Take the folder, and look whether it can be used, before anything is made.

        Returns:
            How much the last run here was to make, if it is to be taken up.

        Raises:
            OutputError: It is no folder, or cannot be read, or another run is at work there.
            UsageError: It holds somebody's files, or what an earlier run made.
        """
        if not is_resumed and (names := self._list()) and NAME not in names and LOCK not in names:
            # Nothing is even locked in a folder that is somebody's.
            raise self._refuse_files()
        self._take()
        # What was seen before may be of a run that has just ended.
        names = self._list() - {LOCK}
        self._was_empty = not names
        if NAME in names:
            self._journal, self.past = Journal(self.folder), self
            # One to look at, and then all of them: that is how it is meant to be used.
            if not is_resumed and not self._journal.is_sample:
                raise UsageError(
                    "this folder holds what an earlier merge made.",
                    where=Place(path=self.folder),
                    hint="add “--resume” to keep what still holds and make the rest, or choose"
                    " another folder with “--output”.",
                )
        elif names and not is_resumed:
            raise self._refuse_files()
        if INDEX in names and self._journal is None:
            raise UsageError(
                f"there is an “{INDEX}” here, which was not written by handout.",
                where=Place(path=self.index),
                hint="move it away, or choose another folder with “--output”.",
            )
        return self._journal.extents[-1] if self._journal and self._journal.extents else SAMPLE

    def open(self, extent: Extent, *, title: str = "") -> None:  # noqa: ARG002 # as all sinks
        """Make the folder ready to be written to.

        Raises:
            OutputError: It cannot be written to.
        """
        self._is_begun = True
        try:
            self._sweep()
            self._clear_index()
        except OSError as error:
            raise self._refuse_writing(error) from error
        if self._was_empty:
            # Among the user's own files, it would hide those.
            write_file(self.folder / _IGNORE, b"*\n", mode=0o600)
        if self._journal is None:
            self._journal = Journal(self.folder)
        self._journal.begin(extent)

    def _clear_index(self) -> None:
        """Remove the index of the run before; one that was changed since gets another name."""
        if self.index.exists() and not self._is_ours(self.index):
            self.index.rename(find_free_name(self.index))
        self.index.unlink(missing_ok=True)

    def _list(self) -> set[str]:
        try:
            return set(os.listdir(self.folder))  # noqa: PTH208 # there may be a million
        except FileNotFoundError:
            return set()
        except OSError as error:
            raise OutputError(
                "the folder belongs to another user, who alone may see the handouts in it."
                if isinstance(error, PermissionError)
                else f"the folder cannot be used: {error.strerror or error}.",
                where=Place(path=self.folder),
                hint="choose another one with “--output”.",
            ) from error

    def _take(self) -> None:
        """Make the folder if it is not there, and lock it."""
        while True:
            try:
                for path in (*reversed(self.folder.parents), self.folder):
                    if not path.exists():
                        # Names are in what comes into the last.
                        path.mkdir(mode=0o700 if path == self.folder else 0o777, exist_ok=True)
                        self._made.append(path)
            except OSError as error:
                raise self._refuse_writing(error) from error
            try:
                self._lock = FolderLock(self.folder)
            except OutputError:
                # Another run that came to nothing has just taken it away.
                if self.folder.exists():
                    raise
            else:
                return

    def _check_place(self) -> None:
        """Go on only in the folder that was taken.

        Raises:
            OutputError: It was moved, and there may be another one in its place.
        """
        if self._lock is None or not self._lock.holds:
            raise OutputError(
                "the folder was moved or replaced while it was written to.",
                where=Place(path=self.folder),
                hint="move it back, then call again with “--resume”.",
            )

    def _is_ours(self, path: Path) -> bool:
        """Tell whether a file is as this program wrote it."""
        return self._journal is not None and self._journal.has_written(
            path.name, read_digest(str(path))
        )

    def _refuse_files(self) -> UsageError:
        return UsageError(
            "this folder holds other files already.",
            where=Place(path=self.folder),
            hint="choose a new folder with “--output”, or add “--resume” to use this one"
            " all the same.",
        )

    def _refuse_writing(self, error: OSError) -> OutputError:
        return OutputError(
            f"nothing can be written to “{self.folder.name}”: {error.strerror or error}.",
            where=Place(path=self.folder),
            hint="make it your own, or choose another folder with “--output”.",
        )

    def take(
        self,
        given: Sequence[Given],
        handouts: Sequence[Ready],  # noqa: ARG002 # as all sinks
        failed: Sequence[int],  # noqa: ARG002 # likewise
    ) -> None:
        """Take what came of some rows.

        Raises:
            OutputError: It cannot be written.
        """
        assert self._journal is not None, "it was never opened"
        self._check_place()
        places = self._journal.append(given)
        self._places.update(zip([one.row for one in given], places, strict=True))

    def leave(self) -> None:
        """Remove what killed processes were writing; what is whole stays, to be taken up again."""
        self._sweep()

    def _sweep(self) -> int:
        """Remove what a killed process was writing; return how many PDFs there are."""
        count = 0
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if FILE.fullmatch(entry.name):
                    count += 1
                elif is_temporary(entry.name):
                    with suppress(FileNotFoundError):
                        os.unlink(entry.path)  # noqa: PTH108
        return count

    def keep(self, new: Given, *, is_wanted: bool) -> bool:
        """Keep what an earlier run made of a recipient, if it would come out the same now.

        What is to be made again, and was changed by somebody, gets another name before.

        Args:
            new: What is to be remembered of the handout, as far as the row tells.
            is_wanted: Whether it is to be made, if it is not kept.

        Returns:
            Whether it is kept.

        Raises:
            OutputError: What was changed cannot be renamed.
        """
        found = self._journal.find(new.id) if self._journal is not None else None
        if found is None:
            return False
        place, old = found
        path = self.folder / f"{old.id}.pdf"
        sha256 = read_digest(str(path))
        if sha256 != old.sha256:
            if sha256 is not None and is_wanted:
                self._put_aside(path)
            return False
        # What it is now, made again, would be as before.
        if old != new._replace(row=old.row, sha256=sha256, pages=old.pages, when=old.when):
            return False
        self._places[new.row] = place
        return True

    def _put_aside(self, path: Path) -> None:
        try:
            path.rename(find_free_name(path.with_stem(f"{path.stem}-changed")))
        except OSError as error:
            raise self._refuse_writing(error) from error
        self._changed += 1

    def finish(self) -> None:
        """Write the list of what is there, and remove what is not in it.

        Raises:
            OutputError: It cannot be written.
        """
        assert self._journal is not None, "it was never opened"
        self._check_place()
        self._clear_index()
        with GrowingFile(self.index, mode=0o600) as file:
            file.write(write_index(self._list_given()))
            self._journal.note_file(self.index.name, file.sha256)
            file.settle(self.index)
        if self._sweep() != len(self._places):
            self._remove_strays()

    def _list_given(self) -> Iterator[Given]:
        """Yield what is there, in the order of the list as it is now."""
        assert self._journal is not None, "it was never opened"
        for row, place in sorted(self._places.items()):
            yield self._journal.read(place)._replace(row=row)

    def write_failed(
        self, columns: Sequence[str], rows: Iterable[tuple[Sequence[str], str]]
    ) -> None:
        """Write the list of failed rows; one that somebody has worked on stays, too.

        Raises:
            OutputError: It cannot be written.
        """
        assert self._journal is not None, "it was never opened"
        self.remove_failed()
        path = find_free_name(self.folder / FAILED)
        with GrowingFile(path, mode=0o600) as file:
            file.write(write_failed(columns, rows))
            self._journal.note_file(path.name, file.sha256)
            self.failed = file.settle(path)

    def remove_failed(self) -> None:
        """Remove the list of who got nothing in an earlier run, as it was written then."""
        path = self.folder / FAILED
        if path.exists() and self._is_ours(path):
            with suppress(OSError):
                path.unlink()

    def _remove_strays(self) -> None:
        """Remove the PDFs that an earlier run wrote and the index does not list; count others."""
        assert self._journal is not None, "it was never opened"
        listed = {given.id for given in self._list_given()}
        with os.scandir(self.folder) as entries:
            found = {match[1] for entry in entries if (match := FILE.fullmatch(entry.name))}
        strays = found - listed
        known = self._journal.find_digests(strays)
        for name in sorted(strays):
            path = self.folder / f"{name}.pdf"
            if (name, read_digest(str(path))) in known:
                with suppress(OSError):
                    path.unlink()
            else:
                self._unknown += 1

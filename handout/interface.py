"""Be the Python interface: open a clinic's folder, and make handouts in memory.

Everything that is public stands here and is reached as `handout.open_clinic` and so on; see
`docs/python.md`. Faults are raised as the exceptions of `handout.errors`.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from handout.errors import EngineError, RemoteBug
from handout.files.writing import write_file
from handout.jobs.personal import PersonalMaker, PersonalRequest, make_personal
from handout.jobs.runtime.render_session import FONTS, load_engine_at, open_pool
from handout.jobs.runtime.worker import WorkerLost
from handout.jobs.runtime.worker_pool import WorkerPool
from handout.jobs.runtime.worker_process import Limits
from handout.model import Place, Problem
from handout.read.project import find_project

if TYPE_CHECKING:
    from handout.personalise.personaliser import PersonalPdf


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    """A handout.

    Attributes:
        data: The PDF.
        pages: How many pages it has.
        sha256: The digest of the PDF, in hexadecimal.
        problems: Warnings and notes: what the command would print.
    """

    data: bytes = field(repr=False)
    pages: int
    sha256: str
    problems: tuple[Problem, ...]

    def save(self, path: str | Path) -> Path:
        """Write the PDF to a file, whole or not at all, readable for yourself alone.

        Args:
            path: The file; one that is there is replaced.

        Returns:
            The file.

        Raises:
            OutputError: It cannot be written.
        """
        target = Path(path).absolute()
        write_file(target, self.data, mode=0o600)
        return target


class Clinic:
    """Make handouts of a clinic's folder; may be used by several threads.

    They take turns in this process, unless `workers` gives the work to processes. A context
    manager that ends these.
    """

    def __init__(self, root: Path) -> None:
        """Load nothing yet; call `open_clinic`.

        Args:
            root: The clinic's folder.
        """
        self.root = root
        self._lock = threading.Lock()
        self._maker: PersonalMaker | None = None
        self._pool: WorkerPool | None = None

    def __enter__(self) -> Self:
        """Return the clinic."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes."""
        self.close()

    def make(
        self,
        article: str,
        *,
        recipient: Mapping[str, object] | None = None,
        format: str | None = None,
        language: str | None = None,
        allow_missing: bool = False,
    ) -> Pdf:
        """Make one handout in memory.

        Args:
            article: The article's name, or the path of a text or Markdown file.
            recipient: The recipient's fields, `name` among them; without, it is one to fill by pen.
            format: The format's name; the recipient's field `format` or the clinic's by default.
            language: Which translation; the recipient's field `language` by default.
            allow_missing: Take missing images, descriptions, glyphs, fonts and words as warnings.

        Raises:
            ContentError: The article or the recipient has faults.
            EngineError: The engine is missing, failed, or took too much time or memory.
            ProjectError: The clinic's file or a template cannot be used.
            UsageError: There is no such article, format or language.
        """
        request = PersonalRequest(
            article=article,
            folder=Path.cwd(),
            recipient=recipient,
            format=format,
            language=language,
            allow_missing=allow_missing,
        )
        pool = self._pool
        made = self._make_apart(pool, request) if pool else self._make_here(request)
        return Pdf(
            data=b"".join(made.parts), pages=made.pages, sha256=made.sha256, problems=made.problems
        )

    def workers(self, count: int, *, seconds: float = 60, memory: int = 2 * 1024**3) -> Self:
        """Give the work to processes, which are killed and replaced when they take too much.

        Args:
            count: How many processes there are.
            seconds: The most that one handout may take.
            memory: The most memory that a process may take for one, in bytes.

        Returns:
            This clinic, whose `close` ends the processes.
        """
        self.close()
        self._pool = open_pool(self.root, count, Limits(seconds=seconds, memory=memory))
        self._pool.warm_up(count)
        return self

    def close(self) -> None:
        """End the processes; what is asked for from then on is made here."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown()

    def _make_here(self, request: PersonalRequest) -> PersonalPdf:
        with self._lock:
            if self._maker is None:
                self._maker = PersonalMaker(self.root, load_engine_at(self.root / FONTS))
            return self._maker.make(request)

    def _make_apart(self, pool: WorkerPool, request: PersonalRequest) -> PersonalPdf:
        try:
            return pool.submit(make_personal, self.root, request).result()
        except WorkerLost as error:
            place = Place(path=Path(request.article))
            raise EngineError(error.message, where=place, hint=error.hint) from None
        except RemoteBug as bug:
            raise EngineError(f"it failed by a bug in handout ({bug.name}).") from bug


def open_clinic(folder: str | Path = ".") -> Clinic:
    """Open a clinic's folder.

    Args:
        folder: The folder that has `content/clinic.toml`, or one below it.

    Raises:
        ProjectError: There is none.
    """
    return Clinic(find_project(Path(folder)))

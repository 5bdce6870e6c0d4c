"""Keep what is dear to make while builds follow one another: warm workers and loaded templates."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Self

from handout.jobs.worker import Load, Renderer, load_engine_at

if TYPE_CHECKING:
    from handout.compose.composer import Composer
    from handout.jobs.pool import Pool
    from handout.jobs.reports import BuildOptions
    from handout.model import Clinic

FONTS = Path(".handout", "fonts")
_WORKER_MEMORY = 300 * 1024**2
"""Bytes that a worker should find free, or another worker would rather slow the rest."""


class Workshop:
    """Hold the pool and the composer of one project; a context manager that ends the workers."""

    def __init__(self, root: Path, options: BuildOptions, *, load: Load | None = None) -> None:
        """Start nothing yet.

        Args:
            root: The clinic's folder.
            options: How many workers there may be, and what a document may take.
            load: Makes the renderer in a worker; the engine by default.
        """
        self.root = root
        self.fonts = root / FONTS
        self.size = options.jobs or count_workers()
        self._options = options
        self._load = load or functools.partial(load_engine_at, self.fonts)
        self._pool: Pool | None = None
        self._composer: tuple[str, Composer] | None = None

    def __enter__(self) -> Self:
        """Return the workshop."""
        return self

    def __exit__(self, *_: object) -> None:
        """End every worker."""
        if self._pool is not None:
            self._pool.close()

    def grow(self, documents: int) -> Pool:
        """Start workers, as many as there are documents to render and no more than allowed."""
        if self._pool is None:
            from handout.jobs.pool import Limits, Pool

            limits = Limits(seconds=self._options.seconds, memory=self._options.memory)
            self._pool = Pool(self._load, limits=limits)
        self._pool.grow(min(documents, self.size))
        return self._pool

    def get_composer(self, clinic: Clinic, shared: str) -> Composer:
        """Return the composer, a new one if what all handouts depend on has changed.

        Args:
            clinic: Whose handouts they are.
            shared: The digest of the clinic's file, the templates and the styles.
        """
        if self._composer is None or self._composer[0] != shared:
            from handout.compose.composer import Composer

            self._composer = (shared, Composer(clinic, root=self.root))
        return self._composer[1]


def find_loader() -> Callable[[Path], Renderer]:
    """Return what loads the engine in a worker, by the name that tests put another under."""
    return load_engine_at


def count_workers() -> int:
    """Return how many workers suit this machine: one a processor, if memory allows."""
    if hasattr(os, "sched_getaffinity"):
        processors = len(os.sched_getaffinity(0))
    else:
        processors = os.cpu_count() or 1
    free = _measure_free_memory()
    return processors if free is None else max(1, min(processors, free // _WORKER_MEMORY))


def _measure_free_memory() -> int | None:
    """Return the bytes that Linux says are available, or None where nobody says."""
    try:
        with Path("/proc/meminfo").open(encoding="ascii") as file:
            for line in file:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return None

"""Keep the workers warm while builds follow one another."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Self

from handout.jobs.worker import Load, Renderer, load_engine_at, load_maker

if TYPE_CHECKING:
    from handout.jobs.pool import Pool
    from handout.jobs.reports import BuildOptions

FONTS = Path(".handout", "fonts")
_WORKER_MEMORY = 300 * 1024**2
"""Bytes that a worker should find free, or another worker would rather slow the rest."""


class Workshop:
    """Hold the pool of one project; a context manager that ends the workers."""

    def __init__(self, root: Path, options: BuildOptions, *, load: Load | None = None) -> None:
        """Start nothing yet.

        Args:
            root: The clinic's folder.
            options: How many workers there may be, and what a document may take.
            load: Makes what answers in a worker; by default, what composes and renders.
        """
        self.root = root
        self.fonts = root / FONTS
        self.size = options.jobs or count_workers()
        self._options = options
        self._load = load or functools.partial(load_maker, load_engine_at, self.fonts)
        self._pool: Pool | None = None

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

"""Keep in one process what rendering takes, from one handout to the next.

The engine takes half a second to load, and templates a tenth, so they are kept as the process's
own. `open_pool` gives workers that have loaded the engine before they are asked for anything.
"""

from __future__ import annotations

import functools
import gc
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handout.jobs.runtime.worker_pool import WorkerPool
    from handout.jobs.runtime.worker_process import Limits
    from handout.render.engine import Engine

FONTS = Path(".handout", "fonts")
_WORKER_MEMORY = 300 * 1024**2
"""Bytes that a worker should find free, or another worker would rather slow the rest."""


_engines: dict[Path, Engine] = {}


def load_engine_at(fonts: Path) -> Engine:
    """Load the engine, with its static font faces in that folder."""
    from handout.render.loading import load_engine

    return load_engine(fonts)


def get_engine(root: Path, load: Callable[[Path], Engine] | None = None) -> Engine:
    """Return this process's engine for a clinic's folder.

    Args:
        root: The folder.
        load: Loads it, with its static font faces in a folder, if there is none yet.

    Raises:
        EngineError: It cannot be loaded.
    """
    if root not in _engines:
        _engines[root] = (load or load_engine_at)(root / FONTS)
    return _engines[root]


def prepare_process(root: Path, load: Callable[[Path], Engine]) -> None:
    """Load in a worker what the first handout will need, while its parent still reads."""
    get_engine(root, load)
    import handout.compose.composer
    import handout.personalise.personaliser
    import handout.read.article  # noqa: F401

    collect_rarely()


def collect_rarely() -> None:
    """Look for garbage less often in this process: rows, and what is made of them, leave none."""
    # A rendering makes some 200,000 objects, so that what it leaves does not pile up.
    gc.set_threshold(20_000, 5, 5)


def open_pool(root: Path, size: int | None = None, limits: Limits | None = None) -> WorkerPool:
    """Return a pool whose workers render the handouts of a clinic; none is started yet.

    Args:
        root: The clinic's folder.
        size: How many workers there may be; as many as suit this machine by default.
        limits: What one handout may take.
    """
    from handout.jobs.runtime.worker_pool import WorkerPool

    size = count_workers() if size is None else size
    return WorkerPool(size, initializer=make_initializer(root), limits=limits)


def make_initializer(root: Path) -> Callable[[], None]:
    """Return what makes a worker ready for a clinic's folder, to be sent there."""
    return functools.partial(prepare_process, root, load_engine_at)


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
        said = Path("/proc/meminfo").read_text("ascii")
    except OSError:
        return None
    match = re.search(r"^MemAvailable: +(\d+) kB", said, re.MULTILINE)
    return int(match[1]) * 1024 if match else None

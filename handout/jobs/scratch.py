"""Give each worker a temporary folder of its own, which goes when the worker does.

Workers are ended by force, so that what they would tidy up at their end stays: the engine alone
copies 1.4 MB of font faces into a temporary folder. The folder's name holds the process's number,
by which whoever ends a worker finds it; what a killed parent has left, the next worker removes.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Collection
from contextlib import suppress

from handout.jobs.outputs import STALE_AFTER_S, is_alive

_NAME = re.compile(r"handout-worker-(\d+)-\w+")


def take_scratch() -> None:
    """Make this process's folder the one for temporary files, and remove those of the dead."""
    _remove(lambda number, age: age > STALE_AFTER_S and not is_alive(number))
    # Without room for it, whoever needs a temporary file says so better than we could.
    with suppress(OSError):
        tempfile.tempdir = tempfile.mkdtemp(prefix=f"handout-worker-{os.getpid()}-")


def remove_scratch(processes: Collection[int]) -> None:
    """Remove the folders of processes that have ended.

    Args:
        processes: Their numbers.
    """
    if processes:
        _remove(lambda number, _: number in processes)


def _remove(is_over: Callable[[int, float], bool]) -> None:
    """Remove the folders that are over, by the process's number and the folder's age in seconds."""
    try:
        entries = list(os.scandir(tempfile.gettempdir()))
    except OSError:
        return
    for entry in entries:
        match = _NAME.fullmatch(entry.name)
        with suppress(OSError):
            if match and is_over(int(match[1]), time.time() - entry.stat().st_mtime):
                shutil.rmtree(entry.path, ignore_errors=True)

"""Watch and pin the processes that are measured, and read what they have written."""

from __future__ import annotations

import mmap
import os
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pypdfium2

_SPARE_BYTES = 1024**3
_KERNEL_CORES = Path("/sys/devices/virtual/workqueue/cpumask")
"""The cores, as a mask, that do what the kernel puts off, such as to bring files to the disk."""


class Peak:
    """Watch how much memory the largest process of a tree takes."""

    def __init__(self) -> None:
        self._most = 0
        self._is_over = threading.Event()
        self._thread: threading.Thread | None = None

    def watch(self, number: int) -> None:
        """Begin with the process of this number."""
        self._thread = threading.Thread(target=self._look, args=(psutil.Process(number),))
        self._thread.start()

    def end(self) -> float:
        """Return the most, in MB."""
        self._is_over.set()
        assert self._thread is not None
        self._thread.join()
        return self._most / 1024**2

    def _look(self, top: psutil.Process) -> None:
        while not self._is_over.wait(0.1):
            with suppress(psutil.Error):
                for process in (top, *top.children(recursive=True)):
                    self._most = max(self._most, process.memory_info().rss)


def make_pinning(cores: set[int]) -> Callable[[], None]:
    """Return what a new process calls to keep to some cores."""

    def keep() -> None:
        if cores:
            os.sched_setaffinity(0, cores)

    return keep


@contextmanager
def confine_kernel(core: int | None) -> Iterator[None]:
    """Have one core do what the kernel puts off, until the block is left.

    Without that, it brings files to the disk on a core that is counted as idle. It takes root;
    where that may not be, nothing happens.

    Args:
        core: The core; None for any.
    """
    if core is None or not can_confine_kernel():
        yield
        return
    before = _KERNEL_CORES.read_text()
    _KERNEL_CORES.write_text(f"{1 << core:x}")
    try:
        yield
    finally:
        _KERNEL_CORES.write_text(before)


def can_confine_kernel() -> bool:
    """Tell whether this process may say where the kernel does what it puts off."""
    return os.access(_KERNEL_CORES, os.W_OK)


def empty_files(folder: Path) -> None:
    """Empty the files in a folder, so that the disk and the system's memory are free of them.

    They are not removed: ext4 is slow to begin files where many were removed a short time ago.
    """
    if not folder.exists():
        return
    # What is not on the disk yet would be brought there during the next run.
    os.sync()
    for path in folder.iterdir():
        if path.is_file():
            os.truncate(path, 0)
    os.sync()


def read_stolen() -> float:
    """Return the seconds of processors' time that the host of a virtual machine has kept back."""
    return float(getattr(psutil.cpu_times(), "steal", 0.0))


def warm_memory(size: int) -> None:
    """Take so many bytes of memory and give them back, or as much as is free.

    A virtual machine gets memory from its host when it first uses it, which takes longer than to
    fill it, and gives back what it has not used for a while.
    """
    size = min(size, psutil.virtual_memory().free - _SPARE_BYTES)
    if size <= 0 or not hasattr(mmap, "MADV_HUGEPAGE"):
        return
    with mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory.madvise(mmap.MADV_HUGEPAGE)
        for place in range(0, size, mmap.PAGESIZE):
            memory[place] = 1


def read_words(path: Path) -> tuple[Counter[str], int]:
    """Return the words of a PDF, and how many pages it has."""
    with pypdfium2.PdfDocument(path) as document:
        text = " ".join(page.get_textpage().get_text_range() for page in document)
        return Counter(re.findall(r"\w+", text)), len(document)

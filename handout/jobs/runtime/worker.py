"""Run in a worker process: tasks come in by standard input, what comes of them goes out.

A worker prints nothing, ignores Ctrl-C (its parent decides) and does not outlive its parent. It
writes the number of the item in hand into a file that both processes map, so that the parent knows
which one it was when it has to kill the worker.
"""

from __future__ import annotations

import mmap
import os
import pickle
import queue
import signal
import struct
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from handout.errors import EngineError, HandoutError, RemoteBug

ITEM = struct.Struct("<q")
"""The number of the item in hand, as it stands in the file `ITEM_FILE`."""
ITEM_FILE = "item"
NO_ITEM = -1

_IGNORED = [getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]

_shown: mmap.mmap | None = None


Outcome = tuple[Any, BaseException | None]
"""What came of a task: its value, or the error that it raised."""


class WorkerLost(EngineError):
    """A task was given up: its worker was killed for it, or died.

    Attributes:
        code: `render.timeout`, `render.memory` or `render.crash`.
        item: The number of the item in hand, or None where it is not known.
    """

    def __init__(
        self, message: str, *, hint: str | None = None, code: str = "", item: int | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.item = item


def show_item(number: int) -> bool:
    """Let the parent know which item of a task is in hand; its time begins anew.

    Returns:
        Whether this process is a worker whose parent looks at that.
    """
    if _shown is None:
        return False
    ITEM.pack_into(_shown, 0, number)
    return True


def serve(scratch: str) -> None:
    """Do tasks until standard input is closed; the first one makes this process ready.

    A task comes as pickled bytes that hold a pickle of their own, which is opened where it is done.

    Args:
        scratch: The folder for temporary files, which goes when this process does.
    """
    requests, answers = _settle_in(Path(scratch) if scratch else None)
    tasks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    # The parent may die while a task is done that takes long or comes to no end.
    threading.Thread(target=_read_tasks, args=(requests, tasks), daemon=True).start()
    with suppress(OSError):
        while True:
            task = tasks.get()
            show_item(NO_ITEM)
            answers.write(_pack(do_task(task)))
            answers.flush()


def do_task(data: bytes) -> Outcome:
    """Do a pickled task; whatever it raises is an outcome."""
    try:
        function, args, keywords = pickle.loads(data)
        return function(*args, **keywords), None
    except HandoutError as error:
        return None, error
    except MemoryError:
        message = "there was not enough memory to make it."
        item = ITEM.unpack_from(_shown)[0] if _shown is not None else NO_ITEM
        lost = WorkerLost(message, code="render.memory", item=item if item != NO_ITEM else None)
        return None, lost
    except Exception as error:  # noqa: BLE001 # one task must not cost all others
        return None, _describe_bug(error)
    except BaseException as error:  # noqa: BLE001 # the engine has some that are no `Exception`
        lines = str(error).strip().splitlines()
        reason = lines[0] if lines else "no reason given"
        return None, EngineError(f"the engine failed: {type(error).__name__}: {reason}.")


def _pack(outcome: Outcome) -> bytes:
    try:
        return pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 # what cannot be sent is a mistake of ours
        return pickle.dumps((None, _describe_bug(error)))


def _describe_bug(error: Exception) -> RemoteBug:
    import traceback

    return RemoteBug(type(error).__name__, "".join(traceback.format_exception(error)))


def _read_tasks(requests: BinaryIO, tasks: queue.SimpleQueue[bytes]) -> None:
    try:
        while True:
            tasks.put(pickle.load(requests))
    except (EOFError, OSError, pickle.UnpicklingError):
        os._exit(0)


def _settle_in(scratch: Path | None) -> tuple[BinaryIO, BinaryIO]:
    """Cut the ties to the terminal and take the folder; return where tasks and answers go."""
    global _shown  # it is the process that shows it
    for number in _IGNORED:
        signal.signal(number, signal.SIG_IGN)
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # C libraries write warnings past Python; the pipes belong to tasks and answers.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for handle in (0, 1, 2):
        os.dup2(nowhere, handle)
    os.close(nowhere)
    if scratch is not None:
        tempfile.tempdir = str(scratch)
        with suppress(OSError), (scratch / ITEM_FILE).open("r+b") as file:
            _shown = mmap.mmap(file.fileno(), ITEM.size)
    return requests, answers

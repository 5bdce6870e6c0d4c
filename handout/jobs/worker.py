"""Be a worker process: import the engine once, then render what comes through the pipe.

A worker prints nothing, ignores Ctrl-C (its parent decides) and does not outlive its parent. It
answers each request with an `Answer` of the engine or with a `Fault`.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from handout.errors import HandoutError
from handout.jobs.scratch import take_scratch

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

    from handout.compose.composed import Composed
    from handout.render.answer import Answer

_PR_SET_PDEATHSIG = 1
"""From Linux's `sys/prctl.h`: the signal that a process gets when its parent dies."""


INTERRUPTS = frozenset(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""What ends a command so that it tidies up: Ctrl-C, `kill`, a terminal that is closed."""


class Request(NamedTuple):
    """Ask for one handout to be rendered; the arguments of `Engine.render`."""

    composed: Composed
    roots: tuple[Path, ...]
    final: bool
    allow_missing: bool


class Ready(NamedTuple):
    """Say that the engine is loaded."""


class Fault(NamedTuple):
    """Say that there is no answer, and why."""

    code: str
    message: str
    hint: str | None = None


class Renderer(Protocol):
    """Render: the engine, or what stands in for it in a test."""

    def render(
        self, composed: Composed, *, roots: tuple[Path, ...], final: bool, allow_missing: bool
    ) -> Answer:
        """Render one handout; see `handout.render.engine.Engine.render`."""


Load = Callable[[], Renderer]
"""Make the renderer; called in the worker, and sent there, so a function of a module."""


def load_engine_at(cache: Path) -> Renderer:
    """Load the engine, with its static font faces in that folder."""
    from handout.render.loading import load_engine

    return load_engine(cache)


def serve(connection: Connection, load: Load, parent: int, inherited: list[Connection]) -> None:
    """Answer requests until the pipe is closed.

    Args:
        connection: The worker's end of the pipe.
        load: Makes the renderer.
        parent: The parent's process number; 0 where it may be gone before this process is.
        inherited: Ends of pipes that a forked worker must not hold open.
    """
    for other in inherited:
        other.close()
    settle_in(parent)
    try:
        _answer_all(connection, load)
    except (EOFError, OSError):
        # The parent is gone, or is done with us.
        return


def _answer_all(connection: Connection, load: Load) -> None:
    try:
        renderer = load()
    except HandoutError as error:
        connection.send(Fault("render.not-loaded", error.message, error.hint))
        return
    except Exception as error:  # noqa: BLE001 # whatever it is, the parent has to be told
        connection.send(Fault("render.not-loaded", _describe(error), "run `handout doctor`."))
        return
    connection.send(Ready())
    while True:
        request: Request = connection.recv()
        connection.send(_answer(renderer, request))


def _answer(renderer: Renderer, request: Request) -> Any:
    try:
        return renderer.render(
            request.composed,
            roots=request.roots,
            final=request.final,
            allow_missing=request.allow_missing,
        )
    except HandoutError as error:
        return Fault("render.failed", error.message, error.hint)
    except MemoryError:
        return Fault("render.memory", "there was not enough memory to render it.")
    except BaseException as error:  # noqa: BLE001 # the engine has some that are no `Exception`
        return Fault("render.failed", _describe(error))


def _describe(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"the engine failed: {type(error).__name__}: {lines[0] if lines else 'no reason given'}."


def settle_in(parent: int) -> None:
    """Cut the ties to the terminal, tie this process's life to its parent's, and take its scratch.

    Args:
        parent: The parent's process number; 0 where it may be gone before this process is.
    """
    for number in INTERRUPTS:
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, INTERRUPTS)
    # C libraries write warnings past Python; stdout belongs to the results.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)
    if parent and sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    take_scratch()

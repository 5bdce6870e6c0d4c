"""Be a worker process: import the engine once, then make what is asked for through the pipe.

A worker prints nothing, ignores Ctrl-C (its parent decides) and does not outlive its parent. It
answers each request with what came of it or with a `Fault`. Templates are run here and nowhere else
in a build: whatever they do, the parent can end it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from handout.errors import ExitCode, HandoutError
from handout.jobs.scratch import take_scratch

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

    from handout.compose.composed import Composed
    from handout.compose.composer import Composer
    from handout.compose.layout import Layout
    from handout.model import Article, Clinic, Edition, Format, Place
    from handout.render.answer import Answer
    from handout.render.engine import Engine

_PR_SET_PDEATHSIG = 1
"""From Linux's `sys/prctl.h`: the signal that a process gets when its parent dies."""


INTERRUPTS = frozenset(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""What ends a command so that it tidies up: Ctrl-C, `kill`, a terminal that is closed."""


class Request(NamedTuple):
    """Ask for one handout.

    Attributes:
        article: What it says.
        format: The sheet.
        edition: What the PDF is for.
        clinic: Whose handout it is.
        root: The clinic's folder.
        shared: The digest of all that its handouts share; another one means other templates.
        allow_missing: Take missing images, texts, glyphs and fonts as warnings.
        with_html: Send back what was rendered, too.
    """

    article: Article
    format: Format
    edition: Edition
    clinic: Clinic
    root: Path
    shared: str
    allow_missing: bool
    with_html: bool


class Ready(NamedTuple):
    """Say that the engine is loaded."""


class Fault(NamedTuple):
    """Say that there is no answer, and why.

    Attributes:
        code: The code of the problem that it is.
        message: What is wrong.
        hint: What would mend it.
        where: The file that is at fault, if it is not the article's.
        reason: The exit code that it would give alone.
        trace: Where it arose, if that was a mistake of ours.
        error: What was raised, if that was meant for the user.
    """

    code: str
    message: str
    hint: str | None = None
    where: Place | None = None
    reason: ExitCode = ExitCode.ENGINE
    trace: str = ""
    error: type[HandoutError] | None = None


class Mistake(Exception):
    """A mistake of ours that arose in a worker; `tb` says where."""

    def __init__(self, trace: str) -> None:
        super().__init__()
        self.tb = trace


class Renderer(Protocol):
    """Render: the engine, or what stands in for it in a test."""

    def render(
        self,
        composed: Composed,
        *,
        roots: tuple[Path, ...],
        allow_missing: bool,
        compose_again: Callable[[Layout], Composed] | None = None,
    ) -> Answer:
        """Render one handout; see `handout.render.engine.Engine.render`."""


class Maker(Protocol):
    """Make what is asked for, in a worker."""

    def make(self, request: Any) -> Any:
        """Answer a request."""


Load = Callable[[], Maker]
"""Make the maker; called in the worker, and sent there, so a function of a module."""


class HandoutMaker:
    """Compose and render handouts, with templates and engine kept from one to the next."""

    def __init__(self, renderer: Renderer) -> None:
        """Have a renderer, and no templates yet."""
        self._renderer = renderer
        self._composer: tuple[str, Composer] | None = None

    def make(self, request: Request) -> tuple[Answer, Composed | None]:
        """Make one handout.

        Returns:
            What the engine answered, and what was rendered, if it was asked for.

        Raises:
            EngineError: The engine failed.
            ProjectError: A template cannot be used.
        """
        from handout.compose.composer import Composer
        from handout.personalise.rendering import render_handout

        if self._composer is None or self._composer[0] != request.shared:
            self._composer = (request.shared, Composer(request.clinic, root=request.root))
        answer, composed = render_handout(
            self._composer[1],
            cast("Engine", self._renderer),
            request.article,
            format=request.format,
            edition=request.edition,
            allow_missing=request.allow_missing,
        )
        return answer, composed if request.with_html else None


def load_engine_at(cache: Path) -> Renderer:
    """Load the engine, with its static font faces in that folder."""
    from handout.render.loading import load_engine

    return load_engine(cache)


def load_maker(load: Callable[[Path], Renderer], cache: Path) -> Maker:
    """Load the engine, or what stands in for it, and what composes for it."""
    renderer = load(cache)
    # Until the first request comes, there is time.
    import handout.compose.composer  # noqa: F401

    return HandoutMaker(renderer)


def serve(connection: Connection, load: Load, parent: int, inherited: list[Connection]) -> None:
    """Answer requests until the pipe is closed.

    Args:
        connection: The worker's end of the pipe.
        load: Makes what answers.
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
        maker = load()
    except HandoutError as error:
        connection.send(Fault("render.not-loaded", error.message, error.hint))
        return
    except Exception as error:  # noqa: BLE001 # whatever it is, the parent has to be told
        connection.send(Fault("render.not-loaded", _describe(error), "run `handout doctor`."))
        return
    connection.send(Ready())
    while True:
        request = connection.recv()
        connection.send(_answer(maker, request))


def _answer(maker: Maker, request: Any) -> Any:
    try:
        return maker.make(request)
    except HandoutError as error:
        code = "render.failed" if error.exit_code is ExitCode.ENGINE else "compose.failed"
        return Fault(
            code, error.message, error.hint, error.where, error.exit_code, error=type(error)
        )
    except MemoryError:
        return Fault("render.memory", "there was not enough memory to make it.")
    except Exception as error:  # noqa: BLE001 # one article must not cost all others
        import traceback

        message = f"it failed by a bug in handout ({type(error).__name__})."
        trace = traceback.format_exc()
        return Fault("handout.bug", message, reason=ExitCode.BUG, trace=trace)
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

"""Import the rendering engine quickly, and say what is missing when it cannot be.

WeasyPrint looks up its libraries with `ctypes.util.find_library`, which on Linux forks ldconfig and
a compiler some forty times (0.19 s), and then tries the usual sonames with `dlopen`, which find
them at once. So the search answers None while WeasyPrint is being imported, and only then.
"""

from __future__ import annotations

import ctypes.util
import gc
import io
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING

from handout.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path

    from handout.render.engine import Engine


@contextmanager
def quick_library_search() -> Iterator[None]:
    """Answer None to every library search on Linux, until the block is left."""
    if not sys.platform.startswith("linux"):
        yield
        return
    original = ctypes.util.find_library
    ctypes.util.find_library = _find_nothing
    try:
        yield
    finally:
        ctypes.util.find_library = original


def _find_nothing(name: str) -> str | None:  # noqa: ARG001  # The signature is the original's.
    return None


@contextmanager
def _pause_collection() -> Iterator[None]:
    """Look for no garbage until the block is left."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def import_engine() -> type[Engine]:
    """Import WeasyPrint, and return the class of engines.

    Nothing else happens: no font is looked for and no thread begun, so that who forks afterwards
    spares its children the import.

    Raises:
        EngineError: A library that WeasyPrint needs is not there.
    """
    try:
        # It prints what it misses; whoever calls says it in its own way.
        with (
            quick_library_search(),
            _pause_collection(),
            redirect_stdout(io.StringIO()),
            warnings.catch_warnings(),
        ):
            # Fonts of the system are not used.
            warnings.filterwarnings("ignore", "(No fonts|FontConfig cannot)", UserWarning)
            from handout.render.engine import Engine
    except OSError as error:
        raise EngineError(
            f"WeasyPrint cannot be loaded: {str(error).splitlines()[0]}",
            hint="Run `handout doctor`: it names the line that installs what is missing.",
        ) from error
    return Engine


def load_engine(cache: Path) -> Engine:
    """Import WeasyPrint and make an engine.

    Args:
        cache: The folder for static font faces, usually `.handout/fonts` of the project.

    Raises:
        EngineError: A library that WeasyPrint needs is not there.
    """
    return import_engine()(cache=cache)

"""Hold the import of the engine to leaving a process that can be forked, and as it was."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_it_begins_no_thread_and_lets_garbage_be_found_again(
    run_python: Callable[[str], str],
) -> None:
    program = (
        "import ctypes.util, gc, os; from handout.render.loading import import_engine\n"
        "before = ctypes.util.find_library, dict(os.environ)\n"
        "import_engine()\n"
        "assert (ctypes.util.find_library, dict(os.environ)) == before\n"
        "print(len(os.listdir('/proc/self/task')), gc.isenabled())\n"
    )
    assert run_python(program).split() == ["1", "True"]


def test_a_system_without_fonts_is_no_matter(
    run_python: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = tmp_path / "fonts.conf"
    nothing.write_text("<fontconfig></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(nothing))
    program = (
        "import sys; sys.stderr = sys.stdout\n"
        "from handout.render.loading import import_engine; import_engine()\n"
    )
    assert run_python(program) == ""


def test_what_the_engine_prints_is_kept_from_the_results(
    run_python: Callable[[str], str],
) -> None:
    program = (
        "import cffi\n"
        "def refuse(*_): raise OSError('no such library')\n"
        "cffi.FFI.dlopen = refuse\n"
        "from handout.errors import EngineError; from handout.render.loading import import_engine\n"
        "try: import_engine()\n"
        "except EngineError as error: print(error.message)\n"
    )
    (line,) = run_python(program).splitlines()
    assert line.startswith("WeasyPrint cannot be loaded")

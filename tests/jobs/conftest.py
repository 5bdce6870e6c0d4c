"""Share the stand-in for the engine among the tests of the jobs that render."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from handout.jobs.runtime import render_session
from tests.jobs import stand_in


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the stand-in in the engine's place, and let it log what it is asked for."""
    monkeypatch.setattr(render_session, "load_engine_at", stand_in.load_reading)
    monkeypatch.setenv("STAND_IN_LOG", str(tmp_path / "log"))
    return tmp_path / "log"


@pytest.fixture
def rendered(log: Path) -> Callable[[], list[str]]:
    """Tell which articles were rendered since it was last asked."""

    def read() -> list[str]:
        if not log.exists():
            return []
        lines = log.read_text().splitlines()
        log.unlink()
        return sorted(line.split()[0] for line in lines)

    return read

"""Start `handout` with the stand-in for the engine, as a process of its own."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
COMMAND = [
    sys.executable,
    "-c",
    "from handout.jobs.runtime import render_session; from tests.jobs import stand_in;"
    "render_session.load_engine_at = stand_in.load_reading; from handout.cli import main; main()",
]


def wait_for(what: Any, within_s: float = 20) -> Any:
    """Wait until a function gives something true."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if result := what():
            return result
        time.sleep(0.02)
    raise AssertionError("it did not happen")

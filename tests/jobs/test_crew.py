"""Hold the crew to waiting for nobody who will never answer."""

from __future__ import annotations

import threading
import time

import pytest

from handout.errors import EngineError
from handout.jobs.merging import crew as module
from handout.jobs.merging.crew import Crew


def test_an_executor_whose_own_thread_has_ended_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "LOOK_AGAIN_S", 0.1)
    with Crew(1) as crew:
        crew.call(int)
        with monkeypatch.context() as patch:
            # Where there is no memory for a thread of the queue's, it ends.
            patch.setattr(crew._pool, "_executor_manager_thread", threading.Thread())
            with pytest.raises(EngineError, match="thread"):
                crew.call(time.sleep, 2)

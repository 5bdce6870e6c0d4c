"""Hold the crew to knowing whether a process died."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from handout.jobs.merging.crew import Crew
from tests.jobs.merges import Inline

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks")


def test_it_knows_that_a_process_died(run_python: Callable[[str], str]) -> None:
    said = run_python(
        "import os; from handout.jobs.merging.crew import Crew\n"
        "from concurrent.futures import BrokenExecutor\n"
        "with Crew(2) as crew:\n"
        "    crew.call(int)\n"
        "    print(crew.is_unbroken)\n"
        "    try: crew.call(os._exit, 1)\n"
        "    except BrokenExecutor: crew.shrink()\n"
        "    print(crew.is_unbroken)\n"
    )
    assert said.split() == ["True", "False"]
    assert not Crew(2, executor=Inline()).is_unbroken

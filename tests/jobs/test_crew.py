"""Hold the crew to when its processes are forked, and what they begin with."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from handout.jobs.merging.crew import Crew
from tests.jobs.merges import Inline

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks")


def test_several_processes_of_our_own_are_forked(run_python: Callable[[str], str]) -> None:
    said = run_python(
        "import threading; from handout.jobs.merging.crew import Crew\n"
        "print(Crew(2).will_fork, Crew(1).will_fork)\n"
        "with Crew(2) as crew:\n"
        "    crew.call(int)\n"
        "    print(crew.will_fork)\n"
        "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "print(Crew(2).will_fork)\n"
    )
    assert said.split() == ["True", "False", "False", "False"]


def test_somebody_elses_are_not() -> None:
    assert not Crew(2, executor=Inline()).will_fork


def test_they_begin_with_the_engine_and_with_what_was_read(
    run_python: Callable[[str], str],
) -> None:
    said = run_python(
        "import sys; from handout.jobs.merging import resident\n"
        "from handout.jobs.merging.crew import Crew\n"
        "def look(): return 'weasyprint' in sys.modules, len(resident._residents)\n"
        "resident.import_all()\n"
        "resident._residents['spec'] = object()\n"
        "with Crew(2) as crew:\n"
        "    assert crew.will_fork\n"
        "    print(*crew.call(look))\n"
    )
    assert said.split() == ["True", "1"]


def test_a_chunk_is_in_its_pipe_at_once(run_python: Callable[[str], str]) -> None:
    said = run_python(
        "import fcntl; from handout.jobs.merging.crew import Crew\n"
        "with Crew(2) as crew:\n"
        "    crew.call(int)\n"
        "    for queue in (crew._pool._call_queue, crew._pool._result_queue):\n"
        "        print(fcntl.fcntl(queue._reader.fileno(), fcntl.F_GETPIPE_SZ))\n"
    )
    calls, results = map(int, said.split())
    # 2,000 rows of 500 bytes.
    assert min(calls, results) >= 1_000_000


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

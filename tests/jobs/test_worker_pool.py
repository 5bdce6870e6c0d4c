"""Hold the pool to its limits: what is killed, what is named, and that nobody is left behind."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Any

import psutil
import pytest

from handout.errors import EngineError, ProjectError, RemoteBug, UsageError
from handout.jobs.runtime.worker import WorkerLost
from handout.jobs.runtime.worker_pool import WorkerPool
from handout.jobs.runtime.worker_process import Limits
from handout.model import Place
from tests.jobs.stand_in import (
    MIB,
    do_nothing,
    load_and_die,
    load_nothing,
    load_with_bug,
    obey,
    obey_all,
)

needs_proc = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="uses /proc")

Run = Callable[..., list[Any]]


@pytest.fixture
def make() -> Iterator[Callable[..., WorkerPool]]:
    """Make pools that are closed at the end."""
    pools: list[WorkerPool] = []

    def begin(size: int = 1, **limits: Any) -> WorkerPool:
        pools.append(WorkerPool(size, initializer=do_nothing, limits=Limits(**limits)))
        return pools[-1]

    yield begin
    for pool in pools:
        pool.shutdown()


@pytest.fixture
def run_all(make: Callable[..., WorkerPool]) -> Run:
    """Have some orders obeyed; give what came of each, an error as well as a value."""

    def run(*orders: tuple[str, object], size: int = 1, **limits: Any) -> list[Any]:
        pool = make(size, **limits)
        futures = [pool.submit(obey, *order) for order in orders]
        wait(futures)
        return [future.exception() or future.result() for future in futures]

    return run


def test_workers_answer_and_are_used_again(run_all: Run) -> None:
    pids = set(run_all(*[("answer", None)] * 6, size=2))
    assert 1 <= len(pids) <= 2
    assert os.getpid() not in pids


def test_too_slow_a_task_is_given_up_and_the_rest_goes_on(run_all: Run) -> None:
    begun = time.monotonic()
    first, slow, last = run_all(("answer", 0), ("sleep", 30), ("answer", 0), seconds=0.3)
    assert time.monotonic() - begun < 10
    assert isinstance(slow, WorkerLost)
    assert slow.code == "render.timeout"
    assert "0.3 s" in slow.message
    assert last != first, "the worker was replaced"


def test_the_item_in_hand_is_named_and_has_its_own_time(make: Callable[..., WorkerPool]) -> None:
    pool = make(seconds=1)
    assert pool.submit(obey_all, [("sleep", 0.6)] * 4).result() == 4
    orders = [("sleep", 0.6), ("answer", 0), ("sleep", 30), ("answer", 0)]
    with pytest.raises(WorkerLost) as caught:
        pool.submit(obey_all, orders).result()
    assert caught.value.item == 2
    with pytest.raises(WorkerLost) as caught:
        pool.submit(obey_all, [("answer", 0), ("crash", 0)]).result()
    assert (caught.value.code, caught.value.item) == ("render.crash", 1)
    with pytest.raises(WorkerLost) as caught:
        pool.submit(obey, "crash", 0).result()
    assert caught.value.item is None, "of the task before"


def test_a_parent_that_slept_does_not_blame_the_task(
    make: Callable[..., WorkerPool], monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = make(seconds=20)
    assert pool.submit(obey, "answer", 0).result()
    future = pool.submit(obey, "sleep", 0.5)
    real = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: real() + 3600)
    assert future.result()


@needs_proc
def test_too_much_memory_is_given_up_and_the_rest_goes_on(run_all: Run) -> None:
    greedy, last = run_all(("allocate", 600 * MIB), ("answer", 0), memory=400 * MIB)
    assert isinstance(greedy, WorkerLost)
    assert greedy.code == "render.memory"
    assert "400 MB" in greedy.message
    assert isinstance(last, int)


@needs_proc
def test_a_worker_that_keeps_much_is_replaced_so_that_the_next_does_not_pay(run_all: Run) -> None:
    orders = [("keep", 150 * MIB), ("keep", 150 * MIB), ("answer", 0)]
    assert len(set(run_all(*orders, memory=400 * MIB))) == 3


def test_a_crash_is_named_and_the_rest_goes_on(run_all: Run) -> None:
    crash, left, last = run_all(("crash", 0), ("leave", 3), ("answer", 0))
    assert crash.code == left.code == "render.crash"
    assert "SIGSEGV" in crash.message
    assert "code 3" in left.message
    assert isinstance(last, int)


def test_a_worker_that_died_between_two_tasks_is_not_the_next_ones_fault(
    make: Callable[..., WorkerPool],
) -> None:
    pool = make()
    first = pool.submit(obey, "answer", 0).result()
    psutil.Process(first).kill()
    psutil.Process(first).wait(5)
    assert pool.submit(obey, "answer", 0).result() != first


def test_an_error_of_ours_comes_back_as_it_was_raised(run_all: Run) -> None:
    place = Place(path=Path("head.html"), line=3)
    given = ProjectError("no such block", where=place, hint="look there")
    came, last = run_all(("raise", given), ("answer", 0))
    assert type(came) is ProjectError
    assert (came.message, came.where, came.hint) == ("no such block", place, "look there")
    assert isinstance(last, int)


def test_any_other_error_is_a_bug_or_the_engines(run_all: Run) -> None:
    bug, fatal, empty, memory = run_all(
        ("raise", ValueError("Quintessa\nis too many")),
        # WeasyPrint has errors that are no `Exception`.
        ("raise", BaseException("fatal")),
        ("raise", SystemExit()),
        ("raise", MemoryError()),
    )
    assert isinstance(bug, RemoteBug)
    assert bug.name == "ValueError"
    assert "in obey" in bug.tb
    assert fatal.message == "the engine failed: BaseException: fatal."
    assert empty.message == "the engine failed: SystemExit: no reason given."
    assert memory.code == "render.memory"


def test_what_cannot_be_sent_back_is_a_bug(make: Callable[..., WorkerPool]) -> None:
    pool = make()
    with pytest.raises(RemoteBug):
        pool.submit(obey, "lambda", 0).result()
    assert pool.submit(obey, "answer", 0).result()


def test_workers_print_nothing(run_all: Run, capfd: pytest.CaptureFixture[str]) -> None:
    run_all(("shout", 0))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("initializer", "words"),
    [
        (load_nothing, "no Pango"),
        (load_and_die, "ended with the code 7"),
    ],
)
def test_an_engine_that_cannot_be_loaded_stops_the_work(
    initializer: Callable[[], object], words: str
) -> None:
    with WorkerPool(2, initializer=initializer) as pool:
        futures: list[Future[Any]] = [pool.submit(obey, "answer", 0)]
        with pytest.raises(EngineError, match=words) as caught:
            futures[0].result()
        assert caught.value.hint
        with pytest.raises(EngineError, match=words):
            pool.submit(obey, "answer", 0)


def test_a_mistake_of_ours_in_loading_it_stops_the_work_too() -> None:
    with WorkerPool(1, initializer=functools.partial(load_with_bug, Path())) as pool:
        with pytest.raises(RemoteBug) as caught:
            pool.submit(obey, "answer", 0).result()
        assert caught.value.name == "RuntimeError"
        with pytest.raises(RemoteBug):
            pool.check()


def test_closing_gives_up_what_is_done_and_leaves_no_process() -> None:
    pool = WorkerPool(2, initializer=do_nothing)
    futures = [pool.submit(obey, "sleep", 60) for _ in range(5)]
    pids = pool.processes
    assert len(pids) == 2
    assert all(psutil.pid_exists(pid) for pid in pids)
    pool.shutdown()
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert all(future.cancelled() or future.exception() for future in futures)
    with pytest.raises(RuntimeError):
        pool.submit(obey, "answer", 0)


@pytest.mark.parametrize(
    ("size", "given"), [(0, {}), (-1, {}), (1, {"seconds": 0}), (1, {"memory": 0})]
)
def test_what_nothing_can_be_made_with_is_refused(size: int, given: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="nothing can be made"):
        WorkerPool(size, initializer=do_nothing, limits=Limits(**given))


HEAD = f"""
import sys, threading, time
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from tests.jobs.stand_in import do_nothing, obey
from handout.jobs.runtime.worker_pool import WorkerPool
"""


@needs_proc
def test_workers_do_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        HEAD
        + """
pool = WorkerPool(2, initializer=do_nothing)
pool.submit(obey, "answer", 0).result()
pool.submit(obey, "sleep", 60)
pool.submit(obey, "spin", 60)
time.sleep(0.5)
print(*pool.processes, flush=True)
time.sleep(60)
"""
    )
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pids = [int(word) for word in parent.stdout.readline().split()]
    assert len(pids) == 2
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert _are_gone(pids)


def test_any_script_and_any_thread_may_ask(tmp_path: Path) -> None:
    # No `if __name__ == "__main__"`, and other threads are there.
    script = tmp_path / "threads.py"
    script.write_text(
        HEAD
        + """
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
with WorkerPool(1, initializer=do_nothing) as pool:
    found = []
    ask = lambda: found.append(pool.submit(obey, "answer", 0).result() in pool.processes)
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    print(found)
"""
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert done.stdout == "[True]\n", done.stderr


def _are_gone(pids: list[int], within_s: float = 5) -> bool:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        alive = [pid for pid in pids if psutil.pid_exists(pid)]
        if all(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE for pid in alive):
            return True
        time.sleep(0.02)
    return False

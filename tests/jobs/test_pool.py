"""Hold the pool to its limits: what is killed, what is named, and that nobody is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from handout.errors import EngineError
from handout.jobs.pool import Limits, Pool, Result
from handout.jobs.worker import Fault
from tests.jobs.stand_in import MIB, load_and_die, load_nothing, load_obeying

Run = Callable[..., dict[object, Result]]


@pytest.fixture
def made() -> Iterator[list[Pool]]:
    pools: list[Pool] = []
    yield pools
    for pool in pools:
        pool.close()


@pytest.fixture
def run_all(made: list[Pool]) -> Run:
    """Render some orders on some workers; give the results by order's number."""

    def run(*orders: tuple[str, object], size: int = 1, limits: Limits | None = None) -> Any:
        pool = Pool(load_obeying, limits=limits)
        made.append(pool)
        waiting = list(enumerate(orders))
        results: dict[object, Result] = {}
        while len(results) < len(orders):
            pool.grow(min(size, len(waiting) + pool.busy))
            while waiting and pool.is_free:
                number, order = waiting.pop(0)
                pool.submit(number, order)
            for result in pool.collect(block=True):
                results[result.ticket] = result
        return results

    return run


def test_workers_answer_and_are_used_again(run_all: Run) -> None:
    results = run_all(*[("answer", None)] * 6, size=2)
    pids: set[object] = {result.answer for result in results.values()}
    assert 1 <= len(pids) <= 2
    assert os.getpid() not in pids


def test_too_slow_a_document_is_given_up_and_the_rest_goes_on(run_all: Run) -> None:
    begun = time.monotonic()
    results = run_all(("answer", 0), ("sleep", 30), ("answer", 0), limits=Limits(seconds=0.3))
    assert time.monotonic() - begun < 10
    fault = results[1].answer
    assert isinstance(fault, Fault)
    assert fault.code == "render.timeout"
    assert "0.3 s" in fault.message
    assert results[2].answer != results[0].answer, "the worker was replaced"


def test_a_parent_that_slept_does_not_blame_the_document(
    made: list[Pool], monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = Pool(load_obeying, limits=Limits(seconds=20))
    made.append(pool)
    pool.grow(1)
    while not pool.is_free:
        pool.collect(block=True)
    pool.submit(1, ("sleep", 0.5))
    real = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: real() + 3600)
    (result,) = pool.collect(block=True)
    assert not isinstance(result.answer, Fault)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system cannot tell")
def test_too_much_memory_is_given_up_and_the_rest_goes_on(run_all: Run) -> None:
    limits = Limits(memory=400 * MIB)
    results = run_all(("allocate", 600 * MIB), ("answer", 0), limits=limits)
    fault = results[0].answer
    assert isinstance(fault, Fault)
    assert fault.code == "render.memory"
    assert "400 MB" in fault.message
    assert isinstance(results[1].answer, int)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system cannot tell")
def test_a_worker_that_keeps_much_is_replaced_so_that_the_next_does_not_pay(run_all: Run) -> None:
    limits = Limits(memory=400 * MIB)
    results = run_all(("keep", 150 * MIB), ("keep", 150 * MIB), ("answer", 0), limits=limits)
    assert len({result.answer for result in results.values()}) == 3


def test_a_crash_is_named_and_the_rest_goes_on(run_all: Run) -> None:
    results = run_all(("crash", 0), ("leave", 3), ("answer", 0))
    crash, left = results[0].answer, results[1].answer
    assert isinstance(crash, Fault)
    assert isinstance(left, Fault)
    assert crash.code == left.code == "render.crash"
    assert "SIGSEGV" in crash.message
    assert "code 3" in left.message
    assert isinstance(results[2].answer, int)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (EngineError("no ink"), "render.failed", "no ink"),
        (ValueError("seven\nis too many"), "handout.bug", "a bug in handout (ValueError)."),
        # WeasyPrint has errors that are no `Exception`.
        (BaseException("fatal"), "render.failed", "fatal"),
        (MemoryError(), "render.memory", "memory"),
    ],
)
def test_an_error_in_a_worker_is_an_answer(
    run_all: Run, error: BaseException, code: str, words: str
) -> None:
    results = run_all(("raise", error), ("answer", 0))
    fault = results[0].answer
    assert isinstance(fault, Fault)
    assert fault.code == code
    assert words in fault.message
    assert isinstance(results[1].answer, int)


def test_workers_print_nothing(run_all: Run, capfd: pytest.CaptureFixture[str]) -> None:
    run_all(("shout", 0))
    assert capfd.readouterr() == ("", "")


def test_an_engine_that_cannot_be_loaded_stops_the_work() -> None:
    with Pool(load_nothing) as pool:
        pool.grow(1)
        with pytest.raises(EngineError, match="no Pango") as caught:
            pool.collect(block=True)
    assert caught.value.hint == "install it."


def test_an_engine_that_dies_while_loading_stops_the_work() -> None:
    with Pool(load_and_die) as pool:
        pool.grow(1)
        with pytest.raises(EngineError, match="ended with the code 7"):
            pool.collect(block=True)


def test_closing_leaves_no_process(made: list[Pool]) -> None:
    pool = Pool(load_obeying)
    pool.grow(2)
    pids = pool.processes
    assert all(psutil.pid_exists(pid) for pid in pids)
    pool.close()
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert pool.processes == ()


HEAD = f"""
import sys, threading, time
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from tests.jobs.stand_in import load_obeying
from handout.jobs.pool import Pool
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="uses SIGKILL and /proc")
def test_workers_do_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        HEAD
        + """
pool = Pool(load_obeying)
pool.grow(2)
while not pool.is_free:
    pool.collect(block=True)
pool.submit(1, ("sleep", 60))
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


def test_a_parent_with_threads_gets_workers_too(tmp_path: Path) -> None:
    # A fork there might copy a lock that another thread holds, so they are spawned.
    script = tmp_path / "threads.py"
    script.write_text(
        HEAD
        + """
if __name__ == "__main__":
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    with Pool(load_obeying) as pool:
        pool.grow(1)
        (method,) = {type(worker.process).__name__ for worker in pool._workers}
        while not pool.is_free:
            pool.collect(block=True)
        pool.submit(1, ("answer", 0))
        print(method, pool.collect(block=True)[0].answer in pool.processes)
"""
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["SpawnProcess", "True"], done.stderr


def _are_gone(pids: list[int], within_s: float = 5) -> bool:
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        alive = [pid for pid in pids if psutil.pid_exists(pid)]
        if all(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE for pid in alive):
            return True
        time.sleep(0.02)
    return False

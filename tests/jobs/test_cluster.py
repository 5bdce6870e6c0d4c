"""Hold a merge on a Dask cluster to what one on this machine promises, whoever dies in mid-run."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dask
import distributed
import pypdfium2
import pytest

from handout.errors import EngineError, ExitCode
from handout.files.writing import probe_folder
from handout.jobs.merge import merge
from handout.jobs.merging import cluster as joining
from handout.jobs.runtime.worker_process import Limits
from tests.jobs import stand_in
from tests.jobs.merges import (
    WHOLE_ARTICLE,
    Heard,
    find_secrets,
    read_failed,
    read_index,
    run,
    write_list,
    write_project,
)

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.skipif(os.name == "nt", reason="uses the signals of Unix"),
]

REPOSITORY = Path(__file__).parents[2]


def start_cluster(workers: int) -> Any:
    """Start a scheduler in this process, and worker processes of one thread each."""
    make: Any = distributed.LocalCluster
    return make(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    )


@pytest.fixture
def cluster() -> Iterator[Any]:
    """Start two worker processes of one thread each, with a scheduler in this process.

    Each test has its own: a worker that was killed is not replaced if it dies again as it starts.
    """
    settings = {
        "distributed.worker.memory.terminate": False,
    }
    with dask.config.set(settings), start_cluster(2) as started:
        started.wait_for_workers(2, timeout=60)
        yield started


@pytest.fixture
def root(make_project: Any) -> Path:
    """Give a project."""
    folder: Path = make_project(write_project())
    return folder


def kill_one(cluster: Any, folder: Path, least: int, seen: list[int]) -> threading.Thread:
    """Kill a worker as soon as so many PDFs are there, and note how many there are then."""
    victim = next(iter(cluster.workers.values())).pid

    def kill() -> None:
        end = time.monotonic() + 25
        while time.monotonic() < end:
            found = len(list(folder.glob("*.pdf"))) if folder.exists() else 0
            if found >= least:
                os.kill(victim, signal.SIGKILL)
                seen.append(len(list(folder.glob("*.pdf"))))
                return
            time.sleep(0.002)

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


# Workers that die ---------------------------------------------------------------------------------


def test_with_a_worker_killed_every_pdf_is_right(cluster: Any, make_project: Any) -> None:
    # Every tenth has another note, which takes the whole handout where it stands in a link.
    article = f"{WHOLE_ARTICLE}\n[{{{{ recipient.note }}}}](https://clinic.example)\n"
    root: Path = make_project({"content/articles/rain.md": article})
    count = 300
    notes = ["Take care." if n % 10 else f"Take care {n} times." for n in range(count)]
    write_list(root, [(f"Quintessa {n}", note) for n, note in enumerate(notes)])
    folder = root / "dist/rain-merge"
    seen: list[int] = []
    killer = kill_one(cluster, folder, count // 4, seen)
    report = run(
        root,
        workers=None,
        is_full=False,
        allow_missing=True,
        cluster=cluster.scheduler_address,
        jobs=None,
    )
    killer.join()
    assert seen, "nothing was killed"
    assert count // 4 <= seen[0] < count, "it was killed before or after its work"
    assert (report.exit_code, report.built) == (ExitCode.DONE, count)
    rows = read_index(folder)
    assert [int(row["row"]) for row in rows] == list(range(2, count + 2))
    assert count // 10 <= sum(report.reasons.values()) < count // 2, "both ways are gone"
    for number, row in enumerate(rows):
        with pypdfium2.PdfDocument(folder / row["file"]) as document:
            assert len(document) == int(row["pages"])
            text = document[0].get_textpage().get_text_range()
            panel = text.split("Prepared for")[1].split("Note")[0]
            assert str(number) in panel.split(), "somebody else's"
    assert {path.name for path in folder.iterdir() if path.suffix != ".pdf"} == {
        ".gitignore",
        ".handout-journal",
        "index.csv",
    }
    assert find_secrets(folder) == []


@pytest.mark.usefixtures("log")
def test_a_row_that_dies_or_hangs_costs_no_worker(cluster: Any, root: Path) -> None:
    rows = [(f"Quintessa {number}", "x") for number in range(20)]
    rows[7] = ("Zebulon", "ORDER crash 1")
    rows[12] = ("Zebulon 2", "ORDER sleep 60")
    write_list(root, rows)
    heard = Heard()
    before = {worker.pid for worker in cluster.workers.values()}
    report = run(root, heard, workers=None, cluster=cluster.scheduler_address, seconds=3)
    assert (report.built, report.failed) == (18, {ExitCode.ENGINE: 2})
    folder = root / "dist/rain-merge"
    assert len(read_index(folder)) == 18
    assert [row["name"] for row in read_failed(folder)] == ["Zebulon", "Zebulon 2"]
    assert heard.codes == ["render.crash", "render.timeout"]
    assert {worker.pid for worker in cluster.workers.values()} == before
    assert find_secrets(folder) == []


@pytest.mark.usefixtures("log")
def test_ctrl_c_gives_up_what_is_under_way(cluster: Any, root: Path) -> None:
    count = 600
    write_list(root, [(f"Quintessa {n}", "ORDER sleep 0.05") for n in range(count)])
    folder = root / "dist/rain-merge"
    code = (
        "from handout.jobs.runtime import render_session; from tests.jobs import stand_in;"
        "render_session.load_engine_at = stand_in.load_reading; from handout.cli import main; main()"
    )
    words = ["merge", "rain", "list.csv", "--full", "--all", "--cluster", cluster.scheduler_address]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + 20
    while not (folder.exists() and len(list(folder.glob("*.pdf"))) > 20):
        assert time.monotonic() < end
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "")
    assert "“--resume” goes on." in err
    assert err.endswith("Interrupted.\n")
    left = sorted(folder.iterdir())
    time.sleep(1)
    assert sorted(folder.iterdir()) == left, "a worker went on"
    assert not list(folder.glob(".*.tmp"))
    assert len(left) < count
    report = run(root, workers=None, cluster=cluster.scheduler_address, is_resumed=True)
    assert (report.exit_code, report.built + report.kept) == (ExitCode.DONE, count)
    assert len(read_index(folder)) == count


# What a worker can and sees -----------------------------------------------------------------------


def test_workers_are_told_apart_by_what_they_see(root: Path, tmp_path: Path) -> None:
    given = str(root), str(root / "content")
    mine = joining.describe_installation(*given)
    assert joining.find_difference(mine, joining.describe_installation(*given)) is None
    code, _, common, _, user = mine
    for other, message in (
        ({**mine, code: "x"}, "has other code"),
        (
            joining.describe_installation(str(tmp_path / "nowhere"), given[1]),
            "does not see the clinic's folder",
        ),
        ({**mine, common: "x"}, "other templates"),
        ({**mine, user: 12345}, "another user"),
        (ModuleNotFoundError("no handout"), "cannot load handout"),
    ):
        assert message in (joining.find_difference(mine, other) or "")


def test_who_sees_another_output_folder_is_told(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "_PATIENCE_S", 0)
    with probe_folder(tmp_path / "out") as probe:
        mine = joining.describe_installation(str(root), str(probe))
        assert True in mine.values()
        other = joining.describe_installation(str(root), str(tmp_path / "elsewhere" / probe.name))
        assert "sees another one" in (joining.find_difference(mine, other) or "")
    assert not list((tmp_path / "out").iterdir())


def test_a_worker_without_the_code_or_the_folder_ends_it(
    cluster: Any, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_list(root, 3)
    options: dict[str, Any] = {"workers": None, "cluster": cluster.scheduler_address}
    with monkeypatch.context() as patch:
        patch.setattr(joining, "_digest_code", lambda: "other")
        with pytest.raises(EngineError, match=r"2 of the cluster's 2 .* has other code") as raised:
            run(root, **options)
        assert raised.value.hint
    # A function that is not there: what a worker with another version says.
    with monkeypatch.context() as patch:
        patch.setattr(joining, "describe_installation", _Elsewhere(joining.describe_installation))
        with pytest.raises(EngineError, match="cannot load handout"):
            run(root, **options)
    assert not (root / "dist").exists()
    assert not list(root.glob("**/.*.tmp"))


class _Elsewhere:
    """A function that is known to this process alone."""

    def __init__(self, function: Any) -> None:
        self._function = function

    def __call__(self, *args: Any) -> Any:
        return self._function(*args)

    def __reduce__(self) -> Any:
        return _fail_to_load, (os.getpid(),)


def _fail_to_load(home: int) -> Any:
    raise ModuleNotFoundError("no handout here")


# Clusters that are none ---------------------------------------------------------------------------


def test_without_the_extra_the_line_that_installs_it_is_told(
    root: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_list(root, 3)
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = run("merge", "rain", "list.csv", "--cluster", "tcp://localhost:1", cwd=root)
    assert result.exit_code == ExitCode.USAGE
    assert "pip install 'clinic-handout[cluster]'" in result.stderr
    assert not (root / "dist").exists()


@pytest.mark.parametrize("address", ["localhost", "tcp://localhost", "http://localhost:1", ""])
def test_what_is_no_address_is_refused(root: Path, run: Any, address: str) -> None:
    write_list(root, 3)
    result = run("merge", "rain", "list.csv", "--cluster", address, cwd=root)
    assert (result.exit_code, result.stdout) == (ExitCode.USAGE, "")
    assert "is no address of a scheduler" in result.stderr


def test_a_scheduler_that_does_not_answer_is_told_of_soon(
    root: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert joining.CONNECT_S < 10
    monkeypatch.setattr(joining, "CONNECT_S", 0.5)
    write_list(root, 3)
    begun = time.monotonic()
    result = run("merge", "rain", "list.csv", "--cluster", "tcp://127.0.0.1:9", cwd=root)
    assert time.monotonic() - begun < 5
    assert (result.exit_code, result.stdout) == (ExitCode.ENGINE, "")
    assert result.stderr.startswith("Error: no Dask scheduler answers at tcp://127.0.0.1:9.\nHint:")
    assert result.stderr.count("\n") == 2
    assert not (root / "dist").exists()


def test_a_cluster_without_workers_is_told_of(root: Path) -> None:
    write_list(root, 3)
    with (
        start_cluster(0) as empty,
        pytest.raises(EngineError, match="has no workers"),
    ):
        run(root, workers=None, cluster=empty.scheduler_address)


def test_a_call_shows_nothing_of_whom_it_is_for() -> None:
    call = joining.Call("key", stand_in.do_nothing, Limits(), merge, ("Quintessa",))
    assert repr(call) == "Call(merge)"

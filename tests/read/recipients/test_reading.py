"""Hold the opening of lists to plain answers for files of every kind, and to leaving no trace."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from handout.model import Problem
from handout.read.recipients import (
    RecipientList,
    check_recipients,
    read_recipients,
    reading,
)
from handout.read.recipients.faults import ROW_LIMIT
from tests.conftest import MakeProject, choose_some
from tests.read.recipients.samples import look, measure_memory, refuse, write, write_workbook

CSV = "name;note\nZoë;x\n"
JSON = '[\n{"name": "Zoë", "note": "x"}]'
JSON_LINES = '\n{"name": "Zoë", "note": "x"}\n'


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder that temporary files go to."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def open_input(data: bytes, problems: list[Problem]) -> RecipientList | None:
    return read_recipients(Path("-"), problems.append, stdin=io.BytesIO(data))


@pytest.mark.parametrize(
    "name", ["list.csv", "list.CSV", "list.tsv", "list.txt", "list", "list.dat"]
)
def test_csv_by_suffix_and_by_content(tmp_path: Path, name: str) -> None:
    assert look(write(tmp_path / name, CSV)).rows == ((2, ["Zoë", "x"]),)


@pytest.mark.parametrize("name", ["list.json", "list.JSON", "list", "list.dat"])
def test_json_by_suffix_and_by_content(tmp_path: Path, name: str) -> None:
    assert look(write(tmp_path / name, JSON)).rows == ((2, ["Zoë", "x"]),)
    wrapped = f'{{"people": {JSON}}}'
    assert look(write(tmp_path / name, wrapped)).rows == ((2, ["Zoë", "x"]),)
    assert look(write(tmp_path / name, wrapped.replace("\n", ""))).rows == ((1, ["Zoë", "x"]),)


@pytest.mark.parametrize("name", ["list.jsonl", "list.ndjson", "list", "list.dat"])
def test_json_lines_by_suffix_and_by_content(tmp_path: Path, name: str) -> None:
    assert look(write(tmp_path / name, JSON_LINES)).rows == ((2, ["Zoë", "x"]),)


@pytest.mark.parametrize("name", ["list.xlsx", "list.XLSX", "list.xlsm", "list", "list.dat"])
def test_workbooks_by_suffix_and_by_content(tmp_path: Path, name: str) -> None:
    path = write_workbook(tmp_path / "made.xlsx", [("name", "note"), ("Zoë", "x")])
    assert look(path.rename(tmp_path / name)).rows == ((2, ["Zoë", "x"]),)


@pytest.mark.parametrize("name", ["list.csv", "list.json", "list.jsonl"])
def test_a_workbook_under_a_wrong_name(tmp_path: Path, name: str) -> None:
    path = write_workbook(tmp_path / "made.xlsx", [("name",), ("Zoë",)]).rename(tmp_path / name)
    outcome = look(path)
    assert outcome.said == [("misnamed", None)]
    assert outcome.problem.message == (
        f"“{name}” is no text but an archive, such as a workbook is."
    )
    assert outcome.problem.hint == "name it `.xlsx` if it is a workbook of Excel."


def test_what_is_not_there_or_no_file(tmp_path: Path) -> None:
    link, loop, pipe = tmp_path / "link.csv", tmp_path / "loop.csv", tmp_path / "pipe.csv"
    link.symlink_to(tmp_path / "gone.csv")
    loop.symlink_to(loop)
    os.mkfifo(pipe)
    for path, code, words in (
        (tmp_path / "no.csv", "missing", "“no.csv” is not there."),
        (link, "missing", "“link.csv” points to a file that is not there."),
        (loop, "unreadable", "“loop.csv” could not be read"),
        (tmp_path, "directory", "is a folder where a file should be."),
        (pipe, "special", "“pipe.csv” is not a regular file."),
        (tmp_path / ("x" * 300), "unreadable", "could not be read"),
        (tmp_path / "a\0b", "unreadable", "could not be read"),
    ):
        outcome = look(path)
        assert outcome.said == [(code, None)]
        assert words in outcome.problem.message


@pytest.mark.parametrize(
    ("there", "hint"),
    [
        (["clients.xlsx", "notes.txt"], "did you mean “clients.xlsx”?"),
        (["Clients.CSV"], "did you mean “Clients.CSV”?"),
        (["clients.pdf", "clients.csv.bak"], "check the name, or make the file."),
        ([], "check the name, or make the file."),
    ],
)
def test_a_list_that_is_not_there_is_told_with_the_near_one(
    tmp_path: Path, there: list[str], hint: str
) -> None:
    for name in there:
        (tmp_path / name).touch()
    for name in ("clients.csv", "client.csv"):
        assert look(tmp_path / name).problem.hint == hint
    assert look(tmp_path / "no" / "clients.csv").problem.hint == "check the name, or make the file."


@pytest.mark.parametrize("name", ["pipe", "pipe.json", "pipe.jsonl", "pipe.xlsx", "pipe.tsv"])
def test_a_pipe_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    os.mkfifo(tmp_path / "named")
    (tmp_path / name).symlink_to(tmp_path / "named")
    monkeypatch.setattr(os, "open", None)
    assert look(tmp_path / name).said == [("special", None)]


def test_a_list_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "list.csv", CSV)

    def forbid(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", forbid)
    outcome = look(path)
    assert outcome.said == [("unreadable", None)]
    assert outcome.problem.message == "“list.csv” may not be read."


@pytest.mark.parametrize("data", [CSV, JSON, JSON_LINES])
def test_standard_input(temporary: Path, data: str) -> None:
    problems: list[Problem] = []
    recipients = open_input(data.encode(), problems)
    assert recipients
    assert recipients.origin.path == Path("-")
    assert recipients.rows == [(2, ["Zoë", "x"])]
    assert list(temporary.iterdir()) == []
    assert problems == []
    assert "Zo" not in repr(recipients)


def test_a_workbook_from_standard_input(tmp_path: Path, temporary: Path) -> None:
    path = write_workbook(tmp_path / "made.xlsx", [("name", "note"), ("Zoë", "x")])
    recipients = open_input(path.read_bytes(), [])
    assert recipients
    assert recipients.rows == [(2, ["Zoë", "x"])]
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty"), (b"\0", "binary"), (b"email\nx\n", "no-name-column")]
)
def test_standard_input_that_cannot_be_read(data: bytes, code: str) -> None:
    problems: list[Problem] = []
    assert open_input(data, problems) is None
    assert [problem.code for problem in problems] == [f"recipients.{code}"]
    assert problems[0].path == Path("-")
    if code != "no-name-column":
        assert problems[0].message.startswith("standard input is ")


def test_standard_input_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reading.SIZE_LIMIT == 128 * 2**20
    data = b"name\n" + b"Anna\n" * 4
    monkeypatch.setattr(reading, "SIZE_LIMIT", len(data))
    assert open_input(data, [])
    monkeypatch.setattr(reading, "SIZE_LIMIT", len(data) - 1)
    problems: list[Problem] = []
    assert open_input(data, problems) is None
    assert [problem.code for problem in problems] == ["recipients.too-large"]
    assert problems[0].hint == "divide it, and merge each part into a folder of its own with “-o”."


SECRET = "Quirrelmatic"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_merge_that_is_killed_leaves_nothing_of_standard_input(
    make_project: MakeProject, tmp_path: Path, number: signal.Signals
) -> None:
    root, temporary = make_project(), tmp_path / "temporary"
    temporary.mkdir()
    merge = subprocess.Popen(
        [sys.executable, "-m", "handout", "merge", "rain", "-", "--all", "-o", tmp_path / "made"],
        cwd=root,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    rows = "".join(f"{SECRET} {n}\n" for n in range(20_000))
    try:
        assert merge.stdin
        with merge.stdin as stdin:
            stdin.write(f"name\n{rows}".encode())
        while not any((tmp_path / "made").glob("**/*.pdf")):
            assert merge.poll() is None
            time.sleep(0.05)
        merge.send_signal(number)
        merge.wait()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(merge.pid, signal.SIGKILL)
        merge.wait()
    # What is there are caches, which tell nobody.
    for file in (one for one in temporary.rglob("*") if one.is_file()):
        assert SECRET.encode() not in file.read_bytes(), file


def test_no_standard_input() -> None:
    problems: list[Problem] = []
    assert read_recipients(Path("-"), problems.append) is None
    assert [problem.code for problem in problems] == ["recipients.missing"]


def test_a_list_that_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ROW_LIMIT == 1_000_000
    monkeypatch.setattr(reading, "ROW_LIMIT", 2)
    path = write(tmp_path / "list.csv", "name\nZoë\nAnna\n")
    assert look(path).said == []
    outcome = look(write(path, "name\nZoë\nAnna\nBea\n"))
    assert outcome.said == [("too-many-rows", 4)]
    assert outcome.problem.message == "“list.csv” has more than 2 recipients."
    assert (
        outcome.problem.hint == "divide it, and merge each part into a folder of its own with “-o”."
    )


def test_a_list_on_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    path = write(tmp_path / "list.csv", CSV)
    monkeypatch.setattr(os, "open", fail)
    outcome = look(path)
    assert outcome.said == [("unreadable", None)]
    assert outcome.problem.hint == "check the name and the disk it is on."


def test_a_list_that_is_damaged_from_some_row_on(tmp_path: Path) -> None:
    recipients = read_recipients(write(tmp_path / "l.csv", 'name\nZoë\n"open\n'), refuse)
    assert recipients
    assert recipients.rows == [(2, ["Zoë"])]
    assert recipients.end
    assert (recipients.end.code, recipients.end.line) == ("recipients.open-quote", 3)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "json"])
def test_what_becomes_of_the_file_does_not_matter(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path / f"list.{kind}", {"csv": CSV, "jsonl": JSON_LINES, "json": JSON}[kind])
    recipients = read_recipients(path, refuse)
    assert recipients
    path.unlink()
    findings = check_recipients(recipients, refuse, formats=(), languages=())
    assert (findings.is_complete, findings.rows) == (True, 1)


MEGA = 2**20


def _write_many_values() -> str:
    headings = ",".join(["name", *(f"n{n}" for n in range(900))])
    return f"{headings}\n" + f"{'ab,' * 900}ab\n" * 40_000


HOSTILE: dict[str, tuple[str, Callable[[], str]]] = {
    "a line of 100 MB.csv": ("too-long", lambda: f"name\n{'a' * 100 * MEGA}"),
    "an open quotation mark.csv": ("too-long", lambda: 'name\n"' + "a\n" * 50 * MEGA),
    "rows of 400,000 cells.csv": ("extra-cells", lambda: "name\n" + f"{'a,' * 400_000}\n" * 100),
    "a million columns.csv": ("too-many-columns", lambda: f"name{',a' * (MEGA // 4)}"),
    "many values.csv": ("too-many-rows", _write_many_values),
    "blank lines.csv": ("too-many-rows", lambda: "name\n" + "\n" * 100 * MEGA),
    "rows without end.csv": ("too-many-rows", lambda: "name\n" + "ab\n" * 40 * MEGA),
    "lists in lists.json": ("too-large", lambda: "[" * 30 * MEGA),
    "objects in objects.jsonl": ("json", lambda: ('{"name":' * 100_000 + "\n") * 100),
    "keys.json": ("too-long", lambda: "[{" + ",".join(f'"n{n}":1' for n in range(2 * MEGA))),
    "digits.json": ("too-long", lambda: f'[{{"name":{"1" * 30 * MEGA}}}]'),
    "numbers.json": ("no-list", lambda: f'{{"a":[],"b":[{"1," * 15 * MEGA}1]}}'),
    "objects without end.jsonl": ("too-many-rows", lambda: '{"name":"a"}\n' * 9 * MEGA),
}
"""Lists that would take a hundred times their size, or for ever, and what is to be said."""


@pytest.mark.parametrize("name", choose_some(HOSTILE, 4))
def test_hostile_lists_are_refused_within_bounds(tmp_path: Path, name: str) -> None:
    code, make = HOSTILE[name]
    peak, found, _ = measure_memory(write(tmp_path / name, make()))
    assert (peak < 500, found) == (True, code)

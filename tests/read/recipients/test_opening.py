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
from pathlib import Path

import pytest

from handout.errors import ContentError, ExitCode
from handout.model import Problem, Recipient
from handout.read.recipients import check_recipients, open_recipients, opening
from handout.read.recipients.lists import RecipientList
from tests.conftest import MakeProject
from tests.read.recipients.samples import look, refuse, write, write_workbook

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
    return open_recipients(Path("-"), problems.append, stdin=io.BytesIO(data))


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
        (tmp_path, "directory", "is a folder where a list should be."),
        (pipe, "special", "“pipe.csv” is not a regular file."),
        (tmp_path / ("x" * 300), "unreadable", "could not be read"),
        (tmp_path / "a\0b", "unreadable", "could not be read"),
    ):
        outcome = look(path)
        assert outcome.said == [(code, None)]
        assert words in outcome.problem.message


@pytest.mark.parametrize("name", ["pipe", "pipe.json", "pipe.jsonl", "pipe.xlsx", "pipe.tsv"])
def test_a_pipe_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    os.mkfifo(tmp_path / "named")
    (tmp_path / name).symlink_to(tmp_path / "named")
    monkeypatch.setattr(Path, "open", None)
    assert look(tmp_path / name).said == [("special", None)]


def test_a_list_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "list.csv", CSV)

    def forbid(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbid)
    outcome = look(path)
    assert outcome.said == [("unreadable", None)]
    assert outcome.problem.message == "“list.csv” may not be read."


def test_recipients_know_their_fields_and_their_row(tmp_path: Path) -> None:
    recipients = open_recipients(write(tmp_path / "list.csv", CSV), refuse)
    assert recipients
    for _ in range(2):
        assert list(recipients.read()) == [Recipient(fields={"name": "Zoë", "note": "x"}, row=2)]
    assert recipients.path == tmp_path / "list.csv"
    assert recipients.columns == ("name", "note")


@pytest.mark.parametrize("data", [CSV, JSON, JSON_LINES])
def test_standard_input(temporary: Path, data: str) -> None:
    problems: list[Problem] = []
    recipients = open_input(data.encode(), problems)
    assert recipients
    assert recipients.path == Path("-")
    rows = recipients.read_values()
    for _ in range(2):
        assert list(recipients.read_values()) == [(2, ["Zoë", "x"])]
    # Two readings do not share a place.
    assert list(rows) == [(2, ["Zoë", "x"])]
    assert list(temporary.iterdir()) == []
    assert problems == []
    assert "Zo" not in repr(recipients.origin)


def test_a_workbook_from_standard_input(tmp_path: Path, temporary: Path) -> None:
    path = write_workbook(tmp_path / "made.xlsx", [("name", "note"), ("Zoë", "x")])
    recipients = open_input(path.read_bytes(), [])
    assert recipients
    assert list(recipients.read_values()) == [(2, ["Zoë", "x"])]
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
    assert opening.INPUT_LIMIT == 256 * 2**20
    data = b"name\n" + b"Anna\n" * 4
    monkeypatch.setattr(opening, "INPUT_LIMIT", len(data))
    assert open_input(data, [])
    monkeypatch.setattr(opening, "INPUT_LIMIT", len(data) - 1)
    problems: list[Problem] = []
    assert open_input(data, problems) is None
    assert [problem.code for problem in problems] == ["recipients.too-large"]
    assert problems[0].hint == "give the list as a file."


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
    assert open_recipients(Path("-"), problems.append) is None
    assert [problem.code for problem in problems] == ["recipients.missing"]


def change(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


@pytest.mark.parametrize("how", [change, Path.unlink])
def test_a_list_that_changes_between_two_readings(tmp_path: Path, how: object) -> None:
    path = write(tmp_path / "list.csv", CSV)
    recipients = open_recipients(path, refuse)
    assert recipients
    assert len(list(recipients.read())) == 1
    assert callable(how)
    how(path)
    with pytest.raises(ContentError) as caught:
        next(recipients.read())
    assert caught.value.message == "“list.csv” has changed since it was opened."
    assert caught.value.hint == "start again, and leave the list alone meanwhile."
    assert caught.value.exit_code is ExitCode.CONTENT
    assert caught.value.where
    assert caught.value.where.path == path
    problems: list[Problem] = []
    findings = check_recipients(recipients, problems.append, formats=(), languages=())
    assert [problem.code for problem in problems] == ["recipients.changed"]
    assert not findings.is_complete


def test_a_list_of_the_same_size_that_changes(tmp_path: Path) -> None:
    path = write(tmp_path / "list.csv", CSV)
    recipients = open_recipients(path, refuse)
    assert recipients
    status = path.stat()
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000))
    with pytest.raises(ContentError, match="has changed"):
        list(recipients.read_values())


@pytest.mark.parametrize("data", [b"name\n\"open\n", b"name\nJos\xe9\n", b"name\n" + "é".encode() * 99])  # fmt: skip
def test_a_list_that_changes_while_it_is_read(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path / "list.csv", "name\n" + "Zoë\n" * 200_000)
    recipients = open_recipients(path, refuse)
    assert recipients
    rows = recipients.read()
    next(rows)
    path.write_bytes(data)
    with pytest.raises(ContentError, match="has changed"):
        list(rows)


def test_a_list_on_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipients = open_recipients(write(tmp_path / "list.csv", CSV), refuse)
    assert recipients

    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(ContentError, match="could not be read to its end") as caught:
        list(recipients.read())
    assert caught.value.hint == "check the disk it is on."


def test_a_list_that_is_damaged_from_some_row_on(tmp_path: Path) -> None:
    recipients = open_recipients(write(tmp_path / "l.csv", 'name\nZoë\n"open\n'), refuse)
    assert recipients
    rows = recipients.read()
    assert next(rows).row == 2
    with pytest.raises(ContentError, match="never closed") as caught:
        next(rows)
    assert caught.value.where
    assert caught.value.where.line == 3

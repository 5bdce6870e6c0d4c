"""Hold the command to whatever standard streams it is given: closed, or of any encoding."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import MakeProject, choose_some

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a shell that closes streams")

CLOSED = {"stdin": "<&-", "stdout": ">&-", "stderr": "2>&-", "all": "<&- >&- 2>&-"}
LIST = "name\nMaria Huber\n"


def call(
    closed: str, *args: str, cwd: Path, program: tuple[str, ...] = ("-m", "handout")
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {CLOSED[closed]}', "sh", sys.executable, *program, *args],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=cwd,
        check=False,
        timeout=120,
    )


def list_made(root: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(root.rglob("*.pdf"))]


@pytest.mark.parametrize("closed", CLOSED)
def test_a_build_and_a_merge_are_done(make_project: MakeProject, closed: str) -> None:
    root = make_project({"list.csv": LIST})
    built = call(closed, "build", cwd=root)
    assert (built.returncode, b"Traceback" in built.stderr) == (0, False)
    merged = call(closed, "merge", "rain", "list.csv", cwd=root)
    assert (merged.returncode, b"Traceback" in merged.stderr) == (0, False)
    made = list_made(root)
    assert len(made) == 2
    assert all(pdf.startswith(b"%PDF") and pdf.rstrip().endswith(b"%%EOF") for pdf in made)
    for result in (built, merged):
        assert bool(result.stdout) == (closed in ("stdin", "stderr"))
        assert bool(result.stderr) == (closed in ("stdin", "stdout"))


@pytest.mark.parametrize("closed", CLOSED)
@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--help"], 0),
        (["--version"], 0),
        (["build", "--help"], 0),
        (["list"], 0),
        (["list", "--json"], 0),
        (["new", "other"], 0),
        (["biuld"], 2),
        (["-C", "nowhere", "list"], 3),
        (["build", "rian"], 2),
        (["import", "-"], 1),
    ],
)
def test_the_exit_code_is_that_of_the_work(
    make_project: MakeProject, closed: str, args: list[str], code: int
) -> None:
    result = call(closed, *args, cwd=make_project())
    assert (result.returncode, b"Traceback" in result.stderr) == (code, False)


@pytest.mark.parametrize("args", [["build", "rain"], ["sheet-test"]])
@pytest.mark.parametrize("closed", CLOSED)
def test_a_pdf_for_a_closed_stream_is_an_error(
    make_project: MakeProject, args: list[str], closed: str
) -> None:
    result = call(closed, *args, "-o", "-", cwd=make_project())
    assert result.returncode == (5 if closed in ("stdout", "all") else 0)
    assert result.stdout[:4] == (b"%PDF" if result.returncode == 0 else b"")
    assert (b"standard output is closed" in result.stderr) == (closed == "stdout")


@pytest.mark.parametrize("closed", CLOSED)
def test_doctor_says_by_its_code_that_all_is_well(make_project: MakeProject, closed: str) -> None:
    assert call(closed, "doctor", cwd=make_project()).returncode == 0


def test_no_file_gets_a_streams_number(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from handout import cli\n"
        "cli.run = lambda: os.open('file', os.O_CREAT | os.O_WRONLY)\n"
        "cli.main()\n"
    )
    result = call("all", cwd=tmp_path, program=("-c", program))
    assert result.returncode > 2
    inherited = (
        "import subprocess, sys\n"
        "from handout import cli\n"
        "cli.run = lambda: subprocess.call([sys.executable, '-c', 'import os\\n"
        "for number in range(3): os.fstat(number)'])\n"
        "cli.main()\n"
    )
    assert call("all", cwd=tmp_path, program=("-c", inherited)).returncode == 0


ENCODINGS = [
    "ascii",
    "ascii:ignore",
    "cp1252",
    "cp437",
    "latin-1",
    "koi8-r",
    "cp932",
    "utf-8:strict",
]


@pytest.mark.skipif(sys.platform != "linux", reason="no such names elsewhere")
@pytest.mark.parametrize("encoding", choose_some(ENCODINGS, 3))
def test_what_an_encoding_lacks_is_spelt_out(make_project: MakeProject, encoding: str) -> None:
    name = "über-雨-дождь"
    title = "Ünï “¿” → ☐ 漢字 дождь مطر 😀"
    root = make_project({f"content/articles/{name}.md": f"---\ntitle: {title}\n---\n\nText.\n"})
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    codec = encoding.split(":")[0]

    def call_in(*args: str) -> str:
        command = [sys.executable, "-m", "handout", *args]
        done = subprocess.run(command, cwd=root, env=env, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        assert b"Traceback" not in done.stderr
        done.stderr.decode(codec)
        return done.stdout.decode(codec)

    def spell(text: str) -> str:
        return text.encode(codec, "backslashreplace").decode(codec)

    assert spell(title) in call_in("list")
    assert spell(title) in call_in("list", "--csv")
    assert call_in("build", "--allow-missing") == spell(f"dist/{name}-a4.pdf\n")
    assert spell("“handout COMMAND --help”") in call_in("--help")
    # What can be written is written.
    assert spell("ü") == "ü" or codec in ("ascii", "koi8-r", "cp932")


@pytest.mark.skipif(sys.platform != "linux", reason="no such names elsewhere")
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_a_path_that_is_not_utf8_is_printed_as_its_bytes(
    make_project: MakeProject, encoding: str
) -> None:
    root = make_project({"content/articles/a\udcff\udc80.md": "---\ntitle: A\n---\n\nText.\n"})
    done = subprocess.run(
        [sys.executable, "-m", "handout", "build"],
        cwd=root,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
    )
    assert done.stdout == b"dist/a\xff\x80-a4.pdf\n"

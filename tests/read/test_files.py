"""Hold the reading of bytes and text to plain answers for files of every kind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from handout.model import Problem, Severity
from handout.read.files import decode, decode_any, read_bytes, read_text


def write(folder: Path, data: bytes) -> Path:
    path = folder / "rain.md"
    path.write_bytes(data)
    return path


def codes(problems: list[Problem]) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.line) for problem in problems]


def test_reads_a_file_as_it_is(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert read_bytes(write(tmp_path, b"a\r\nb"), problems.append) == b"a\r\nb"
    assert problems == []


def test_a_large_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "rain.md"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    problems: list[Problem] = []
    assert read_bytes(path, problems.append) is None
    (problem,) = problems
    assert problem.code == "file.too-large"
    assert problem.message == "“rain.md” is too large: 50.0 MB, where 10 MB is the most."
    assert problem.hint == "split it, or check that it is the file you meant."


def test_a_file_of_just_the_limit_is_read(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert read_bytes(write(tmp_path, b"12345"), problems.append, limit=5) == b"12345"
    assert read_bytes(write(tmp_path, b"123456"), problems.append, limit=5) is None
    assert codes(problems) == [("file.too-large", None)]


def test_a_folder_where_a_file_should_be(tmp_path: Path) -> None:
    path = tmp_path / "rain.md"
    path.mkdir()
    problems: list[Problem] = []
    assert read_bytes(path, problems.append) is None
    assert problems[0].code == "file.directory"
    assert problems[0].message == "“rain.md” is a folder where a file should be."


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "rain.md"
    os.mkfifo(path)
    problems: list[Problem] = []
    assert read_bytes(path, problems.append) is None
    assert codes(problems) == [("file.special", None)]


def test_what_is_not_there_or_leads_nowhere(tmp_path: Path) -> None:
    link, loop = tmp_path / "link.md", tmp_path / "loop.md"
    link.symlink_to(tmp_path / "gone.md")
    loop.symlink_to(loop)
    problems: list[Problem] = []
    for path in (tmp_path / "no.md", link, loop, tmp_path / ("x" * 300), tmp_path / "a\0b"):
        assert read_bytes(path, problems.append) is None
    assert [p.code for p in problems] == ["file.missing"] * 2 + ["file.unreadable"] * 3
    assert "points to a file that is not there" in problems[1].message


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, b"x")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    problems: list[Problem] = []
    assert read_bytes(path, problems.append) is None
    assert codes(problems) == [("file.unreadable", None)]


@pytest.mark.parametrize("data", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe\n\0"])
def test_an_empty_file(tmp_path: Path, data: bytes) -> None:
    problems: list[Problem] = []
    assert read_text(write(tmp_path, data), problems.append) is None
    assert codes(problems) == [("file.empty", None)]


@pytest.mark.parametrize(
    "data",
    [
        "Größe\nzwei".encode(),
        "Größe\nzwei".encode("utf-8-sig"),
        "Größe\nzwei".encode("utf-16"),
        b"\xfe\xff" + "Größe\nzwei".encode("utf-16-be"),
        "Größe\nzwei".encode("utf-32"),
        "Größe\r\nzwei".encode(),
        "Größe\rzwei".encode(),
    ],
)
def test_encodings_and_line_ends_come_out_the_same(tmp_path: Path, data: bytes) -> None:
    problems: list[Problem] = []
    assert read_text(write(tmp_path, data), problems.append) == "Größe\nzwei"
    assert problems == []


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_wrong_byte_is_named_with_its_line(newline: str) -> None:
    problems: list[Problem] = []
    data = newline.join(["one", "two", "caf\xe9"]).encode("cp1252")
    assert decode(data, Path("rain.md"), problems.append) is None
    (problem,) = problems
    assert (problem.code, problem.line) == ("file.encoding", 3)
    assert problem.message == "“rain.md” is not UTF-8 text: the byte 0xE9 cannot stand there."
    assert problem.hint == "open it in an editor and save it as UTF-8."


def test_pasted_text_may_be_windows_1252_and_that_is_said() -> None:
    problems: list[Problem] = []
    text = decode_any("one\r\n“caf\xe9” – 5 €".encode("cp1252"), Path("a.txt"), problems.append)
    assert text == "one\n“café” – 5 €"
    assert codes(problems) == [("file.windows-1252", 2)]
    assert problems[0].severity is Severity.NOTE


def test_what_is_neither_is_an_error() -> None:
    problems: list[Problem] = []
    assert decode_any(b"a\x81\xe9", Path("a.txt"), problems.append) is None
    assert decode_any(b"\x89PNG\r\n\x1a\n\0\0", Path("a.txt"), problems.append) is None
    assert decode(b"\xff\xfea\0b", Path("a.txt"), problems.append) is None
    assert [p.code for p in problems] == ["file.encoding"] * 3
    assert "looks like a picture" in (problems[1].hint or "")
    assert "starts as UTF-16 text" in problems[2].message


def test_nul_characters_are_refused() -> None:
    problems: list[Problem] = []
    assert decode("a\nb".encode("utf-16-le"), Path("a.md"), problems.append) is None
    assert codes(problems) == [("file.binary", 1)]


def test_control_characters_become_spaces_with_a_warning() -> None:
    problems: list[Problem] = []
    assert decode(b"a\nb\x01c", Path("a.md"), problems.append) == "a\nb c"
    assert codes(problems) == [("file.control-character", 2)]
    assert "U+0001" in problems[0].message
    # A page break is mere layout.
    assert decode(b"a\x0cb", Path("a.md"), problems.append) == "a b"
    assert len(problems) == 1

"""Hold the journal to remembering what is done, whatever happens to its last line."""

from __future__ import annotations

import os
import stat
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from handout.deliver.journal import NAME, NOTHING, SAMPLE, Given, Journal
from handout.errors import OutputError


def name_of(row: int) -> str:
    return f"{chr(ord('a') + row % 26) * 19}{row // 26}"


def give(row: int, name: str = "", version: str = "1") -> Given:
    return NOTHING._replace(
        id=name or name_of(row), row=row, sha256="f" * 64, pages=3, version=version, when=7
    )


def test_what_is_written_is_found_again(tmp_path: Path) -> None:
    with closing(Journal(tmp_path)) as journal:
        journal.begin(None)
        written = [give(5), give(2, version='a "b"\n,ü\udcff')]
        places = journal.append(written)
        assert journal.find(name_of(2)) is None, "only earlier runs are looked up"
        assert [journal.read(place) for place in places] == written
    with closing(Journal(tmp_path)) as journal:
        assert [journal.find(name_of(row)) is not None for row in range(7)] == [
            False, False, True, False, False, True, False,
        ]  # fmt: skip
        assert journal.find(name_of(2)) == (places[1], written[1])


def test_the_head_is_on_the_disk_before_anything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A power cut may take any of what follows, but a file without its head is no journal.
    steps: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: steps.append(os.fstat(handle).st_size))
    with closing(Journal(tmp_path)) as journal:
        head = (tmp_path / NAME).stat().st_size
        journal.begin(None)
        begun = (tmp_path / NAME).stat().st_size
        journal.append([give(2)])
    assert steps == [head, begun]


def test_what_was_written_last_of_a_recipient_counts(tmp_path: Path) -> None:
    with closing(Journal(tmp_path)) as journal:
        journal.append([give(2, "a" * 20), give(3), give(5, "a" * 20, version="2")])
    with closing(Journal(tmp_path)) as journal:
        found = journal.find("a" * 20)
        assert found is not None
        assert found[1].version == "2"


def test_a_folder_of_another_version_is_told_and_left(tmp_path: Path) -> None:
    body = b'["handout journal",1]'
    head = b"%08x %b\n" % (zlib.crc32(body), body)
    (tmp_path / NAME).write_bytes(head)
    with pytest.raises(OutputError, match="ids of another kind"):
        Journal(tmp_path)
    assert (tmp_path / NAME).read_bytes() == head


def test_it_tells_what_runs_were_to_make(tmp_path: Path) -> None:
    with closing(Journal(tmp_path)) as journal:
        assert journal.is_sample
        journal.begin(SAMPLE)
    with closing(Journal(tmp_path)) as journal:
        assert journal.is_sample
        journal.begin(10)
    with closing(Journal(tmp_path)) as journal:
        assert not journal.is_sample
        assert journal.extents == [SAMPLE, 10]


def test_a_torn_line_is_cut_off_at_every_byte(tmp_path: Path) -> None:
    path = tmp_path / NAME
    with closing(Journal(tmp_path)) as journal:
        journal.append([give(2), give(3)])
    whole = path.read_bytes()
    ends = [index + 1 for index, byte in enumerate(whole) if byte == ord("\n")]
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        with closing(Journal(tmp_path)) as journal:
            kept = [row for row in (2, 3) if journal.find(name_of(row))]
            journal.append([give(4)])
        assert kept == [row for row, end in zip((2, 3), ends[1:], strict=True) if end <= size]
        with closing(Journal(tmp_path)) as journal:
            assert journal.find(name_of(4))


def test_a_damaged_line_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    path = tmp_path / NAME
    with closing(Journal(tmp_path)) as journal:
        journal.append([give(2), give(3)])
    data = bytearray(path.read_bytes())
    data[data.index(b'",2,') + 2] = ord("9")
    path.write_bytes(data)
    with closing(Journal(tmp_path)) as journal:
        assert journal.find(name_of(2)) is None
        assert journal.find(name_of(3))


def test_it_is_long_lines_and_many(tmp_path: Path) -> None:
    with closing(Journal(tmp_path)) as journal:
        journal.append(give(row, version="x" * 5000) for row in range(50))
        with (tmp_path / NAME).open("ab") as file:
            file.write(b"y" * 10_000)
    with closing(Journal(tmp_path)) as journal:
        assert all(journal.find(name_of(row)) for row in range(50))
    assert (tmp_path / NAME).read_bytes().endswith(b"\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_it_is_private(tmp_path: Path) -> None:
    with closing(Journal(tmp_path)) as journal:
        assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600


def test_it_knows_the_files_that_were_written(tmp_path: Path) -> None:
    with closing(Journal(tmp_path)) as journal:
        journal.append([give(2, "b" * 20), give(3, "c" * 20)])
        journal.note_file("index.csv", "0" * 64)
        assert journal.find_digests({"b" * 20, "d" * 20}) == {("b" * 20, "f" * 64)}
    with closing(Journal(tmp_path)) as journal:
        assert journal.has_written("index.csv", "0" * 64)
        assert not journal.has_written("index.csv", "1" * 64)
        assert not journal.has_written("failed.csv", "0" * 64)


@pytest.mark.parametrize("diary", [b"my diary\n", b"my diary", b"my diary\nof a year" * 99])
def test_somebody_elses_file_is_not_touched(tmp_path: Path, diary: bytes) -> None:
    (tmp_path / NAME).write_bytes(diary)
    with pytest.raises(OutputError, match="no journal"):
        Journal(tmp_path)
    assert (tmp_path / NAME).read_bytes() == diary


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_a_pipe_or_a_link_is_no_journal(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / NAME)
    with pytest.raises(OutputError):
        Journal(tmp_path)
    (tmp_path / NAME).unlink()
    (tmp_path / "diary").write_bytes(b"")
    (tmp_path / NAME).symlink_to(tmp_path / "diary")
    with pytest.raises(OutputError):
        Journal(tmp_path)
    assert (tmp_path / "diary").read_bytes() == b""


def test_a_folder_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="could not be written"):
        Journal(tmp_path / "nowhere")

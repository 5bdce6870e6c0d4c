"""Hold the reading of workbooks to refusing what is none, is damaged, or would fill the memory."""

from __future__ import annotations

import io
import tempfile
import zipfile
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handout.read.recipients import parts, workbook
from tests.conftest import choose_some
from tests.read.recipients.bombs import BOMBS, write_parts
from tests.read.recipients.samples import look, measure_memory, write, write_workbook
from tests.read.recipients.workbooks import SHARED, replace_in_sheet, rewrite, write_like_excel


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.xlsx"


@pytest.mark.parametrize("name", ["list.xlsx", "list.xls", "list.csv", "list"])
def test_a_workbook_with_a_password(tmp_path: Path, name: str) -> None:
    # MS-OFFCRYPTO 2.3: the encrypted package is a stream of an OLE file, by this name.
    data = workbook.OLE_START + bytes(2**20 - 20) + "EncryptedPackage".encode("utf-16-le")
    outcome = look(write(tmp_path / name, data))
    assert outcome.said == [("password-protected", None)]
    assert outcome.problem.message == f"“{name}” is protected by a password."
    assert outcome.problem.hint == "open it in Excel, take the password away, and save a copy."


def test_a_workbook_of_old(tmp_path: Path) -> None:
    data = workbook.OLE_START + bytes(600) + "Workbook".encode("utf-16-le")
    outcome = look(write(tmp_path / "list.xls", data))
    assert outcome.said == [("old-workbook", None)]
    assert outcome.problem.hint == "open it in Excel and save it as `.xlsx`."


@pytest.mark.parametrize("data", [b"name,note\nAnna,x\n", b"%PDF-1.7", b"\0" * 50])
def test_what_is_no_archive(path: Path, data: bytes) -> None:
    outcome = look(write(path, data))
    assert outcome.said == [("not-a-workbook", None)]
    assert outcome.problem.message == "“list.xlsx” is not a workbook of Excel."
    assert outcome.problem.hint == (
        "open it and save it as `.xlsx`; if it is text, name it `.csv`."
    )


def test_another_kind_of_archive(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    for name in ("list.ods", "list.xlsx"):
        outcome = look(write(tmp_path / name, data.getvalue()))
        assert outcome.said == [("not-a-workbook", None)]
        assert "save it as `.xlsx`" in (outcome.problem.hint or "")


def test_a_damaged_workbook(path: Path) -> None:
    data = write_workbook(path, [("name",), ("Anna",)]).read_bytes()
    outcome = look(write(path, data[: len(data) // 2]))
    assert outcome.said == [("damaged", None)]
    assert outcome.problem.message == "“list.xlsx” is damaged, or not a workbook of Excel."


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"]
)  # fmt: skip
@pytest.mark.parametrize("data", [None, b"", b"<x", b"<x/>"])
def test_a_damaged_part(path: Path, part: str, data: bytes | None) -> None:
    write_workbook(path, [("name", "x"), ("Anna", date(2026, 3, 1))])
    rewrite(path, lambda name, old: data if name == part else old)
    outcome = look(path)
    # What nothing depends on may be missing.
    assert outcome.values or outcome.errors[0][0] in ("damaged", "empty", "no-name-column")


def test_a_sheet_that_breaks_off(path: Path) -> None:
    write_workbook(path, [("name",), *((f"Anna {n}",) for n in range(2000))])

    def cut(name: str, data: bytes) -> bytes:
        return data[: len(data) // 2] if name.endswith("sheet1.xml") else data

    outcome = look(rewrite(path, cut))
    assert outcome.said == [("damaged", None)]
    assert outcome.findings
    assert not outcome.findings.is_complete
    assert 1000 <= outcome.findings.rows < 1100


def test_a_bomb_is_refused_before_it_is_unpacked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_workbook(path, [("name",), *((f"Anna {n}",) for n in range(1000))])
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    monkeypatch.setattr(parts, "SHEET_LIMIT", size)
    assert look(path).said == []
    monkeypatch.setattr(parts, "SHEET_LIMIT", size - 1)
    outcome = look(path)
    assert outcome.said == [("too-large", None)]
    assert outcome.problem.message.startswith("“list.xlsx” is too large when unpacked")
    assert outcome.problem.hint == "save the list as CSV, or check that it is the file you meant."


def test_texts_that_would_fill_the_memory_are_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_like_excel(path, SHARED + f"<si><t>{'x' * 15_000}</t></si>")
    monkeypatch.setattr(parts, "OTHER_LIMIT", 20_000)
    assert look(path).said == []
    monkeypatch.setattr(parts, "OTHER_LIMIT", 15_000)
    assert look(path).said == [("too-large", None)]


def test_the_limits_are_what_they_should_be() -> None:
    assert parts.SHEET_LIMIT == 2 * 2**30
    assert parts.OTHER_LIMIT == 256 * 2**20


def test_entities_are_not_multiplied(path: Path) -> None:
    names = "abcdefg"
    entities = f'<!ENTITY a "{"x" * 1000}">' + "".join(
        f'<!ENTITY {name} "{f"&{last};" * 50}">' for last, name in pairwise(names)
    )
    write_like_excel(path, f"{SHARED}<si><t>&g;</t></si>", before=f"<!DOCTYPE x [{entities}]>")
    assert look(path).said == [("damaged", None)]


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=20))
@settings(max_examples=100, deadline=None)
def test_no_damage_makes_it_raise(position: int, noise: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_workbook(Path(folder) / "list.xlsx", [("name", "a"), ("Anna", 1)])
        data = path.read_bytes()
        position %= len(data)
        look(write(path, data[:position] + noise + data[position + len(noise) :]))


@pytest.mark.parametrize("name", choose_some(BOMBS, 8))
def test_a_small_workbook_that_is_large_in_memory(path: Path, name: str) -> None:
    code, make = BOMBS[name]
    assert write_parts(path, make()).stat().st_size < 3 * 2**20
    peak, found, words = measure_memory(path)
    assert peak < 500
    assert found == code
    if code in ("too-large", "no-rows"):
        assert words.startswith("“list.xlsx” ")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_bounds_are_refused(path: Path, method: int) -> None:
    _, make = BOMBS["a cell of 60 MB"]
    write_parts(path, make(), method)
    peak, found, _ = measure_memory(path)
    assert (peak < 200, found) == (True, "damaged")


def test_a_directory_that_says_less_than_there_is(path: Path) -> None:
    _, make = BOMBS["a sheet of 300 MB"]
    data = write_parts(path, make()).read_bytes()
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    size = part.file_size.to_bytes(4, "little")
    assert size in data
    write(path, data.replace(size, (5000).to_bytes(4, "little")))
    peak, found, _ = measure_memory(path)
    assert (peak < 200, found) == (True, "damaged")


@pytest.mark.parametrize("row", ["1", "2", "0", "-1", "x", "1e400"])
def test_a_row_whose_number_is_none_or_was_there_would_be_lost(path: Path, row: str) -> None:
    write_workbook(path, [("name",), ("Anna",), ("Ben",)])
    replace_in_sheet(path, '<row r="3"', f'<row r="{row}"')
    assert look(path).said == [("damaged", None)]


@pytest.mark.parametrize("place", ["-1", "9", "x", "9" * 5000])
def test_a_shared_text_that_is_not_there(path: Path, place: str) -> None:
    write_like_excel(path, SHARED + "<si><t>x</t></si>")
    replace_in_sheet(path, "<v>3</v>", f"<v>{place}</v>")
    assert look(path).said == [("damaged", None)]

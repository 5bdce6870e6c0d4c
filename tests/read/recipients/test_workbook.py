"""Hold the reading of workbooks to what Excel shows, and to refusing what is none."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from handout.read.recipients import parts, workbook
from handout.read.recipients.values import mend_text
from tests.conftest import choose_some
from tests.read.recipients.bombs import BOMBS, write_parts
from tests.read.recipients.samples import Outcome, look, measure_memory, write, write_workbook


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.xlsx"


def rewrite(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Change the parts of a workbook; None leaves a part out."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            changed = change(name, data)
            if changed is not None:
                archive.writestr(name, changed)
    return path


def replace_in_sheet(path: Path, old: str, new: str) -> Path:
    def change(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return data
        assert old.encode() in data
        return data.replace(old.encode(), new.encode())

    return rewrite(path, change)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  Zoë\n Müller ", "Zoë\n Müller"),
        (12, "12"),
        (12.0, "12"),
        (-3.0, "-3"),
        (-0.0, "0"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (491511234567890, "491511234567890"),
        (1e20, "1E+20"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1), "2026-03-01 0:00:00"),  # noqa: DTZ001 # spreadsheets know no time zones
        (datetime(2026, 3, 1, 9, 5), "2026-03-01 9:05:00"),  # noqa: DTZ001
        (time(9, 5), "9:05:00"),
        (timedelta(hours=26, minutes=5), "26:05:00"),
        ("{{ clinic.name }}", "{{ clinic.name }}"),
        ("a_x000D_\nb", "a\nb"),
        ("a_x000D_b", "a\nb"),
        ("a_x005F_x000D_b", "a_x000D_b"),
        ("snake_case", "snake_case"),
    ],
)
def test_values_become_text(path: Path, value: object, text: str) -> None:
    outcome = look(write_workbook(path, [("name", "x"), ("Anna", value)]))
    assert outcome.rows == ((2, ["Anna", text]),)
    assert outcome.said == []


def test_a_formula_counts_with_its_last_value(path: Path) -> None:
    write_workbook(path, [("name", "x"), ("Anna", "=1+1")])
    replace_in_sheet(path, "<v></v>", "<v>2</v>")
    assert look(path).values == [["Anna", "2"]]


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHARED = "<si><t>name</t></si><si><t>note</t></si><si><r><t>An</t></r><r><t>na</t></r></si>"


def write_like_excel(path: Path, shared: str, *, before: str = "") -> Path:
    """Write a workbook as Excel does, with the cells' texts in a table; `shared` is its items."""
    write_workbook(path, [("name", "note")])
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    cells += '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c></row>'

    def change(name: str, data: bytes) -> bytes:
        if name == "xl/worksheets/sheet1.xml":
            return f"<worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>".encode()
        if name == "[Content_Types].xml":
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
            part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
            return data.replace(b"</Types>", part.encode())
        return data

    rewrite(path, change)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"{before}<sst {MAIN}>{shared}</sst>")
    return path


def test_texts_in_a_table_as_excel_writes_them(path: Path) -> None:
    write_like_excel(path, SHARED + '<si><t xml:space="preserve"> one_x000D_\ntwo </t></si>')
    assert look(path).values == [["Anna", "one\ntwo"]]


def test_how_a_text_is_read_aloud_is_no_part_of_it(path: Path) -> None:
    write_like_excel(path, SHARED + "<si><t>x</t><rPh sb='0' eb='1'><t>y</t></rPh></si>")
    assert look(path).values == [["Anna", "x"]]


def test_other_prefixes_and_cells_that_do_not_say_where_they_are(path: Path) -> None:
    write_workbook(path, [("name", "note")])
    text = "<x:c t='inlineStr'><x:is><x:t>{}</x:t></x:is></x:c>"
    rows = (("name", "note"), ("Anna", "x"))
    cells = "".join(f"<x:row>{''.join(map(text.format, row))}</x:row>" for row in rows)
    sheet = f"<x:worksheet {MAIN.replace('xmlns', 'xmlns:x')}><x:sheetData>{cells}"
    sheet += "</x:sheetData></x:worksheet>"
    rewrite(path, lambda name, data: sheet.encode() if name.endswith("sheet1.xml") else data)
    assert look(path).rows == ((2, ["Anna", "x"]),)


def test_days_that_are_counted_from_1904(path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(("name", "date"))
    sheet.append(("Anna", date(2026, 3, 1)))
    book.save(path)
    assert look(path).values == [["Anna", "2026-03-01"]]


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


def test_a_value_behind_the_last_column_that_there_can_be(path: Path) -> None:
    write_workbook(path, [("name",), ("Anna",)])
    cell = '<c r="{}2" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    replace_in_sheet(path, "</row></sheetData>", cell.format("ALL"))
    assert look(path).said == [("extra-cells", 2)]
    replace_in_sheet(path, 'r="ALL2"', 'r="ALM2"')
    outcome = look(path)
    assert outcome.said == [("too-many-columns", 2)]
    assert outcome.problem.message == (
        "there is a value in column 1001 (ALM), where 1,000 is the last."
    )


@pytest.mark.parametrize("shown", ["#REF!", "#N/A", "#DIV/0!"])
def test_a_formula_that_failed_is_a_fault(path: Path, shown: str) -> None:
    outcome = look(write_workbook(path, [("name", "x"), ("Anna", shown), ("Ben", "b")]))
    assert outcome.said == [("formula", 2)]
    assert outcome.problem.message == ("the cell B2 shows an error instead of a value.")
    assert outcome.problem.hint == "mend its formula, or write the value itself."
    assert outcome.findings
    assert list(outcome.findings.faulty) == [2]


def test_a_day_that_excel_has_not_is_a_fault_and_no_warning_of_python(path: Path) -> None:
    write_workbook(path, [("name", "x"), ("Anna", date(2026, 3, 1))])
    replace_in_sheet(path, "<v>46082</v>", "<v>1e12</v>")
    assert look(path).said == [("formula", 2)]


def test_rows_are_numbered_as_in_excel(path: Path) -> None:
    rows = [("name", None, "note"), (None, None, None), ("Anna", None, "x"), (), ("Ben",)]
    outcome = look(write_workbook(path, rows, first=3))
    assert outcome.columns == ("name", "note")
    assert outcome.rows == ((5, ["Anna", "x"]), (7, ["Ben", ""]))
    assert outcome.said == []


def test_cells_without_a_heading(path: Path) -> None:
    rows = [("name", None, "note"), ("Anna", "x", "y"), ("Ben", None, "y", "z")]
    outcome = look(write_workbook(path, rows))
    assert outcome.said == [("no-heading", 2), ("extra-cells", 3)]
    assert "column 2 (B)" in outcome.problems[0].message
    assert "column 4 (D)" in outcome.problems[1].message


def test_a_wrong_size_in_the_file_does_not_count(path: Path) -> None:
    write_workbook(path, [("name", "x"), ("Anna", "a"), ("Ben", "b")])
    replace_in_sheet(path, 'ref="A1:B3"', 'ref="A1:A1"')
    assert look(path).values == [["Anna", "a"], ["Ben", "b"]]
    replace_in_sheet(path, 'ref="A1:A1"', 'ref="A1:XFD1048576"')
    assert look(path).values == [["Anna", "a"], ["Ben", "b"]]


def test_a_row_beyond_what_excel_has_ends_nowhere_near(path: Path) -> None:
    write_workbook(path, [("name",), ("Anna",), ("Ben",)])
    replace_in_sheet(path, 'r="3"', 'r="999999999999"')
    assert look(path).values == [["Anna"]]


Sheets = list[tuple[str, list[tuple[str, ...]]]]


def write_sheets(path: Path, sheets: Sheets) -> Path:
    book = openpyxl.Workbook()
    assert book.active
    book.remove(book.active)
    for state, rows in sheets:
        sheet = book.create_sheet()
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_the_only_visible_sheet_with_names_is_the_list(path: Path) -> None:
    other = [("name",), ("Ben",)]
    sheets: Sheets = [("visible", []), ("hidden", [*other]), ("visible", [("price",), ("5",)])]
    sheets += [("visible", [("name",), ("Anna",)])]
    outcome = look(write_sheets(path, sheets))
    assert (outcome.values, outcome.said) == ([["Anna"]], [("sheet", None)])
    outcome = look(write_sheets(path, [*sheets, ("visible", [*other])]))
    assert outcome.said == [("sheets", None)]
    assert "“Sheet3” or “Sheet4”" in outcome.problem.message


def test_a_hidden_sheet_is_better_than_none(path: Path) -> None:
    sheets: Sheets = [("visible", []), ("hidden", [("name",), ("Ben",)])]
    assert look(write_sheets(path, sheets)).values == [["Ben"]]


def test_a_workbook_with_nothing_in_it(path: Path) -> None:
    outcome = look(write_workbook(path, []))
    assert outcome.said == [("empty", None)]
    assert outcome.problem.message == "“list.xlsx” is empty."


def test_headings_alone(path: Path) -> None:
    assert look(write_workbook(path, [("name", "note")])).said == [("no-rows", None)]


def test_the_headings_may_stand_below_titles(path: Path) -> None:
    outcome = look(write_workbook(path, [("List of March",), ("name",), ("Anna",)], first=2))
    assert (outcome.said, outcome.rows) == ([], ((4, ["Anna"]),))


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


CELL = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"), max_codepoint=0xFDCF)
    | st.sampled_from("\n _x0D"),
    max_size=10,
).map(lambda text: text.strip().replace("_x", "-x").lstrip("=#"))


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_what_is_written_comes_back(rows: list[tuple[str, str, str]]) -> None:
    # What reads as garbled UTF-8 is mended.
    assume(all(mend_text(cell) == cell for row in rows for cell in row))
    with tempfile.TemporaryDirectory() as folder:
        path = write_workbook(Path(folder) / "list.xlsx", [("name", "a", "b"), *rows])
        outcome: Outcome = look(path)
    stripped = [(number, [one.strip() for one in row]) for number, row in enumerate(rows, 2)]
    assert list(outcome.rows) == [(number, row) for number, row in stripped if any(row)]


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


def test_names_of_parts_in_other_letters(path: Path) -> None:
    write_like_excel(path, SHARED + "<si><t>two</t></si>")
    with zipfile.ZipFile(path) as archive:
        parts_of = {name: archive.read(name) for name in archive.namelist()}
    before = look(path).values
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts_of.items():
            archive.writestr(name.replace("sharedStrings", "SharedStrings"), data)
    assert look(path).values == before
    assert before

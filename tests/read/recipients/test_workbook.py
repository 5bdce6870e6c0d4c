"""Hold the reading of workbooks to what Excel shows, and to refusing what is none."""

from __future__ import annotations

import tempfile
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from handout.read.recipients.values import mend_text
from tests.read.recipients.samples import Outcome, look, write_workbook
from tests.read.recipients.workbooks import (
    MAIN,
    SHARED,
    replace_in_sheet,
    rewrite,
    write_like_excel,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.xlsx"


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
    assert (outcome.said, outcome.rows) == ([("headings", 3)], ((4, ["Anna"]),))


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

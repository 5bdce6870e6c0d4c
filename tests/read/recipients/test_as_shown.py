"""Hold what is printed of a cell to what the sheet shows, whatever its format and wherever it is."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from handout.deliver.index import write_failed
from handout.model import Problem, Severity
from handout.read.recipients import check_recipients, read_recipients
from tests.read.recipients.samples import list_codes, read_rows

SHOWN_FILES = Path(__file__).parents[2] / "data" / "shown"


def test_words_in_a_format_keep_their_signs(tmp_path: Path) -> None:
    path = write(tmp_path / "l.xlsx", [["name", "dose", "plain", "text"], ["Ann", 2.5, 0.5, "1.5"]])
    book = openpyxl.load_workbook(path)
    assert book.active is not None
    book.active["B2"].number_format = '0.0" ml, i.v."'
    book.save(path)
    (row,), _ = read_rows(path, language="de")
    assert (row["dose"], row["plain"], row["text"]) == ("2,5 ml, i.v.", "0,5", "1.5")


@pytest.mark.parametrize("path", sorted(SHOWN_FILES.glob("*.xlsx")), ids=lambda path: path.stem)
def test_cells_are_shown_as_libreoffice_shows_them(path: Path) -> None:
    rows, _ = read_rows(path)
    with path.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as file:
        expected = [
            {key: value.strip() for key, value in row.items()} for row in csv.DictReader(file)
        ]
    assert rows == expected
    assert rows


def test_a_text_stands_among_the_words_of_its_format(tmp_path: Path) -> None:
    formats = {"A2": '"Dr "@', "B2": "General", "C2": "@", "D2": '0.0;-0.0;0;"see "@'}
    path = write(tmp_path / "l.xlsx", [["name", "a", "b", "c"], ["Smith"] * 4], formats)
    (row,), _ = read_rows(path)
    assert list(row.values()) == ["Dr Smith", "Smith", "Smith", "see Smith"]


def write(path: Path, rows: list[list[Any]], formats: dict[str, str] | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code
    book.save(path)
    return path


def test_days_are_written_out_and_passwords_are_left_as_they_are(tmp_path: Path) -> None:
    path = write(
        tmp_path / "l.xlsx",
        [
            ["name", "date", "appointment", "password", "pin"],
            ["Ann", 46085, 46092.4270833, 29284, 412],
        ],
        {"B2": "dd/mm/yy", "C2": "dd/mm/yyyy hh:mm", "D2": "ddmmyyyy", "E2": "0000"},
    )
    (row,), _ = read_rows(path, language="en-GB")
    assert row["date"] == "4 March 2026"
    assert row["appointment"] == "Wednesday, 11 March 2026, 10:15"
    assert (row["password"], row["pin"]) == ("04031980", "0412")
    (row,), _ = read_rows(path, language="de")
    assert (row["date"], row["appointment"]) == ("4. März 2026", "Mittwoch, 11. März 2026, 10:15")
    (row,), _ = read_rows(path, language="en-US")
    assert row["appointment"] == "Wednesday, March 11, 2026, 10:15 AM"
    # Nobody knows that one: in English, as most of the world writes it.
    (row,), _ = read_rows(path, language="tlh")
    assert row["date"] == "4 March 2026"


@pytest.mark.parametrize("suffix", ["csv", "json", "jsonl", "xlsx"])
@pytest.mark.parametrize(
    ("typed", "day", "appointment"),
    [
        ("2026-03-11 10:15", "11 March 2026, 10:15", "Wednesday, 11 March 2026, 10:15"),
        ("2026-03-11T10:15:00", "11 March 2026, 10:15", "Wednesday, 11 March 2026, 10:15"),
        ("2026-03-11", "11 March 2026", "Wednesday, 11 March 2026"),
        ("11.03.2026 10:15", "11 March 2026, 10:15", "Wednesday, 11 March 2026, 10:15"),
        ("11.3.2026, 9:05", "11 March 2026, 09:05", "Wednesday, 11 March 2026, 09:05"),
        ("11.03.2026", "11 March 2026", "Wednesday, 11 March 2026"),
        *[
            (text, text, text)
            for text in (
                *("11/03/2026", "3/11/2026 10:15", "11-03-2026", "31.02.2026", "2026-13-01"),
                *("11.03.26", "11.03.2026 25:00", "Wednesday at ten", "on 11.03.2026", "10:15", ""),
            )
        ],
    ],
)
def test_a_day_in_figures_is_written_out_where_it_can_be_read_in_one_way_only(
    tmp_path: Path, suffix: str, typed: str, day: str, appointment: str
) -> None:
    people = {"name": "Ann", "date": typed, "appointment": typed, "password": typed, "room": typed}
    path = tmp_path / f"l.{suffix}"
    if suffix == "xlsx":
        write(path, [list(people), list(people.values())], {})
    elif suffix == "csv":
        path.write_text(",".join(people) + "\n" + ",".join(f'"{one}"' for one in people.values()))
    else:
        text = json.dumps(people)
        path.write_text(text if suffix == "jsonl" else f"[{text}]")
    (row,), _ = read_rows(path, language="en-GB")
    assert row == {**people, "date": day, "appointment": appointment}


def test_a_password_in_a_form_that_depends_on_the_computer_is_a_fault(tmp_path: Path) -> None:
    path = write(
        tmp_path / "l.xlsx",
        [["name", "born", "password"], ["Ann", 29284, 29284]],
        {"B2": "mm-dd-yy", "C2": "mm-dd-yy"},
    )
    (row,), problems = read_rows(path, language="en-GB")
    assert row["born"] == "4 March 1980"
    assert list_codes(problems) == ["formula"]
    assert "the cell C2 is a day in a form that is another on each computer" in problems[0].message


def test_a_cell_without_a_value_names_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "l.xlsx", [["name", "x"], ["Ann", '="a"&"b"'], [True, "typed"]])
    _, problems = read_rows(path)
    assert list_codes(problems) == ["formula", "formula"]
    assert "the cell B2 has a formula" in problems[0].message
    assert "the cell A3 is no name" in problems[1].message


def test_hidden_rows_are_left_out_and_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "l.xlsx", [["name"], *[[f"P{n}"] for n in range(6)]])
    book = openpyxl.load_workbook(path)
    for row in (2, 4, 6):
        book.active.row_dimensions[row].hidden = True  # type: ignore[union-attr] # there is one
    book.save(path)
    rows, problems = read_rows(path)
    assert [row["name"] for row in rows] == ["P1", "P3", "P5"]
    assert list_codes(problems) == ["hidden"]
    assert "3 rows are hidden" in problems[0].message
    rows, problems = read_rows(path, takes_hidden=True)
    assert (len(rows), problems) == (6, [])


def test_merged_cells_are_refused_below_the_headings_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "l.xlsx", [["Our list", ""], ["name", "x"], ["Ann", "1"], ["Bo", ""]])
    for cells, expected in (("A1:B1", ["headings"]), ("B3:B4", ["headings", "merged"])):
        book = openpyxl.load_workbook(path)
        assert book.active is not None
        book.active.merge_cells(cells)
        book.save(path)
        problems = read_faults(path)
        assert list_codes(problems) == expected
    assert "B3:B4" in problems[-1].message


def read_faults(path: Path) -> list[Problem]:
    problems: list[Problem] = []
    found = read_recipients(path, problems.append)
    assert found is not None
    check_recipients(found, problems.append, formats=["a4"], languages=["en"])
    return problems


def test_the_sheet_is_the_one_that_was_shown_or_is_named(tmp_path: Path) -> None:
    path = tmp_path / "l.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "May"
    for name in ("May", "June"):
        sheet = book["May"] if name == "May" else book.create_sheet(name)
        for row in (["name"], [f"of {name}"]):
            sheet.append(row)
    book.active = 1
    book.save(path)
    assert read_rows(path)[0] == [{"name": "of June"}]
    assert read_rows(path, sheet="may")[0] == [{"name": "of May"}]
    rows, problems = read_rows(path, sheet="July")
    assert (rows, list_codes(problems)) == ([], ["no-sheet"])


@pytest.mark.parametrize(
    ("headings", "row", "name", "email"),
    [
        # As Google's and Outlook's address books write them, and practice software.
        ("First Name,Middle Name,Last Name,E-mail 1 - Label,E-mail 1 - Value", "Ann,,Lee,* Home,a@b.org", "Ann Lee", "a@b.org"),
        ("First Name,Last Name,E-mail Address", "Ann,Lee,a@b.org", "Ann Lee", "a@b.org"),
        ("Vorname,Nachname,E-Mail-Adresse", "Ann,Lee,a@b.org", "Ann Lee", "a@b.org"),
        ("Name,E-mail", "Ann,a@b.org", "Ann", "a@b.org"),
        ("Name,E-Mail ", "Ann,a@b.org", "Ann", "a@b.org"),
        ("First name,Last name,email", "Ann,,a@b.org", "Ann", "a@b.org"),
        # In the words of other countries.
        ("Nom,Prénom,Courriel", "Lee,Zoë,a@b.org", "Zoë Lee", "a@b.org"),
        ("Nombre,Apellidos,Correo electrónico", "Zoë,Lee,a@b.org", "Zoë Lee", "a@b.org"),
        ("Nome,Cognome,E-mail", "Zoë,Lee,a@b.org", "Zoë Lee", "a@b.org"),
        ("Voornaam,Tussenvoegsel,Achternaam,E-mailadres", "Zoë,van,Lee,a@b.org", "Zoë van Lee", "a@b.org"),
        ("imię,nazwisko,Mail", "Zoë,Lee,a@b.org", "Zoë Lee", "a@b.org"),
        ("Title,First,Last,E-Mail-Adresse", "Ms,Zoë,Lee,a@b.org", "Zoë Lee", "a@b.org"),
    ],
)  # fmt: skip
def test_exports_of_address_books_work(
    tmp_path: Path, headings: str, row: str, name: str, email: str
) -> None:
    (tmp_path / "l.csv").write_text(f"{headings}\n{row}\n")
    (found,), problems = read_rows(tmp_path / "l.csv")
    assert (found["name"], found["email"]) == (name, email)
    assert problems == []


@pytest.mark.parametrize(
    ("headings", "row", "made_of"),
    [
        ("Name,Vorname", "Müller,Zoë", "vorname+name"),
        ("Name,Surname", "Zoë,Lee", "name+surname"),
        ("Prénom,Name", "Zoë,Lee", "prénom+name"),
        ("Name,First name", "Zoë Lee,zoë", ""),
        ("Name,Surname", "Zoë LEE,Lee", ""),
        ("Name,Surname", "Zoë,", ""),
        ("First name,Last name", "Zoë,Lee", ""),
    ],
)
def test_a_column_of_names_that_may_be_half_of_them(
    tmp_path: Path, headings: str, row: str, made_of: str
) -> None:
    path = tmp_path / "l.csv"
    path.write_text(f"{headings}\n{row}\n")
    _, problems = read_rows(path)
    assert list_codes(problems) == (["half-name"] if made_of else [])
    if made_of:
        assert f'“--map "name={made_of}"”' in (problems[0].hint or "")
        (mended,), problems = read_rows(path, columns={"name": made_of})
        assert sorted(mended["name"].split()) == sorted(row.split(","))
        assert problems == []


@pytest.mark.parametrize("heading", ["Name", "Patient", "Full name", "First name,Surname"])
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_headings_below_titles_are_found_and_that_is_said(
    tmp_path: Path, heading: str, suffix: str
) -> None:
    path = tmp_path / f"l.{suffix}"
    text = f"River Clinic\n\nMarch 2026\n{heading}\nZoë\n"
    if suffix == "csv":
        path.write_text(text)
    else:
        write(path, [line.split(",") for line in text.splitlines()])
    _, problems = read_rows(path)
    assert [(one.severity, one.line) for one in problems[:1]] == [(Severity.NOTE, 4)]
    # Where there is none, it is said in the right row which one may be meant.
    missing = [("no-name-column", 4)] if heading in ("Patient", "Full name") else []
    assert [
        (code, one.line) for code, one in zip(list_codes(problems[1:]), problems[1:], strict=True)
    ] == missing


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json"])
def test_columns_are_made_of_what_the_clinic_says(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"l.{suffix}"
    rows = [["Patient", "Family", "name", "Seen by"], ["Ann", "Lee", "file-7", "Dr Osei"]]
    if suffix == "csv":
        path.write_text("".join(",".join(row) + "\n" for row in rows))
    elif suffix == "xlsx":
        write(path, rows)
    else:
        import json

        path.write_text(json.dumps([dict(zip(*rows, strict=True))]))
    given = {"name": "Patient + Family", "practitioner": "Seen by"}
    (found,), problems = read_rows(path, columns=given)
    assert (found["name"], found["practitioner"]) == ("Ann Lee", "Dr Osei")
    assert problems == []
    _, problems = read_rows(path, columns={"name": "First"})
    assert list_codes(problems) == ["no-column"]


def test_a_sum_and_repeated_headings_are_nobody(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text("Our list,,\n\nname,x\nAnn,1\nname,x\nTotal:,1\n")
    _, problems = read_rows(tmp_path / "l.csv")
    assert [(one.code, one.line) for one in problems] == [
        ("recipients.headings", 3),
        ("recipients.not-a-name", 5),
        ("recipients.not-a-name", 6),
    ]


def test_the_list_of_failed_rows_is_no_formula_and_is_read_as_it_was(tmp_path: Path) -> None:
    values = ["=1+1", "+44 1632", "-5", "@x", "0012", "'tis", "Ann", "007日", "0", "it's"]
    path = tmp_path / "failed.csv"
    rows = [([value, value], "it failed") for value in values]
    path.write_bytes(b"".join(write_failed(["name", "note"], rows)))
    cells = [row[1] for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))][1:]
    assert not [cell for cell in cells if cell[0] in "=+-@" or cell[:2] == "00"]
    found, _ = read_rows(path)
    assert [row["note"] for row in found] == values

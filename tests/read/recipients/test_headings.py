"""Hold the headings to names that articles can use, and to hints that mend what is mistyped."""

from __future__ import annotations

from pathlib import Path

import pytest

from handout.model import Severity
from handout.read.recipients import KNOWN
from handout.read.recipients.headings import COLUMN_LIMIT, make_name, name_column
from tests.read.recipients.samples import Outcome, look, write


def look_at(folder: Path, headings: str, row: str = "Anna") -> Outcome:
    return look(write(folder / "list.csv", f"{headings}\n{row}\n"))


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Name", "name"),
        ("  E-Mail\u00a0Address ", "e_mail_address"),
        ("Größe (cm)", "größe_cm"),
        ("Gro\u0308\u00dfe", "größe"),
        ("__a -- b__", "a_b"),
        ("room_no", "room_no"),
        ("2nd visit?", "2nd_visit"),
        ("नाम", "नाम"),
        ("имя", "имя"),
        ("\ufeffname\u200b", "name"),
        ("“date”", "date"),
        ("#", ""),
        ("", ""),
    ],
)
def test_names_of_columns(heading: str, name: str) -> None:
    assert make_name(heading) == name


@pytest.mark.parametrize(
    ("index", "name"),
    [(0, "column 1 (A)"), (25, "column 26 (Z)"), (26, "column 27 (AA)"), (701, "column 702 (ZZ)"), (702, "column 703 (AAA)")],
)  # fmt: skip
def test_columns_are_named_as_in_a_spreadsheet(index: int, name: str) -> None:
    assert name_column(index) == name


def test_the_columns_with_a_meaning() -> None:
    assert sorted(KNOWN) == sorted(
        ["name", "email", "language", "format", "practitioner", "date", "appointment", "note", "consent", "password"]
    )  # fmt: skip


def test_known_columns_are_matched_without_case_and_spaces(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, " NAME ,EMail, Language")
    assert outcome.columns == ("name", "email", "language")
    assert outcome.said == []


@pytest.mark.parametrize(
    ("heading", "near"),
    [
        ("emial", "email"),
        ("notes", "note"),
        ("langauge", "language"),
        ("Practicioner", "practitioner"),
        ("Appointement", "appointment"),
        ("consents", "consent"),
        ("pasword", "password"),
        ("Datum", "date"),
        ("formatt", "format"),
    ],
)
def test_a_near_miss_is_a_warning(tmp_path: Path, heading: str, near: str) -> None:
    outcome = look_at(tmp_path, f"name,{heading}")
    (problem,) = outcome.problems
    assert problem.severity is Severity.WARNING
    assert outcome.said == [("near-heading", 1)]
    name = make_name(heading)
    assert problem.message == f"“{name}” is taken for a column of the clinic's own."
    assert problem.hint == f"did you mean `{near}`?"
    assert outcome.columns == ("name", name)


@pytest.mark.parametrize(
    "heading", ["state", "room", "phone", "town", "last_name", "address", "age"]
)
def test_a_column_of_the_clinic_is_no_near_miss(tmp_path: Path, heading: str) -> None:
    assert look_at(tmp_path, f"name,{heading}").said == []


def test_no_near_miss_of_what_is_there(tmp_path: Path) -> None:
    assert look_at(tmp_path, "name,email,e-mail,full name").said == []


@pytest.mark.parametrize(
    ("headings", "hint"),
    [
        ("Full Name,email", "call column 1 (A) `name`, or add “--map name=…” with its title."),
        ("email,Nmae", "call column 2 (B) `name`, or add “--map name=…” with its title."),
        ("email,Patient", "call column 2 (B) `name`, or add “--map name=…” with its title."),
        (
            "First name",
            'put first and last name together, or add “--map "name=First+Last"” with their titles.',
        ),
        ("name|email", "separate the columns by commas, semicolons or tabs."),
        (
            "Anna Meier,anna@example.org",
            "write the columns' names into the first row: it looks like a recipient's.",
        ),
        ("date,email", "call the column with the recipients' names `name`, in the first row."),
    ],
)
def test_a_list_without_names(tmp_path: Path, headings: str, hint: str) -> None:
    outcome = look_at(tmp_path, headings)
    assert outcome.said == [("no-name-column", 1)]
    assert outcome.problem.message == "there is no column “name”."
    assert outcome.problem.hint == hint


def test_columns_that_collide(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, "name,To day,x,to-day,NAME")
    assert outcome.said == [("same-heading", 1)] * 2
    assert [problem.message for problem in outcome.problems] == [
        "column 2 (B) and column 4 (D) are both called “to_day”.",
        "column 1 (A) and column 5 (E) are both called “name”.",
    ]
    assert outcome.problems[0].hint == "rename one of the two."


def test_a_heading_of_signs_alone(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, "#,name")
    assert outcome.said == [("heading", 1)]
    assert outcome.problem.message == "the heading of column 1 (A) has no letter and no digit."


def test_more_columns_than_a_list_has(tmp_path: Path) -> None:
    most = ",".join(f"c{n}" for n in range(COLUMN_LIMIT - 1)) + ", "
    assert len(look_at(tmp_path, f"name,{most}").columns) == COLUMN_LIMIT
    outcome = look_at(tmp_path, f"name,{most},x")
    assert outcome.said == [("too-many-columns", 1)]
    assert outcome.problem.message == "there are 1,001 columns, where 1,000 are the most."


@pytest.mark.parametrize("headings", ["name" + ",a" * 10_000, "a," * 10_000, "name" + ",#" * 5000])
def test_far_too_many_headings_are_one_fault(tmp_path: Path, headings: str) -> None:
    assert look_at(tmp_path, headings).said == [("too-many-columns", 1)]


def test_the_line_of_the_headings(tmp_path: Path) -> None:
    assert look(write(tmp_path / "list.csv", "sep=;\n\nemail\nx\n")).said == [("no-name-column", 3)]

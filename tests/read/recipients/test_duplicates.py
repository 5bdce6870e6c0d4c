"""Hold the search for recipients who stand in a list twice to who is the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from handout.model import Severity
from handout.read.recipients.duplicates import Duplicates
from tests.read.recipients.samples import look_at

SECRET = "Quirrelmatic"
"""In every value of a row below; it must be nowhere else."""


def test_the_same_address_twice(tmp_path: Path) -> None:
    outcome = look_at(
        tmp_path,
        "Anna,a@b.org",
        "Ben,c@d.org",
        "Carl,A@B.Org",
        "Dora,a@b.ORG",
        headings="name,email",
    )
    assert outcome.said == [("same-email", 4), ("same-email", 5)]
    problem = outcome.problems[0]
    assert problem.severity is Severity.WARNING
    assert problem.message == "this line is of the same e-mail address as line 2."
    assert problem.hint == "take one out if both are the same person."
    assert outcome.problems[1].message == "this line is of the same e-mail address as line 2."
    assert outcome.findings
    assert (outcome.findings.faults, outcome.findings.warnings) == (0, 2)


def test_the_same_name_is_told_apart_by_an_address_alone(tmp_path: Path) -> None:
    outcome = look_at(
        tmp_path, "Anna,a@b.org", "Anna,c@d.org", "Ben,,1", "ben ,,2", "B en,,1", "Anna,,", headings="name,email,date"
    )  # fmt: skip
    assert outcome.said == [("same-name", 5)]
    assert outcome.problem.message == (
        "this line is of the same name as line 4, and no e-mail address tells them apart."
    )


def test_a_row_that_stands_there_twice(tmp_path: Path) -> None:
    outcome = look_at(
        tmp_path, "Anna,a@b.org,x", "Ben,,y", "Anna,a@b.org,x", "Ben,,y", "Ben,,z", headings="name,email,note"
    )  # fmt: skip
    assert outcome.said == [("same-row", 4), ("same-row", 5), ("same-name", 6)]
    assert outcome.problems[0].message == "this line is the same as line 2."
    assert outcome.problems[0].hint == "take one of them out."


def test_names_alone_are_compared(tmp_path: Path) -> None:
    assert look_at(tmp_path, "Anna", "Ben", "Anna", headings="name").said == [("same-row", 4)]


def test_duplicates_far_apart_are_found_and_told_in_one_line(tmp_path: Path) -> None:
    names = [f"P{n}" for n in range(1600)]
    outcome = look_at(tmp_path, *names, *names, headings="name")
    assert outcome.said == [("same-row", 1602)]
    assert outcome.problem.message == (
        "1,600 lines, such as 1,602, 1,603, 1,604, are the same as others before them."
    )
    assert outcome.findings
    assert outcome.findings.warnings == 1600


def test_what_is_kept_meanwhile_says_nothing() -> None:
    found = Duplicates(["name", "email"], limit=5)
    for row in range(2, 9):
        found.add(row, [f"{SECRET} {row % 4}", f"{SECRET}@x.org" if row % 2 else ""])
    assert found.count
    assert SECRET.casefold() not in repr([vars(found), found.found]).casefold()


def find_pairs(rows: Sequence[tuple[str, str]]) -> list[tuple[int, int, str]]:
    """Find duplicates the slow way."""
    first: dict[str, tuple[int, tuple[str, str]]] = {}
    found = []
    for number, (name, email) in enumerate(rows):
        key = email.casefold() or "\n" + name.casefold()
        number_of_first, row = first.setdefault(key, (number, (name, email)))
        if number_of_first != number:
            kind = "row" if row == (name, email) else "email" if email else "name"
            found.append((number, number_of_first, kind))
    return found


@given(
    st.lists(
        st.tuples(st.sampled_from(["Anna", "anna", "Ben"]), st.sampled_from(["", "a@b", "A@B"])),
        max_size=30,
    ),
)
@settings(max_examples=50, deadline=None)
def test_duplicates_are_those_found_the_slow_way(rows: list[tuple[str, str]]) -> None:
    compared = Duplicates(["name", "email"], limit=5)
    for number, row in enumerate(rows):
        compared.add(number, row)
    expected = find_pairs(rows)
    assert compared.count == len(expected)
    assert [(one.row, one.first, one.kind) for one in compared.found] == expected[:5]

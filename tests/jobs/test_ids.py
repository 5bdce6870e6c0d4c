"""Hold ids to who is meant, however a list is sorted and whatever comes into it or changes in it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handout.errors import ContentError, ExitCode, UsageError
from handout.jobs.whose import find_rows
from handout.read.recipients.duplicates import Duplicates
from handout.read.recipients.keys import RecipientKeys
from tests.conftest import MakeProject, Run, choose_some
from tests.jobs.merges import WHOLE_ARTICLE, Heard, read_index, run, write_list, write_project

pytestmark = pytest.mark.usefixtures("log")

COUPLE = [("Ana Brown", "brown@example.org", "a"), ("Bo Brown", "brown@example.org", "b")]
PEOPLE = [
    *COUPLE,
    ("Maya Li", "", "x"),
    ("Maya Li", "", "y"),
    ("Maya Li", "", "y"),
    ("Osei", "o@example.org", "first"),
    ("Osei", "o@example.org", "second"),
]


@pytest.fixture
def root(make_project: MakeProject) -> Path:
    folder: Path = make_project(write_project())
    merge(folder, PEOPLE)
    return folder


def merge(root: Path, people: list[Any], columns: str = "name,email,note", **given: Any) -> Any:
    write_list(root, people, columns)
    report = run(root, is_resumed=(root / "dist/rain-merge").exists(), **given)
    assert report.exit_code is ExitCode.DONE
    return report


def list_ids(root: Path, people: list[Any]) -> dict[str, Any]:
    """Return who has which id, by what the index says of rows."""
    index = read_index(root / "dist/rain-merge")
    assert [int(line["row"]) for line in index] == list(range(2, len(people) + 2))
    return {line["id"]: people[int(line["row"]) - 2] for line in index}


@pytest.mark.parametrize("seed", choose_some(range(3), 3))
def test_a_sorted_list_changes_no_id_and_makes_nothing(root: Path, seed: int) -> None:
    before = list_ids(root, PEOPLE)
    assert len(before) == len(PEOPLE)
    shuffled = random.Random(seed).sample(PEOPLE, len(PEOPLE))
    report = merge(root, shuffled)
    assert (report.built, report.kept) == (0, len(PEOPLE))
    assert list_ids(root, shuffled) == before


def test_a_row_that_comes_in_is_the_only_one_made(root: Path) -> None:
    before = list_ids(root, PEOPLE)
    grown = [("Zoë", "brown@example.org", "z"), *PEOPLE[::-1]]
    assert merge(root, grown).built == 1
    assert before.items() <= list_ids(root, grown).items()


def test_one_more_that_is_wholly_the_same_changes_nobody_elses(root: Path) -> None:
    before = list_ids(root, PEOPLE)
    grown = [PEOPLE[3], *PEOPLE]
    assert merge(root, grown).built == 1
    assert before.items() <= list_ids(root, grown).items()


def test_what_is_said_of_somebody_may_change(root: Path) -> None:
    before = list_ids(root, PEOPLE)
    changed = [(COUPLE[0][0].upper(), COUPLE[0][1], "other"), *PEOPLE[1:]]
    assert merge(root, changed).built == 1
    assert list(list_ids(root, changed)) == list(before)


def test_columns_may_change_places(root: Path) -> None:
    before = list_ids(root, PEOPLE)
    turned = [(note, name, "", email) for name, email, note in PEOPLE]
    report = merge(root, turned, "note,name,more,email")
    assert [row["id"] for row in read_index(root / "dist/rain-merge")] == list(before)
    assert report.kept == len(PEOPLE)


def test_an_id_of_the_list_tells_who_it_is(root: Path) -> None:
    people = [("1", "Ana", "x"), ("2", "Ana", "x"), ("", "Ana", "x")]
    merge(root, people, "id,name,note")
    before = list_ids(root, people)
    renamed = [("2", "Ana", "x"), ("", "Ana", "x"), ("1", "Ana Brown", "x")]
    assert merge(root, renamed, "id,name,note").built == 1
    after = {identity: person[0] for identity, person in list_ids(root, renamed).items()}
    assert after == {identity: person[0] for identity, person in before.items()}


def test_the_same_id_twice_is_told(root: Path) -> None:
    write_list(root, [("1", "Ana", "x"), ("1", "Bo", "x")], "id,name,note")
    heard = Heard()
    run(root, heard, is_resumed=True)
    assert "recipients.same-id" in heard.codes


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "1", "2"]),
        st.sampled_from(["Ana", "Bo"]),
        st.sampled_from(["", "a@x.org"]),
        st.sampled_from(["n", "m"]),
    ),
    max_size=12,
)


@given(ROWS, st.randoms(use_true_random=False))
def test_all_differ_and_none_depends_on_the_order(rows: list[Any], chance: random.Random) -> None:
    columns = ["id", "name", "email", "note"]
    keys = RecipientKeys(columns)

    def tell_apart(rows: list[Any]) -> list[tuple[str, str, str]]:
        duplicates = Duplicates(columns, limit=5)
        for number, row in enumerate(rows):
            duplicates.add(number, row)
        twins = duplicates.find_twins()
        found = []
        for number, row in enumerate(rows):
            twin = twins.get(number, 0)
            said = keys.describe(row) if twin & 1 else ""
            found.append((keys.make(row), said, str(twin >> 1)))
        return found

    told = tell_apart(rows)
    assert len(set(told)) == len(rows)
    order = chance.sample(range(len(rows)), len(rows))
    again = tell_apart([rows[place] for place in order])
    # Who are wholly the same may take each other's place, which nobody can tell.
    assert sorted(zip(map(str, (rows[place] for place in order)), again, strict=True)) == sorted(
        zip(map(str, rows), told, strict=True)
    )


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ({"only": "BROWN"}, [2, 3]),
        ({"only": "o@EXAMPLE"}, [7, 8]),
        ({"rows": ((4, 4), (7, 99))}, [4, 7, 8]),
        ({"only": "maya", "rows": ((1, 5),)}, [4, 5]),
    ],
)
def test_some_are_made_by_name_or_row(
    make_project: MakeProject, given: dict[str, Any], made: list[int]
) -> None:
    root = make_project(write_project())
    merge(root, PEOPLE, **given)
    assert [int(line["row"]) for line in read_index(root / "dist/rain-merge")] == made
    # The others come later, and these stay.
    report = merge(root, PEOPLE)
    assert (report.built, report.kept) == (len(PEOPLE) - len(made), len(made))


def test_some_that_are_made_again_leave_the_others(root: Path) -> None:
    changed = [(name, email, note + "!") for name, email, note in PEOPLE]
    assert merge(root, [*COUPLE, *changed[2:]], only="maya").built == 3
    index = read_index(root / "dist/rain-merge")
    # Of the two who were not asked for and have changed, there is no handout that holds.
    assert [int(line["row"]) for line in index] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize("given", [{"only": "Nobody"}, {"rows": ((90, 99),)}])
def test_who_is_not_in_the_list_is_told(root: Path, given: dict[str, Any]) -> None:
    before = read_index(root / "dist/rain-merge")
    with pytest.raises(UsageError, match=r"nobody|none of these"):
        merge(root, PEOPLE, **given)
    assert read_index(root / "dist/rain-merge") == before


def test_each_file_tells_whose_it_is(make_project: MakeProject) -> None:
    root = make_project(write_project(sun="Hello"))
    people = [
        (f"Quintessa {n % 40}", f"q{n % 7}@example.org" * (n % 3 > 0), "x") for n in range(100)
    ]
    merge(root, people)
    before = list_ids(root, people)
    assert len(before) == 100
    shuffled = random.Random(1).sample(people, 100)
    path = write_list(root, [("New", "", ""), *shuffled], "name,email,note")
    found = find_rows(root, set(before), path, Heard().append)
    assert {name: shuffled[row - 3] for name, row in found.items()} == before


def test_whose_prints_rows_and_no_names(make_project: MakeProject, run: Run) -> None:
    root = make_project(
        {**write_project(WHOLE_ARTICLE), "list.csv": "name,note\nQuintessa,x\nZebulon,x\n"}
    )
    assert run("merge", "rain", "list.csv", "--all", "--full", cwd=root).exit_code == 0
    paths = [f"dist/rain-merge/{row['file']}" for row in read_index(root / "dist/rain-merge")]
    result = run("whose", *paths[::-1], "list.csv", cwd=root)
    assert result.stdout == f"{paths[1]}: row 3\n{paths[0]}: row 2\n"
    unknown = f"{'a' * 20}.pdf"
    result = run("whose", paths[0], unknown, "list.csv", "--json", cwd=root)
    assert result.exit_code == 6
    assert f'"{unknown}": null' in result.stdout
    assert "belongs to no row" in result.stderr
    assert run("whose", unknown, "list.csv", cwd=root).exit_code == 1
    assert run("whose", "letter.pdf", "list.csv", cwd=root).exit_code == 2
    assert "Quintessa" not in result.stdout + result.stderr


def test_a_list_that_is_damaged_is_told(make_project: MakeProject) -> None:
    root = make_project(write_project())
    (root / "list.csv").write_bytes(b"name\nAna\nBo\xff\xfe\x00\n")
    with pytest.raises(ContentError):
        find_rows(root, {"a" * 20}, root / "list.csv", Heard().append)


@pytest.mark.parametrize("rows", ["", "x", "5-", "9-7", "5,,7", "-3", "5 7"])
def test_rows_that_cannot_be_read_are_told(run: Run, make_project: MakeProject, rows: str) -> None:
    root = make_project({**write_project(), "list.csv": "name\nAna\n"})
    result = run("merge", "rain", "list.csv", f"--rows={rows}", cwd=root)
    assert result.exit_code == 2
    assert "names no rows" in result.stderr


def test_a_choice_says_itself_how_many(run: Run, make_project: MakeProject) -> None:
    root = make_project({**write_project(), "list.csv": "name\nAna\n"})
    result = run("merge", "rain", "list.csv", "--only", "a", "--all", cwd=root)
    assert result.exit_code == 2
    assert "say themselves" in result.stderr


def test_nobody_is_not_everybody(make_project: Any) -> None:
    root = make_project(write_project())
    write_list(root, 2)
    with pytest.raises(UsageError, match="names nobody"):
        run(root, only=" ")
    assert not (root / "dist").exists()

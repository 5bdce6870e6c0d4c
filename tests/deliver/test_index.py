"""Hold the lists beside the PDFs to what spreadsheets, and `handout merge` itself, can read."""

from __future__ import annotations

import csv
import io

from handout.deliver.index import COLUMNS, read_files, write_failed, write_index
from handout.deliver.journal import NOTHING

GIVEN = NOTHING._replace(
    id="a" * 20,
    row=2,
    sha256="f" * 64,
    pages=3,
    format="a4",
    language="en-GB",
    version='1.0, "final"',
)


def test_the_index_has_a_line_for_each() -> None:
    text = b"".join(write_index([GIVEN] * 2500)).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 2500
    assert rows[0] == dict(
        zip(
            COLUMNS,
            ["a" * 20, "2", f"{'a' * 20}.pdf", "f" * 64, "3", '1.0, "final"', "a4", "en-GB"],
            strict=True,
        )
    )


def test_the_files_are_read_back_from_the_index() -> None:
    text = b"".join(write_index([GIVEN, GIVEN._replace(id="b" * 20)])).decode()
    assert list(read_files(io.StringIO(text))) == [f"{'a' * 20}.pdf", f"{'b' * 20}.pdf"]


def test_an_index_of_nothing_has_its_headings() -> None:
    assert b"".join(write_index([])).decode() == ",".join(COLUMNS) + "\n"


def test_failed_rows_keep_their_values_exactly() -> None:
    values = ["Anna\n“A”, B;", " =1+1"]
    text = b"".join(write_failed(["name", "note"], [(values, "no, “really”")])).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows == [["name", "note", "problem"], [*values, "no, “really”"]]


def test_the_problem_of_before_gives_way() -> None:
    rows = [(["Anna", "old", "x"], "new")]
    text = b"".join(write_failed(["name", "problem", "note"], rows)).decode("utf-8-sig")
    assert text == "name,note,problem\nAnna,x,new\n"

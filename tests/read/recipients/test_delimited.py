"""Hold the reading of CSV to every way that spreadsheets write it, and to plain words otherwise."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handout.model import Problem
from handout.read.recipients.encoding import find_encoding, read_lines
from handout.read.recipients.faults import ListFault, ListSource
from handout.read.recipients.values import mend_text
from tests.read.recipients.samples import Outcome, look, write

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
SEPARATORS = (",", ";", "\t")


def look_at(folder: Path, content: str | bytes, name: str = "list.csv") -> Outcome:
    return look(write(folder / name, content))


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(
    tmp_path: Path, encoding: str, separator: str, newline: str
) -> None:
    rows = ["name|note", '"Zoë Müller"|"one, two; three\tfour"', "", 'Ben|"he said ""hi"""']
    text = newline.join(rows).replace("|", separator) + newline
    outcome = look_at(tmp_path, text.encode(encoding))
    assert outcome.columns == ("name", "note")
    assert outcome.rows == (
        (2, ["Zoë Müller", "one, two; three\tfour"]),
        (4, ["Ben", 'he said "hi"']),
    )
    expected = [("windows-1252", 2)] if encoding == "cp1252" else []
    assert outcome.said == expected


def test_utf_16_of_the_other_byte_order(tmp_path: Path) -> None:
    data = b"\xfe\xff" + "name\tnote\nZoë\tx\n".encode("utf-16-be")
    assert look_at(tmp_path, data).rows == ((2, ["Zoë", "x"]),)


def test_line_breaks_within_quotes_are_kept_and_counted(tmp_path: Path) -> None:
    text = 'name,note\r\nAnna,"one\r\n\r\nthree"\r\nBen,\r\n'
    outcome = look_at(tmp_path, text)
    assert outcome.rows == ((2, ["Anna", "one\n\nthree"]), (5, ["Ben", ""]))
    assert outcome.said == []


def test_a_heading_may_go_over_two_lines(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, '"name","my\nnote"\nAnna,x\nBen\n')
    assert outcome.columns == ("name", "my_note")
    assert outcome.rows == ((3, ["Anna", "x"]), (4, ["Ben", ""]))


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "sep=|"])
def test_a_first_line_that_names_the_separator(tmp_path: Path, first: str) -> None:
    separator = first.strip('"')[-1]
    outcome = look_at(tmp_path, f"{first}\r\nname{separator}a,b\r\nAnna{separator}x\r\n")
    assert outcome.columns == ("name", "a_b")
    assert outcome.rows == ((3, ["Anna", "x"]),)


def test_the_separator_is_the_one_by_which_there_is_a_name(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, "name;a,b,c,d\nAnna;1,2,3,4\n")
    assert outcome.columns == ("name", "a_b_c_d")
    outcome = look_at(tmp_path, "name,email;date;note\nAnna,x\n")
    assert outcome.columns == ("name", "email_date_note")


def test_a_list_of_names_alone(tmp_path: Path) -> None:
    assert look_at(tmp_path, "Name\nAnna\n\n  \nBen").rows == ((2, ["Anna"]), (5, ["Ben"]))


def test_blank_rows_spaces_and_missing_cells(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, "\n \nname, note ,x\n;\n, ,\n  Anna , a b\u00a0\n\nBen,,,,\n")
    assert outcome.rows == ((4, [";", "", ""]), (6, ["Anna", "a b", ""]), (8, ["Ben", "", ""]))
    assert outcome.said == []


def test_a_row_with_more_cells_than_headings(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, "name,note\nAnna,a,b\nBen,b\n,,c\n")
    assert outcome.said == [("extra-cells", 2), ("extra-cells", 4)]
    assert outcome.problems[0].message == (
        "there are values behind the last heading, in column 3 (C)."
    )
    assert outcome.problems[0].hint == (
        "put a value that holds the separator into double quotation marks, or add the heading that "
        "is missing."
    )
    assert outcome.findings
    assert list(outcome.findings.faulty) == [2, 4]
    assert outcome.findings.rows == 3


def test_a_value_without_a_heading(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, "name,,note,,\nAnna,,a,,\nBen,x,b,,\n,y,,,\n")
    assert outcome.columns == ("name", "note")
    assert outcome.rows == ((2, ["Anna", "a"]), (3, ["Ben", "b"]))
    assert outcome.said == [("no-heading", 3), ("no-heading", 4)]
    assert outcome.problems[0].message == (
        "there is a value in column 2 (B), which has no heading."
    )
    assert outcome.problems[0].hint == "write a heading above it, or empty the column."


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, 'name,note\nAnna,"fine"\nBen,"open\nCarl,x\n')
    assert outcome.said == [("open-quote", 3)]
    assert outcome.problem.message == "a quotation mark is opened in this row and never closed."
    assert outcome.problem.hint == "close it, or double each quotation mark inside a value."
    assert outcome.findings
    assert (outcome.findings.rows, outcome.findings.is_complete) == (1, False)


def test_a_quotation_mark_in_the_middle(tmp_path: Path) -> None:
    # Were it read on, the name of the third row would be in the note of the second.
    outcome = look_at(tmp_path, 'name,note\nAnna,"open\nBen,"note"\n')
    assert outcome.said == [("stray-quote", 3)]
    assert outcome.problem.hint == (
        "double each quotation mark inside a value that is in quotation marks."
    )
    assert look_at(tmp_path, 'name,note\nAnna,a 5" needle\n').values == [["Anna", 'a 5" needle']]


def test_a_quotation_mark_in_the_headings(tmp_path: Path) -> None:
    assert look_at(tmp_path, 'name,"note\n').said == [("open-quote", 1)]
    assert look_at(tmp_path, 'name,"no"te\n').said == [("stray-quote", 1)]


def test_a_value_of_a_megabyte_is_read_and_a_longer_one_refused(tmp_path: Path) -> None:
    note = "x" * 2**20
    assert look_at(tmp_path, f'name,note\nAnna,"{note[:-100]}"\n').values[0][1] == note[:-100]
    outcome = look_at(tmp_path, f'name,note\nBen,b\nAnna,"{note}\n{note}"\n')
    assert outcome.said == [("too-long", 3)]
    assert outcome.problem.message == "a line or a value here is longer than 1 MB."
    # Lines that are short enough, in a value that is not.
    half = note[: 2**19]
    assert look_at(tmp_path, f'name,note\nAnna,"{half}\n{half}\n"\n').said == [("too-long", 2)]


def test_a_line_without_an_end_is_given_up(tmp_path: Path) -> None:
    class Endless(io.StringIO):
        """Give more for ever, and say how much was taken."""

        taken = 0

        def read(self, size: int | None = -1) -> str:
            assert size
            assert size > 0
            self.taken += size
            assert self.taken < 2**22
            return super().read(size) or "x" * size

    path = tmp_path / "list.csv"
    lines = read_lines(Endless("name\nAnna\n"), ListSource(path=path))
    assert [next(lines), next(lines)] == ["name\n", "Anna\n"]
    with pytest.raises(ListFault) as caught:
        next(lines)
    assert caught.value.problem.line == 3
    assert look_at(tmp_path, "name\nAnna\n" + "x" * 2**21).said == [("too-long", 3)]
    assert look_at(tmp_path, "x" * 2**21).said == [("too-long", 1)]


def test_a_line_of_fifty_megabytes(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, "name,note\nAnna," + "x" * 50 * 2**20)
    assert outcome.said == [("too-long", 2)]


def test_windows_1252_is_said(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, "name,note\nAnna,x\nJos\xe9,y\n".encode("cp1252"))
    assert outcome.values[1] == ["José", "y"]
    assert outcome.said == [("windows-1252", 3)]
    assert outcome.problem.message == (
        "“list.csv” is not UTF-8, so it was read as Windows-1252, with é."
    )
    assert (
        outcome.problem.hint
        == "look over accents and quotation marks; “--encoding” takes it for another."
    )


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_a_byte_that_is_neither(tmp_path: Path, newline: bytes) -> None:
    data = newline.join([b"name", b"Anna", b"Jos\xe9", b"\x81"])
    outcome = look_at(tmp_path, data)
    assert outcome.said == [("encoding", 4)]
    assert outcome.problem.message == (
        "“list.csv” is neither UTF-8 nor Windows-1252 text: the byte 0x81 cannot stand there."
    )
    assert outcome.problem.hint
    assert "--encoding" in outcome.problem.hint


def test_a_wrong_byte_among_sound_letters_is_not_taken_for_windows_1252(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, "name\nZoë\nJos".encode() + b"\xe9\n")
    assert outcome.said == [("encoding", 3)]
    assert outcome.problem.message == (
        "“list.csv” is not UTF-8 text: the byte 0xE9 cannot stand there."
    )


@pytest.mark.parametrize("count", [262_139, 262_143, 262_144, 300_000])
def test_a_wrong_byte_far_into_the_file(tmp_path: Path, count: int) -> None:
    # The blocks in which a file is read must not show.
    data = b"name\r" + b"x\r\n" * (count // 3) + b"\r" * (count % 3) + b"Jos\xe9"
    origin = ListSource(path=tmp_path / "list.csv", data=data)
    notes: list[Problem] = []
    assert find_encoding(origin, notes.append) == "cp1252"
    assert [note.line for note in notes] == [2 + count // 3 + count % 3]
    for data in (
        "é".encode() + b"\n" * count + b"\xe9",
        b"\xef\xbb\xbf" + b"x\r\n" * count + b"\xe9",
    ):
        with pytest.raises(ListFault) as caught:
            find_encoding(ListSource(path=origin.path, data=data), notes.append)
        assert caught.value.problem.line == count + 1


def test_a_mark_that_does_not_hold(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, b"\xef\xbb\xbfname\nJos\xe9\n")
    assert outcome.said == [("encoding", 2)]
    assert outcome.problem.message == (
        "“list.csv” starts as UTF-8 text and goes on as something else."
    )
    odd = "name\nAnna\n".encode("utf-16") + b"x"
    assert look_at(tmp_path, odd).said == [("encoding", 3)]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"name\nAnna\n\0", 3),
        (bytes(range(256)) * 40, 1),
        ("name\nAnna\n".encode("utf-16-le"), 1),
        ("name\nAn\0na\n".encode("utf-16"), 2),
        (b"\xff\xfe\0\0" + "name\nAnna".encode("utf-32-le"), 1),
    ],
)
def test_binary_files(tmp_path: Path, data: bytes, line: int) -> None:
    outcome = look_at(tmp_path, data)
    assert outcome.said == [("binary", line)]
    assert outcome.problem.message == "“list.csv” is not text: it holds NUL characters."
    assert "looks like a picture" in (outcome.problem.hint or "")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t\n", b";;\n,,\n", b"sep=;\n"])
def test_an_empty_list(tmp_path: Path, data: bytes) -> None:
    outcome = look_at(tmp_path, data)
    code = outcome.said[0][0]
    assert code == ("no-name-column" if data == b";;\n,,\n" else "empty")


def test_headings_alone(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, "name,note\n,\n")
    assert outcome.said == [("no-rows", None)]
    assert outcome.problem.message == "“list.csv” has headings and no recipients."
    assert outcome.problem.hint == "write a row for each recipient under the headings."
    assert outcome.findings
    assert outcome.findings.faults == 1


# Neither trimmed nor refused: what is compared must come back as it was.
CELL = st.text(
    st.characters(
        codec="cp1252", exclude_characters="\r", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")
    )
    | st.sampled_from('\n ",;\t'),
    max_size=12,
).map(str.strip)


@given(
    st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8),
    st.sampled_from(ENCODINGS),
    st.sampled_from(SEPARATORS),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@settings(max_examples=150, deadline=None)
def test_what_is_written_comes_back(
    rows: list[tuple[str, str, str]], encoding: str, separator: str, newline: str, quoting: int
) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator, lineterminator=newline, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(("name", "a", "b"))
    writer.writerows(rows)
    data = file.getvalue().encode(encoding)
    # “Â¡” in Windows-1252 are the bytes of “¡” in UTF-8: nothing can tell them apart.
    assume(encoding != "cp1252" or data.decode("utf-8", "ignore").isascii())
    # What reads as garbled UTF-8 is mended.
    assume(all(mend_text(cell) == cell for row in rows for cell in row))
    with tempfile.TemporaryDirectory() as folder:
        outcome = look_at(Path(folder), data)
    # Random letters may look like those of another encoding.
    assume(not (encoding == "cp1252" and [code for code, _ in outcome.errors] == ["encoding"]))
    assert outcome.columns == ("name", "a", "b")
    assert outcome.values == [list(row) for row in rows if any(row)]
    lines = file.getvalue().replace("\r\n", "\n").split("\n")
    for line, values in outcome.rows:
        first = values[0].split("\n")[0].replace('"', '""')
        assert first in lines[line - 1]


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_no_bytes_make_it_raise(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for start in (b"", b"name,email,note\n"):
            outcome = look_at(Path(folder), start + data)
            assert outcome.problems or outcome.rows


@pytest.mark.parametrize("start", ["<html>", "\n <table>", "<?xml version='1.0'?>", "%PDF-1.4"])
@pytest.mark.parametrize("name", ["list.csv", "list.xls", "list"])
def test_a_page_is_no_list(tmp_path: Path, start: str, name: str) -> None:
    outcome = look(write(tmp_path / name, f"{start}\nname\nAnna\n"))
    assert [code for code, _ in outcome.said] == ["not-a-list"]
    assert outcome.problem.message == (
        f"“{name}” is a page or a document, not a list with a row of headings."
    )

"""Hold the check of a whole list to finding what would go wrong, by row and column, and no name."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handout.model import Problem, Severity
from handout.read.recipients import check_recipients, fault_list, read_recipients
from handout.read.recipients.fault_list import MOST_ALIKE
from handout.read.recipients.headings import make_name
from tests.read.recipients.samples import (
    FORMATS,
    HEADINGS,
    LANGUAGES,
    look,
    look_at,
    measure_memory,
    refuse,
    write,
    write_workbook,
)


def test_a_sound_list_is_quiet(tmp_path: Path) -> None:
    outcome = look_at(
        tmp_path,
        "Anna,anna@example.org,en,a4,2026-03-01,,hello",
        'Ben,ben@example.org,de-AT,A4,,s3 cret,"two\nlines\tand a tab"',
        "Carl,,,Large Print,,,",
    )
    assert outcome.said == []
    findings = outcome.findings
    assert findings
    assert (findings.rows, findings.faults, findings.warnings) == (3, 0, 0)
    assert len(findings.faulty) == 0
    assert findings.is_complete


@pytest.mark.parametrize(
    ("row", "code", "message", "hint"),
    [
        (",a@b.org,,,,,x", "no-name", "there is no name.", "write the recipient's name."),
        (
            "Anna,anna at example.org,,,,,",
            "email",
            "the value of “email” is no e-mail address.",
            "write one address, such as `anna@example.org`.",
        ),
        (
            "Ann Example,ann@example.org,,,,,x",
            "sample-row",
            "this is the row that shows how the list is filled in, and no recipient.",
            "write a recipient in its place.",
        ),
        ("Anna,,,a5,,,", "unknown-format", "the value of “format” is no format that there is.", "write “a4” or “large-print”."),
        ("Anna,,,large-pirnt,,,", "unknown-format", "the value of “format” is no format that there is.", "write “a4” or “large-print”."),
        ("Anna,,fr,,,,", "unknown-language", "the value of “language” is no language that there is.", "write “de” or “en”."),
        (
            'Anna,,,,,,"a\x07b"',
            "control-character",
            "the value of “note” has the control character U+0007, which cannot be printed.",
            "take it out, or type the value anew.",
        ),
    ],
)  # fmt: skip
def test_a_fault_of_one_row(tmp_path: Path, row: str, code: str, message: str, hint: str) -> None:
    outcome = look_at(tmp_path, "Zoë,,,,,,", '"Yve",,,,,,"a\nb"', row, "Carl,,,,,,")
    assert outcome.said == [(code, 5)]
    problem = outcome.problem
    assert problem.severity is Severity.ERROR
    assert (problem.message, problem.hint) == (message, hint)
    findings = outcome.findings
    assert findings
    assert (findings.rows, findings.faults, list(findings.faulty)) == (4, 1, [5])


@pytest.mark.parametrize("column", ["name", "email", "language", "format", "date", "password"])
@pytest.mark.parametrize("mark", ["\n", "\r\n", "\u2028", "\u2029"])
def test_a_line_break_where_none_may_be(tmp_path: Path, column: str, mark: str) -> None:
    columns = HEADINGS.split(",")
    cells = ["Anna" if one == "name" else "" for one in columns]
    cells[columns.index(column)] = f'"one{mark}two"'
    outcome = look_at(tmp_path, ",".join(cells))
    assert outcome.said == [("line-break", 2)]
    assert outcome.problem.message == f"the value of “{column}” goes over more than one line."
    assert outcome.problem.hint == "write it in one line."


def test_faults_are_listed_by_row_and_column(tmp_path: Path) -> None:
    outcome = look_at(
        tmp_path,
        "Anna,x,fr,a5,,,,more",
        ",,,,,,,,more",
        ",x,,,,,\x07,",
        "Ben,,,,,,",
        headings=HEADINGS,
    )
    assert outcome.said == [
        ("email", 2),
        ("unknown-language", 2),
        ("unknown-format", 2),
        ("extra-cells", 2),
        ("extra-cells", 3),
        ("no-name", 4),
        ("email", 4),
        ("control-character", 4),
    ]
    assert outcome.findings
    assert list(outcome.findings.faulty) == [2, 3, 4]
    assert outcome.findings.faults == 8


def test_a_value_under_no_heading_is_listed_in_its_place(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, ",a,x,a5", headings="name,,email,format")
    assert [code for code, _ in outcome.said] == ["no-name", "no-heading", "email", "unknown-format"]  # fmt: skip


def test_faults_that_are_alike_are_told_three_times_and_all_are_counted(tmp_path: Path) -> None:
    rows = [f"P{n},x,,a5,,," for n in range(800)]
    outcome = look_at(tmp_path, *rows, "Anna,,,,,,", *rows)
    assert len(outcome.problems) == 2 * MOST_ALIKE + 2
    assert outcome.said[:3] == [("email", 2), ("unknown-format", 2), ("email", 3)]
    assert outcome.said[-2:] == [("email", 2), ("unknown-format", 2)]
    assert outcome.problems[-2].message == (
        "1,597 more are like the one there: the value of “email” is no e-mail address."
    )
    assert outcome.problems[-1].is_error
    findings = outcome.findings
    assert findings
    assert findings.faults == 3200
    assert len(findings.faulty) == 1600
    assert 802 not in findings.faulty
    assert (801 in findings.faulty, 803 in findings.faulty) == (True, True)


def test_faults_of_form_are_limited_too(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, *(["Anna,x"] * 2500), "Ben", headings="name")
    assert outcome.said == [*(("extra-cells", n) for n in range(2, 5)), ("extra-cells", 2)]
    assert outcome.findings
    assert (outcome.findings.faults, len(outcome.findings.faulty)) == (2500, 2500)
    # Faulty rows are not compared with one another.
    assert outcome.findings.warnings == 0


def test_just_as_many_faults_as_are_told_one_by_one(tmp_path: Path) -> None:
    rows = [",x"] * MOST_ALIKE
    assert len(look_at(tmp_path, *rows, headings="name,note").problems) == MOST_ALIKE


def test_what_comes_before_the_list_breaks_off_is_checked(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, "Anna,x", ",a@b.org,x", 'Ben,"open', headings="name,email")
    assert outcome.said == [("email", 2), ("no-name", 3), ("extra-cells", 3), ("open-quote", 4)]
    assert outcome.findings
    assert (outcome.findings.rows, outcome.findings.faults) == (2, 4)


def test_words_whose_letters_depend_on_each_other_are_known_whole(tmp_path: Path) -> None:
    outcome = look(
        write(tmp_path / "l.csv", "name\nفاطمة ben Ali\nGemma Gal·lart\nZoë A. O’Neill\n")
    )
    assert outcome.findings
    words = {one for one in outcome.findings.characters if len(one) > 1}
    assert words == {"فاطمة", "Gal·lart"}


def test_characters_are_those_of_all_rows_that_are_sound(tmp_path: Path) -> None:
    rows = [f"P{n}" for n in range(2500)]
    outcome = look_at(tmp_path, "\u0416,\x07", *rows, '\u0417,"c\nd"', headings="name,note")
    assert outcome.said == [("control-character", 2)]
    assert outcome.findings
    assert outcome.findings.characters == set("\u0417P0123456789c\nd")


SECRET = "Quirrelmatic"
"""In every value of a row below; it must be nowhere else."""


def test_no_message_quotes_a_value(tmp_path: Path) -> None:
    rows = (
        f"{SECRET},{SECRET} at {SECRET},{SECRET} {SECRET},{SECRET} {SECRET},,,",
        f'"{SECRET}\n{SECRET}",,,,,,{SECRET},{SECRET}',
        f",{SECRET}@{SECRET}.org,,,\"{SECRET}\n{SECRET}\",\x07{SECRET},{SECRET}",
        f"{SECRET},{SECRET}@{SECRET}.org,,,,,{SECRET}",
        f"{SECRET},{SECRET}@{SECRET}.org,,,,,{SECRET}",
        f'{SECRET},"{SECRET}"{SECRET}',
    )  # fmt: skip
    outcome = look_at(tmp_path, *rows)
    codes = {code for code, _ in outcome.said}
    assert {"email", "line-break", "extra-cells", "no-name", "same-row", "stray-quote"} <= codes
    files: dict[str, str | bytes] = {
        "a.csv": f"{SECRET},{SECRET}@x.org\n",
        "b.json": f'[{{"{SECRET}": "{SECRET}" "{SECRET}"',
        "c.json": f'[{{"name": ["{SECRET}"]}}, "{SECRET}"]',
        "d.jsonl": f'{{"name": "{SECRET}", {SECRET}}}',
        "e.csv": f"name\n{SECRET}\n".encode() + b"\xc3\xa9\xe9" + SECRET.encode(),
    }
    problems = list(outcome.problems)
    for name, content in files.items():
        problems += look(write(tmp_path / name, content)).problems
    assert len(problems) > 12
    for problem in problems:
        assert SECRET.lower() not in f"{problem.message} {problem.hint}".lower()


# No message has three of these in a row by itself.
CELL = st.text("qxzj79", min_size=3, max_size=12)
VALUE = st.one_of(
    CELL,
    CELL.map(lambda text: f"{text}@example.org"),
    CELL.map(lambda text: f'"{text}\n{text}"'),
    st.sampled_from(["", "de", "a4", "large-pirnt", "2026-03-01", "frx", "x\x07yz"]),
)


@given(
    st.lists(st.tuples(*(VALUE for _ in HEADINGS.split(","))), min_size=1, max_size=5),
    st.sampled_from([-1, 0, 1]),
    st.sampled_from([HEADINGS, f"{HEADINGS},anna@example.net,note 2", ""]),
    st.sampled_from(["csv", "json", "xlsx"]),
)
@settings(max_examples=300, deadline=None)
def test_no_message_quotes_a_cell_of_a_row_that_is_shifted(
    rows: list[tuple[str, ...]], shift: int, headings: str, suffix: str
) -> None:
    shifted = [["", *row] if shift > 0 else [*row[-shift:]] for row in rows]
    table = [headings.split(","), *shifted] if headings else shifted
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list.{suffix}"
        if suffix == "csv":
            write(path, "\n".join(",".join(row) for row in table))
        elif suffix == "json":
            items = [dict(zip(table[0], row, strict=False)) for row in table[1:]]
            write(path, json.dumps(items))
        else:
            write_workbook(path, [[cell.replace("\x07", "") for cell in row] for row in table])
        problems = look(path).problems
    words = " ".join(f"{one.message} {one.hint}" for one in problems)
    for value in {value.strip('"') for row in shifted for value in row} - {
        "",
        *FORMATS,
        *LANGUAGES,
    }:
        assert value not in words
        assert make_name(value) not in words
    assert "example_net" not in words


@pytest.mark.parametrize(
    ("headings", "row", "code", "message"),
    [
        ("name,Zorro,z@example.org", "Anna,\x07", "control-character", "the value of column 2 (B) has "),
        ("name,Zorro,2026-03-01", "Anna,\x07", "control-character", "the value of column 2 (B) has "),
        ("name,Zorro,020 79460000", "Anna,\x07", "control-character", "the value of column 2 (B) has "),
        ("name,Zorro,Zorro,z@example.org", "Anna", "same-heading", "column 2 (B) and column 3 (C) have the same "),
        ("name,Notes,z@example.org", "Anna", "near-heading", "column 2 (B) is taken for "),
        ("name,Zorro", "Anna,\x07", "control-character", "the value of “zorro” has "),
        ("name,note,z@example.org", "Anna,\x07", "control-character", "the value of “note” has "),
    ],
)  # fmt: skip
def test_headings_that_may_be_a_recipient_are_called_by_their_place(
    tmp_path: Path, headings: str, row: str, code: str, message: str
) -> None:
    outcome = look_at(tmp_path, row, headings=headings)
    assert outcome.said[0][0] == code
    assert outcome.problems[0].message.startswith(message)


def test_keys_that_may_be_a_recipient_are_called_by_their_place(tmp_path: Path) -> None:
    text = '[{"name": "Anna", "Zorro": [], "z@example.org": 1}]'
    problem = look(write(tmp_path / "list.json", text)).problem
    assert problem.message == "the value of key 2 is a list or an object."


def test_a_large_list_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("w") as file:
        file.write("name,email,appointment,note\n")
        for number in range(100_000):
            file.write(
                f"Anna {number},anna{number}@example.org,{number % 28 + 1} May,{'word ' * 8}\n"
            )
    peak, codes, _ = measure_memory(path)
    assert (peak < 300, codes) == (True, "")


@pytest.mark.parametrize(("column", "most"), [("name", 1000), ("date", 1000), ("note", 20_000)])
def test_a_value_that_is_too_long_is_a_fault(tmp_path: Path, column: str, most: int) -> None:
    path = tmp_path / "list.csv"
    for length, codes in ((most, []), (most + 1, ["recipients.too-long"])):
        values = {"name": "Anna", "date": "", "note": ""} | {column: "x" * length}
        path.write_text(f"{','.join(values)}\n{','.join(values.values())}\n")
        recipients = read_recipients(path, refuse)
        assert recipients
        said: list[Problem] = []
        check_recipients(recipients, said.append, formats=FORMATS, languages=LANGUAGES)
        assert [problem.code for problem in said] == codes


@pytest.mark.parametrize("row", ["Anna,x\n", "Anna,,x\n"])
def test_of_too_many_faulty_rows_the_rest_is_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: str
) -> None:
    monkeypatch.setattr(fault_list, "MOST_FAULTY", 5)
    outcome = look(write(tmp_path / "list.csv", "name,email\n" + row * 20))
    assert outcome.errors[-1] in [("too-many-faults", 7), ("too-many-faults", 8)]
    assert outcome.findings
    assert not outcome.findings.is_complete
    assert len(outcome.findings.faulty) == 6

"""Hold the reading of JSON and JSON Lines to objects of single values, and to the place of faults."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from handout.read.recipients import objects
from handout.read.recipients.values import mend_text
from tests.read.recipients.samples import Outcome, look, write


def look_at(folder: Path, content: str | bytes, name: str = "list.json") -> Outcome:
    return look(write(folder / name, content))


def look_at_lines(folder: Path, content: str | bytes) -> Outcome:
    return look_at(folder, content, "list.jsonl")


def test_an_array_with_an_object_a_line_counts_in_lines(tmp_path: Path) -> None:
    outcome = look_at(
        tmp_path, '[\n{"Name": " Anna "},\n\n{"Name": "Ben", "Note": "x\\r\\ny"}\n]\n'
    )
    assert outcome.columns == ("name", "note")
    assert outcome.rows == ((2, ["Anna", ""]), (4, ["Ben", "x\ny"]))
    assert outcome.said == []


def test_an_array_in_one_line_counts_in_objects(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, '[{"name": "Anna"}, {"name": ""}, {"name": "Ben"}]')
    assert outcome.rows == ((1, ["Anna"]), (3, ["Ben"]))


def test_what_a_duplicate_is_called(tmp_path: Path) -> None:
    one = '{"name": "Anna", "note": 1}'
    assert look_at(tmp_path, f"[{one},{one}]").problem.message == (
        "this object is the same as object 1."
    )
    assert look_at(tmp_path, f"[\n{one},\n{one}]").problem.message == (
        "this line is the same as line 2."
    )


def test_an_object_with_one_list(tmp_path: Path) -> None:
    text = '{"made": {"by": ["x"]}, "count": 2,\n"people": [\n{"name": "Anna"},\n{"name": "Ben"}],\n"x": null}'
    assert look_at(tmp_path, text).rows == ((3, ["Anna"]), (4, ["Ben"]))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{}", "no list"),
        ('{"name": "Anna"}', "no list"),
        ('"Anna"', "no list"),
        ("3", "no list"),
        ('{"a": [], "b": []}', "more than one list"),
    ],
)
def test_no_list_to_be_found(tmp_path: Path, text: str, what: str) -> None:
    outcome = look_at(tmp_path, text)
    assert outcome.said == [("no-list", 1)]
    assert outcome.problem.message == f"“list.json” has {what} in it."
    assert outcome.problem.hint == 'write one list of objects: `[{"name": "…"}, …]`.'


@pytest.mark.parametrize("text", ["", "\ufeff", " \n ", "[]", '{"people": []}'])
def test_an_empty_list(tmp_path: Path, text: str) -> None:
    assert look_at(tmp_path, text).said == [("empty", None)]
    if "[" not in text:
        assert look_at_lines(tmp_path, text).said == [("empty", None)]


def test_values_of_all_types(tmp_path: Path) -> None:
    item = {
        "name": "Anna",
        "a": None,
        "b": True,
        "c": False,
        "d": 3,
        "e": 2.0,
        "f": 1.5,
        "g": 10**30,
    }
    expected = ["Anna", "", "yes", "no", "3", "2", "1.5", "1" + "0" * 30]
    assert look_at(tmp_path, json.dumps([item])).values == [expected]
    assert look_at_lines(tmp_path, json.dumps(item)).values == [expected]


def test_keys_may_differ_from_object_to_object(tmp_path: Path) -> None:
    outcome = look_at_lines(tmp_path, '{"a": 1}\n{"name": "Anna", "b": 2}\n{"b": 3, "a": 4}\n')
    assert outcome.columns == ("a", "name", "b")
    assert outcome.rows == ((1, ["1", "", ""]), (2, ["", "Anna", "2"]), (3, ["4", "", "3"]))
    assert outcome.said == [("no-name", 1), ("no-name", 3)]


@pytest.mark.parametrize("value", ["[]", "{}", '["x"]', '{"a": 1}'])
def test_nested_values_are_faults_of_their_rows(tmp_path: Path, value: str) -> None:
    text = f'[\n{{"name": "Anna", "note": {value}}},\n{{"name": "Ben"}}]'
    outcome = look_at(tmp_path, text)
    assert outcome.said == [("nested", 2)]
    assert outcome.problem.message == "the value of “note” is a list or an object."
    assert outcome.problem.hint == "write a single text there."
    assert outcome.findings
    assert list(outcome.findings.faulty) == [2]


@pytest.mark.parametrize("value", ["1e999", "-1e999", "NaN", "Infinity"])
def test_numbers_that_are_none(tmp_path: Path, value: str) -> None:
    outcome = look_at(tmp_path, f'[{{"name": "Anna", "note": {value}}}]')
    assert outcome.said == [("number", 1)]
    assert outcome.problem.message == "the value of “note” is no number that can be printed."


@pytest.mark.parametrize("item", ["3", "null", '"Anna"', '["Anna"]', "true"])
def test_an_item_that_is_no_object(tmp_path: Path, item: str) -> None:
    outcome = look_at(tmp_path, f'[{{"name": "Anna"}},\n{item}]')
    assert outcome.said == [("not-an-object", 2)]
    assert outcome.findings
    assert (outcome.findings.rows, list(outcome.findings.faulty)) == (2, [2])
    assert outcome.problem.hint == 'write each recipient as `{"name": "…", …}`.'
    assert look_at_lines(tmp_path, f'{{"name": "Anna"}}\n\n{item}').said == [("not-an-object", 3)]


def test_a_key_that_stands_twice_would_hide_a_value(tmp_path: Path) -> None:
    text = '{"name": "Anna", "name": "Ben"}'
    for outcome in (
        look_at(tmp_path, f'[{{"name": "Carl"}},\n{text}]'),
        look_at_lines(tmp_path, f'{{"name": "Carl"}}\n{text}'),
    ):
        assert outcome.said == [("same-key", 2)]
        assert outcome.problem.message == "a key stands twice in this object."


def test_keys_that_collide(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, '[{"name": "Anna", "To day": 1}, {"name": "Ben", "to_day": 2}]')
    assert outcome.said == [("same-heading", None)]
    assert outcome.problem.message == "key 2 and key 3 are both called “to_day”."


def test_a_key_without_a_name(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, '[{"name": "Anna", "": ""}, {"name": "Ben", "": "x"}]')
    assert outcome.columns == ("name",)
    assert outcome.said == [("no-heading", 2)]
    assert look_at(tmp_path, '[{"name": "Anna", "": [1]}]').said == [("nested", 1)]


def test_more_keys_than_a_list_has(tmp_path: Path) -> None:
    lines = "".join(f'{{"name": "Anna", "k{n}": 1}}\n' for n in range(1200))
    outcome = look_at_lines(tmp_path, lines)
    assert outcome.said == [("too-many-columns", 1000)]


@pytest.mark.parametrize(
    ("text", "line", "column", "what"),
    [
        ('[{"name": "Anna"}\n {"name": "Ben"}]', 2, 2, "expecting ',' delimiter"),
        ('[{"name": "Anna"},\n {"name" "Ben"}]', 2, 10, "expecting ':' delimiter"),
        ('[{"name": "Anna"},\n]', 2, 1, "expecting value"),
        ('[{"name": "Anna"}', 1, 18, "expecting ',' delimiter"),
        ("[", 1, 2, "expecting value"),
        ('[{"name": "An\nna"}]', 1, 14, "invalid control character at"),
        ('{"a": [1,]}', 1, None, ""),
        ("name,email", 1, 1, "expecting value"),
        ('[{"name": "Anna"}]\n[]', 2, 1, "extra data"),
    ],
)
def test_broken_json(tmp_path: Path, text: str, line: int, column: int | None, what: str) -> None:
    outcome = look_at(tmp_path, text)
    assert outcome.said == [("json", line)]
    if column:
        assert outcome.problem.column == column
        assert outcome.problem.message == f"“list.json” is not sound JSON: {what}."


def test_a_broken_line(tmp_path: Path) -> None:
    outcome = look_at_lines(tmp_path, '{"name": "Anna"}\n\n{"name": Ben}\n{"name": "Carl"}\n')
    assert outcome.said == [("json", 3)]
    assert outcome.problem.column == 10
    assert outcome.problem.message == "“list.jsonl” is not sound JSON Lines: expecting value."


def test_json_and_json_lines_are_told_apart(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, '{"name": "Anna"}\n{"name": "Ben"}\n')
    assert outcome.said == [("json", 2)]
    assert outcome.problem.hint == "name the file `.jsonl` if it has an object on each line."
    outcome = look_at_lines(tmp_path, '[\n{"name": "Anna"}\n]')
    assert outcome.said == [("json", 1)]
    assert outcome.problem.hint == (
        "write one whole object on each line, or name the file `.json`."
    )


@pytest.mark.parametrize("text", ["[" * 100_000, "[" + "9" * 5000 + "]", '{"a":' * 100_000])
def test_what_would_exhaust_the_decoder(tmp_path: Path, text: str) -> None:
    assert look_at(tmp_path, text).said == [("json", None)]
    assert look_at_lines(tmp_path, text).said == [("json", 1)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"[{'[],' * 2_000_000}[]]", ("too-large", None)),
        (f"[{'{},' * 2_000_000}{{}}]", ("too-large", None)),
        (f'{{"people": [{"[]," * 2_000_000}[]]}}', ("too-large", None)),
        (f'[{{"name": "Anna"}},\n{{"name": "{"x" * 2**20}"}}]', ("too-long", 2)),
        (f'[{{"name": "Anna", "x": [{"1," * 2**20}1]}}]', ("too-long", 1)),
        (json.dumps([dict.fromkeys((f"k{n}" for n in range(10**6)), 1)]), ("too-long", 1)),
        (json.dumps([{f"k{n}": 1} for n in range(2000)]), ("too-many-columns", 1001)),
        (f'[{{"name": "Anna", "x": {"9" * 10**6}}}]', ("json", None)),
        (f'[{{"name": "Anna", "x": {"[" * 100_000}{"]" * 100_000}}}]', ("json", None)),
    ],
    ids=range(9),
)
def test_what_would_take_the_memory(tmp_path: Path, text: str, said: tuple[str, int]) -> None:
    begun = time.process_time()
    assert look_at(tmp_path, text).said == [said]
    assert time.process_time() - begun < 20


def test_half_characters_are_refused(tmp_path: Path) -> None:
    outcome = look_at(tmp_path, '[{"name": "Anna", "note": "\\ud83d"}]')
    assert outcome.said == [("control-character", 1)]
    assert look_at(tmp_path, '[{"name": "\\ud83d\\ude00"}]').values == [["\U0001f600"]]


def test_a_large_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = '[{"name": "Anna"}]'
    monkeypatch.setattr(objects, "SIZE_LIMIT", len(text))
    assert look_at(tmp_path, text).said == []
    outcome = look_at(tmp_path, f"{text}\n")
    assert outcome.said == [("too-large", None)]
    assert "JSON Lines" in (outcome.problem.hint or "")
    assert look_at_lines(tmp_path, '{"name": "Anna", "note": "long enough"}').said == []


def test_the_limit_is_what_it_should_be(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    with path.open("wb") as file:
        file.truncate(32 * 2**20 + 1)
    assert look(path).problem.message == (
        "“list.json” is too large for JSON: 32.0 MB, where 32 MB is the most."
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = '[{"name": "Zoë"}]'
    assert look_at(tmp_path, text.encode(encoding)).values == [["Zoë"]]
    assert look_at_lines(tmp_path, text[1:-1].encode(encoding)).values == [["Zoë"]]


TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"), max_codepoint=0xFDCF)
    | st.sampled_from('\n\t "\\'),
    max_size=10,
).map(str.strip)
ITEM = st.fixed_dictionaries({"name": TEXT.filter(bool)}, optional={"a": TEXT, "b": TEXT})


@given(st.lists(ITEM, min_size=1, max_size=6), st.sampled_from([None, 0, 2]), st.booleans())
@settings(max_examples=150, deadline=None)
def test_what_is_written_comes_back(
    items: list[dict[str, str]], indent: int | None, is_ascii: bool
) -> None:
    # What reads as garbled UTF-8 is mended.
    assume(all(mend_text(str(value)) == str(value) for item in items for value in item.values()))
    with tempfile.TemporaryDirectory() as folder:
        texts = (
            look_at(Path(folder), json.dumps(items, indent=indent, ensure_ascii=is_ascii)),
            look_at_lines(
                Path(folder), "\n".join(json.dumps(one, ensure_ascii=is_ascii) for one in items)
            ),
        )
    for outcome in texts:
        expected = [[item.get(column, "") for column in outcome.columns] for item in items]
        assert outcome.values == expected


JSON = st.lists(
    st.sampled_from(['[', ']', '{', '}', ',', ':', '"name"', '"', "1", "null", "\n", "\\", " "]),
    max_size=30,
).map("".join)  # fmt: skip


@given(JSON)
@settings(max_examples=300, deadline=None)
def test_no_text_makes_it_raise(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for outcome in (look_at(Path(folder), text), look_at_lines(Path(folder), text)):
            assert outcome.problems or outcome.rows

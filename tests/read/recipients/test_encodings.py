"""Hold lists to the letters that were meant, in whatever encoding they come."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from handout.read.recipients import list_readings
from tests.read.recipients.samples import list_codes, read_rows


def test_an_encoding_that_is_named_is_taken(tmp_path: Path) -> None:
    for encoding, name in (
        ("cp1250", "Łucja"),
        ("cp1251", "Ольга"),
        ("shift_jis", "山田"),
        ("mac_roman", "Zoë"),
    ):
        (tmp_path / "l.csv").write_bytes(f"name\n{name}\n".encode(encoding))
        (found,), _ = read_rows(tmp_path / "l.csv", encoding=encoding)
        assert found["name"] == name


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("ZoÃ«", "Zoë"),
        ("JÃ¶rg GroÃŸe", "Jörg Große"),
        ("Å\x81ukasz", "Łukasz"),
        ("Dâ€™Arcy", "D’Arcy"),
        ("Ann \u202eeeL", "Ann eeL"),
        ("\ufeffAnn\u200b", "Ann"),
        ("ស្រី\u200bម៉ៅ", "ស្រី\u200bម៉ៅ"),
        # Right as they are.
        ("Zoë", "Zoë"),
        ("Ångström Æ", "Ångström Æ"),
        ("¿Qué? Ñandú", "¿Qué? Ñandú"),
        ("مريم", "مريم"),
        ("Ольга", "Ольга"),
        ("陈伟", "陈伟"),
    ],
)
def test_garbled_letters_and_turned_text_are_mended_and_told(
    tmp_path: Path, written: str, printed: str
) -> None:
    secret = written if written.isprintable() else "x"
    text = f"name,password\n{written},{secret}\n"
    (tmp_path / "l.csv").write_text(text, encoding="utf-8")
    (found,), problems = read_rows(tmp_path / "l.csv")
    assert found["name"] == printed
    assert found["password"] == secret, "it is typed in again"
    assert list_codes(problems) == ([] if written == printed else ["mended"])
    assert not any(written in one.message for one in problems)


NAMES = {
    "cp1250": "Łucja Kołodziej,Wąs Gałązka",
    "cp1251": "Ольга Иванова",
    "mac_roman": "José Müller,Zoë Strauß",
    "shift_jis": "山田太郎",
    "cp1252": "José Müller,Zoë Strauß,Ångström,D’Arcy,Šarūnas".replace("ū", "u"),
}


@pytest.mark.parametrize("encoding", NAMES)
def test_another_encoding_than_windows_1252_is_asked_about(tmp_path: Path, encoding: str) -> None:
    text = "name\n" + NAMES[encoding].replace(",", "\n") + "\n"
    (tmp_path / "l.csv").write_bytes(text.encode(encoding))
    rows, problems = read_rows(tmp_path / "l.csv")
    (problem,) = problems
    assert problem.code == (
        "recipients.windows-1252" if encoding == "cp1252" else "recipients.encoding"
    )
    assert "--encoding" in (problem.hint or "")
    assert bool(rows) == (encoding == "cp1252")
    rows, _ = read_rows(tmp_path / "l.csv", encoding=encoding)
    assert [row["name"] for row in rows] == NAMES[encoding].split(",")
    readings = list_readings(tmp_path / "l.csv")
    assert bool(readings) == (encoding != "cp1252")
    for name, words in readings.items():
        is_right = all(word in text for word in words.split(", "))
        assert is_right == (codecs.lookup(name).name == codecs.lookup(encoding).name), words


@pytest.mark.parametrize("data", [b"", b"name\nAnn\n", "name\nZoë\n".encode(), b"PK\3\4\0"])
def test_what_is_not_in_doubt_is_not_asked_about(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "l.csv").write_bytes(data)
    assert list_readings(tmp_path / "l.csv") == {}
    assert list_readings(tmp_path) == list_readings(tmp_path / "gone.csv") == {}

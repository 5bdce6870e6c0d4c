"""Hold ids to saying nothing, to being the same each time, and the key to being made once."""

from __future__ import annotations

import base64
import hmac
import multiprocessing
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handout.deliver import identity
from handout.deliver.identity import (
    FILE,
    ID,
    KEY_BYTES,
    KEY_PATH,
    Namer,
    make_recipient_key,
    read_key,
)
from handout.errors import OutputError

KEY = bytes(range(32))


@given(st.binary(min_size=32, max_size=32), st.text(), st.text(), st.integers(0, 5))
def test_an_id_is_the_hmac_that_any_library_computes(
    key: bytes, known_by: str, row: str, twin: int
) -> None:
    def digest(*texts: str) -> bytes:
        message = "\0".join(["rain", "a4", *texts])
        return hmac.digest(key, message.encode("utf-8", "surrogatepass"), "sha256")

    apart = [*([row] if twin % 2 else []), *([str(twin // 2)] if twin > 1 else [])]
    expected = base64.b32encode(digest(known_by, *apart)).decode().lower()[:20]
    namer = Namer(key, "rain", "a4")
    assert namer.name(known_by, row, twin) == expected
    assert namer.digest(row) == digest("given", row).hex()[:24]


def test_an_id_names_a_file() -> None:
    name = Namer(KEY, "rain").name("Anna")
    assert ID.fullmatch(name)
    assert FILE.fullmatch(f"{name}.pdf")
    assert not FILE.fullmatch("letter-to-my-client.pdf")


def test_whatever_differs_gives_another_id() -> None:
    names = [
        Namer(KEY, "rain").name("Anna", "b"),
        Namer(KEY, "rain").name("Anna", "b", 1),
        Namer(KEY, "rain").name("Anna", "b", 2),
        Namer(KEY, "rain").name("Anna", "c", 1),
        Namer(KEY, "rain").name("Annab"),
        Namer(KEY, "sun").name("Anna", "b"),
        Namer(KEY[::-1], "rain").name("Anna", "b"),
    ]
    assert len(set(names)) == len(names)


def test_a_person_has_one_key_by_the_address() -> None:
    key = make_recipient_key(KEY, "Ana@mail.example")
    assert ID.fullmatch(key)
    assert make_recipient_key(KEY, "ana@MAIL.example") == key
    others = [(KEY, "bo@mail.example"), (KEY[::-1], "ana@mail.example")]
    assert all(make_recipient_key(*other) != key for other in others)
    assert Namer(KEY).name("ana@mail.example") != key
    assert not make_recipient_key(KEY, "")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_the_key_is_random_and_private_and_stays(tmp_path: Path) -> None:
    key = read_key(tmp_path)
    assert len(key) == KEY_BYTES
    assert read_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / KEY_PATH).stat().st_mode) == 0o600
    assert os.listdir(tmp_path / ".handout") == ["key"]  # noqa: PTH208
    (tmp_path / KEY_PATH).unlink()
    assert read_key(tmp_path) != key


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_who_may_write_into_the_clinics_folder_may_read_the_key(tmp_path: Path) -> None:
    tmp_path.chmod(0o775)
    read_key(tmp_path)
    assert stat.S_IMODE((tmp_path / KEY_PATH).stat().st_mode) == 0o640


def test_whoever_comes_at_once_gets_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(read_key, [tmp_path] * 64))) == 1
    other = tmp_path / "other"
    with multiprocessing.get_context("spawn").Pool(3) as processes:
        assert len(set(processes.map(read_key, [other] * 9, chunksize=1))) == 1


def test_without_links_a_key_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(identity.os, "link", refuse)  # type: ignore[attr-defined] # not exported
    assert read_key(tmp_path) == read_key(tmp_path)


def test_a_damaged_key_is_told_of_and_left_alone(tmp_path: Path) -> None:
    read_key(tmp_path)
    (tmp_path / KEY_PATH).write_bytes(b"short")
    with pytest.raises(OutputError, match="damaged") as caught:
        read_key(tmp_path)
    assert "backup" in str(caught.value.hint)
    assert (tmp_path / KEY_PATH).read_bytes() == b"short"


def test_a_key_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    (tmp_path / ".handout").write_text("a file")
    with pytest.raises(OutputError, match="cannot be used"):
        read_key(tmp_path)

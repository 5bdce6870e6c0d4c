"""Hold the index that grows to the order of the list, however the rows come back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handout.deliver.journal import Journal, write_entry, write_tail
from handout.errors import OutputError
from handout.jobs.merging.indexing import GrowingIndex

TAIL = write_tail("0" * 64, "a4", "en-GB", "1")


def line(row: int) -> bytes:
    return write_entry(f"{row:a>20}", row, "f" * 64, 3, "g" * 24, TAIL)


@contextmanager
def begin(folder: Path) -> Iterator[tuple[Journal, GrowingIndex, Path]]:
    target = folder / "index.csv"
    with Journal(folder) as journal:
        index = GrowingIndex()
        index.open(target, journal)
        try:
            yield journal, index, target
        finally:
            index.close()


def list_rows(target: Path) -> list[int]:
    with target.open(encoding="utf-8", newline="") as file:
        return [int(row["row"]) for row in csv.DictReader(file)]


def list_written(folder: Path, index: GrowingIndex) -> list[int]:
    """Return the rows that are in the file already, which is not in its place yet."""
    assert index._file is not None
    index._file.stream.flush()
    found = list(folder.glob(".index.csv.*"))
    # Where it has no name yet, it is known by its number.
    return list_rows(found[0] if found else Path(f"/proc/self/fd/{index._file.stream.fileno()}"))


@st.composite
def courses(draw: st.DrawFn) -> tuple[list[str], list[list[int]]]:
    """Draw what becomes of each row, and the rows under way in the order in which they come back.

    Rows are handed out in the order of the list, and at most so many are under way.
    """
    fates = draw(st.lists(st.sampled_from(["made", "failed", "kept"]), max_size=30))
    order = draw(st.permutations([row for row, fate in enumerate(fates) if fate != "kept"]))
    chunks: list[list[int]] = []
    while order:
        size = draw(st.integers(1, 5))
        chunks.append(list(order[:size]))
        order = order[size:]
    return fates, chunks


@given(courses())
def test_it_has_the_order_of_the_list(
    tmp_path_factory: pytest.TempPathFactory, course: tuple[list[str], list[list[int]]]
) -> None:
    fates, chunks = course
    folder = tmp_path_factory.mktemp("out")
    with begin(folder) as (journal, index, target):
        places = journal.append(b"".join(map(line, range(len(fates)))))
        under_way = index.follow((row, [], 0) for row, fate in enumerate(fates) if fate != "kept")
        left = {row for row, _, _ in under_way}
        for row, fate in enumerate(fates):
            if fate == "kept":
                index.keep(places[row])
        for chunk in chunks:
            made = [places[row] for row in chunk if fates[row] == "made"]
            index.take(made, [row for row in chunk if fates[row] == "failed"])
            left -= set(chunk)
            if left:
                there = [row for row in range(min(left)) if fates[row] != "failed"]
                assert list_written(folder, index) == there
        expected = [row for row, fate in enumerate(fates) if fate != "failed"]
        assert index.settle(target) == len(expected)
        assert list_rows(target) == expected
        assert [entry.row for entry in index.read()] == expected


def test_one_that_is_not_whole_is_removed(tmp_path: Path) -> None:
    with begin(tmp_path) as (journal, index, _):
        index.take(journal.append(line(1)), [])
    assert not list(tmp_path.glob("*.csv"))
    assert not list(tmp_path.glob(".index*"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        begin(tmp_path) as (journal, index, target),
    ):
        assert index._file is not None
        index._file.stream.close()
        index._file.stream = full
        index.take(journal.append(line(1) + line(2)), [])
        with pytest.raises(OutputError, match=r"index\.csv.*No space left"):
            index.settle(target)

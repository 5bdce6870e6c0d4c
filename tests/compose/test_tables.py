"""The shares of a table's columns, where the engine's own would not do."""

from __future__ import annotations

import random

import pytest

from handout.compose.geometry import make_geometry
from handout.compose.heights import Ruler
from handout.compose.tables import is_tall, is_wordy, share_columns
from handout.compose.type_measure import TypeMeasure
from handout.model import A4, Align, Table, Text

TABLE_MM = 122
MEASURE = TypeMeasure("Source Sans 3")
RULER = Ruler(MEASURE, make_geometry(A4))


def make_table(*rows: tuple[str, ...]) -> Table:
    head, *body = (tuple((Text(text=cell),) if cell else () for cell in row) for row in rows)
    return Table(head=head, aligns=(Align.START,) * len(head), rows=tuple(body))


def share_mm(table: Table) -> list[float]:
    shares = share_columns(table, RULER)
    assert shares is not None
    assert sum(shares) == pytest.approx(100, abs=0.2)
    return [share * TABLE_MM / 100 for share in shares]


def test_a_table_without_columns_to_write_in_is_shared_out_by_the_engine() -> None:
    assert share_columns(make_table(("A", "B"), ("one", "two"), ("three", "")), RULER) is None


@pytest.mark.parametrize("seed", range(20))
def test_columns_to_write_in_share_what_the_text_leaves(seed: int) -> None:
    chance = random.Random(seed)
    words = ["Monday", "wash", "the", "area", "moisturiser", "and", "rest"]
    texts = [" ".join(chance.choices(words, k=chance.randint(1, 30))) for _ in range(6)]
    heads = ["Done"] * chance.randint(1, 3)
    table = make_table(("Day", *heads), *((text, *[""] * len(heads)) for text in texts))
    text, *blank = share_mm(table)
    assert not is_wordy(table)
    assert min(blank) >= 21.9
    assert max(blank) - min(blank) <= 0.2
    longest = max(MEASURE.measure(one, 11, 600) for one in texts) + 4
    # The text stands on one line, or has all but what it takes to write.
    assert text == pytest.approx(min(longest, TABLE_MM - 22 * len(heads)), abs=0.2)


def test_a_row_is_tall_where_one_of_its_cells_takes_half_a_page() -> None:
    short, tall = ((Text(text="word " * count),) for count in (100, 200))
    assert not is_tall((short, tall), [40, 60], RULER)
    assert is_tall((short, tall), [60, 40], RULER)

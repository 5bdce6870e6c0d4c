"""Hold the fast way to the plain one in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from handout.model import FORMATS
from handout.personalise import reasons
from tests.conftest import choose_some
from tests.instruments.judgement import explain, judge
from tests.instruments.verapdf import VeraPDF
from tests.personalise.conftest import MakePersonaliser
from tests.personalise.pairs import Pair
from tests.personalise.people import make_people
from tests.personalise.test_anywhere import ARTICLES

OTHERS = [name for name in FORMATS if name != "a4"]
ARTICLE = f"""\
---
title: After your visit
key_points: [Rest and drink.]
questions: [How long does it last?]
---

{ARTICLES["over a page"]}

{ARTICLES["call-outs"]}

## More

{ARTICLES["lists"]}

{ARTICLES["tables"]}

## When to call

> [!CALL]
> Call us, {{{{ recipient.name }}}}, by night as well.
"""


@pytest.mark.parametrize("name", choose_some(OTHERS, 2))
@pytest.mark.parametrize("count", [5, pytest.param(60, marks=pytest.mark.slow)])
def test_recipients_get_the_same_handout_both_ways(
    make_personaliser: MakePersonaliser, tmp_path: Path, name: str, count: int
) -> None:
    pair = Pair(make_personaliser, tmp_path, ARTICLE, format=FORMATS[name])
    people = list(make_people(count, seed=count, is_wild=count > 5))
    made = [pair.compare(one, with_pictures=n < 2) for n, one in enumerate(people)]
    assert all(one.parts or one.problems for one in made)
    in_full = [one.reason for one in made if one.reason not in ("", reasons.FIRST) and one.parts]
    assert len(in_full) <= 1 + count / 10, in_full


@pytest.mark.parametrize("name", choose_some(reversed(OTHERS), 4))
def test_a_recipients_handout_is_sound(
    make_personaliser: MakePersonaliser, tmp_path: Path, name: str
) -> None:
    fast = Pair(make_personaliser, tmp_path, ARTICLE, format=FORMATS[name]).fast
    path = tmp_path / "made.pdf"
    with VeraPDF() as engine:
        for person in make_people(2, seed=1):
            path.write_bytes(b"".join(fast.make(person).parts))
            complaints = judge(path, format=name, engine=engine)
            assert not complaints, explain(complaints)

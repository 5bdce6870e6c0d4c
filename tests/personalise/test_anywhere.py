"""Hold the fast way to the plain one for articles that print values in every place."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from handout.model import Recipient
from handout.personalise import reasons
from handout.render import block_setting
from handout.render.blocks import Laid
from tests.conftest import choose_some
from tests.instruments.judgement import explain, judge
from tests.instruments.verapdf import VeraPDF
from tests.personalise.conftest import MakePersonaliser
from tests.personalise.pairs import Pair
from tests.personalise.people import make_people

LONG = (
    "Thank you for coming. {{ recipient.practitioner }} treated you on {{ recipient.date }}, and"
    " knows your skin; we would like to see {{ recipient.name }} again on {{ recipient.appointment }},"
    " unless something comes between, and then please call us as soon as you can."
)
FILLER = "\n\n".join(
    f"Paragraph {n} says what is known of rest, of water and of sleep, and it says it slowly, so"
    " that the page is filled in the end, and what comes after has to go over to the next one."
    for n in range(13)
)
ARTICLES = {
    "headings": (
        f"## {{{{ recipient.name }}}} at home\n\n{LONG}\n\n### What {{{{ recipient.practitioner }}}}"
        f" said\n\nRest.\n\n## Your code is {{{{ recipient.code }}}}\n\n{LONG}"
    ),
    "lists": f"- {LONG}\n- Rest.\n\n1. {LONG}\n2. **{{{{ recipient.name }}}}** rests\n\n- [ ] {LONG}",
    "call-outs": f"> [!NOTE] For you\n> {LONG}\n\n> [!WARNING]\n> - {LONG}\n> - {{{{ recipient.note }}}}",
    "tables": (
        "| Who | When | What |\n|---|---|---|\n| {{ recipient.name }} | {{ recipient.appointment }} |"
        " rests and drinks |\n| {{ recipient.practitioner }} | {{ recipient.date }} | calls |\n\n"
        f"{LONG}"
    ),
    "over a page": f"{FILLER}\n\n{LONG} {LONG} {LONG}\n\n{LONG}",
    "among marks": (
        f"*{LONG}*\n\n{LONG.replace('treated', '**treated**').replace('again', '*again*')}\n\n"
        "{{ recipient.name }}{{ recipient.code }} – {{ recipient.code }}/{{ recipient.date }}"
    ),
}


def make_pair(
    make_personaliser: MakePersonaliser, folder: Path, name: str, style: str = ""
) -> Pair:
    article = f"---\ntitle: After your visit\n---\n\n{ARTICLES[name]}\n"
    return Pair(make_personaliser, folder, article, style=style)


@pytest.mark.parametrize("name", choose_some(ARTICLES, 2))
@pytest.mark.parametrize("count", [7, pytest.param(90, marks=pytest.mark.slow)])
def test_values_anywhere_are_set_as_the_engine_sets_them(
    make_personaliser: MakePersonaliser, tmp_path: Path, name: str, count: int
) -> None:
    pair = make_pair(make_personaliser, tmp_path, name)
    dice = random.Random(name)
    made = []
    for one in make_people(count, seed=count, is_wild=True):
        # As long as a sentence, or of one letter: lines break where they did not before.
        fields = {**one.fields, "practitioner": "Dr " + "Ashdown-Smith " * dice.randrange(1, 4)}
        fields["practitioner"] = fields["practitioner"].strip()
        fields["appointment"] = fields["appointment"] or "soon"
        fields["note"] = "Rest."
        made.append(pair.compare(Recipient(fields=fields), with_pictures=count > 50))
    assert all(one.parts or one.problems for one in made)
    in_full = [one.reason for one in made if one.reason not in ("", reasons.FIRST) and one.parts]
    assert len(in_full) <= 1 + count / 10, in_full


def test_what_is_set_anew_is_sound(make_personaliser: MakePersonaliser, tmp_path: Path) -> None:
    path = tmp_path / "made.pdf"
    with VeraPDF() as engine:
        for name in ARTICLES:
            pair = make_pair(make_personaliser, tmp_path, name)
            (person,) = make_people(1, seed=1)
            made = [
                pair.fast.make(Recipient(fields={**person.fields, "appointment": day}))
                for day in ("Monday", "Friday")
            ]
            assert [bool(one.reason) for one in made] == [True, False]
            path.write_bytes(b"".join(made[1].parts))
            complaints = judge(path, engine=engine)
            assert not complaints, explain(complaints)


def test_a_block_that_is_set_wrong_is_noticed(
    make_personaliser: MakePersonaliser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Justified text is left to the engine.
    style = "p, li { text-align: justify }"
    pair = make_pair(make_personaliser, tmp_path, "lists", style)
    (person,) = make_people(1, seed=1)
    others = [
        Recipient(fields={**person.fields, "appointment": day}) for day in ("Monday", "Friday")
    ]
    pair.compare(person)
    assert not pair.compare(others[0]).reason
    original = block_setting.SetBlock.__init__

    def shift(block: block_setting.SetBlock, placed: block_setting.PlacedBlock, laid: Laid) -> None:
        original(block, placed, laid)
        for line, _, _ in laid.lines:
            for child in line.children:
                child.translate(0.5, 0)

    monkeypatch.setattr(block_setting.SetBlock, "__init__", shift)
    with pytest.raises(AssertionError):
        pair.compare(others[1])

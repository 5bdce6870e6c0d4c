"""Hold the fast way to the plain one for names of many scripts, with fonts of the clinic's own."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from pathlib import Path

import fontpkg
import pytest

from handout.model import Recipient
from handout.render.block_setting import PlacedBlock, SetBlock
from tests.conftest import choose_some
from tests.instruments.judgement import explain, judge
from tests.instruments.verapdf import VeraPDF
from tests.personalise.conftest import MakePersonaliser
from tests.personalise.pairs import Pair

FAMILIES = ("Noto Sans Arabic", "Noto Sans Devanagari", "Heebo")
NAMES = {
    "Latin": ("Zoë Fischer", "Nguyễn Đặng", "Þóra Østergård", "Ştefan Łukasz", "Ann-Marie O’Neill"),
    "Greek": ("Ελένη Παπαδοπούλου", "Γιώργος Ιωάννου", "Μαρία", "O’ Κώστας", "«Άννα»"),
    "Cyrillic": (
        "Наталья Иванова",
        "Дмитро Шевченко",
        "Ђорђе Љубић",
        "Ольга «Оля» Ким",
        "О’Коннор",
    ),
    "Arabic": ("فاطمة الزهراء", "محمد", "لالة عائشة", "أحمد بن علي", "مُحَمَّد"),
    "Hebrew": ("שרה כהן", "דוד", "יעקב בן־צבי", "מִרְיָם", "רות"),
    "Devanagari": ("प्रिया शर्मा", "कृष्ण", "लक्ष्मी", "अर्जुन सिंह", "श्रीकान्त"),
    "mixed": ("Sara كريم", "Priya प्रिया", "Анна (Anna)", "דוד David", "Ελένη – Helen"),
}
SENTENCE = (
    "Dear {{ recipient.name }}, this paragraph goes on until it has to have a second line, and then"
    " says once more that it is for {{ recipient.name }}, with whom we spoke on {{ recipient.date }}."
)
ARTICLES = {
    "a line": "Dear {{ recipient.name }}, hello.",
    "a sentence": SENTENCE,
    "a note": "> [!NOTE]\n> {{ recipient.name }}: come on {{ recipient.date }}.",
    "a heading": "## For {{ recipient.name }}\n\nText.",
    "a cell": "| Who | When |\n|---|---|\n| {{ recipient.name }} | {{ recipient.date }} |",
    "a list": f"1. {SENTENCE}\n2. For **{{{{ recipient.name }}}}**",
}


def make_style() -> str:
    faces = [
        f'@font-face {{ font-family: "{name}"; src: url("{fontpkg.path(name).name}") }}'
        for name in FAMILIES
    ]
    names = ", ".join(f'"{name}"' for name in ("Source Sans 3", *FAMILIES))
    return "\n".join([*faces, f":root, .recipient {{ font-family: {names} }}"])


@pytest.mark.parametrize("place", choose_some(ARTICLES, 2))
@pytest.mark.parametrize("count", [12, pytest.param(0, marks=pytest.mark.slow)])
def test_names_of_many_scripts_are_set_as_the_engine_sets_them(
    make_personaliser: MakePersonaliser, tmp_path: Path, place: str, count: int
) -> None:
    chosen = random.Random(place)
    names = [name for some in NAMES.values() for name in some]
    texts = {word for name in names for word in (*name.split(), *name)} | set("0123456789")
    article = f"---\ntitle: After your visit\n---\n\n{ARTICLES[place]}\n"
    pair = Pair(
        make_personaliser, tmp_path, article, style=make_style(), fonts=FAMILIES, texts=texts
    )
    reasons = []
    for number, name in enumerate(chosen.sample(names, count or len(names))):
        made = pair.compare(Recipient(fields={"name": name, "date": f"{number % 28 + 1} May 2026"}))
        assert made.parts, made.problems
        reasons.append(made.reason)
    in_full = [
        reason for reason in reasons if reason and not re.search("first of its kind", reason)
    ]
    assert len(in_full) <= 2, in_full


@pytest.mark.parametrize("first", ["Adébáyọ̀ Ọbásanjọ́", "فاطمة الزهراء", "प्रिया शर्मा"])
def test_a_first_name_of_another_script_leaves_nobody_else_to_the_engine(
    make_personaliser: MakePersonaliser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    first: str,
) -> None:
    others = ["Maya Ellery", "Bo Li", "Tom Moon", "Ann Tavares", "Bob Foot"]
    texts = {word for name in (first, *others) for word in (*name.split(), *name)}
    # In italics, nothing comes up before the name.
    article = f"---\ntitle: After your visit\n---\n\n*{{{{ recipient.name }}}}*\n\n{SENTENCE}\n"
    pair = Pair(
        make_personaliser, tmp_path, article, style=make_style(), fonts=FAMILIES, texts=texts
    )
    asked = []
    original = PlacedBlock.set

    def ask(block: PlacedBlock, values: Mapping[str, str]) -> SetBlock:
        asked.append(values)
        return original(block, values)

    monkeypatch.setattr(PlacedBlock, "set", ask)
    pair.compare(Recipient(fields={"name": first, "date": "4 May 2026"}))
    assert asked
    asked.clear()
    for name in others:
        pair.compare(Recipient(fields={"name": name, "date": "4 May 2026"}))
    assert not asked


def test_names_of_many_scripts_are_sound(
    make_personaliser: MakePersonaliser, tmp_path: Path
) -> None:
    names = [some[0] for some in NAMES.values()]
    texts = {word for name in names for word in (*name.split(), *name)} | set("0123456789")
    article = f"---\ntitle: After your visit\n---\n\n{ARTICLES['a sentence']}\n"
    one = make_personaliser(article, style=make_style(), fonts=FAMILIES, texts=texts)
    path = tmp_path / "made.pdf"
    with VeraPDF() as engine:
        for name in names:
            made = one.make(Recipient(fields={"name": name, "date": "4 May 2026"}))
            path.write_bytes(b"".join(made.parts))
            complaints = dict(judge(path, engine=engine))
            # They are the clinic's.
            del complaints["fonts are ours and embedded"]
            assert not complaints, explain(complaints)

"""Hold pages to the design's rules whatever stands on them, and wherever the text ends."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest

from handout.compose.layout import Layout
from handout.model import FORMATS
from handout.render.engine import Engine
from tests.conftest import choose_some
from tests.instruments.judgement import explain, judge
from tests.instruments.structure import Document
from tests.stress import Case
from tests.stress.press import Press
from tests.stress.random_handouts import make_handout

HALF_EMPTY = "the last page is used"
"""What cannot be split may leave half of a page empty; then the build says so."""

CLINIC = """\
name = "Linden"
{contact}
disclaimer = "This is general information."
[brand]
primary = "#1f6f5c"
"""
CONTACT = 'phone = "020 7946 0000"\naddress = ["12 Linden Street", "Springfield"]'


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    return Press(tmp_path_factory.mktemp("pdf"))


@pytest.mark.parametrize("seed", choose_some(range(300), 30))
def test_any_handout_is_sound(seed: int, press: Press, tmp_path: Path) -> None:
    made = press.make(make_handout(tmp_path, seed))
    assert made.pdf is not None, made.errors
    complaints = dict(judge(made.pdf))
    if any(problem.code == "page.half-empty" for problem in made.problems):
        complaints.pop(HALF_EMPTY)
    assert not complaints, explain(complaints)


@pytest.mark.parametrize("sheet", ["a4", "a5", "booklet", "large-print"])
@pytest.mark.parametrize("seed", choose_some(range(60), 6))
def test_any_wordy_handout_is_sound_and_leaves_no_page_hardly_used(
    seed: int, sheet: str, press: Press, tmp_path: Path
) -> None:
    made = press.make(make_handout(tmp_path, seed, is_wordy=True), format=FORMATS[sheet])
    assert made.pdf is not None, made.errors
    complaints = dict(judge(made.pdf, format=sheet))
    # What may not be split is at most half a page tall, and has its heading over it. What closes a
    # handout stays with how to reach the clinic, and a booklet's warnings open a spread.
    depths = {
        int(page): int(depth)
        for one in complaints.pop(HALF_EMPTY, ())
        for page, depth in re.findall(r"page (\d+): ends at (\d+)%", one)
    }
    early = {page: depth for page, depth in depths.items() if page < made.pages - 1}
    assert sheet == "booklet" or all(depth >= 33 for depth in early.values()), early
    assert not complaints, explain(complaints)


@pytest.mark.parametrize("sheet", ["a4", "a5", "large-print"])
@pytest.mark.parametrize("lines", choose_some(range(8, 44, 2), 4))
def test_who_wrote_it_and_what_to_remember_may_be_told_at_length(
    lines: int, sheet: str, press: Press, tmp_path: Path
) -> None:
    said = "We look after skin of every colour and age, and tell you what we do before. " * 26
    content = tmp_path / "content"
    (content / "articles").mkdir(parents=True)
    (content / "authors").mkdir()
    clinic = CLINIC.format(contact=CONTACT).replace("This is general information.", said)
    (content / "clinic.toml").write_text(clinic, "utf-8")
    (content / "authors" / "ana.toml").write_text(f'name = "Ana Brown"\nbio = "{said}"\n', "utf-8")
    article = content / "articles" / "any.md"
    text = "\n\n".join(["One line of text."] * lines)
    article.write_text(f"---\ntitle: Rain\nauthors: ana\n---\n\n{text}\n", "utf-8")
    case = Case(name="any", project=tmp_path, article=article)
    made = press.make(case, format=FORMATS[sheet])
    assert made.pdf is not None, made.errors
    complaints = judge(made.pdf, format=sheet)
    assert not complaints, explain(complaints)


@pytest.mark.parametrize("front", ["", "questions: [Why?, When?]\n", "link: https://linden.org\n"])
@pytest.mark.parametrize("contact", ["", CONTACT])
@pytest.mark.parametrize("half_lines", choose_some(range(100, 150), 25))
def test_the_first_page_begins_the_text_wherever_that_ends(
    press: Press, tmp_path: Path, half_lines: int, contact: str, front: str
) -> None:
    article = tmp_path / "content" / "articles" / "any.md"
    article.parent.mkdir(parents=True)
    article.write_text(f"---\ntitle: Rain\n{front}---\n\nFirst.\n\nLast.\n", "utf-8")
    (tmp_path / "content" / "clinic.toml").write_text(CLINIC.format(contact=contact), "utf-8")
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "clinic.css").write_text(
        f".lead > p:first-child {{ margin-block-end: {half_lines * 1.5}mm }}", "utf-8"
    )
    made = press.make(Case(name="any", project=tmp_path, article=article))
    assert made.pdf is not None, made.errors
    pages = ["".join(run.text for run in page.runs) for page in Document(made.pdf).pages]
    assert "Rain" in pages[0]
    assert "First." in pages[0]
    # Notes and the contact panel are never alone on a page.
    assert "general information" in pages[-1]
    layout = made.composed.layout if made.composed else Layout()
    assert layout.most_pages is None or made.pages <= layout.most_pages


@pytest.mark.parametrize("notes", ["auto", "never"])
@pytest.mark.parametrize("words", choose_some(range(20, 480, 10), 10))
def test_a_handout_is_laid_out_twice_at_most_and_takes_no_more_sheets_for_it(
    press: Press, tmp_path: Path, words: int, notes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid: list[int] = []
    lay_out = Engine._lay_out

    def count(self: Engine, *args: Any) -> Any:
        result = lay_out(self, *args)
        laid.append(result.measures.pages)
        return result

    monkeypatch.setattr(Engine, "_lay_out", count)
    article = tmp_path / "content" / "articles" / "any.md"
    article.parent.mkdir(parents=True)
    text = " ".join(["Wash the wound with warm water."] * words)
    article.write_text(f"---\ntitle: Rain\nnotes: {notes}\n---\n\n## One\n\n{text}\n", "utf-8")
    (tmp_path / "content" / "clinic.toml").write_text(CLINIC.format(contact=CONTACT), "utf-8")
    made = press.make(Case(name="any", project=tmp_path, article=article))
    assert len(laid) <= 2
    assert made.pages == min(laid)
    assert (made.pages < laid[0]) == bool(made.composed and made.composed.layout.is_close)


@pytest.mark.parametrize("seed", choose_some(range(60), 6))
def test_a_name_is_broken_at_spaces_and_hyphens_only(
    press: Press, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)

    def invent() -> str:
        parts = ["".join(chance.choices("aeinorstWM", k=chance.randint(3, 40))) for _ in "ab"]
        return chance.choice([" ", "-"]).join(parts).title()

    article = tmp_path / "content" / "articles" / "any.md"
    article.parent.mkdir(parents=True)
    article.write_text("---\ntitle: Rain\n---\n\nFor {{ recipient.day }}.\n", "utf-8")
    (tmp_path / "content" / "clinic.toml").write_text(CLINIC.format(contact=CONTACT), "utf-8")
    fields = {"name": invent(), "practitioner": f"Dr {invent()}", "day": "today"}
    made = press.make(Case(name="any", project=tmp_path, article=article, recipient=fields))
    assert made.pdf is not None, made.errors
    runs = [run.text for run in Document(made.pdf).pages[0].runs]
    for piece in re.findall(r"[^ -]+", f"{fields['name']} {fields['practitioner']}"):
        assert any(piece in run for run in runs), (fields, runs)


@pytest.mark.parametrize("seed", choose_some(range(60), 6))
def test_a_word_that_no_line_holds_is_hyphenated_wherever_it_stands(
    press: Press, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    parts = ["hydroxy", "methyl", "propyl", "cellulose", "dermatology", "photo", "therapy", "micro"]
    word = "".join(chance.choices(parts, k=chance.randint(8, 14)))
    article = tmp_path / "content" / "articles" / "any.md"
    article.parent.mkdir(parents=True)
    article.write_text(
        f"---\ntitle: {word}\nsummary: {word}\ntopic: {word}\nkey_points: [{word}]\n---\n\n"
        f"## {word}\n\n{word}\n\n### About {word}\n\n- {word}\n\n> [!TIP] {word}\n> {word}\n\n"
        f"## Other\n\n1. **{word}**\n\n   {word}\n",
        "utf-8",
    )
    (tmp_path / "content" / "clinic.toml").write_text(CLINIC.format(contact=CONTACT), "utf-8")
    made = press.make(Case(name="any", project=tmp_path, article=article))
    assert made.pdf is not None, made.errors
    runs = [run.text for page in Document(made.pdf).pages for run in page.runs]
    ends = [run.split()[-1] for run in runs if run.strip()]
    cut = [end for end in ends if end != word and end in word and not word.endswith(end)]
    assert not cut
    assert any(end.endswith("-") for end in ends)


@pytest.mark.parametrize("seed", choose_some(range(60), 20))
def test_a_table_over_several_pages_has_its_head_on_each(
    press: Press, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    words = ["wash", "the", "wound", "with", "warm", "water", "and", "pat", "it", "dry"]

    def write(least: int, most: int) -> str:
        return " ".join(chance.choices(words, k=chance.randint(least, most)))

    rows = [f"| Row {n} | {write(1, 40)} | {write(1, 5)} |" for n in range(chance.randint(8, 60))]
    table = "\n".join(["| Head | Head | Head |", "|---|---|---|", *rows])
    caption = chance.choice(["", "Table: What to do\n\n"])
    article = tmp_path / "content" / "articles" / "any.md"
    article.parent.mkdir(parents=True)
    article.write_text(
        f"---\ntitle: Rain\n---\n\n## One\n\n{write(1, 400)}\n\n{caption}{table}\n\nLast.\n",
        "utf-8",
    )
    (tmp_path / "content" / "clinic.toml").write_text(CLINIC.format(contact=CONTACT), "utf-8")
    made = press.make(Case(name="any", project=tmp_path, article=article))
    assert made.pdf is not None, made.errors
    pages = ["".join(run.text for run in page.runs) for page in Document(made.pdf).pages]
    with_rows = [page for page in pages if "Row" in page]
    assert with_rows
    assert all("Head" in page for page in with_rows)


@pytest.mark.parametrize("sheet", ["a4", "letter"])
@pytest.mark.parametrize("lines", choose_some(range(15, 40), 5))
@pytest.mark.parametrize("lead", ["", "One line before it.\n\n"])
@pytest.mark.parametrize("kind", ["1.", "-", "- [ ]"])
def test_a_fact_beside_a_list_is_on_one_page(
    press: Press, tmp_path: Path, kind: str, lead: str, lines: int, sheet: str
) -> None:
    folder = tmp_path / "content" / "articles"
    folder.mkdir(parents=True)
    items = "\n".join(f"{kind} **Do it {n}**\n   Once more before you go out." for n in range(1, 7))
    before = "\n\n".join(["One line of text."] * lines)
    text = (
        f"---\ntitle: Rain\n---\n\n{before}\n\n## Sun\n\n### Cream\n\n> [!FACT] 77 spoons\n"
        f"> Alpha is enough for head, neck and arms. With less you do not get what is promised"
        f" on the label of the bottle, says omega.\n\n{lead}{items}\n"
    )
    (folder / "any.md").write_text(text, "utf-8")
    (folder.parent / "clinic.toml").write_text(CLINIC.format(contact=CONTACT), "utf-8")
    case = Case(name="any", project=tmp_path, article=folder / "any.md")
    made = press.make(case, format=FORMATS[sheet])
    assert made.pdf is not None, made.errors
    pages = {
        page.number
        for page in Document(made.pdf).pages
        for run in page.runs
        if re.search("77 spoons|Alpha|omega", run.text)
    }
    assert len(pages) == 1, pages

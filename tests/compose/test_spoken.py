"""What the HTML says to who listens: kinds, blanks, boxes, marks and pictures, in the words there are."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from handout.compose.environment import make_environment
from handout.compose.fields import Value
from handout.compose.geometry import make_geometry
from handout.compose.heights import Ruler
from handout.compose.overrides import Overrides
from handout.compose.type_measure import TypeMeasure
from handout.compose.words import get_words
from handout.model import A4, WORDS, NoteMark
from tests.compose.test_composer import CLINIC, compose_html
from tests.conftest import choose_some

MakeProject = Callable[..., Path]
ROOT = Path(__file__).parents[2]
HEAD = "---\ntitle: Rain\n{}---\n\n"
LOGO = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"


def show(english: str) -> str:
    """Return words as a clinic writes them, with its values in braces."""
    return re.sub(r"%\((\w+)\)s", r"{\1}", english)


def compose_text(make_project: MakeProject, text: str, front: str = "") -> str:
    return compose_html(make_project, {"content/articles/rain.md": HEAD.format(front) + text})


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("", "Warning"),
        (" Please *read*", "Warning: Please <em>read</em>"),
        (" A warning to all", "A warning to all"),
        (" Forewarnings", "Warning: Forewarnings"),
    ],
)
def test_a_call_out_says_its_kind(title: str, label: str, make_project: MakeProject) -> None:
    html = compose_text(make_project, f"> [!WARNING]{title}\n> Stop.\n")
    assert f'aria-hidden="true"></span>{label}</p>' in html


def test_boxes_say_whether_they_are_ticked(make_project: MakeProject) -> None:
    html = compose_text(make_project, "- [ ] One\n- [x] Two\n")
    assert '<li data-label="Tick box">One</li>' in html
    assert '<li class="checked" data-label="Tick box, ticked">Two</li>' in html


def test_lists_begin_where_they_begin(make_project: MakeProject) -> None:
    html = compose_text(make_project, "1. One\n2. Two\n\nNow.\n\n3. Three\n4. Four\n")
    assert '<ol class="steps few">\n<li>One' in html
    assert '<ol class="steps few" start="3" style="counter-reset: step 2">\n<li>Three' in html


def test_pictures_of_the_clinic_and_authors_have_words(make_project: MakeProject) -> None:
    files = {
        "content/clinic.toml": 'logo = "logo.svg"\n' + CLINIC,
        "content/logo.svg": LOGO,
        "content/authors/bo.toml": 'name = "Bo Li"\nphoto = "logo.svg"\n',
        "content/articles/rain.md": HEAD.format("authors: [bo]\n") + "Wet.\n",
    }
    html = compose_html(make_project, files)
    assert html.count('alt="Logo of Quay Clinic"') == 2
    assert 'alt="Photo of Bo Li"' in html
    files["content/clinic.toml"] = 'logo_alt = "A quay"\n' + files["content/clinic.toml"]
    files["content/authors/bo.toml"] += 'photo_alt = "Bo at work"\n'
    html = compose_html(lambda given, name: make_project(given, name=f"other-{name}"), files)
    assert html.count('alt="A quay"') == 2
    assert 'alt="Bo at work"' in html


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("", '<span class="of">Rain</span></p>'),
        ("review_by: 2028-05-01\n", '<span class="of">Rain</span> Next review by May 2028.</p>'),
        (
            "version: '1'\npublished: 2026-05-04\nreview_by: 2028-05-01\n",
            '<span class="of">Rain</span> Version 1, 4 May 2026. Next review by May 2028.</p>',
        ),
        ("published: 2026-05-04\n", '<span class="of">Rain</span> 4 May 2026.'),
    ],
)
def test_the_foot_ends_its_sentences(front: str, line: str, make_project: MakeProject) -> None:
    html = compose_text(make_project, "Wet.\n", front)
    html = re.sub(r'<span class="review">(.*?)</span>', r"\1", html)
    assert f'<p class="what">{line}' in html


def test_no_lines_are_empty_but_those_of_the_text(make_project: MakeProject) -> None:
    html = compose_text(make_project, "## One\n\n```\na\n\n\nb\n```\n\n- [ ] c\n\n  d\n")
    assert "<pre>a\n\n\nb" in html
    rest = html.replace("<pre>a\n\n\nb", "")
    assert "\n\n" not in rest
    assert html.endswith("</html>\n")


def test_marks_and_blanks_are_said_in_the_languages_words(tmp_path: Path) -> None:
    own = {"blank to fill in": "LEER", "Note %(number)s": "Anmerkung %(number)s"}
    words = get_words("de", {"de": own})
    environment = make_environment(
        Overrides(tmp_path, (tmp_path,)),
        words,
        Ruler(TypeMeasure("Source Sans 3"), make_geometry(A4)),
    )
    blank = Value(expression="recipient.name", text=None, is_personal=True)
    said = environment.filters["inline"]((blank, NoteMark(number=2)))
    assert 'aria-label="LEER"' in said
    assert 'aria-label="Anmerkung 2"' in said


def test_words_of_another_language_have_their_own(make_project: MakeProject) -> None:
    front = "language: de\nkey_points: [Ruhe]\npublished: 2026-05-04\nversion: '1'\n"
    html = compose_text(make_project, "- [ ] Eins\n\n> [!TIP] Gut\n> Ja.\n", front)
    assert '<html lang="de" dir="ltr">' in html
    assert '<h2 class="label"><span lang="en">At a glance</span></h2>' in html
    assert '<li data-label-lang="en" data-label="Tick box">Eins</li>' in html
    version = '<span lang="en">Version 1, <span lang="de">4. Mai 2026</span>.</span>'
    assert version in html.replace("\u00a0", " ")
    assert '<span lang="en"><span lang="en">Tip</span>: Gut</span>' in html
    # Nothing of the marks is left, and what is in the article's language is not tagged.
    assert not any(ord(sign) > 0x10FF00 for sign in html)
    assert 'lang="en">Ruhe' not in html


FOOTS = {
    "bg": ("4 май 2026 г.", "май 2028 г."),
    "de-DE": ("4. Mai 2026", "Mai 2028"),
    "el": ("4 Μαΐου 2026", "Μάιος 2028"),
    "en-US": ("May 4, 2026", "May 2028"),
    "es": ("4 de mayo de 2026", "mayo de 2028"),
    "fr": ("4 mai 2026", "mai 2028"),
    "it": ("4 maggio 2026", "maggio 2028"),
    "nl": ("4 mei 2026", "mei 2028"),
    "pl": ("4 maja 2026", "maj 2028"),
    "pt-BR": ("4 de maio de 2026", "maio de 2028"),
    "sv": ("4 maj 2026", "maj 2028"),
    "tr": ("4 Mayıs 2026", "Mayıs 2028"),
    "vi": ("4 tháng 5, 2026", "tháng 5 năm 2028"),
}
"""Days and months as newspapers of these countries write them; those of Bulgaria end with a stop."""


@pytest.mark.parametrize("language", FOOTS)
@pytest.mark.parametrize("is_own", choose_some([True, False], 2))
def test_the_foot_has_days_as_the_language_writes_them(
    language: str, is_own: bool, make_project: MakeProject
) -> None:
    front = f"language: {language}\npublished: 2026-05-04\nreview_by: 2028-05-01\nversion: '1'\n"
    table = f"[words.{language.split('-')[0]}]\n"
    table += "\n".join(f'{key} = "{show(english)}"' for key, english in WORDS.items())
    files = {
        "content/clinic.toml": CLINIC + (table if is_own else ""),
        "content/articles/rain.md": HEAD.format(front) + "Wet.\n",
    }
    html = compose_html(make_project, files)
    found = re.search(r'<p class="what">.*</p>', html)
    assert found
    day, month = FOOTS[language]
    said = re.sub("<[^>]+>", "", found[0]).replace("\u00a0", " ")
    assert f"Version 1, {day}. Next review by {month}.".replace("..", ".") in said
    assert ('lang="en"' in html) is not (is_own or language == "en-US")


def test_a_clinics_words_take_the_place_of_english_ones(make_project: MakeProject) -> None:
    clinic = CLINIC + '[words]\nglance = "<b> & so"\npage = "{page}/{pages}"\n'
    files = {
        "content/clinic.toml": clinic,
        "content/articles/rain.md": HEAD.format("key_points: [Wet]\n") + "Wet.\n",
    }
    html = compose_html(make_project, files)
    assert '<h2 class="label">&lt;b&gt; &amp; so</h2>' in html
    assert '<span class="number"></span>/<span class="count"></span>' in html


def test_every_word_of_the_templates_can_be_a_clinics_own() -> None:
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "templates").rglob("*.html"))]
    said = {one[1:-1] for one in re.findall(r"""_\(("[^"]+"|'[^']+')""", "".join(texts))}
    code = "".join(path.read_text("utf-8") for path in (ROOT / "handout/compose").glob("*.py"))
    said |= set(re.findall(r'\bsay\("([^"]+)"', code))
    assert said == set(WORDS.values())


def test_the_docs_list_every_word() -> None:
    text = (ROOT / "docs" / "templates.md").read_text("utf-8")
    assert [key for key, one in WORDS.items() if f"| `{key}` | {show(one)} |" not in text] == []


def test_a_language_is_written_its_own_way(make_project: MakeProject) -> None:
    assert '<html lang="he" dir="rtl">' in compose_text(make_project, "Wet.\n", "language: he\n")

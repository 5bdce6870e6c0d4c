"""Hold handouts of other languages, scripts and directions, with fonts of the clinic's own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import fontpkg
import pikepdf
import pypdfium2
import pytest

from tests.conftest import CLINIC, MakeProject, Run
from tests.instruments.judgement import explain, judge
from tests.instruments.verapdf import VeraPDF

HEAD = "---\ntitle: {title}\nlanguage: {language}\npublished: 2026-05-04\n---\n\n"
TWELVE = {
    "cs": "Péče o kůži",
    "da": "Pleje af huden",
    "de-DE": "Nachsorge für Ihre Haut",
    "el": "Φροντίδα του δέρματος",
    "es": "Cuidados de la piel",
    "fr": "Soins de la peau",
    "hu": "A bőr ápolása",
    "it": "Cura della pelle",
    "pl": "Pielęgnacja skóry",
    "pt-BR": "Cuidados com a pele",
    "ru": "Уход за кожей",
    "vi": "Chăm sóc da",
}
ARABIC = (
    HEAD.format(title="العناية ببشرتك", language="ar")
    + "اتصل بنا، إذا ظهرت حمى فوق 38 °C.\n\n## الأيام\n\n- لا تستخدم SPF 50.\n\n"
    "> [!WARNING]\n> We say it in English.\n\n| أ | ب |\n|---|---|\n| كريم | Paracetamol 500 mg |\n"
)


def read_words(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return " ".join(page.get_textpage().get_text_range() for page in pdf)


def find_fonts(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Return the fonts that are embedded in a PDF."""
    found = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
    return [one for one in found if "/FontDescriptor" in one]


def add_fonts(root: Path, *families: str) -> None:
    folder = root / "styles" / "fonts"
    folder.mkdir(parents=True)
    for family in families:
        shutil.copy(fontpkg.path(family), folder)


def test_twelve_languages_build_with_one_warning_each(run: Run, make_project: MakeProject) -> None:
    files = {
        f"content/articles/skin-{language.lower()}.md": HEAD.format(title=title, language=language)
        + "> [!TIP]\n> Ok.\n"
        for language, title in TWELVE.items()
    }
    root = make_project(files)
    result = run("build", cwd=root)
    assert (result.exit_code, len(result.stdout.split())) == (0, 12)
    warned = re.findall(r"Warning: content/clinic.toml: .* in “(\w+)”\.", result.stderr)
    assert sorted(warned) == sorted(language.split("-")[0] for language in TWELVE)
    assert result.stderr.count("Warning") == 12
    for language, title in TWELVE.items():
        path = root / "dist" / f"skin-{language.lower()}-a4.pdf"
        assert title in read_words(path)
        with pikepdf.open(path) as pdf:
            assert str(pdf.Root.Lang) == language


def test_a_script_that_no_font_has_is_one_message(run: Run, make_project: MakeProject) -> None:
    text = ARABIC + "\nשלום לכולם.\n"
    result = run("build", cwd=make_project({"content/articles/rain.md": text}))
    assert result.exit_code == 1
    said = re.findall(r"Error: \S+:(\d+): the font “Source Sans 3” lacks (\w+)", result.stderr)
    assert said == [("2", "Arabic"), ("20", "Hebrew")]
    assert "styles/fonts" in result.stderr


def test_arabic_is_tagged_and_set_from_right_to_left(run: Run, make_project: MakeProject) -> None:
    root = make_project({"content/articles/rain.md": ARABIC})
    add_fonts(root, "Noto Sans Arabic")
    result = run("build", "--html", cwd=root)
    assert result.exit_code == 0, result.stderr
    path = root / "dist" / "rain-a4.pdf"
    with VeraPDF() as verapdf:
        complaints = dict(judge(path, engine=verapdf))
    # They are the clinic's.
    del complaints["fonts are ours and embedded"]
    # The title in the foot, which is no part of the text, is of glyphs that are parts of letters.
    complaints.pop("another reader finds the same text", None)
    assert not complaints, explain(complaints)
    html = path.with_suffix(".html").read_text("utf-8")
    assert '<html lang="ar" dir="rtl">' in html
    # What is written from left to right takes nothing from the text around it.
    assert "\u2066We say it in English.\u200e\u2069" in html
    assert "فوق \u206638\xa0°C\u200e\u2069." in html
    with pypdfium2.PdfDocument(path) as pdf:
        page = pdf[0].get_textpage()
        words = page.get_text_range()
        stop = words.index("English") + len("English")
        word, dot = (page.get_charbox(index) for index in (stop - 1, stop))
        # Left, bottom, right, top.
        assert dot[0] >= word[2] - 0.5


@pytest.mark.parametrize("family", ["Heebo", "Noto Sans Devanagari"])
def test_a_brands_font_may_be_the_clinics_own(
    run: Run, make_project: MakeProject, family: str
) -> None:
    clinic = CLINIC + f'font = "{family}"\n'
    root = make_project({"content/clinic.toml": clinic})
    add_fonts(root, family)
    result = run("build", cwd=root)
    assert result.exit_code == 0, result.stderr
    with pikepdf.open(root / "dist" / "rain-a4.pdf") as pdf:
        fonts = {str(one.FontDescriptor.FontFamily) for one in find_fonts(pdf)}
    assert fonts == {family}
    shutil.rmtree(root / "styles")
    result = run("build", cwd=root)
    assert result.exit_code == 3
    assert f"there is no font “{family}”" in result.stderr


def test_a_file_that_is_no_font_is_named(run: Run, make_project: MakeProject) -> None:
    root = make_project({"styles/fonts/Own.ttf": b"nonsense"})
    result = run("build", cwd=root)
    assert result.exit_code == 3
    assert "styles/fonts/Own.ttf: “Own.ttf” is no font that can be used." in result.stderr


def test_foreign_words_have_their_language(run: Run, make_project: MakeProject) -> None:
    text = HEAD.format(title="Rain", language="en") + "We say [le **mot** juste]{lang=fr-fr}.\n"
    root = make_project({"content/articles/rain.md": text})
    assert run("build", "--html", cwd=root).exit_code == 0
    html = (root / "dist" / "rain-a4.html").read_text("utf-8")
    assert '<span lang="fr-FR">le <strong>mot</strong> juste</span>.' in html
    with pikepdf.open(root / "dist" / "rain-a4.pdf") as pdf:
        tags = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one]
        assert "fr-FR" in [str(one.get("/Lang", "")) for one in tags]


@pytest.mark.parametrize("marks", ["{lang=f}", "{.small}", "{lang=fr_FR}"])
def test_a_wrong_language_of_words_is_said(run: Run, make_project: MakeProject, marks: str) -> None:
    text = HEAD.format(title="Rain", language="en") + f"One.\n\nWe say [mot]{marks}.\n"
    result = run("build", cwd=make_project({"content/articles/rain.md": text}))
    assert result.exit_code == 1
    assert "rain.md:9: " in result.stderr
    assert "language tag" in result.stderr


def test_signs_that_a_font_lacks_come_from_another(run: Run, make_project: MakeProject) -> None:
    clinic = CLINIC + 'font = "Atkinson Hyperlegible"\n'
    said = "150 × 10⁹/l, Na⁺, H₂O, ⅓ → ✓ ½"
    text = HEAD.format(title="Blood", language="en") + f"{said}\n\n- [ ] Box\n"
    root = make_project({"content/clinic.toml": clinic, "content/articles/rain.md": text})
    result = run("build", cwd=root)
    assert result.exit_code == 0, result.stderr
    words = read_words(root / "dist" / "rain-a4.pdf").replace("\u00a0", " ")
    assert said in words

"""A text's language is recognised, and stays a guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from handout.read.importers.text.language import recognise_language
from tests.conftest import MakeProject, Run
from tests.instruments.structure import Document

GERMAN = (
    "Pflege nach dem Peeling\n\nIhre Haut braucht jetzt Ruhe. Hier steht, was ihr in den nächsten "
    "Tagen guttut.\n\nDie ersten zwei Tage\n\nWaschen Sie Ihr Gesicht nur mit lauwarmem Wasser.\n"
)
SPANISH = (
    "Después del tratamiento, lávese la cara con agua tibia y no se ponga al sol sin crema. " * 2
)
ENGLISH = "Wash your face with lukewarm water, and stay out of the sun for the first two days. " * 2


@pytest.mark.parametrize(
    ("text", "expected", "tag"),
    [
        (ENGLISH, "en-GB", "en-GB"),
        (GERMAN, "en", "de"),
        (SPANISH, "en", "es"),
        (ENGLISH, "de", "en"),
        # What is too short, or no text, is what the clinic writes.
        ("", "en", "en"),
        ("Rosacea", "en", "en"),
        ("Isotretinoin 20 mg\n" * 3, "en", "en"),
        ("https://www.praxis.example/nach-dem-peeling-pflege " * 9, "en", "en"),
        ("1 " * 999, "en", "en"),
        (" " * 10**6, "en", "en"),
    ],
)
def test_a_language_is_recognised_where_it_is_sure(text: str, expected: str, tag: str) -> None:
    assert recognise_language(text, expected=expected) == tag


def test_a_foreign_text_is_not_tagged_as_the_clinics(
    make_project: MakeProject, run: Run, tmp_path: Path
) -> None:
    root = make_project({"content/clinic.toml": 'name = "L"\n[brand]\nprimary = "#123456"\n'})
    (root / "peeling.txt").write_text(GERMAN, "utf-8")
    built = run("build", "peeling.txt", cwd=root)
    assert built.exit_code == 0, built.stderr
    assert "its language is “de”, by its words" in built.stderr
    assert "are printed in English in handouts in “de”" in built.stderr
    assert Document(root / built.stdout.strip()).language == "de"
    run("import", "peeling.txt", cwd=root)
    article = (root / "content/articles/pflege-nach-dem-peeling.md").read_text("utf-8")
    assert "language: de\n" in article
    assert "  - language  # recognised by the text’s words\n" in article
    # What is said goes before what is recognised.
    run("import", "peeling.txt", "--language", "en", "--force", cwd=root)
    article = (root / "content/articles/pflege-nach-dem-peeling.md").read_text("utf-8")
    assert "language: de\n" not in article

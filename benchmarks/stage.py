"""Set the stage of `benchmarks/merge.py`: the same handout for all who make it.

A clinic's folder with the article, a folder with Typst's template and its pictures, and composed
HTML for those who start from that.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from benchmarks.recipients import NOTE, make_people
from handout import assets
from handout.compose.composer import Composer
from handout.compose.qr import QUIET_MODULES
from handout.jobs.runtime.render_session import FONTS
from handout.model import A4, SCREEN, Problem, Recipient
from handout.personalise.rendering import render_handout
from handout.read.article import read_article
from handout.read.project import read_project
from handout.render.fonts import declare_faces
from handout.render.loading import load_engine

LINES, NOTES = "lines", "note"
"""The two handouts: the note is the same for all, or each recipient's own."""

_SOURCE = Path(__file__).resolve().parent / "aftercare"
_LINK = "https://larkmere-skin.example/after-peel"


def write_clinic(root: Path) -> None:
    """Write a clinic's folder with both handouts."""
    sample, content = assets.shipped_content(), root / "content"
    for name in ("clinic.toml", "authors/grace.toml", "images/logo.svg", "images/peel-days.svg"):
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sample / name, content / name)
    (content / "articles").mkdir()
    article = (_SOURCE / "aftercare.md").read_text("utf-8")
    (content / "articles" / f"{NOTES}.md").write_text(article, "utf-8")
    article = article.replace("{{ recipient.advice }}", NOTE)
    (content / "articles" / f"{LINES}.md").write_text(article, "utf-8")


def write_template(folder: Path, root: Path, kind: str) -> None:
    """Write a folder in which Typst finds one of the handouts.

    Args:
        folder: The folder.
        root: The clinic's folder.
        kind: `LINES` or `NOTES`.
    """
    folder.mkdir()
    template = (_SOURCE / "aftercare.typ").read_text("utf-8")
    if kind == LINES:
        template = template.replace('#field("advice")', NOTE)
    (folder / "aftercare.typ").write_text(template, "utf-8")
    for picture in (
        root / "content" / "images" / "logo.svg",
        root / "content" / "images" / "peel-days.svg",
        assets.shipped_styles() / "icons" / "note.svg",
        assets.shipped_styles() / "icons" / "warning.svg",
    ):
        shutil.copy(picture, folder)
    _draw_code(folder / "qr.svg")


def compose_pages(root: Path, count: int) -> list[tuple[str, tuple[str, ...]]]:
    """Compose handouts as a build does in the end, for those who start from HTML."""
    problems: list[Problem] = []
    project = read_project(root, problems.append)
    assert project is not None, problems
    article = read_article(root / "content" / "articles" / f"{LINES}.md", project, problems.append)
    assert article is not None, problems
    composer = Composer(project.clinic, root=root)
    pages: list[tuple[str, tuple[str, ...]]] = []
    layout = None
    for fields in make_people(count, has_note=False):
        recipient = Recipient(fields=fields)
        if layout is None:
            layout = render_handout(
                composer,
                load_engine(root / FONTS),
                article,
                format=A4,
                edition=SCREEN,
                recipient=recipient,
                allow_missing=False,
            )[0].layout
        composed = composer.compose(
            article,
            format=A4,
            edition=SCREEN,
            recipient=recipient,
            layout=layout,
            report=problems.append,
        )
        assert composed is not None, problems
        faces = declare_faces(composed.font, root / FONTS)
        pages.append((composed.html, (faces, *(s.grounded() for s in composed.styles))))
    # The engine hides the system's fonts from all that this process starts.
    os.environ.pop("FONTCONFIG_FILE", None)
    return pages


def _draw_code(path: Path) -> None:
    """Draw the code of the handout's address as the handout has it."""
    import segno

    code = segno.make(_LINK, error="l", micro=False)
    code.save(str(path), border=QUIET_MODULES, light="#ffffff", omitsize=True)

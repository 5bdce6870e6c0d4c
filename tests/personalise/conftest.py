"""Share a small clinic whose article prints a recipient's fields in every kind of place."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from typing import Any

import fontpkg
import pytest

from handout.compose.composer import Composer
from handout.model import A4, SCREEN, Edition, Format, Problem, Recipient
from handout.personalise.personaliser import Personaliser, PersonalPdf
from handout.read.article import read_article
from handout.read.project import read_project
from handout.render.loading import load_engine
from tests.personalise.people import make_people

CLINIC = 'name = "Linden Clinic"\nphone = "020 7946 0000"\n\n[brand]\nprimary = "#14463a"\n'
ARTICLE = """\
---
title: After your visit
---

Dear **{{ recipient.name }}**, this is for you.

{{ recipient.note }}

## What to do

Your code: {{ recipient.code }}

- You saw {{ recipient.practitioner }}.
- Rest.

It is {{ recipient.practitioner }} who knows your skin, and who will look at it again when you come
next. Call us before then if anything at all looks odd to you.
"""


class OneTarget:
    """Make the handouts of a personaliser on one sheet, for one purpose, in one language."""

    def __init__(self, personaliser: Personaliser, **target: Any) -> None:
        self._personaliser = personaliser
        self._target = target

    def make(self, recipient: Recipient) -> PersonalPdf:
        """Make a recipient's handout."""
        return self._personaliser.make(recipient, **self._target)


MakePersonaliser = Callable[..., OneTarget]


@pytest.fixture(scope="session")
def make_personaliser(tmp_path_factory: pytest.TempPathFactory) -> MakePersonaliser:
    """Make a personaliser for an article: `make_personaliser(ARTICLE, is_full=True)`."""
    engine = load_engine(tmp_path_factory.mktemp("fonts"))
    people = [*make_people(600, seed=1), *make_people(600, seed=1, is_wild=True)]
    characters = frozenset("".join(value for one in people for value in one.fields.values()))

    def make(
        article: str = ARTICLE,
        *,
        template: str = "",
        is_full: bool = False,
        is_bound: bool = False,
        edition: Edition = SCREEN,
        format: Format = A4,
        style: str = "",
        fonts: Iterable[str] = (),
        texts: Iterable[str] = (),
    ) -> OneTarget:
        root = tmp_path_factory.mktemp("clinic")
        (root / "content" / "articles").mkdir(parents=True)
        (root / "content" / "clinic.toml").write_text(CLINIC, "utf-8")
        path = root / "content" / "articles" / "visit.md"
        path.write_text(article, "utf-8")
        if template:
            (root / "templates").mkdir()
            (root / "templates" / "handout.html").write_text(template, "utf-8")
        if style:
            (root / "styles").mkdir()
            (root / "styles" / "clinic.css").write_text(style, "utf-8")
        for name in fonts:
            shutil.copy(fontpkg.path(name), root / "styles")
        problems: list[Problem] = []
        project = read_project(root, problems.append)
        assert project is not None, problems
        read = read_article(path, project, problems.append)
        assert read is not None, problems
        personaliser = Personaliser(
            {read.language: read},
            Composer(project.clinic, root=root),
            engine,
            characters=characters | frozenset(texts),
            is_full=is_full,
            is_bound=is_bound,
        )
        return OneTarget(personaliser, format=format, edition=edition, language=read.language)

    return make

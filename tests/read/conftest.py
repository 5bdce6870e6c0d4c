"""Share the reading of an article in a project."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handout.model import Problem
from handout.read.article import read_article
from handout.read.project import read_project
from tests.read.articles import RAIN, Answer, MakeProject


@pytest.fixture
def read(make_project: MakeProject) -> Callable[..., Answer]:
    """Write an article into a project and read it."""

    def call(text: str | bytes, path: str = RAIN, **files: str) -> Answer:
        root = make_project({path: text, **files})
        project = read_project(root, lambda _: None)
        assert project is not None
        problems: list[Problem] = []
        return read_article(root / path, project, problems.append), problems

    return call

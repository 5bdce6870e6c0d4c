"""Hold the pictures of articles to where they may lie."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from handout.model import Problem
from handout.read.article import read_article
from handout.read.project import read_project
from tests.read.articles import RAIN, Answer, MakeProject, matter


def test_pictures_are_looked_for_beside_the_article_and_in_content(
    read: Callable[..., Answer],
) -> None:
    article, problems = read(
        matter() + "\n![a](a.svg)\n\n![b](images/b.svg)\n\n![c](../images/b.svg)\n",
        **{"content/articles/a.svg": "<svg/>", "content/images/b.svg": "<svg/>"},
    )
    assert problems == []
    assert article is not None
    assert len(article.content) == 4


def test_missing_pictures_leave_the_article_readable(read: Callable[..., Answer]) -> None:
    article, problems = read(
        matter() + "\n![](gone.svg)\n\n![a](" + "x" * 400 + ".svg)\n\n![b](%00.svg)"
    )
    assert article is not None
    assert [p.code for p in problems] == ["image.no-alt", *["image.missing"] * 3]


@pytest.mark.parametrize(
    "name", ["../../../secret.svg", "../../../clinic-2/a.svg", "link.svg", "/{root}/secret.svg"]
)
def test_pictures_outside_of_the_project_are_refused(
    make_project: MakeProject, tmp_path: Path, name: str
) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg/>")
    # A folder whose name merely starts like the project's is not the project.
    (tmp_path / "clinic-2").mkdir()
    (tmp_path / "clinic-2" / "a.svg").write_text("<svg/>")
    name = name.replace("/{root}", str(tmp_path))
    root = make_project({RAIN: matter() + f"\n![a]({name})\n"})
    (root / "content" / "articles" / "link.svg").symlink_to(secret)
    project = read_project(root, lambda _: None)
    assert project is not None
    problems: list[Problem] = []
    assert read_article(root / RAIN, project, problems.append) is None
    assert [(p.code, p.line, p.hint) for p in problems] == [
        ("image.outside", 6, "copy it into content/images and name it `images/…`.")
    ]


def test_an_article_elsewhere_may_show_what_lies_below_it(
    make_project: MakeProject, tmp_path: Path
) -> None:
    project = read_project(make_project(), lambda _: None)
    assert project is not None
    folder = tmp_path / "desk"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "a.svg").write_text("<svg/>")
    (tmp_path / "b.svg").write_text("<svg/>")
    path = folder / "wind.md"
    path.write_text("# Wind\n\n![a](pictures/a.svg)\n")
    problems: list[Problem] = []
    assert read_article(path, project, problems.append) is not None
    assert problems == []
    path.write_text("# Wind\n\n![b](../b.svg)\n")
    assert read_article(path, project, problems.append) is None
    assert [p.code for p in problems] == ["image.outside"]

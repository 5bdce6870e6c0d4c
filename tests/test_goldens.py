"""Compare whole handouts with golden files: the composed HTML, and the PDF's structure tree.

The cases use every kind of block and inline between them. The goldens lie in `__snapshots__` beside
this file and are meant to be read: `.html` as a browser gets it, less the style sheets, and `.txt`
as a screen reader does. A change to them is accepted with `--snapshot-update`, and its diff read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from handout.model import Block, CallOutKind, Inline
from tests.instruments.structure import Document
from tests.stress import Case, make_stress_set
from tests.stress.press import Made, Press

HERE = Path(__file__).resolve()
PASTED = HERE.parent / "data" / "pasted-article.txt"
NAMES = (
    "every-element",
    "lists-nested",
    "pasted-article",
    "quotes-and-code",
    "recipient-fields",
    "recipient-filled",
    "three-authors",
    "title-and-body",
)
PROJECT = "file:///PROJECT"
"""What stands in a golden for the clinic's folder, wherever it is on this machine."""

_DATA = re.compile(r'(data:image/svg\+xml)[^"]*')
"""A drawn QR code; that it can be scanned is tested elsewhere."""


class HtmlFile(SingleFileSnapshotExtension):
    """Keep a golden as a file of HTML."""

    _write_mode = WriteMode.TEXT
    file_extension = "html"


class TextFile(SingleFileSnapshotExtension):
    """Keep a golden as a file of text."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


Make = Callable[[str], Made]


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    cases = {case.name: case for case in make_stress_set(tmp_path_factory.mktemp("stress"))}
    project = cases["every-element"].project
    cases[PASTED.stem] = Case(name=PASTED.stem, project=project, article=PASTED)
    return cases


@pytest.fixture(scope="session")
def make(cases: dict[str, Case], tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Make a case's handout, once in a session."""
    press = Press(tmp_path_factory.mktemp("pdf"))
    return cache(lambda name: press.make(cases[name]))


@pytest.mark.parametrize("name", NAMES)
def test_html(name: str, make: Make, cases: dict[str, Case], snapshot: SnapshotAssertion) -> None:
    composed = make(name).composed
    assert composed is not None
    html = composed.html.replace(cases[name].project.resolve().as_uri(), PROJECT)
    html = _DATA.sub(r"\1,…", html).replace("\u00a0", "&nbsp;")
    assert "file://" not in html.replace(PROJECT, "")
    assert html == snapshot(extension_class=HtmlFile)


@pytest.mark.parametrize("name", NAMES)
def test_tree(name: str, make: Make, snapshot: SnapshotAssertion) -> None:
    made = make(name)
    assert made.pdf is not None, made.errors
    assert Document(made.pdf).dump() == snapshot(extension_class=TextFile)


def test_the_cases_use_every_kind_of_block_and_inline(make: Make) -> None:
    articles = [make(name).article for name in NAMES]
    used = {type(record) for record in _walk(articles)}
    assert {*get_args(Block), *get_args(Inline)} <= used
    assert {record.kind for record in _walk(articles) if hasattr(record, "kind")} == {*CallOutKind}


def test_every_golden_is_compared() -> None:
    folder = HERE.parent / "__snapshots__"
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == {
        f"{HERE.stem}/{test}[{name}].{kind.file_extension}"
        for test, kind in (("test_html", HtmlFile), ("test_tree", TextFile))
        for name in NAMES
    }


def _walk(value: Any) -> Iterator[Any]:
    """Yield every record in a value, those in its fields too."""
    if isinstance(value, tuple | list):
        for item in value:
            yield from _walk(item)
    elif is_dataclass(value):
        yield value
        for field in fields(value):
            yield from _walk(getattr(value, field.name))

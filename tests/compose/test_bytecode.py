"""Hold what is kept of compiled templates to the templates, and to nobody's but ours."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from jinja2.bccache import bc_magic

from handout.compose.bytecode import CompiledTemplates


class Counting(Environment):
    """Count what is compiled."""

    def __init__(self, shipped: Path, own: Path, made_with: str) -> None:
        """Look for templates in the second folder first, as a clinic's does."""
        loader = ChoiceLoader([FileSystemLoader(own), FileSystemLoader(shipped)])
        kept = CompiledTemplates(shipped, made_with=made_with)
        super().__init__(loader=loader, bytecode_cache=kept)
        self.compiled: list[str | None] = []

    def compile(self, source, name=None, *args, **kwargs):  # type: ignore[no-untyped-def] # as Jinja's
        """Take down the template's name."""
        self.compiled.append(name)
        return super().compile(source, name, *args, **kwargs)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let Python keep what it compiles in a place of its own."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "kept"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Give the folders of shipped templates and of a clinic's."""
    folders = tmp_path / "shipped", tmp_path / "own"
    for folder in folders:
        folder.mkdir()
    (folders[0] / "page.html").write_text("Rain, {{ name }}.")
    return folders


def list_kept(place: Path) -> list[Path]:
    return sorted(path for path in place.rglob("*") if path.is_file())


def render(folders: tuple[Path, Path], made_with: str = "en") -> tuple[str, list[str | None]]:
    """Render in a new environment; also return what was compiled for it."""
    environment = Counting(*folders, made_with)
    return environment.get_template("page.html").render(name="Anna"), environment.compiled


def test_a_shipped_template_is_compiled_once(folders: tuple[Path, Path], place: Path) -> None:
    assert render(folders) == ("Rain, Anna.", ["page.html"])
    assert len(list_kept(place)) == 1
    assert render(folders) == ("Rain, Anna.", [])


def test_a_changed_one_is_compiled_again(folders: tuple[Path, Path]) -> None:
    render(folders)
    (folders[0] / "page.html").write_text("Sun, {{ name }}.")
    assert render(folders) == ("Sun, Anna.", ["page.html"])


def test_what_was_compiled_in_another_way_is_not_taken(folders: tuple[Path, Path]) -> None:
    assert render(folders, "en")[1] == render(folders, "de")[1] == ["page.html"]
    assert render(folders, "en")[1] == render(folders, "de")[1] == []


def test_a_clinics_own_is_not_kept(folders: tuple[Path, Path], place: Path) -> None:
    (folders[1] / "page.html").write_text("Snow, {{ name }}.")
    for _ in range(2):
        assert render(folders) == ("Snow, Anna.", ["page.html"])
    assert not list_kept(place)


@pytest.mark.parametrize("size", [0, 5, len(bc_magic), len(bc_magic) + 3, -5])
def test_what_is_damaged_is_compiled_again(
    folders: tuple[Path, Path], place: Path, size: int
) -> None:
    render(folders)
    [kept] = list_kept(place)
    kept.write_bytes(kept.read_bytes()[:size])
    assert render(folders) == ("Rain, Anna.", ["page.html"])
    assert render(folders) == ("Rain, Anna.", [])


def test_where_nothing_can_be_kept_it_is_compiled(folders: tuple[Path, Path], place: Path) -> None:
    place.write_text("This is no folder.")
    for _ in range(2):
        assert render(folders) == ("Rain, Anna.", ["page.html"])


def test_where_python_keeps_nothing_neither_do_we(
    folders: tuple[Path, Path], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    render(folders)
    assert not list_kept(place)

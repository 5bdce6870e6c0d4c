"""What is no file, or leads out of the project, is refused by name: nothing hangs, nothing leaks."""

from __future__ import annotations

import os
import re
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from handout.jobs.runtime import render_session
from tests.conftest import AUTHOR, CLINIC, MakeProject, Run, choose_some
from tests.jobs import stand_in

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
FILES = {
    "content/clinic.toml": CLINIC.replace("[brand]", 'logo = "images/logo.svg"\n[brand]'),
    "content/authors/rebecca.toml": AUTHOR + 'photo = "images/photo.svg"\n',
    "content/images/logo.svg": LOGO,
    "content/images/photo.svg": LOGO,
    "content/images/figure.svg": LOGO,
    "content/articles/rain.md": "---\ntitle: Rain\nauthors: [rebecca]\n---\n\nHi {{ recipient.name }}.\n\n"
    "![A drawing](images/figure.svg)\n",
    "content/articles/sun.md": "---\ntitle: Sun\n---\n\nIt shines.\n",
    "styles/clinic.css": '@import "more.css";\n',
    "styles/more.css": "p { color: black }",
    "styles/base.css": "",
    "templates/parts/head.html": "{% macro head(clinic) %}{% endmacro %}",
    "pasted.txt": "A title\n\nSome text that was pasted, and goes on for a line or two.\n",
    "list.csv": "name\nAna Reyes\n",
}
READ = (*FILES, "templates/handout.html")
LARGE = (
    *("content/clinic.toml", "content/authors/rebecca.toml", "content/articles/rain.md"),
    *("content/images/logo.svg", "styles/clinic.css", "styles/more.css", "templates/handout.html"),
    *("pasted.txt", "list.csv"),
)
WRITTEN = (
    "dist",
    "dist/rain-a4.pdf",
    "dist/rain-a4.html",
    ".handout",
    ".handout/key",
    ".handout/cache",
    ".handout/cache/" + "0" * 32 + ".json",
    ".handout/fonts",
    ".handout/fonts/fonts.conf",
    "dist/rain-merge",
    "dist/rain-merge/.handout-journal",
    "dist/rain-merge/.handout-lock",
    "dist/rain-merge/.gitignore",
    "dist/rain-merge/index.csv",
    "dist/rain-merge/failed.csv",
    "dist/rain-merge/" + "a" * 20 + ".pdf",
)
BY_ENGINE = ("content/images/", "styles/more.css", ".handout/fonts")
"""What the engine itself reads; for all else, something quicker stands in for it."""
MAKERS: dict[str, Callable[[Path], None]] = {
    "pipe": lambda path: os.mkfifo(path),
    "device": lambda path: os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5)),
}
KINDS = [pytest.param(one, marks=pytest.mark.slow if one == "device" else ()) for one in MAKERS]


@pytest.fixture(autouse=True)
def quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the engine only where it is what reads."""
    name = request.node.callspec.params.get("name", "") if hasattr(request.node, "callspec") else ""
    if name and not name.startswith(BY_ENGINE):
        monkeypatch.setattr(render_session, "load_engine_at", stand_in.load_reading)


@pytest.fixture(autouse=True)
def alarm() -> Iterator[None]:
    """Fail what hangs."""

    def ring(*_: object) -> None:
        pytest.fail("it hangs")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(40)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def make_odd(path: Path, kind: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    try:
        MAKERS[kind](path)
    except PermissionError:
        pytest.skip("this user makes no devices")


def try_all(root: Path, run: Run) -> list[str]:
    """Call every command that reads or writes; return what they said."""
    said = []
    for args in (
        ("build", "--html", "--timeout", "9"),
        ("list",),
        ("merge", "rain", "list.csv", "--resume", "--timeout", "9", "--full"),
        ("import", "pasted.txt", "--force"),
    ):
        result = run(*args, cwd=root)
        assert result.exit_code != 70, result.stderr
        said.append(result.stderr)
    return said


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", choose_some(READ, 2))
def test_what_is_read_is_refused_by_name(
    make_project: MakeProject, run: Run, name: str, kind: str
) -> None:
    root = make_project(FILES)
    make_odd(root / name, kind)
    said = "".join(try_all(root, run))
    assert Path(name).name in said, said


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", choose_some(WRITTEN, 6))
def test_what_is_in_the_place_of_our_own_hangs_nothing(
    make_project: MakeProject, run: Run, name: str, kind: str
) -> None:
    root = make_project(FILES)
    make_odd(root / name, kind)
    try_all(root, run)


@pytest.mark.parametrize("name", choose_some(LARGE, 3))
def test_what_is_too_large_is_refused_by_name(
    make_project: MakeProject, run: Run, name: str
) -> None:
    root = make_project(FILES)
    with (root / name).open("ab") as file:
        file.truncate(40 * 1024**3)
    said = "".join(try_all(root, run))
    assert Path(name).name in said, said


LINKED = (
    *(name for name in READ if name not in ("pasted.txt", "list.csv")),
    *("content", "content/articles", "content/authors", "content/images", "styles", "templates"),
)


@pytest.mark.parametrize("name", choose_some(LINKED, 6))
def test_a_link_that_leads_out_is_refused_unless_links_are_followed(
    make_project: MakeProject, run: Run, tmp_path: Path, name: str
) -> None:
    root = make_project({**FILES, "templates/handout.html": '{% extends "shipped/handout.html" %}'})
    where = root / name
    outside = tmp_path / "outside" / where.name
    outside.parent.mkdir()
    where.rename(outside)
    where.symlink_to(outside)
    result = run("build", cwd=root)
    assert result.exit_code in (1, 3, 6), result.stderr
    assert Path(name).name in result.stderr, result.stderr
    assert re.search("leads out of|outside of|outside the", result.stderr), result.stderr
    clinic = root / "content/clinic.toml"
    clinic.write_text(clinic.read_text() + "\n[project]\nfollow_links = true\n")
    followed = run("build", "--allow-missing", cwd=root)
    assert (root / "dist/rain-a4.pdf").exists(), followed.stderr
    assert "leads out" not in followed.stderr


def test_a_linked_password_file_is_no_handout(make_project: MakeProject, run: Run) -> None:
    root = make_project()
    for name in ("content/articles/users.txt", "content/articles/users.md"):
        (root / name).symlink_to("/etc/passwd")
    result = run("build", cwd=root)
    assert result.exit_code == 6, result.stderr
    assert "leads out of the project" in result.stderr
    assert "root:" not in result.stderr
    assert sorted(path.name for path in root.glob("dist/*")) == ["rain-a4.pdf"]


def test_follow_links_is_true_or_false(make_project: MakeProject, run: Run) -> None:
    root = make_project({"content/clinic.toml": CLINIC + '[project]\nfollow_links = "yes"\n'})
    result = run("build", cwd=root)
    assert result.exit_code == 3
    assert "clinic.toml:" in result.stderr
    assert "must be true or false" in result.stderr

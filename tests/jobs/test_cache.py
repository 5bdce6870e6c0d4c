"""Hold the cache to its word: what is odd is not there, and no file is known by its time."""

from __future__ import annotations

import json
import os
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from handout import assets
from handout.files.digests import Digests
from handout.files.reading import read_digest
from handout.jobs.runtime.cache import FOLDER, Cache, Record
from handout.jobs.runtime.digests import _DISTRIBUTIONS, digest_shared
from handout.model import Problem, Severity


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content" / "articles").mkdir(parents=True)
    (tmp_path / "content" / "clinic.toml").write_text("name = 'Linden'")
    (tmp_path / "content" / "articles" / "rain.md").write_text("rain")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "rain-a4.pdf").write_bytes(b"%PDF")
    return tmp_path


def _make_record(root: Path) -> Record:
    article, pdf = root / "content/articles/rain.md", root / "dist/rain-a4.pdf"
    return Record(
        key="key",
        source="content/articles/rain.md",
        output="dist/rain-a4.pdf",
        files={"dist/rain-a4.pdf": read_digest(str(pdf)) or ""},
        dependencies={
            "content/articles/rain.md": read_digest(str(article)),
            "content/images/absent.png": None,
        },
        pages=3,
        problems=(
            Problem(
                code="article.html",
                severity=Severity.WARNING,
                path=article,
                line=3,
                column=None,
                message="“<b>” is kept as text.",
                hint=None,
            ),
            Problem(code="x", severity=Severity.NOTE, path=None, message="m", hint="h"),
        ),
    )


def _is_current(root: Path, record: Record, key: str = "key") -> bool:
    files = (root / "dist/rain-a4.pdf",)
    return Cache(root).is_current(record, key, files, Digests())


def _file(root: Path) -> Path:
    (path,) = (root / FOLDER).glob("*.json")
    return path


def test_a_record_comes_back_as_it_was(root: Path) -> None:
    record = _make_record(root)
    Cache(root).write(record)
    assert Cache(root).read(root / "dist/rain-a4.pdf") == record
    assert _is_current(root, record)
    # Below its checksum, it is JSON for other eyes, too.
    json.loads(_file(root).read_bytes().partition(b"\n")[2])


def test_a_moved_project_keeps_its_records(root: Path, tmp_path: Path) -> None:
    cache = Cache(root)
    cache.write(_make_record(root))
    moved = tmp_path.with_name("moved")
    root.rename(moved)
    record = Cache(moved).read(moved / "dist/rain-a4.pdf")
    assert record is not None
    assert record.problems[0].path == moved / "content/articles/rain.md"
    assert _is_current(moved, record)


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{}",
        b"not JSON at all",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"sha256":"0","record":{}}\n',
    ],
)
def test_a_damaged_record_is_no_record(root: Path, damage: bytes) -> None:
    Cache(root).write(_make_record(root))
    _file(root).write_bytes(damage)
    assert Cache(root).read(root / "dist/rain-a4.pdf") is None
    assert list(Cache(root).read_others([])) == []


def test_a_record_with_any_byte_changed_is_no_record(root: Path) -> None:
    Cache(root).write(_make_record(root))
    path = _file(root)
    data = path.read_bytes()
    for position in range(len(data)):
        path.write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
        assert Cache(root).read(root / "dist/rain-a4.pdf") is None, position
    for length in range(len(data)):
        path.write_bytes(data[:length])
        assert Cache(root).read(root / "dist/rain-a4.pdf") is None, length


def test_a_record_of_other_fields_is_no_record(root: Path) -> None:
    import hashlib

    Cache(root).write(_make_record(root))
    body = b'{"problems":[],"of":"another version"}'
    digest = hashlib.sha256(body).hexdigest().encode()
    _file(root).write_bytes(b'{"sha256":"' + digest + b'","record":' + body + b"}\n")
    assert Cache(root).read(root / "dist/rain-a4.pdf") is None


def test_a_folder_in_a_records_place_is_no_record(root: Path) -> None:
    Cache(root).write(_make_record(root))
    path = _file(root)
    path.unlink()
    path.mkdir()
    assert Cache(root).read(root / "dist/rain-a4.pdf") is None
    assert list(Cache(root).read_others([])) == []


def test_what_was_read_decides_and_not_when(root: Path) -> None:
    record = _make_record(root)
    article = root / "content/articles/rain.md"
    os.utime(article, (0, 0))
    assert _is_current(root, record)
    before = article.stat()
    article.write_text("sun!")
    os.utime(article, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not _is_current(root, record)


def test_a_file_that_was_missing_and_came_decides(root: Path) -> None:
    record = _make_record(root)
    (root / "content/images").mkdir()
    (root / "content/images/absent.png").write_bytes(b"")
    assert not _is_current(root, record)


def test_the_key_and_the_pdf_decide(root: Path) -> None:
    record = _make_record(root)
    assert not _is_current(root, record, key="another")
    pdf = root / "dist/rain-a4.pdf"
    pdf.write_bytes(b"%PDF damaged")
    assert not _is_current(root, record)
    pdf.unlink()
    assert not _is_current(root, record)


def test_html_that_is_asked_for_must_be_known(root: Path) -> None:
    record = _make_record(root)
    html = root / "dist/rain-a4.html"
    html.write_text("<p>somebody's")
    files = (root / "dist/rain-a4.pdf", html)
    assert not Cache(root).is_current(record, "key", files, Digests())
    known = {**record.files, "dist/rain-a4.html": read_digest(str(html)) or ""}
    assert Cache(root).is_current(replace(record, files=known), "key", files, Digests())


@pytest.mark.parametrize(
    "path", ["content/clinic.toml", "templates/page.html", "styles/base.css", "styles/new/a.css"]
)
def test_what_all_handouts_share_is_in_the_key(root: Path, path: str) -> None:
    first = digest_shared(root, Digests())
    assert digest_shared(root, Digests()) == first
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("changed")
    second = digest_shared(root, Digests())
    assert second != first
    target.rename(target.with_name(f"renamed-{target.name}"))
    assert digest_shared(root, Digests()) not in (first, second)


def test_the_date_and_the_versions_are_in_the_key(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = digest_shared(root, Digests())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    dated = digest_shared(root, Digests())
    assert dated != first
    other = tmp_path / "site"
    (other / "weasyprint-99.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(other)
    assert digest_shared(root, Digests()) not in (first, dated)


def test_what_editors_leave_behind_is_not(root: Path) -> None:
    (root / "styles").mkdir()
    first = digest_shared(root, Digests())
    (root / "styles" / ".base.css.swp").write_text("x")
    (root / "styles" / "base.css~").write_text("x")
    assert digest_shared(root, Digests()) == first


def test_what_pages_are_made_by_is_digested(tmp_path: Path) -> None:
    digests = Digests()
    digest_shared(tmp_path, digests)
    for name in ("compose/composer.py", "render/engine.py", "read/article.py", "model/content.py"):
        assert digests._known.get(str(assets.PACKAGE / name)), name


def test_every_library_that_makes_pages_is_digested() -> None:
    """By another release of it, pages may come out otherwise."""
    elsewhere = {"click", "email-validator", "openpyxl", "pikepdf", "tomlkit", "watchfiles"}
    project = tomllib.loads((assets.PACKAGE.parent / "pyproject.toml").read_text("utf-8"))
    needed = {re.split("[>=<~]", one)[0] for one in project["project"]["dependencies"]}
    assert elsewhere < needed
    known = tuple(name.rstrip("-") for name in _DISTRIBUTIONS)
    assert [one for one in needed - elsewhere if not one.replace("-", "_").startswith(known)] == []

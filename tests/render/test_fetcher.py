"""What a handout may read: its own folders, and nothing else."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from handout.render.loading import quick_library_search

with quick_library_search():
    from handout.render.fetcher import ConfinedFetcher, RefusedError


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "clinic"
    root.mkdir()
    (root / "in.css").write_text("inside")
    (tmp_path / "out.css").write_text("outside")
    (root / "link.css").symlink_to(tmp_path / "out.css")
    os.mkfifo(root / "pipe.css")
    (root / "clients.csv").write_text("name")
    (root / ".handout").mkdir()
    (root / ".handout" / "key").write_bytes(b"key")
    return root


@pytest.fixture
def fetcher(project: Path) -> ConfinedFetcher:
    fetcher = ConfinedFetcher()
    fetcher.confine((project,))
    return fetcher


def test_what_is_inside_is_read_and_remembered(fetcher: ConfinedFetcher, project: Path) -> None:
    assert fetcher.fetch((project / "in.css").as_uri()).read() == b"inside"
    digest = hashlib.sha256(b"inside").hexdigest()
    assert fetcher.dependencies == {str(project / "in.css"): digest}
    assert fetcher.fetch("data:text/plain,hello").read() == b"hello"


@pytest.mark.parametrize(
    "address",
    [
        "{root}/../out.css",
        "{root}/%2e%2e/out.css",
        "{root}/link.css",
        "{root}/pipe.css",
        "{root}",
        "{root}/clients.csv",
        "{root}/.handout/key",
        "file:///etc/passwd",
        "file://elsewhere{path}/in.css",
        "http://127.0.0.1:9/x",
        "https://clinic.example/x.png",
        "ftp://clinic.example/x",
    ],
)
def test_everything_else_is_refused(fetcher: ConfinedFetcher, project: Path, address: str) -> None:
    with pytest.raises(RefusedError):
        fetcher.fetch(address.format(root=project.as_uri(), path=project))
    assert fetcher.dependencies == {}

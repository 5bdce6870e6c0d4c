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
    (root / "in.txt").write_text("inside")
    (tmp_path / "out.txt").write_text("outside")
    (root / "link.txt").symlink_to(tmp_path / "out.txt")
    os.mkfifo(root / "pipe")
    return root


@pytest.fixture
def fetcher(project: Path) -> ConfinedFetcher:
    fetcher = ConfinedFetcher()
    fetcher.confine((project,))
    return fetcher


def test_what_is_inside_is_read_and_remembered(fetcher: ConfinedFetcher, project: Path) -> None:
    assert fetcher.fetch((project / "in.txt").as_uri()).read() == b"inside"
    digest = hashlib.sha256(b"inside").hexdigest()
    assert fetcher.dependencies == {str(project / "in.txt"): digest}
    assert fetcher.fetch("data:text/plain,hello").read() == b"hello"


@pytest.mark.parametrize(
    "address",
    [
        "{root}/../out.txt",
        "{root}/%2e%2e/out.txt",
        "{root}/link.txt",
        "{root}/pipe",
        "{root}",
        "file:///etc/passwd",
        "file://elsewhere{path}/in.txt",
        "http://127.0.0.1:9/x",
        "https://clinic.example/x.png",
        "ftp://clinic.example/x",
    ],
)
def test_everything_else_is_refused(fetcher: ConfinedFetcher, project: Path, address: str) -> None:
    with pytest.raises(RefusedError):
        fetcher.fetch(address.format(root=project.as_uri(), path=project))
    assert fetcher.dependencies == {}

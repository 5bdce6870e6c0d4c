"""What a handout may read: its own folders, and nothing else."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pytest
from PIL import Image

from handout.render.loading import quick_library_search

with quick_library_search():
    from handout.render.fetcher import ConfinedFetcher, RefusedError
    from handout.render.pictures import drop_metadata


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


def write_segment(marker: int, content: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + (len(content) + 2).to_bytes(2, "big") + content


def test_a_photograph_is_handed_on_without_what_is_told_of_it(
    fetcher: ConfinedFetcher, project: Path
) -> None:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20), "red").save(
        stream, "JPEG", exif=exif, comment=b"Jane Doe", icc_profile=b"colours"
    )
    data = stream.getvalue()
    told = [
        write_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x>Jane Doe</x>"),
        write_segment(0xED, b"Photoshop 3.0\0 Jane Doe"),
    ]
    (project / "photo.jpg").write_bytes(data[:2] + b"".join(told) + data[2:])
    found = fetcher.fetch((project / "photo.jpg").as_uri()).read()
    assert b"Jane Doe" not in found
    with Image.open(io.BytesIO(found)) as image, Image.open(io.BytesIO(data)) as before:
        assert image.info["icc_profile"] == b"colours"
        assert image.getexif()[0x0112] == 6
        assert image.tobytes() == before.tobytes()


@pytest.mark.parametrize("content", [b"\xff\xd8\xff", b"\xff\xd8\xff\xe1\0\0", b"\x89PNG", b"x"])
def test_what_is_no_whole_jpeg_stays_as_it_is(content: bytes) -> None:
    assert drop_metadata(content) == content

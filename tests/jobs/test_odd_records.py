"""Hold builds and merges to going on, whatever a record with the right checksum says."""

from __future__ import annotations

import hashlib
import json
import shutil
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handout.deliver.journal import NAME, Journal
from handout.errors import OutputError
from handout.jobs.runtime.cache import FOLDER, Cache
from tests.conftest import Run
from tests.jobs.builds import write_articles
from tests.jobs.merges import read_index, resume, write_list, write_project

pytestmark = pytest.mark.usefixtures("log")

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([-1, 0, 2**28, 2**36, 2**64, 2**70, 10**400])
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["\ud800", "\udcff", "\0", "run", "sample", "a,b", "../../x", "error"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=8), inner, max_size=8)
    ),
    max_leaves=8,
)

odd = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def list_places(data: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return where values stand in a value, at any depth, itself first."""
    inner: Any = ()
    if isinstance(data, dict):
        inner = data.items()
    elif isinstance(data, list):
        inner = enumerate(data)
    return [place, *(one for key, value in inner for one in list_places(value, (*place, key)))]


def put(data: Any, place: tuple[Any, ...], value: Any) -> Any:
    """Return the data with a value put at a place."""
    if not place:
        return value
    first, *rest = place
    if isinstance(data, dict):
        return {**data, first: put(data[first], tuple(rest), value)}
    return [put(one, tuple(rest), value) if at == first else one for at, one in enumerate(data)]


def seal_record(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def seal_line(body: bytes) -> bytes:
    return b"%08x %b\n" % (zlib.crc32(body), body)


def write(data: Any) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode()


# The build's records -----------------------------------------------------------------------------


@pytest.fixture
def project(make_project: Any, run: Run) -> Path:
    """Give a project that is built; one of its articles has gone since."""
    root: Path = make_project(write_articles(rain="Wet. SAY note", sun="Dry."))
    assert run("build", cwd=root).exit_code == 0
    (root / "content/articles/sun.md").unlink()
    return root


@given(data=st.data(), value=VALUES)
@odd
def test_a_build_goes_on_whatever_a_record_says(
    project: Path, run: Run, data: st.DataObject, value: Any
) -> None:
    kept = project.with_name("kept")
    if not kept.exists():
        shutil.copytree(project, kept)
    shutil.rmtree(project)
    shutil.copytree(kept, project)
    pdf = project / "dist/rain-a4.pdf"
    before = pdf.read_bytes()
    path = data.draw(st.sampled_from(sorted((project / FOLDER).glob("*.json"))))
    record = json.loads(path.read_bytes().partition(b"\n")[2])
    place = data.draw(st.sampled_from(list_places(record)))
    path.write_bytes(seal_record(write(put(record, place, value))))
    result = run("build", "--json", cwd=project)
    assert result.exit_code == 0, result.stderr
    assert pdf.read_bytes() == before
    assert type(json.loads(result.stdout)["built"][0]["pages"]) is int


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("dependencies",), []),
        (("dependencies", "content/articles/rain.md"), 7),
        (("files",), {}),
        (("files", "dist/rain-a4.pdf"), 7),
        (("pages",), "3"),
        (("pages",), True),
        (("pages",), -3),
        (("problems",), "no problems"),
        (("problems", 0, 3), "three"),
        (("problems", 0, 5), {}),
        (("output",), "dist/sun-a4.pdf"),
        (("output",), "\ud800"),
        (("source",), None),
        (("key",), 1),
    ],
)
def test_a_record_of_other_types_is_no_record(
    project: Path, place: tuple[Any, ...], value: Any
) -> None:
    cache = Cache(project)
    for path in (project / FOLDER).glob("*.json"):
        record = json.loads(path.read_bytes().partition(b"\n")[2])
        if record["output"] == "dist/rain-a4.pdf":
            path.write_bytes(seal_record(write(record)))
            assert cache.read(project / "dist/rain-a4.pdf") is not None
            path.write_bytes(seal_record(write(put(record, place, value))))
    assert cache.read(project / "dist/rain-a4.pdf") is None
    assert [one.output for one in cache.read_others([])] == ["dist/sun-a4.pdf"]


# The merge's journal -----------------------------------------------------------------------------

ODD_LINES = [
    b'["run"]',
    b'["run",{}]',
    b'["run",true]',
    b'["run","all"]',
    b"[]",
    b"{}",
    b"7",
    b"no JSON",
    b"\xff\xfe",
    b"[" * 100_000,
    b"[" + b"1" * 5000 + b"]",
    *(
        b'["%b",%b,"f",%b,"g","0","a4","en",%b]' % cells
        for cells in [
            (b"a" * 20, b'"2"', b"3", b'"1"'),
            (b"a" * 20, b"-1", b"3", b'"1"'),
            (b"a" * 20, b"%d" % 2**28, b"3", b'"1"'),
            (b"a" * 20, b"%d" % 2**70, b"3", b'"1"'),
            (b"a" * 20, b"2.0", b"3", b'"1"'),
            (b"a" * 20, b"true", b"3", b'"1"'),
            (b"a" * 20, b"2", b"null", b'"1"'),
            (b"a" * 20, b"2", b"3", b"{}"),
            (b"a" * 20, b"2", b"3", b"[" * 5000 + b"]" * 5000),
            (b"run", b"2", b"3", b'"1"'),
            (b"a,b", b"2", b"3", b'"1"'),
        ]
    ),
    b'["a",2,"f",3,"g","0","a4","en"]',
    b'["a",2,"f",3,"g","0","a4","en","1","more"]',
]


@pytest.fixture
def merged(make_project: Any) -> Path:
    """Give a project with a list of whom all were merged."""
    root: Path = make_project(write_project())
    write_list(root, 3)
    assert resume(root) == (3, 0)
    return root


@pytest.mark.parametrize("body", ODD_LINES, ids=lambda body: repr(body[:40]))
def test_an_odd_line_is_as_if_it_were_not_there(tmp_path: Path, body: bytes) -> None:
    Journal(tmp_path).close()
    with (tmp_path / NAME).open("ab") as file:
        file.write(seal_line(b'["run",null]') + seal_line(body))
    with closing(Journal(tmp_path)) as journal:
        assert journal.extents in ([None], [None, 2])
        assert not any(journal.find(name) for name in ("", "a", "a" * 20, "a,b", "run"))


def test_an_odd_head_is_no_journal(tmp_path: Path) -> None:
    for body in ODD_LINES:
        (tmp_path / NAME).write_bytes(seal_line(body))
        with pytest.raises(OutputError, match="no journal"):
            Journal(tmp_path)


@given(data=st.data(), value=VALUES)
@odd
def test_a_merge_is_taken_up_whatever_a_line_says(
    merged: Path, data: st.DataObject, value: Any
) -> None:
    journal = merged / "dist/rain-merge" / NAME
    kept = merged / "kept"
    if not kept.exists():
        kept.write_bytes(journal.read_bytes())
    journal.write_bytes(kept.read_bytes())
    head, *lines = journal.read_bytes().splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    cells = json.loads(lines[at][9:])
    place = data.draw(st.sampled_from(list_places(cells)))
    lines[at] = seal_line(write(put(cells, place, value)))
    journal.write_bytes(head + b"".join(lines))
    assert sum(resume(merged)) == 3
    # A PDF that is not what its line says is not removed, but put aside.
    for path in journal.parent.glob("*-changed*.pdf"):
        path.unlink()
    assert len(read_index(journal.parent)) == 3

"""Hold a chunk to its memory: what is large is written before anything else is made."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from handout.jobs.merging import chunk
from handout.jobs.merging.results import Ready

SMALL = Ready(
    row=2, format="a4", file="small", parts=(b"head", b"own"), line=b"\n", reason="", problems=()
)
RENDERED = SMALL._replace(file="rendered", reason="it was the first of its kind")
LOCKED = SMALL._replace(file="locked", parts=(b"all",))


def list_steps(monkeypatch: pytest.MonkeyPatch, handouts: list[Ready]) -> list[str]:
    """Return what is made and written, in turn, where these handouts come out."""
    steps: list[str] = []
    coming = iter(handouts)

    def make(*_: object, **__: object) -> Ready:
        one = next(coming)
        steps.append(f"make {one.file}")
        return one

    resident = SimpleNamespace(
        adopt=lambda _: None,
        check=lambda: steps.append("check"),
        tidy=lambda: steps.append("tidy"),
    )
    writer = SimpleNamespace(write=lambda name, _: steps.append(f"write {name}"))
    monkeypatch.setattr(chunk, "make_handout", make)
    monkeypatch.setattr(chunk, "get_resident", lambda _: resident)
    monkeypatch.setattr(chunk, "FileWriter", lambda *_, **__: writer)
    spec: Any = SimpleNamespace(output=Path(), seconds=60.0, is_bound=False)
    result = chunk.make_chunk(spec, [(row, [], 0) for row in range(len(handouts))])
    assert result.built == len(handouts)
    assert steps[-2:] == ["check", "tidy"]
    return steps[:-2]


@pytest.mark.parametrize("large", [RENDERED, LOCKED])
def test_nothing_waits_with_what_is_large(monkeypatch: pytest.MonkeyPatch, large: Ready) -> None:
    steps = list_steps(monkeypatch, [SMALL, large, SMALL])
    name = large.file
    assert steps == [
        *("make small", f"make {name}", "write small", f"write {name}"),
        *("make small", "write small"),
    ]


def test_no_more_are_held_than_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk, "_AT_ONCE", 3)
    steps = list_steps(monkeypatch, [SMALL] * 5)
    make, write = "make small", "write small"
    assert steps == [make] * 3 + [write] * 3 + [make] * 2 + [write] * 2

"""Make the same recipient's handout both ways, and compare what came out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

from handout.model import Recipient
from handout.personalise.personaliser import PersonalPdf
from tests.instruments.pictures import count_differences, render_pages
from tests.instruments.structure import Document
from tests.personalise.conftest import ARTICLE, MakePersonaliser, OneTarget

TOLERANCE_PX = 0.1 / 0.75
"""A tenth of a point, in the units of page streams."""


class Pair:
    """Make the same recipient both ways, and compare."""

    def __init__(
        self,
        make_personaliser: MakePersonaliser,
        folder: Path,
        article: str = ARTICLE,
        template: str = "",
        **given: Any,
    ) -> None:
        self.fast: OneTarget = make_personaliser(article, template=template, **given)
        self.full: OneTarget = make_personaliser(article, template=template, is_full=True, **given)
        self._folder = folder

    def compare(self, recipient: Recipient, *, with_pictures: bool = False) -> PersonalPdf:
        """Assert that both ways give one handout, and return what the fast way made."""
        fast, full = self.fast.make(recipient), self.full.make(recipient)
        assert bool(fast.parts) == bool(full.parts)
        assert {p.code for p in fast.problems} == {p.code for p in full.problems}
        if not fast.parts:
            return fast
        assert fast.pages == full.pages
        paths = [self._folder / "fast.pdf", self._folder / "full.pdf"]
        for path, made in zip(paths, (fast, full), strict=True):
            path.write_bytes(b"".join(made.parts))
        compare_streams(*paths)
        assert read_bookmarks(paths[0]) == read_bookmarks(paths[1])
        first, second = (Document(path) for path in paths)
        assert first.dump() == second.dump()
        assert first.page_text(with_artifacts=True) == second.page_text(with_artifacts=True)
        if with_pictures:
            for one, other in zip(*map(render_pages, paths), strict=True):
                assert not count_differences(one, other)
        return fast


def read_bookmarks(path: Path) -> list[tuple[str, int]]:
    """Return the title and the depth of each bookmark of a file."""

    def walk(items: list[pikepdf.OutlineItem], depth: int) -> Iterator[tuple[str, int]]:
        for item in items:
            yield item.title, depth
            yield from walk(list(item.children), depth + 1)

    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        return list(walk(list(outline.root), 0))


def compare_streams(first: Path, second: Path) -> None:
    """Assert that two files draw the same glyphs in the same places, page by page."""
    with pikepdf.open(first) as one, pikepdf.open(second) as other:
        for page, twin in zip(one.pages, other.pages, strict=True):
            tokens = list(_read_tokens(page))
            twins = list(_read_tokens(twin))
            assert len(tokens) == len(twins)
            for (operator, operands), (same, expected) in zip(tokens, twins, strict=True):
                assert operator == same
                if operands != expected:
                    assert operator == "Tm"
                    pairs = zip(operands, expected, strict=True)
                    assert all(abs(float(a) - float(b)) < TOLERANCE_PX for a, b in pairs)


def _read_tokens(page: pikepdf.Page) -> Iterator[tuple[str, list[str]]]:
    for instruction in pikepdf.parse_content_stream(page):
        operands: list[object] = list(getattr(instruction, "operands", ()))
        yield (
            str(instruction.operator),
            [repr(one) if isinstance(one, pikepdf.Object) else str(one) for one in operands],
        )

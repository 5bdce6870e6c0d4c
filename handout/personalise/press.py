"""Make one recipient's handout after another, in this process.

In goes a recipient; out comes a PDF, or the problems that stand in its way. The plain way composes
and renders each handout in full, with a second layout where the first one asks for it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from handout.model import Article, Edition, Format, Problem, Recipient, Severity

if TYPE_CHECKING:
    from handout.compose.composer import Composer
    from handout.compose.layout import Layout
    from handout.render.engine import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came of one recipient.

    Attributes:
        parts: The PDF in pieces, to be written one after another; none if there are errors.
        pages: How many pages it has.
        sha256: The digest of the whole PDF, in hexadecimal.
        problems: What there is to say; errors mean that there is no PDF.
        reason: Why it was rendered in full, or nothing where it was not.
    """

    parts: tuple[bytes, ...] = ()
    pages: int = 0
    sha256: str = ""
    problems: tuple[Problem, ...] = ()
    reason: str = ""


class Press:
    """Hold an article, ready to be made for any recipient."""

    def __init__(
        self,
        article: Article,
        composer: Composer,
        engine: Engine,
        *,
        format: Format,
        edition: Edition,
        roots: tuple[Path, ...],
        allow_missing: bool = False,
    ) -> None:
        """Begin nothing yet.

        Args:
            article: What the handout says.
            composer: Composes for the article's clinic.
            engine: Renders.
            format: The sheet.
            edition: What the PDF is for.
            roots: The folders that the handout may read from.
            allow_missing: Take missing images, texts, glyphs and fonts as warnings.
        """
        self._article = article
        self._composer = composer
        self._engine = engine
        self._format = format
        self._edition = edition
        self._roots = roots
        self._allow_missing = allow_missing

    def make(self, recipient: Recipient) -> Made:
        """Make one recipient's handout.

        Raises:
            EngineError: The engine failed.
            ProjectError: A template cannot be used.
        """
        return self._make_in_full(recipient)

    def _make_in_full(self, recipient: Recipient, reason: str = "") -> Made:
        problems: dict[Problem, None] = {}
        layout: Layout | None = None
        while True:
            composed = self._composer.compose(
                self._article,
                format=self._format,
                edition=self._edition,
                recipient=recipient,
                layout=layout,
                report=lambda problem: problems.setdefault(problem),
            )
            if composed is None or any(p.severity is Severity.ERROR for p in problems):
                return Made(problems=tuple(problems), reason=reason)
            answer = self._engine.render(
                composed,
                roots=self._roots,
                final=layout is not None,
                allow_missing=self._allow_missing,
            )
            if answer.layout is None:
                break
            layout = answer.layout
        problems.update(dict.fromkeys(answer.problems))
        pdf = answer.pdf
        return Made(
            parts=() if pdf is None else (pdf,),
            pages=answer.pages,
            sha256="" if pdf is None else hashlib.sha256(pdf).hexdigest(),
            problems=tuple(problems),
            reason=reason,
        )

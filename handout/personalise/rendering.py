"""Compose and render one handout in full, a second time if its layout has to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from handout.model import Article, Edition, Format, Problem, Recipient, Severity

if TYPE_CHECKING:
    from handout.compose.composed import Composed
    from handout.compose.composer import Composer
    from handout.compose.layout import Layout
    from handout.render.answer import Answer
    from handout.render.engine import Engine


class Rendered(NamedTuple):
    """What came of one handout.

    Attributes:
        answer: What the engine answered, its layout settled; None where composing found errors.
        composed: What was rendered last.
        problems: What there is to say of composing; what there is of rendering is in the answer.
    """

    answer: Answer | None
    composed: Composed | None
    problems: tuple[Problem, ...]


def render_handout(
    composer: Composer,
    engine: Engine,
    article: Article,
    *,
    format: Format,
    edition: Edition,
    recipient: Recipient | None = None,
    allow_missing: bool,
    characters: frozenset[str] | None = None,
) -> Rendered:
    """Compose and render a handout, a second time if the first shows that it has to change.

    Args:
        composer: Composes for the article's clinic.
        engine: Renders.
        article: What the handout says.
        format: The sheet.
        edition: What the PDF is for.
        recipient: Whom it is for, or None for one to fill by pen.
        allow_missing: Take missing images, texts, glyphs and fonts as warnings.
        characters: Ask for a master whose fonts have these characters, in the place of a PDF.

    Raises:
        EngineError: The engine failed.
        ProjectError: A template cannot be used.
    """
    problems: dict[Problem, None] = {}
    layout: Layout | None = None
    given = {} if characters is None else {"characters": characters}
    while True:
        composed = composer.compose(
            article,
            format=format,
            edition=edition,
            recipient=recipient,
            layout=layout,
            report=lambda problem: problems.setdefault(problem),
        )
        if composed is None or any(p.severity is Severity.ERROR for p in problems):
            return Rendered(None, composed, tuple(problems))
        answer = engine.render(
            composed,
            roots=composer.list_roots(article.path),
            final=layout is not None,
            allow_missing=allow_missing,
            **given,
        )
        if answer.layout is None or layout is not None:
            return Rendered(answer, composed, tuple(problems))
        layout = answer.layout

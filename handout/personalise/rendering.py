"""Compose and render one handout in full, a second time if its layout has to change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handout.model import Article, Edition, Format, Problem, Recipient
from handout.render.answer import Answer

if TYPE_CHECKING:
    from handout.compose.composed import Composed
    from handout.compose.composer import Composer
    from handout.compose.layout import Layout
    from handout.render.engine import Engine


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
) -> tuple[Answer, Composed | None]:
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

    Returns:
        What the engine answered, its layout settled, with all that there is to say; and what was
        rendered last.

    Raises:
        EngineError: The engine failed.
        ProjectError: A template cannot be used.
    """
    problems: dict[Problem, None] = {}
    made: list[Composed] = []

    def compose(layout: Layout | None) -> Composed | None:
        return composer.compose(
            article,
            format=format,
            edition=edition,
            recipient=recipient,
            layout=layout,
            report=lambda problem: problems.setdefault(problem),
        )

    def compose_again(layout: Layout) -> Composed:
        again = compose(layout)
        assert again is not None, "it was composed before"
        made.append(again)
        return again

    first = compose(None)
    if first is None or any(p.is_error for p in problems):
        return Answer(problems=tuple(problems)), first
    made.append(first)
    given = {} if characters is None else {"characters": characters}
    answer = engine.render(
        first,
        compose_again=compose_again,
        roots=composer.list_roots(article.path),
        allow_missing=allow_missing,
        **given,
    )
    rendered = next(one for one in reversed(made) if one.layout == answer.layout)
    return replace(answer, problems=join_problems(tuple(problems), answer.problems)), rendered


def join_problems(before: tuple[Problem, ...], after: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Join what was said before rendering and in it; a fault found twice is told once."""
    known = {(p.code, p.path, p.line) for p in before if p.line is not None}
    new = (p for p in after if (p.code, p.path, p.line) not in known)
    return tuple(dict.fromkeys((*before, *new)))

"""Complete article names when Tab is pressed, without reading any article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handout.cli.context import Invocation
from handout.errors import HandoutError
from handout.files.names import unify_name

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem


def complete_sources(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the project's articles by name; where none fits, let the shell offer files."""
    from click.shell_completion import CompletionItem

    given = ctx.params.get(param.name or "") or ()
    names = [
        name
        for name in _list_names(ctx.find_object(Invocation) or Invocation())
        if name.startswith(unify_name(incomplete)) and name not in given
    ]
    if names:
        return [CompletionItem(name) for name in names]
    return [CompletionItem(incomplete, type="file")]


def _list_names(invocation: Invocation) -> list[str]:
    from pathlib import Path

    from handout.cli.problems import show_path
    from handout.read.project import ARTICLE_SUFFIXES, split_name

    try:
        folder = invocation.find_root() / "content" / "articles"
        found = [path for path in folder.iterdir() if path.suffix.lower() in ARTICLE_SUFFIXES]
    except (HandoutError, OSError):
        # No project here: nothing to offer, and no place to say so.
        return []
    names = {split_name(path)[0] for path in found}
    # A shell writes on the terminal what it is offered, so what steers that is left out.
    return sorted(name for name in names if show_path(Path(name)) == name)

"""Read Markdown into the model's blocks, and say where it goes wrong.

markdown-it makes tokens, `handout.read.dialect` says of which dialect, and
`handout.read.blocks` makes of them the blocks that the text reader makes too, so that nothing after
this stage knows about Markdown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from handout.model import Blocks, Report
from handout.read.blocks import BlockReader
from handout.read.bullets import mark_items
from handout.read.dialect import get_parser
from handout.read.inlines import SourceText


def read_blocks(
    text: str,
    *,
    path: Path,
    base: tuple[Path, ...],
    first_line: int = 1,
    report: Report,
    roots: tuple[Path, ...] | None = None,
) -> Blocks:
    r"""Return the blocks of a Markdown text, reporting every fault in it.

    A level-1 heading stays in the list, for the caller to take as the title.

    Args:
        text: The Markdown, with `\n` for line ends.
        path: The file it is from, for reports.
        base: The folders that pictures may be relative to, in order.
        first_line: The line of the file that the text starts on.
        report: Where the faults go.
        roots: The folders that pictures must lie in; `base` unless given.
    """
    source_text = SourceText(
        path=path, lines=text.split("\n"), first_line=first_line, report=report
    )
    env: dict[str, Any] = {}
    try:
        tokens = get_parser().parse(mark_items(text), env)
    # RecursionError is one of these, and so is markdown-it's own way of giving up.
    except RuntimeError:
        message = "the text could not be read as Markdown."
        hint = "look for brackets or lists that are nested very deeply."
        source_text.error("article.markdown", message, first_line, hint)
        return ()
    return BlockReader(tokens, env, source_text, base, base if roots is None else roots).read()

"""Be `handout list`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handout.cli.context import (
    Invocation,
    echo_json,
    pass_invocation,
    shared_options,
)
from handout.cli.problems import clean, has_colour, print_problems
from handout.errors import ExitCode
from handout.model import Article, Problem

if TYPE_CHECKING:
    from handout.jobs.inventory import Inventory


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object to stdout.")
@shared_options
@pass_invocation
def command(invocation: Invocation, as_json: bool) -> int:
    """List articles, authors, formats and themes.

    Articles come with their version and the date they are to be reviewed by; what is past that
    date is marked.

    \b
    Examples:
      handout list
      handout list --json
      handout -C ../my-clinic list
    """
    from handout.check.review import check_review, find_review
    from handout.jobs.inventory import take_inventory

    root = invocation.find_root()
    problems: list[Problem] = []
    try:
        inventory = take_inventory(root, problems.append)
    finally:
        print_problems(problems, is_quiet=invocation.is_quiet, with_codes=invocation.is_verbose)
    past = [one for one in inventory.articles if check_review(one.path, find_review(one))]
    if as_json:
        echo_json(_describe(inventory, past))
    else:
        _print(inventory, past)
    if past:
        verb = "is" if len(past) == 1 else "are"
        invocation.say(
            f"{_count(past, 'article')} {verb} past the review date: look them over, then change "
            "“version”, “published” and “review_by”."
        )
    elif inventory.articles:
        invocation.say("Next: handout build")
    guesses = [one for one in problems if one.code in ("article.unchecked", "article.unconfirmed")]
    if guesses:
        verb = "is" if len(guesses) == 1 else "are"
        invocation.say(f"{_count(guesses, 'place')} {verb} still to be checked, named above.")
    if inventory.unread:
        return ExitCode.PARTIAL if inventory.articles else ExitCode.CONTENT
    return ExitCode.DONE


def _describe(inventory: Inventory, past: Sequence[Article]) -> dict[str, object]:
    """Give the object of `--json`; dates are ISO dates or null, paths begin at the folder."""

    def place(path: Path) -> str:
        return path.relative_to(inventory.root).as_posix()

    return {
        "articles": [
            {
                "slug": article.slug,
                "title": article.title,
                "language": article.language,
                "version": article.version,
                "published": _write_date(article.published),
                "review_by": _write_date(article.review_by),
                "is_past_review": article in past,
                "topic": article.topic,
                "authors": [author.id for author in article.authors],
                "tags": list(article.tags),
                "path": place(article.path),
            }
            for article in inventory.articles
        ],
        "authors": [
            {
                "id": author.id,
                "name": author.name,
                "role": author.role,
                "credentials": author.credentials,
                "path": place(author.path),
            }
            for author in inventory.authors
        ],
        "formats": [
            {"name": sheet.name, "width_mm": sheet.width, "height_mm": sheet.height}
            for sheet in inventory.formats
        ],
        "themes": [{"name": theme.name} for theme in inventory.themes],
    }


def _print(inventory: Inventory, past: Sequence[Article]) -> None:
    def mark(row: str, index: int) -> str:
        return click.style(row, fg="red") if inventory.articles[index] in past else row

    _print_table(
        "Articles",
        (
            (
                article.slug,
                article.language,
                f"version {article.version}" if article.version else "",
                _say_review(article, past),
                article.title,
            )
            for article in inventory.articles
        ),
        mark,
    )
    _print_table("Authors", ((author.id, author.name, author.role) for author in inventory.authors))
    _print_table(
        "Formats",
        ((sheet.name, f"{sheet.width:g} × {sheet.height:g} mm") for sheet in inventory.formats),
    )
    _print_table("Themes", ((theme.name,) for theme in inventory.themes))


def _say_review(article: Article, past: Sequence[Article]) -> str:
    if article.review_by is None:
        return "no review date"
    words = "PAST REVIEW, was due" if article in past else "review by"
    return f"{words} {article.review_by.isoformat()}"


def _print_table(
    title: str,
    rows: Iterable[tuple[str, ...]],
    mark: Callable[[str, int], str] = lambda row, _: row,
) -> None:
    lines = [tuple(clean(cell) for cell in row) for row in rows]
    color = has_colour(sys.stdout)
    click.echo(click.style(f"{title} ({len(lines)})", bold=True), color=color)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for index, line in enumerate(lines):
        row = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        click.echo(f"  {mark(row.rstrip(), index)}", color=color)


def _count(things: Sequence[object], word: str) -> str:
    return f"1 {word}" if len(things) == 1 else f"{len(things)} {word}s"


def _write_date(value: date | None) -> str | None:
    return value.isoformat() if value else None

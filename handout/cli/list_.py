"""Be `handout list`."""

from __future__ import annotations

import csv
import io
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handout.cli.context import Invocation, count_things, pass_invocation, shared_options
from handout.cli.problems import clean, has_colour
from handout.errors import ExitCode, UsageError
from handout.model import FORMATS, Article, Author, Format, Problem

if TYPE_CHECKING:
    from handout.jobs.clinic import Inventory

_DUE_DAYS = 30
"""An article whose review is no further off is due."""


def _plain_title(article: Article) -> str:
    """Return a title as it is sorted: without regard to case and accents."""
    parts = unicodedata.normalize("NFKD", article.title).casefold()
    return "".join(char for char in parts if not unicodedata.combining(char))


_SORTS: dict[str, Callable[[Article], tuple[object, ...]]] = {
    "slug": lambda article: (article.slug,),
    "title": lambda article: (_plain_title(article),),
    "review": lambda article: (article.review_by or date.max,),
    "published": lambda article: (article.published or date.max,),
}

_ARTICLE_KEYS = (
    *("slug", "title", "language", "version", "published", "review_by", "is_past_review"),
    *("draft", "formats", "topic", "authors", "tags", "path"),
)
_GAP = "  "
_NARROWEST = 10
"""Columns are not made narrower than this many characters, however narrow the terminal."""


@click.command("list")
@click.option(
    "--due",
    "is_due",
    is_flag=True,
    help="List only articles whose review is past, or due within 30 days.",
)
@click.option(
    "--sort",
    type=click.Choice(list(_SORTS)),
    default="slug",
    show_default=True,
    help="The order of the articles; of dates, the earliest first.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print the articles as CSV, with a header.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object to stdout.")
@shared_options
@pass_invocation
def command(
    invocation: Invocation, /, *, is_due: bool, sort: str, as_csv: bool, as_json: bool
) -> int:
    """List articles, authors, formats and themes.

    Articles come with their version and the date they are to be reviewed by; what is past that
    date is marked, and so are drafts.

    \b
    Examples:
      handout list
      handout list --due --sort review
      handout list --csv > articles.csv
      handout list --json
      handout -C ../my-clinic list
    """
    from handout.check.review import check_review, find_review
    from handout.jobs.clinic import take_inventory

    if as_csv and as_json:
        raise UsageError("“--csv” and “--json” exclude each other.", hint="give one of the two.")
    root = invocation.find_root()
    problems: list[Problem] = []
    try:
        inventory = take_inventory(root, problems.append)
    finally:
        invocation.tell(problems)
    # What the key leaves equal stays sorted by name and language.
    articles = tuple(sorted(inventory.articles, key=_SORTS[sort]))
    if is_due:
        last = datetime.now().astimezone().date() + timedelta(_DUE_DAYS)
        articles = tuple(one for one in articles if one.review_by and one.review_by <= last)
    has_articles = bool(inventory.articles)
    inventory = inventory._replace(articles=articles)
    past = [one for one in articles if check_review(one.path, find_review(one))]
    if as_json:
        invocation.answer.give(_describe(inventory, past))
    elif as_csv:
        _print_csv(_describe_articles(inventory, past))
    else:
        _print(inventory, past, with_rest=not is_due)
    if past or (is_due and articles):
        when = "past the review date" if past else f"due within {_DUE_DAYS} days"
        invocation.say(
            f"{_count_with_verb(past or articles, 'article')} {when}: look them over, "
            "then change “version”, “published” and “review_by”."
        )
    elif is_due and has_articles:
        invocation.say(f"Nothing to do: no review is due within {_DUE_DAYS} days.")
    elif has_articles:
        invocation.say("Next: handout build")
    guesses = [one for one in problems if one.code in ("article.unchecked", "article.unconfirmed")]
    if guesses:
        places = _count_with_verb(guesses, "place")
        invocation.say(f"{places} still to be checked, named above.")
    if inventory.unread:
        return ExitCode.PARTIAL if has_articles else ExitCode.CONTENT
    return ExitCode.DONE


def _count_with_verb(things: Sequence[object], word: str) -> str:
    """Return how many things there are, with “is” or “are”."""
    return f"{count_things(len(things), word)} {'is' if len(things) == 1 else 'are'}"


def _describe_articles(inventory: Inventory, past: Sequence[Article]) -> list[dict[str, object]]:
    """Give the articles of `--json` and `--csv`."""
    return [
        {
            "slug": article.slug,
            "title": article.title,
            "language": article.language,
            "version": article.version,
            "published": _write_date(article.published),
            "review_by": _write_date(article.review_by),
            "is_past_review": article in past,
            "draft": article.is_draft,
            "formats": list(article.formats or inventory.project.clinic.defaults.formats),
            "topic": article.topic,
            "authors": [author.id for author in article.authors],
            "tags": list(article.tags),
            "path": _place(article.path, inventory),
        }
        for article in inventory.articles
    ]


def _describe(inventory: Inventory, past: Sequence[Article]) -> dict[str, object]:
    """Give the object of `--json`; dates are ISO dates or null, paths begin at the folder."""
    return {
        "articles": _describe_articles(inventory, past),
        "authors": [
            {
                "id": author.id,
                "name": author.name,
                "role": author.role,
                "credentials": author.credentials,
                "path": _place(author.path, inventory),
            }
            for author in _sort_authors(inventory)
        ],
        "formats": [
            {"name": sheet.name, "width_mm": sheet.width, "height_mm": sheet.height}
            for sheet in _fit_formats(inventory)
        ],
        "themes": [{"name": theme} for theme in inventory.themes],
    }


def _place(path: Path, inventory: Inventory) -> str:
    return path.relative_to(inventory.project.root).as_posix()


def _sort_authors(inventory: Inventory) -> list[Author]:
    return [author for _, author in sorted(inventory.project.authors.items())]


def _fit_formats(inventory: Inventory) -> list[Format]:
    return [one.fit(inventory.project.clinic.print.paper) for one in FORMATS.values()]


def _print_csv(articles: Iterable[dict[str, object]]) -> None:
    """Print articles as CSV, with “; ” between several authors or tags."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, _ARTICLE_KEYS, lineterminator="\n")
    writer.writeheader()
    for article in articles:
        writer.writerow({key: _write_cell(value) for key, value in article.items()})
    click.echo(stream.getvalue(), nl=False)


def _write_cell(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(value)
    return str(value).lower() if isinstance(value, bool) else value


def _print(inventory: Inventory, past: Sequence[Article], *, with_rest: bool) -> None:
    """Print the articles as a table, and the rest of the inventory if that is wanted."""

    def mark(row: str, index: int) -> str:
        return click.style(row, fg="red") if inventory.articles[index] in past else row

    # Where all are built in the same, the table of formats says in which.
    has_own = any(article.formats for article in inventory.articles)
    headers = ("Article", "Language", "Version", "Review by", "Title")
    _print_table(
        "Articles",
        (*headers, "Formats") if has_own else headers,
        (
            (
                article.slug,
                article.language,
                article.version,
                _say_review(article, past),
                article.title,
                *(
                    [", ".join(article.formats or inventory.project.clinic.defaults.formats)]
                    if has_own
                    else ()
                ),
            )
            for article in inventory.articles
        ),
        mark,
    )
    if not with_rest:
        return
    _print_table(
        "Authors",
        ("Author", "Name", "Role"),
        ((author.id, author.name, author.role) for author in _sort_authors(inventory)),
    )
    _print_table(
        "Formats",
        ("Format", "Size", "Built"),
        (
            (
                sheet.name,
                f"{sheet.width:g} × {sheet.height:g} mm",
                "unless an article says otherwise"
                * (sheet.name in inventory.project.clinic.defaults.formats),
            )
            for sheet in _fit_formats(inventory)
        ),
    )
    _print_table("Themes", ("Theme",), ((theme,) for theme in inventory.themes))


def _say_review(article: Article, past: Sequence[Article]) -> str:
    words = article.review_by.isoformat() if article.review_by else "no review date"
    words = f"PAST REVIEW, was due {words}" if article in past else words
    return f"{words} (draft)" if article.is_draft else words


def _print_table(
    title: str,
    headers: tuple[str, ...],
    rows: Iterable[tuple[str, ...]],
    mark: Callable[[str, int], str] = lambda row, _: row,
) -> None:
    """Print a table below its title, in the terminal's width if that is known."""
    lines = [tuple(clean(cell) for cell in row) for row in rows]
    color = has_colour(sys.stdout)
    click.echo(click.style(f"{title} ({len(lines)})", bold=True), color=color)
    if not lines:
        return
    widths = [max(map(len, column)) for column in zip(headers, *lines, strict=True)]
    if columns := shutil.get_terminal_size((0, 0)).columns:
        _narrow(widths, columns - len(_GAP) * len(widths))
    for index, line in enumerate((headers, *lines)):
        cells = [textwrap.wrap(cell, width) for cell, width in zip(line, widths, strict=True)]
        for parts in zip_longest(*cells, fillvalue=""):
            row = _GAP.join(part.ljust(width) for part, width in zip(parts, widths, strict=True))
            row = mark(row.rstrip(), index - 1) if index else click.style(row.rstrip(), dim=True)
            click.echo(f"{_GAP}{row}", color=color)


def _narrow(widths: list[int], room: int) -> None:
    """Make columns narrower until they fit: the last one first, then the widest."""
    while room < sum(widths) and max(widths) > _NARROWEST:
        index = -1 if widths[-1] > _NARROWEST else widths.index(max(widths))
        widths[index] -= 1


def _write_date(value: date | None) -> str | None:
    return value.isoformat() if value else None

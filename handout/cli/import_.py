"""Make an article of a text: the options of `handout import`, and what it prints."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handout.cli.context import (
    FilePath,
    Invocation,
    count_things,
    pass_invocation,
    shared_options,
)
from handout.cli.problems import clean, show_path
from handout.errors import ExitCode

if TYPE_CHECKING:
    from handout.model import Problem
    from handout.read.importers.markdown import NewArticle
    from handout.read.importers.text import Finding

_MOST_SHOWN = 12
"""Lines of one kind that are listed; -v lists all."""
_LONGEST = 90
"""Characters of a finding that are shown."""


@click.command("import")
@click.argument("source", metavar="SOURCE", type=FilePath(allow_dash=True))
@click.option("--title", default="", help="The article's title, in the place of the one found.")
@click.option("--slug", default="", help="The name of the article's file, without .md.")
@click.option(
    "--language", metavar="TAG", default="", help="The text's language. Default: the one it is in."
)
@click.option("--force", is_flag=True, help="Replace an article of the same name.")
@shared_options
@pass_invocation
def command(
    invocation: Invocation, source: Path, title: str, slug: str, language: str, *, force: bool
) -> int:
    """Turn a text or Markdown file into an article.

    SOURCE is a .txt or .md file, or “-” for standard input. The article is written to
    content/articles/, and its author, if the text names a new one, to content/authors/. What was
    recognised, dropped and guessed is said on stderr, and guesses are marked for you to confirm.
    Nothing that is there already is written over.

    \b
    Examples:
      handout import pasted-article.txt
      handout import ~/Downloads/peels.md --slug chemical-peels
      handout import notes.txt --title "Caring for dry skin" --force
      xclip -o | handout import - --title "Sun and your skin"
    """
    from handout.jobs.import_article import ImportOptions, import_article
    from handout.read.project import read_project

    problems: list[Problem] = []
    project = read_project(invocation.find_root(), problems.append)
    if project is None:
        invocation.tell(problems)
        return ExitCode.PROJECT
    # What is wrong with other files is said by the build; here it would hide what matters.
    problems.clear()
    given = sys.stdin.buffer.read() if str(source) == "-" else Path.cwd() / source
    options = ImportOptions(title=title, slug=slug, language=language, is_forced=force)
    imported = import_article(project, given, options, problems.append)
    invocation.tell(problems)
    if imported is None:
        return ExitCode.CONTENT
    _tell(invocation, imported)
    for path in imported.written:
        click.echo(show_path(path))
    if imported.confirm:
        invocation.say(
            f"Confirm what was guessed ({', '.join(imported.confirm)}): see “confirm” in "
            f"{show_path(imported.article.path)}."
        )
    if imported.checks:
        places = count_things(len(imported.checks), "place")
        invocation.say(
            f"Look at {places} of the text, marked “<!-- check: … -->”; they are not printed."
        )
    invocation.say(f"Next: handout build {imported.article.slug}")
    return ExitCode.DONE


def _tell(invocation: Invocation, imported: NewArticle) -> None:
    """Say what was made of the text, kind by kind."""
    for kind in ("recognised", "guessed", "dropped"):
        found = [finding for finding in imported.findings if finding.kind == kind]
        if not found:
            continue
        invocation.say(f"{kind.capitalize()}:")
        for index, finding in enumerate(found):
            invocation.say(_describe(finding), level=0 if index < _MOST_SHOWN else 1)
        if len(found) > _MOST_SHOWN and not invocation.verbosity:
            invocation.say(f"  … and {len(found) - _MOST_SHOWN} more (-v lists all)")
    author = next(iter(imported.article.authors), None)
    if author is not None and author.path not in imported.written:
        invocation.say(f"The author is {clean(author.name)}, whose file is there: {author.id}.toml")


def _describe(finding: Finding) -> str:
    """Write a finding in one line."""
    words = " ".join(finding.text.split())
    if len(words) > _LONGEST:
        words = f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
    line = f"line {finding.line}, " if finding.line else ""
    why = f" (by {finding.why})" if finding.why else ""
    return f"  {line}{finding.what}: {clean(words)}{why}"

"""Be `handout whose`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from handout.cli.context import FilePath, Invocation, pass_invocation, shared_options
from handout.cli.lists import list_options, read_list_options
from handout.cli.problems import shorten_path, show_path
from handout.errors import ExitCode, UsageError
from handout.model import Place, Problem, make_error


@click.command("whose")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FilePath())
@click.argument("recipients", metavar="RECIPIENTS", type=FilePath(allow_dash=True))
@list_options
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON, by file.")
@shared_options
@pass_invocation
def command(
    invocation: Invocation,
    /,
    *,
    files: tuple[Path, ...],
    recipients: Path,
    as_json: bool,
    **given: Any,
) -> int:
    """Tell whose a recipient's PDF is.

    FILE is a PDF that a merge has made; its name is enough, it need not be there. RECIPIENTS is
    the list that it was made from, sorted and grown as it may be. Printed is the row, and no name.

    \b
    Examples:
      handout whose d2k4xq7ha5nbtz3w6yce.pdf clients.csv
      handout whose dist/after-your-peel-merge/*.pdf clients.csv
    """
    from handout.deliver.identity import ID
    from handout.jobs.whose import find_rows

    for path in files:
        if not ID.fullmatch(path.stem):
            raise UsageError(
                f"“{path.name}” is not named as a merge names PDFs.",
                where=Place(path=path),
                hint="give a file such as “d2k4xq7ha5nbtz3w6yce.pdf”, and the list last.",
            )

    def tell(problem: Problem) -> None:
        invocation.tell([problem])

    found = find_rows(
        invocation.find_root(),
        {path.stem for path in files},
        recipients,
        tell,
        stdin=sys.stdin.buffer if str(recipients) == "-" else None,
        options=read_list_options(recipients, invocation, **given),
    )
    if as_json:
        invocation.answer.give({shorten_path(path): found.get(path.stem) for path in files})
    for path in files:
        row = found.get(path.stem)
        if row is None:
            hint = "look whether it is of another list, or its article has another name now."
            tell(make_error("whose.unknown", "it belongs to no row of this list.", hint, path=path))
        elif not as_json:
            click.echo(f"{show_path(path)}: row {row}")
    if len(found) == len({path.stem for path in files}):
        return ExitCode.DONE
    return ExitCode.PARTIAL if found else ExitCode.CONTENT

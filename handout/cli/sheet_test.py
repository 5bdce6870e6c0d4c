"""Be `handout sheet-test`."""

from __future__ import annotations

from pathlib import Path

import click

from handout.cli.context import FilePath, Invocation, pass_invocation, shared_options
from handout.cli.problems import show_path
from handout.cli.streams import open_output
from handout.model import PAPERS


@click.command("sheet-test")
@click.option(
    "-o",
    "--output",
    type=FilePath(allow_dash=True),
    help="The folder to write to, or a file if it ends in .pdf, or “-” for standard output. "
    "Default: dist/ in the clinic's folder; where there is none, the current folder.",
)
@click.option(
    "--paper",
    type=click.Choice(PAPERS, case_sensitive=False),
    help="The paper in your printer. Default: the clinic's.",
)
@shared_options
@pass_invocation
def command(invocation: Invocation, output: Path | None, paper: str | None) -> None:
    """Make a sheet that tells how your printer turns paper.

    Print the PDF on both sides, with the settings that you always use. The sheet says what to look
    at, and which line to write into content/clinic.toml, so that the sheets of booklets are printed
    with no page upside down. It works outside a clinic's folder, too.

    \b
    Examples:
      handout sheet-test
      handout sheet-test --paper letter -o test.pdf
    """
    from handout.files.writing import prepare_folder, write_file
    from handout.jobs.sheet_test import NAME, make_sheet_test

    root = invocation.find_root_if_any()
    stream = open_output("handout sheet-test") if str(output) == "-" else None
    pdf = make_sheet_test(root, paper)
    if stream:
        stream.write(pdf)
        return
    place = output or (root / "dist" if root else Path())
    path = place if place.suffix.lower() == ".pdf" and not place.is_dir() else place / NAME
    prepare_folder(path.parent)
    write_file(path, pdf)
    click.echo(show_path(path))
    invocation.say("Next: print it on both sides, with the settings that you always use.")

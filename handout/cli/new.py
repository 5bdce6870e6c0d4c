"""Be `handout new`."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from handout.cli.context import Invocation, pass_invocation, shared_options
from handout.cli.problems import show_path


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@shared_options
@pass_invocation
def command(invocation: Invocation, folder: Path) -> None:
    """Make a clinic's folder with a sample article.

    DIR gets a made-up clinic, an author and an article that builds at once. Put your own in
    their place, file by file. Nothing that is there already is written over.

    \b
    Examples:
      handout new my-clinic
      handout new .
    """
    from handout.jobs.new import make_folder

    root = Path.cwd() / folder
    for path in make_folder(root):
        click.echo(show_path(path))
    enter = "" if root.resolve() == Path.cwd().resolve() else f"cd {shlex.quote(str(folder))} && "
    invocation.say(f"Next: {enter}handout build")
    invocation.say("Then put your clinic's name and colour into content/clinic.toml.")

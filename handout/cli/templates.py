"""Be `handout templates`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from handout.cli.context import Invocation, pass_invocation, shared_options
from handout.cli.problems import clean, has_colour, show_path

if TYPE_CHECKING:
    from handout.jobs.templates import TemplateFile


@click.group("templates", invoke_without_command=True, subcommand_metavar="[copy NAME]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object to stdout.")
@shared_options
@click.pass_context
@pass_invocation
def command(invocation: Invocation, context: click.Context, as_json: bool) -> None:
    """List templates and style sheets, or copy one.

    Each comes with its blocks and macros, and is either shipped with handout or your own, from
    your clinic's folder. “handout templates copy NAME” copies a shipped one there, to be changed.

    \b
    Examples:
      handout templates
      handout templates --json
      handout templates copy parts/letterhead.html
      handout templates copy themes/calm.css
    """
    if context.invoked_subcommand is not None:
        return
    from handout.jobs.templates import list_templates

    files = list_templates(invocation.find_root())
    if as_json:
        invocation.answer.give(_describe(files))
        return
    _print(files)
    invocation.say("Next: handout templates copy NAME, then change the copy.")


@command.command("copy")
@click.argument("name")
@shared_options
@pass_invocation
def copy(invocation: Invocation, name: str) -> None:
    """Copy a shipped file into your clinic's folder.

    NAME is as “handout templates” lists it. Nothing that is there already is written over.

    \b
    Examples:
      handout templates copy parts/letterhead.html
      handout templates copy styles/base.css
    """
    from handout.jobs.templates import copy_template

    path = copy_template(invocation.find_root(), name)
    click.echo(show_path(path))
    invocation.say("It takes the place of the shipped one; delete it to have that back.")
    invocation.say("Next: change it, then “handout build --watch” shows each change.")


def _describe(files: Sequence[TemplateFile]) -> dict[str, list[object]]:
    """Give the object of `--json`: a list under each of the two folders' names."""
    found: dict[str, list[object]] = {}
    for file in files:
        described = file._asdict()
        found.setdefault(described.pop("kind"), []).append(described)
    return found


def _print(files: Sequence[TemplateFile]) -> None:
    color = has_colour(sys.stdout)
    width = max(len(file.name) for file in files)
    for kind in dict.fromkeys(file.kind for file in files):
        some = [file for file in files if file.kind == kind]
        click.echo(click.style(f"{kind.capitalize()} ({len(some)})", bold=True), color=color)
        for file in some:
            origin = click.style("your own", fg="green") if file.is_own else "shipped"
            click.echo(f"  {clean(file.name).ljust(width)}  {origin}", color=color)
            for what, names in (("blocks", file.blocks), ("macros", file.macros)):
                if names:
                    click.echo(f"    {what}: {clean(', '.join(names))}")

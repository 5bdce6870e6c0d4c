"""Be `handout new`: ask for what a clinic's folder needs, or take it from options."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import click

from handout.cli.context import Invocation, pass_invocation, shared_options
from handout.cli.problems import show_path

_COLOUR = "#155a72"


def _check_text(text: str) -> str:
    if not text.isprintable():
        raise click.BadParameter("it has a character that cannot be printed.")
    return text


def _check_colour(text: str) -> str:
    from handout.read.colours import normalise_colour

    colour = normalise_colour(text)
    if colour is None:
        raise click.BadParameter(
            f"“{text}” is no colour: write # and six digits from 0 to f, such as #2f6f73."
        )
    return colour


def _check_email(text: str) -> str:
    from handout.read.addresses import is_email

    if not is_email(text):
        raise click.BadParameter(f"“{text}” is no e-mail address.")
    return text


def _check_logo(text: str) -> Path:
    # A file that is dragged into a terminal comes in quotes, or with its spaces escaped.
    spellings = [text, text[1:-1] if text[:1] == text[-1:] and text[:1] in "\"'" else text]
    with suppress(ValueError):
        spellings.append(" ".join(shlex.split(text)))
    for path in map(Path, spellings):
        if path.is_file():
            return path
    raise click.BadParameter(f"there is no file “{text}”.")


# What is asked for: the option, its question, what is taken without an answer, and its check.
_ASKED: dict[str, tuple[str, str, Callable[[str], Any]]] = {
    "name": ("Your clinic's name", "", _check_text),
    "colour": ("Its colour", _COLOUR, _check_colour),
    "phone": ("Telephone", "", _check_text),
    "email": ("E-mail", "", _check_email),
    "logo": ("The file of your logo", "", _check_logo),
}


def _check(_: click.Context, option: click.Parameter, value: str | None) -> Any:
    return _ASKED[option.name or ""][2](value.strip()) if value else None


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", callback=_check, help="The clinic's name.")
@click.option(
    "--colour", "--color", "colour", callback=_check, help="Its colour, such as “#2f6f73”."
)
@click.option("--phone", callback=_check, help="Its telephone number.")
@click.option("--email", callback=_check, help="Its e-mail address.")
@click.option("--logo", metavar="FILE", callback=_check, help="Its logo, as SVG, PNG or JPEG.")
@shared_options
@pass_invocation
def command(invocation: Invocation, /, *, folder: Path, **given: Any) -> None:
    """Make a clinic's folder with sample articles.

    DIR gets the clinic's settings, two articles with their authors, and a list of clients for the
    one that is personal. All of it builds at once: put your own in its place, file by file.
    Nothing that is there already is written over. On a terminal, what no option says is asked for.

    \b
    Examples:
      handout new my-clinic
      handout new my-clinic --name "Linden Clinic" --colour "#2f6f73"
      handout new .
    """
    from handout.jobs.new import LIST, NewClinic, make_folder

    if sys.stdin.isatty() and sys.stderr.isatty() and not invocation.is_quiet:
        given = _ask(given)
    known = {name: value for name, value in given.items() if value}
    root = Path.cwd() / folder
    for path in make_folder(root, NewClinic(**known)):
        click.echo(show_path(path))
    invocation.say("Next:")
    if root.resolve() != Path.cwd().resolve():
        invocation.say(f"  cd {shlex.quote(str(folder))}")
    invocation.say("  handout build")
    invocation.say(f"  handout merge after-your-peel {LIST}")
    invocation.say("Then look through content/clinic.toml, and put your own articles in place.")


def _accept(check: Callable[[str], Any], text: str) -> Any:
    return check(text.strip()) if text.strip() else ""


def _ask(given: dict[str, Any]) -> dict[str, Any]:
    """Ask for what was not given; an empty answer leaves it out."""
    if None in given.values():
        click.echo("Press Enter to leave an answer out: you can write it down later.", err=True)
    answers = dict(given)
    for name, (question, default, check) in _ASKED.items():
        if answers[name] is None:
            answers[name] = click.prompt(
                question,
                default=default,
                show_default=bool(default),
                value_proc=partial(_accept, check),
                err=True,
            )
    return answers

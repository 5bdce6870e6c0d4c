"""Be the command line: parse, call a job, print what it found, exit with a code.

Each command is a file of this package and is imported only when it is called, so that
`handout --help` answers at once. Only this floor prints, reads the environment, or exits.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from handout.cli.answer import Answer
from handout.cli.context import Invocation, shared_options
from handout.cli.errors import OutputGone, run_guarded
from handout.cli.streams import open_closed_streams, print_what_cannot_be_encoded

# Name, module and short help. The words stand here a second time so that the list of commands can
# be printed without importing any; a test holds them equal to the commands' own.
COMMANDS: dict[str, tuple[str, str]] = {
    "new": ("handout.cli.new", "Make a clinic's folder with sample articles."),
    "import": ("handout.cli.import_", "Turn a text or Markdown file into an article."),
    "build": ("handout.cli.build", "Build the PDF handouts."),
    "merge": ("handout.cli.merge", "Make a personal PDF for each recipient in a list."),
    "whose": ("handout.cli.whose", "Tell whose a recipient's PDF is."),
    "sheet-test": (
        "handout.cli.sheet_test",
        "Make a sheet that tells how your printer turns paper.",
    ),
    "list": ("handout.cli.list_", "List articles, authors, formats and themes."),
    "templates": ("handout.cli.templates", "List templates and style sheets, or copy one."),
    "doctor": ("handout.cli.doctor", "Check that everything handout needs is there."),
}

# What people type who know another program.
_MEANT = {
    "init": "“handout new my-clinic” makes a clinic's folder.",
    "watch": "“handout build --watch” builds again whenever you save.",
    "open": "“handout build ARTICLE --open” builds it and opens the PDF.",
    "preview": "“handout build ARTICLE --open” builds it and opens the PDF.",
    "print": "“handout build ARTICLE --open” opens the PDF; print it from there.",
}


class LazyGroup(click.Group):
    """Know the commands by name and import one only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command and take the `command` out of it."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or suggest the near one."""
        name = args[0]
        if name not in COMMANDS and not ctx.resilient_parsing and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, 1)
            mean = _MEANT.get(name) or (f"Did you mean “{near[0]}”?" if near else "")
            ctx.fail(f"there is no command “{name}”. {mean}".rstrip())
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table above, importing none."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; tell a closed pipe from Click, which would exit with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise OutputGone from error


def _print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"handout {version('clinic-handout')}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="“handout COMMAND --help” shows a command's options, with examples.",
)
@shared_options
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
@click.pass_context
def group(ctx: click.Context) -> None:
    """Turn a clinic's articles into branded, accessible PDF handouts.

    \b
    To begin:
      handout new my-clinic
      cd my-clinic
      handout build
    """
    ctx.ensure_object(Invocation)
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run(args: Sequence[str] | None = None) -> int:
    """Run the command line in this process and give the exit code.

    Args:
        args: What stands after `handout`; by default this process's own arguments.
    """
    given = None if args is None else list(args)
    # What cannot be parsed is answered in JSON, too.
    answer = Answer(is_wanted="--json" in (sys.argv[1:] if given is None else given))
    return run_guarded(
        lambda: group.main(
            given, prog_name="handout", standalone_mode=False, obj=Invocation(answer=answer)
        ),
        answer,
    )


def _end_as_by_ctrl_c() -> None:
    """Let `kill` and a terminal that is closed end a command so that it tidies up first."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # Who calls by `nohup` has it ignored.
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def main() -> NoReturn:
    """Be the `handout` command."""
    open_closed_streams()
    print_what_cannot_be_encoded()
    _end_as_by_ctrl_c()
    code = run()
    # To look all of it through for garbage, just before all of it goes, takes up to 0.04 s.
    gc.freeze()
    sys.exit(code)

"""Turn whatever ends a command into words on stderr and an exit code: the one boundary.

Modelled on pre-commit's `error_handler.py`. A bug of ours is one line, with a traceback in a file
that only the user can read. Neither holds an exception's message or a variable's value, since
either may be a client's name.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable

import click

from handout.cli.answer import Answer
from handout.cli.problems import describe_place, print_words
from handout.errors import ExitCode, HandoutError, name_bug
from handout.model import describe_failure
from handout.read.faults import join_names

# A disk or a quota that is full is no bug of ours, nor a stream that cannot be written to.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EBADF})

# Too many open files, processes or threads, or too little memory for another one.
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM})
_EXHAUSTED_HINT = "close other programs, raise the limits (see “ulimit -a”), or add “--jobs 1”."

_FRAME = re.compile(r'^ +File "[^"\n]+", line \d+, in \S+$', re.MULTILINE)


_VALUE = re.compile(r"""(?P<quote>['"])(?P<said>.*)(?P=quote) is not """, re.DOTALL)
_NO_NUMBER = re.compile(r"is not a valid (?:integer|float)")
_RANGE = re.compile(r"(\S+) is not in the range x(>=?)(\S+)\.")
"""Click's own words."""


class OutputGone(Exception):
    """Whoever read our output has stopped reading, as `head` does."""


def run_guarded(call: Callable[[], object], answer: Answer) -> int:
    """Call a command and give its exit code, whatever happens.

    Args:
        call: Runs the command; what it returns is the exit code if it is a number.
        answer: Is printed when the call is over.
    """
    try:
        code = _run(call, answer)
        answer.print()
        sys.stdout.flush()
    except KeyboardInterrupt:
        # While the last of stdout is written.
        _silence(sys.stdout)
        return ExitCode.INTERRUPTED
    except (OutputGone, BrokenPipeError):
        _silence(sys.stdout, sys.stderr)
        return ExitCode.DONE
    except OSError as error:
        # The last of stdout.
        return _give_up_output(error)
    return code


def _run(call: Callable[[], object], answer: Answer) -> int:
    try:
        result = call()
        return int(result) if isinstance(result, int) else ExitCode.DONE
    except HandoutError as error:
        return _end(answer, error.exit_code, error)
    except click.UsageError as error:
        return _end(answer, ExitCode.USAGE, _explain_usage(error))
    except click.ClickException as error:
        return _end(answer, ExitCode.USAGE, HandoutError(error.format_message()))
    except (click.Abort, KeyboardInterrupt):
        return _interrupt(answer)
    except SystemExit as error:
        # Click's own, after it printed a shell's completions.
        return error.code if isinstance(error.code, int) else ExitCode.DONE
    except (OutputGone, BrokenPipeError):
        raise
    except BaseException as error:  # noqa: BLE001 # the boundary; the engine raises some of these
        return _explain(error, answer)


def _explain(error: BaseException, answer: Answer) -> int:
    """Say what nobody further inside has foreseen, and return the exit code."""
    if isinstance(error.__cause__ or error.__context__, KeyboardInterrupt):
        # Python makes another error of it in the middle of a class.
        return _interrupt(answer)
    if isinstance(error, MemoryError):
        hint = "close other programs, then call again."
        return _end(answer, ExitCode.ENGINE, HandoutError("there is not enough memory.", hint=hint))
    if isinstance(error, OSError) and error.errno in _FULL:
        return _give_up_output(error)
    if isinstance(error, OSError) and error.errno in _EXHAUSTED:
        message = f"the system has no more to give: {error.strerror}."
        return _end(answer, ExitCode.ENGINE, HandoutError(message, hint=_EXHAUSTED_HINT))
    return _end(answer, ExitCode.BUG, _explain_bug(error))


def _end(answer: Answer, code: ExitCode, error: HandoutError) -> int:
    """Say what ended the call, and return the exit code."""
    print_error(error)
    _note(answer, code, error)
    return code


def _interrupt(answer: Answer) -> int:
    click.echo("Interrupted.", err=True)
    _note(answer, ExitCode.INTERRUPTED, HandoutError("the call was interrupted."))
    return ExitCode.INTERRUPTED


def _note(answer: Answer, code: ExitCode, error: HandoutError) -> None:
    answer.note([describe_failure(error, None, f"handout.{code.name.lower()}")])


def write_traceback(error: BaseException) -> str:
    """Write where an error arose, without messages and values, to a private file; give its path."""
    import platform
    import tempfile
    import traceback

    lines = [
        f"handout {_read_version()}, Python {platform.python_version()}, {platform.platform()}\n"
    ]
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or current.__context__
    for link in reversed(chain):
        # What arose in a worker process comes as a text, with the message at its end.
        told = _FRAME.findall(str(getattr(link, "tb", "")))
        frames = [f"{line}\n" for line in told] or traceback.format_tb(link.__traceback__)
        lines += ["\n", *frames, f"{name_bug(link)}\n"]
    # mkstemp makes the file readable by its owner alone.
    handle, path = tempfile.mkstemp(prefix="handout-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(lines)
    return path


def _read_version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("clinic-handout")
    except PackageNotFoundError:
        return "(not installed)"


def _give_up_output(error: OSError) -> int:
    _silence(sys.stdout)
    try:
        print_error(
            HandoutError(
                f"what there is to say could not be written: {error.strerror}.",
                hint="make room on the disk, then call again.",
            )
        )
    except OSError:
        _silence(sys.stderr)
    return ExitCode.OUTPUT


def _explain_bug(error: BaseException) -> HandoutError:
    message = f"this is a bug in handout ({name_bug(error)})"
    try:
        return HandoutError(f"{message}; where it arose is written in {write_traceback(error)}.")
    except OSError:
        return HandoutError(f"{message}, and where it arose could not be written to a file.")


def print_error(error: HandoutError) -> None:
    """Print an error to stderr."""
    place = describe_place(error.where.path, error.where.line) if error.where else ""
    print_words("Error", "red", place + error.message, error.hint)


def _explain_usage(error: click.UsageError) -> HandoutError:
    command = error.ctx.command_path if error.ctx is not None else "handout"
    hint = f"“{command} --help” shows how it is called."
    message = error.format_message()
    if isinstance(error, click.NoSuchOption):
        message = f"there is no option “{error.option_name}”."
        if error.possibilities:
            hint = f"did you mean {join_names(sorted(error.possibilities))}?"
        # Before the command stand only those that all commands have.
        if error.ctx is not None and (place := _find_option(error.ctx, error.option_name)):
            message = f"“{error.option_name}” cannot stand before the command."
            hint = f"write it behind the command, such as “{place}”."
    elif isinstance(error, click.BadParameter) and error.param is not None:
        name = max(error.param.opts, key=len)
        value = _VALUE.match(error.message)
        if isinstance(error.param.type, click.Choice) and value:
            known = join_names(map(str, error.param.type.choices))
            message = f"there is no {name.strip('-')} “{value['said']}”."
            hint = f"there is {known}."
        elif _NO_NUMBER.search(error.message) and value:
            message = f"“{name}” takes a number, and “{value['said']}” is none."
        elif limits := _RANGE.fullmatch(error.message):
            least = "at least" if limits[2] == ">=" else "more than"
            message = f"“{name}” must be {least} {limits[3]}, and not {limits[1]}."
    end = "" if message.endswith((".", "?")) else "."
    return HandoutError(f"{message[:1].lower()}{message[1:]}{end}", hint=hint)


def _find_option(context: click.Context, option: str) -> str:
    """Return how a command is called with an option that stands before it, or nothing."""
    group = context.command
    if isinstance(group, click.Group):
        for name in ("build", *group.list_commands(context)):
            command = group.get_command(context, name)
            if command and any(option in one.opts for one in command.params):
                return f"{context.command_path} {name} {option}"
    return ""


def _silence(*streams: object) -> None:
    """Point streams nowhere, so that Python does not try again to write what nobody reads."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        try:
            os.dup2(nowhere, stream.fileno())  # type: ignore[attr-defined] # streams of any kind
        except (OSError, ValueError, AttributeError):
            continue
    os.close(nowhere)

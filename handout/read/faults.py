"""Hand faults on while keeping count, and guess what a mistyped word was meant to be.

Every reader reports through a `FaultGate`, so that it can go on to the next fault and still know at
the end whether what it read can be used.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from handout.model import Problem, Report, Severity, make_error

TOLERATED = frozenset({"image.missing", "image.no-alt"})
"""Errors that leave an article readable: a build told to allow what is missing goes on with it."""

_LOOKALIKES = str.maketrans("–—−‐‑", "-----", "“”„‟‘’‚‛«»\"'`´")


class FaultGate:
    """Hand problems on, and remember whether one makes what is read unusable.

    Args:
        report: Where the problems go.
        tolerated: Codes of errors after which the thing can still be used.
    """

    def __init__(self, report: Report, *, tolerated: frozenset[str] = frozenset()) -> None:
        self._report = report
        self._tolerated = tolerated
        self.is_unusable = False

    def __call__(self, problem: Problem) -> None:
        """Take a problem and hand it on."""
        if problem.is_error and problem.code not in self._tolerated:
            self.is_unusable = True
        self._report(problem)


def report_error(
    report: Report,
    code: str,
    message: str,
    hint: str | None = None,
    *,
    path: Path,
    line: int | None = None,
    column: int | None = None,
    severity: Severity = Severity.ERROR,
) -> None:
    """Report a fault that stops its handout."""
    told = make_error(code, message, hint, path=path, line=line, column=column, severity=severity)
    report(told)


report_warning = partial(report_error, severity=Severity.WARNING)
"""Report something that is probably not meant, but does not stop the handout."""
report_note = partial(report_error, severity=Severity.NOTE)
"""Report something that was done, to be looked over."""


def find_near(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was probably meant to be, if there is one."""
    from difflib import get_close_matches

    plain = {make_plain(candidate).lower(): candidate for candidate in known}
    near = get_close_matches(make_plain(word).lower(), plain, n=1, cutoff=0.6)
    return plain[near[0]] if near else None


def suggest(word: str, known: Iterable[str], otherwise: str, form: str = "“{}”") -> str:
    """Return a hint that names the known word that was probably meant, or else another hint.

    Args:
        word: What was written.
        known: The known words.
        otherwise: The other hint.
        form: How the known word is shown.
    """
    near = find_near(word, known)
    return f"did you mean {form.format(near)}?" if near else otherwise


def make_plain(word: str) -> str:
    """Take out of a word what cannot be seen or was typed for looks.

    Curly quotes, non-breaking spaces, zero-width characters and long dashes come with text that
    was pasted from a word processor.
    """
    text = unicodedata.normalize("NFKC", word).translate(_LOOKALIKES)
    return "".join(c for c in text if unicodedata.category(c) != "Cf").strip()


def join_names(names: Iterable[str]) -> str:
    """Write names as a list in words: “a”, “b” or “c”."""
    quoted = [f"“{name}”" for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"

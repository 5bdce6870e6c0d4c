"""Look at what stands in the rows of a list."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from handout.read.addresses import is_email
from handout.read.faults import join_names
from handout.read.recipients.faults import RowFault
from handout.read.recipients.known import SAMPLE_EMAIL, SAMPLE_NAME
from handout.read.recipients.rules import (
    BREAKS,
    CONTROLS,
    LONGEST_LINE,
    LONGEST_TEXT,
    ONE_LINE,
    match_format,
    match_language,
)

_NO_NAMES = frozenset(
    (
        *(
            "total",
            "totals",
            "grand total",
            "sum",
            "subtotal",
            "count",
            "summe",
            "gesamt",
            "anzahl",
        ),
        *("anzahl", "totale", "somme", "suma", "totaal", "name", "full name", "patient", "client"),
    )
)
"""What stands in a column of names of rows that are nobody's."""

_REFUSED_IN_LINES = CONTROLS | frozenset(BREAKS)


class Inspection:
    """Find what is wrong with what stands in a row.

    Args:
        columns: The columns' names.
        titles: What the columns are called in messages.
        formats: The formats that there are.
        languages: The languages that there are.
    """

    def __init__(
        self,
        columns: Sequence[str],
        titles: Sequence[str],
        formats: Collection[str],
        languages: Collection[str],
    ) -> None:
        self._columns = columns
        self._titles = titles
        self._known = {"format": formats, "language": languages}
        self._refused = [
            _REFUSED_IN_LINES if column in ONE_LINE else CONTROLS for column in columns
        ]
        self._longest = [LONGEST_LINE if column in ONE_LINE else LONGEST_TEXT for column in columns]
        # Values that were found to be known, as they are written.
        self._accepted: dict[str, set[str]] = {"format": {""}, "language": {""}}

    def find_faults(self, row: int, values: Sequence[str]) -> list[RowFault]:
        """Return what is wrong with a row, one fault a column; no message quotes who it is."""
        faults = []
        for order, (column, title, value, refused, longest) in enumerate(
            zip(self._columns, self._titles, values, self._refused, self._longest, strict=True)
        ):
            fault = None
            if not value:
                if column == "name":
                    fault = ("no-name", "there is no name.", "write the recipient's name.")
            elif column == "name" and value.strip(" :.").casefold() in _NO_NAMES:
                fault = (
                    "not-a-name",
                    "this looks like a sum or a row of headings, not like a recipient.",
                    "take the row out, or hide it.",
                )
            elif column == "name" and value == SAMPLE_NAME and SAMPLE_EMAIL in values:
                fault = (
                    "sample-row",
                    "this is the row that shows how the list is filled in, and no recipient.",
                    "write a recipient in its place.",
                )
            elif len(value) > longest:
                fault = (
                    "too-long",
                    f"the value of {title} has {len(value):,} characters, where {longest:,} are the"
                    " most.",
                    "shorten it, or look whether it belongs there.",
                )
            elif not (value.isprintable() or refused.isdisjoint(value)):
                fault = _explain_characters(title, value, refused)
            elif column == "email" and not is_email(value):
                fault = (
                    "email",
                    "the value of “email” is no e-mail address.",
                    "write one address, such as `anna@example.org`.",
                )
            elif column in self._known and not self._is_known(column, value):
                fault = _explain_unknown(column, self._known[column])
            if fault:
                faults.append(RowFault(row, order, *fault))
        return faults

    def _is_known(self, column: str, value: str) -> bool:
        if value in self._accepted[column]:
            return True
        match = match_format if column == "format" else match_language
        if match(value, self._known[column]) is None:
            return False
        self._accepted[column].add(value)
        return True


def _explain_characters(title: str, value: str, refused: frozenset[str]) -> tuple[str, str, str]:
    wrong = next(character for character in value if character in refused)
    if wrong in BREAKS:
        return (
            "line-break",
            f"the value of {title} goes over more than one line.",
            "write it in one line.",
        )
    return (
        "control-character",
        f"the value of {title} has the control character U+{ord(wrong):04X}, which cannot be "
        "printed.",
        "take it out, or type the value anew.",
    )


def _explain_unknown(column: str, known: Collection[str]) -> tuple[str, str, str]:
    """Say what there is; the value may belong into another column, such as that of passwords."""
    return (
        f"unknown-{column}",
        f"the value of “{column}” is no {column} that there is.",
        f"write {join_names(sorted(known))}.",
    )

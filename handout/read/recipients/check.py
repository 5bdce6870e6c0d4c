"""Check a whole list of recipients before the first handout is made.

What comes out is enough to make every handout without surprise: which rows to leave out, and every
character that will be set.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from handout.model import Report, Severity
from handout.read.recipients.duplicates import Duplicate, Duplicates
from handout.read.recipients.faults import ListFault
from handout.read.recipients.inspection import Inspection
from handout.read.recipients.keys import Twin
from handout.read.recipients.listing import MOST_ALIKE, Listing
from handout.read.recipients.lists import RecipientList

_KEPT = 1000
"""Duplicates that are looked at; the others are counted."""

ROW_LIMIT = 1_000_000
"""Recipients of one list; a folder of so many files is no use to anybody either."""

_SAME = {
    "row": ("same-row", "{these} the same as {first}.", "take one of them out."),
    "id": (
        "same-id",
        "{these} of the same id as {first}.",
        "give each recipient an id of their own.",
    ),
    "email": (
        "same-email",
        "{these} of the same e-mail address as {first}.",
        "take one out if both are the same person.",
    ),
    "name": (
        "same-name",
        "{these} of the same name as {first}, and no e-mail address tells them apart.",
        "take one out if both are the same person.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What came of checking a list.

    Attributes:
        rows: How many rows there are that are not blank.
        faulty: The rows that have faults, by number.
        faults: How many faults there are, the ones that were not listed included.
        warnings: How many rows are duplicates, the ones that were not listed included.
        characters: The characters used in any sound row.
        is_complete: Whether the list could be read to its end.
        twins: How rows are told apart whose recipients are known by the same, by row.
    """

    rows: int
    faulty: Collection[int]
    faults: int
    warnings: int
    characters: frozenset[str]
    is_complete: bool
    twins: Mapping[int, Twin]


_HIDDEN = (
    "row is hidden, by a filter or by hand, and was left out.",
    "rows are hidden, by a filter or by hand, and were left out.",
)
_MENDED = (
    "row had letters that were garbled, such as “Ã«”, or signs that turn text: it was mended.",
    "rows had letters that were garbled, such as “Ã«”, or signs that turn text: they were mended.",
)


def _tell_duplicates(duplicates: Duplicates, recipients: RecipientList, listing: Listing) -> None:
    """Warn of rows that are there twice: of a few one by one, of many in one line."""
    by_kind: dict[str, list[Duplicate]] = {}
    for one in duplicates.found:
        by_kind.setdefault(one.kind, []).append(one)
    for kind, found in by_kind.items():
        code, message, hint = _SAME[kind]
        for one in found[: None if len(found) <= MOST_ALIKE else 0]:
            first = f"{recipients.unit} {one.first}"
            words = message.format(these=f"this {recipients.unit} is", first=first)
            listing.warn(code, words, line=one.row, hint=hint)
        if len(found) > MOST_ALIKE:
            rows = ", ".join(f"{one.row:,}" for one in found[:MOST_ALIKE])
            count = duplicates.count if len(by_kind) == 1 else len(found)
            these = f"{count:,} {recipients.unit}s, such as {rows}, are"
            words = message.format(these=these, first="others before them")
            listing.warn(code, words, line=found[0].row, hint=hint)


def check_recipients(
    recipients: RecipientList,
    report: Report,
    *,
    formats: Collection[str],
    languages: Collection[str],
) -> Findings:
    """Read a list through and report what is wrong with its rows.

    The first faults of each kind are reported by row and column, and duplicates as warnings; of
    many that are alike, it is said how many there are.

    Args:
        recipients: The list.
        report: Where the problems go; none of them quotes what stands in a row.
        formats: The formats that there are.
        languages: The languages that there are, as tags.
    """
    listing = Listing(report, recipients.origin)
    columns = recipients.columns
    is_complete = True
    duplicates = Duplicates(columns, limit=_KEPT)
    inspection = Inspection(columns, recipients.titles, listing, duplicates, formats, languages)
    try:
        for row, values in recipients.read_rows(inspection.note):
            inspection.look_at(row, values)
            if inspection.rows > ROW_LIMIT:
                raise recipients.origin.fault(
                    "too-many-rows",
                    f"{recipients.origin.title} has more than {ROW_LIMIT:,} recipients.",
                    line=row,
                    hint="divide it, and merge each part into a folder of its own with “-o”.",
                )
        inspection.flush()
    except ListFault as fault:
        is_complete = False
        inspection.flush()
        listing.end(fault.problem)
    for count, code, what, hint in (
        (recipients.hidden, "hidden", _HIDDEN, "“--hidden” takes them too."),
        (recipients.mended, "mended", _MENDED, "look over the names; mend them in the list."),
    ):
        if count:
            report(
                recipients.origin.problem(
                    code, f"{count:,} {what[count > 1]}", hint=hint, severity=Severity.WARNING
                )
            )
    _tell_duplicates(duplicates, recipients, listing)
    if not inspection.rows and not listing.faults:
        listing.end(
            recipients.origin.problem(
                "no-rows",
                f"{recipients.origin.title} has headings and no recipients.",
                hint="write a row for each recipient under the headings.",
            )
        )
    listing.finish()
    return Findings(
        rows=inspection.rows,
        faulty=inspection.faulty,
        faults=listing.faults,
        warnings=duplicates.count,
        characters=frozenset(inspection.characters),
        is_complete=is_complete,
        twins=duplicates.find_twins(),
    )

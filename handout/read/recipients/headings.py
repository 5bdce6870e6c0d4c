"""Understand the headings of a list: which column holds what, under which name.

Headings come out in lower case, everything but letters and digits as one `_`, so that “E-Mail
Address” is used as `recipient.e_mail_address`. Columns without a heading hold nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from handout.model import Report, Severity
from handout.read.faults import make_plain
from handout.read.recipients.faults import ListFault, ListSource, Note, RowFault
from handout.read.recipients.known import (
    ADDRESSES,
    BARE_NAMES,
    FIRST_NAMES,
    INFIXES,
    KNOWN,
    LAST_NAMES,
    PARTS_OF_NAMES,
    find_meant,
    squeeze,
)
from handout.read.recipients.options import ListOptions

COLUMN_LIMIT = 1000
"""More are a list that was turned on its side, or no list."""

# An e-mail address, a day or a number: where one stands among the headings, the others may be a
# recipient's values too.
_DATA = re.compile(r"[@\d]")
TITLE_ROWS = 20
"""So many rows may stand above the headings."""
_EXTRA_HINT = (
    "put a value that holds the separator into double quotation marks, or add the heading that is"
    " missing."
)
_NO_OPTIONS = ListOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """The columns that have a heading.

    Attributes:
        names: The columns' names, in order.
        titles: What the columns are called in messages: by their names, or by their places where
            the headings may be a recipient's values.
        indexes: Of which cells of a row each is made, counted from 0: mostly one.
        width: How many cells a row may have.
        unused: Cells whose columns are of no use, such as a second one of the same name.
    """

    names: tuple[str, ...]
    titles: tuple[str, ...]
    indexes: tuple[tuple[int, ...], ...]
    width: int
    unused: frozenset[int] = frozenset()

    @property
    def has_gaps(self) -> bool:
        """Whether a column without a heading stands between others, or one is put together."""
        return self.indexes != tuple((index,) for index in range(self.width))

    def fit(self, row: int, cells: Sequence[str], note: Note) -> list[str]:
        """Return the cells under headings, as many as there are headings.

        Cells elsewhere are a fault of the row unless they are blank.
        """
        if len(cells) > self.width and any(cell.strip() for cell in cells[self.width :]):
            place = next(n for n, cell in enumerate(cells) if n >= self.width and cell.strip())
            message = f"there are values behind the last heading, in {name_column(place)}."
            note(RowFault(row, len(self.names), "extra-cells", message, _EXTRA_HINT))
        padded = [*cells[: self.width], *("",) * (self.width - len(cells))]
        if not self.has_gaps:
            return padded
        headed = {index for many in self.indexes for index in many} | self.unused
        for index, cell in enumerate(padded):
            if index not in headed and cell.strip():
                order = sum(many[0] < index for many in self.indexes)
                message = f"there is a value in {name_column(index)}, which has no heading."
                hint = "write a heading above it, or empty the column."
                note(RowFault(row, order, "no-heading", message, hint))
        return [
            padded[many[0]]
            if len(many) == 1
            else " ".join(filter(None, (padded[index].strip() for index in many)))
            for many in self.indexes
        ]


def name_letters(index: int) -> str:
    """Name a column as a spreadsheet does: C."""
    letters, rest = "", index + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def name_column(index: int) -> str:
    """Name a column as an editor and as a spreadsheet counts: “column 3 (C)”."""
    return f"column {index + 1} ({name_letters(index)})"


def _name_key(index: int) -> str:
    """Name a key of JSON, which is counted through all objects."""
    return f"key {index + 1}"


def make_name(heading: str) -> str:
    """Return the name by which articles use a column; empty if no letter or digit is left."""
    # Marks belong to the letter before them where no single character has both.
    kept = (
        character if character.isalnum() or unicodedata.category(character).startswith("M") else " "
        for character in make_plain(heading).lower()
    )
    return "_".join("".join(kept).split())


def is_heading_row(cells: Sequence[str], options: ListOptions) -> bool:
    """Tell whether these are headings of a list of people: one of them is of names."""
    titles = [make_name(cell) for cell in cells]
    return "name" in titles or "name" in _compose_columns(titles, options)


def find_headings(
    rows: Iterable[tuple[int, list[str]]], options: ListOptions
) -> tuple[int, list[str], bool] | None:
    """Return the row of the headings, and whether titles stand above it.

    It is the first that has a column of names, or else one that is called otherwise, or else the
    first of all.

    Args:
        rows: Rows that are not blank, each with its number.
        options: How the list is to be read.

    Raises:
        ListFault: The list breaks off before there is any.
    """
    first = near = None
    try:
        for row, cells in islice(rows, TITLE_ROWS):
            if is_heading_row(cells, options):
                return row, cells, first is not None
            if near is None and any(find_meant(make_name(one), ("name",), 1) for one in cells):
                near = (row, cells, first is not None)
            first = first or (row, cells, False)
    except ListFault:
        if first is None:
            raise
    return near or first


def tell_titles(origin: ListSource, report: Report, line: int) -> None:
    """Say that what stands above the headings was passed over."""
    message = "the headings were found here; what stands above them was left out."
    hint = "delete the rows above them, if the wrong row was found."
    report(origin.problem("headings", message, line=line, hint=hint, severity=Severity.NOTE))


def _compose_columns(titles: Sequence[str], options: ListOptions) -> dict[str, tuple[int, ...]]:
    """Return of which cells the columns are made that are called otherwise, or are in parts."""
    places = {title: index for index, title in reversed(list(enumerate(titles))) if title}
    found: dict[str, tuple[int, ...]] = {}
    for name, made_of in options.columns.items():
        parts = [make_name(part) for part in made_of.split("+")]
        if parts and all(part in places for part in parts):
            found[make_name(name)] = tuple(places[part] for part in parts)
    squeezed = {squeeze(title): index for title, index in reversed(places.items())}
    first, infix, last, bare, address = (
        tuple(squeezed[one] for one in words if one in squeezed)[:1]
        for words in (FIRST_NAMES, INFIXES, LAST_NAMES, BARE_NAMES, ADDRESSES)
    )
    if "name" not in places and (first or last) and (first or bare) and (last or bare):
        found.setdefault("name", (first or bare) + infix + (last or bare))
    if "email" not in places and address:
        found.setdefault("email", address)
    return found


def read_headings(
    cells: Sequence[str],
    origin: ListSource,
    report: Report,
    *,
    line: int | None = None,
    options: ListOptions = _NO_OPTIONS,
) -> Headings | None:
    """Return the columns, or None after reporting every fault of their headings.

    Args:
        cells: The row of headings, or the keys of the objects.
        origin: The list.
        report: Where faults go, and warnings of columns that are probably mistyped.
        line: Where the headings stand; None for keys, which stand in no row.
        options: How the list is to be read.
    """
    call = name_column if line else _name_key
    is_sound, is_quotable = True, not any(map(_DATA.search, cells))

    def refuse(code: str, message: str, hint: str) -> None:
        nonlocal is_sound
        is_sound = False
        report(origin.problem(code, message, line=line, hint=hint))

    count = sum(not cell.isspace() for cell in cells if cell)
    if count > COLUMN_LIMIT:
        message = f"there are {count:,} columns, where {COLUMN_LIMIT:,} are the most."
        refuse("too-many-columns", message, "check that it is a list with one recipient a row.")
        return None
    names = [make_name(cell) for cell in cells]
    composed = _compose_columns(names, options)
    for name, made_of in options.columns.items():
        if make_name(name) not in composed:
            missing = next(one for one in made_of.split("+") if make_name(one) not in names)
            message = f"there is no column “{missing.strip()}”, which “{name}” is to be made of."
            refuse("no-column", message, "correct “--map”, or “[recipients]” in clinic.toml.")
            return None
    if "name" not in names and "name" not in composed:
        hint = _explain_missing(cells, names, call)
        refuse("no-name-column", "there is no column “name”.", hint)
        return None
    used = {index for many in composed.values() for index in many}
    first: dict[str, int] = {}
    unused: set[int] = set()
    for index, (cell, name) in enumerate(zip(cells, names, strict=True)):
        if name in composed and index not in used:
            # What the clinic has said goes before what the list has.
            unused.add(index)
        elif not name:
            if cell.strip():
                message = f"the heading of {call(index)} has no letter and no digit."
                refuse("heading", message, "give the column a name.")
        elif first.setdefault(name, index) != index:
            shown = is_quotable or name in KNOWN
            what = f"are both called “{name}”" if shown else "have the same heading"
            message = f"{call(first[name])} and {call(index)} {what}."
            refuse("same-heading", message, "rename one of the two.")
    if not is_sound:
        return None
    titles = {
        name: f"“{name}”" if is_quotable or name in KNOWN else call(index)
        for name, index in first.items()
    }
    columns = {name: (index,) for name, index in first.items()} | composed
    titles |= {name: f"“{name}”" for name in composed}
    _warn_of_near_misses(
        {name: titles[name] for name in columns if first.get(name) not in used},
        origin,
        report,
        line,
    )
    return Headings(
        names=tuple(columns),
        titles=tuple(titles[name] for name in columns),
        indexes=tuple(columns.values()),
        width=max(max(many) for many in columns.values()) + 1,
        unused=frozenset(unused),
    )


def _warn_of_near_misses(
    titles: Mapping[str, str], origin: ListSource, report: Report, line: int | None
) -> None:
    absent = [known for known in KNOWN if known not in titles]
    for name, title in titles.items():
        near = None if name in KNOWN else find_meant(name, absent)
        if near:
            message = f"{title} is taken for a column of the clinic's own."
            hint = f"did you mean `{near}`?"
            warning = Severity.WARNING
            report(origin.problem("near-heading", message, line=line, hint=hint, severity=warning))


def _explain_missing(cells: Sequence[str], names: Sequence[str], call: Callable[[int], str]) -> str:
    """Say what would mend a list without names; cells are not quoted, they may be a client's."""
    if any("@" in cell for cell in cells):
        return "write the columns' names into the first row: it looks like a recipient's."
    for index, name in enumerate(names):
        if name and name not in KNOWN and find_meant(name, ("name",), cutoff=0.75):
            return f"call {call(index)} `name`, or add “--map name=…” with its title."
    if PARTS_OF_NAMES.intersection(map(squeeze, names)):
        return (
            'put first and last name together, or add “--map "name=First+Last"” with their titles.'
        )
    if len(names) == 1 and re.search(r"[|:^~]", cells[0]):
        return "separate the columns by commas, semicolons or tabs."
    if call is _name_key:
        return "give each recipient a key `name`."
    return "call the column with the recipients' names `name`, in the first row."

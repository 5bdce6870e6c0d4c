"""Choose whose handouts are to be made: sound rows, as many as were asked for, not done before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from handout.deliver.journal import Extent
from handout.jobs.digests import read_digest
from handout.jobs.merging.folder import MergeFolder
from handout.jobs.merging.spec import Chooser, MergeSpec, Row
from handout.read.recipients import RecipientList

_LOOKED_THROUGH = 200
"""In so many rows at the beginning, most kinds of recipients have come up."""

_MOST_KINDS = 8
"""Further ones are rare."""


class Selection:
    """Go through a list once, and count."""

    def __init__(
        self,
        recipients: RecipientList,
        spec: MergeSpec,
        past: MergeFolder | None,
        *,
        faulty: Collection[int],
        extent: Extent,
    ) -> None:
        """Look at no row yet.

        Args:
            recipients: The list.
            spec: What is to be made.
            past: Knows what earlier runs made, if there were any.
            faulty: The rows to leave out.
            extent: How many are to be made.
        """
        self._recipients = recipients
        self._spec = spec
        self._past = past
        self._faulty = faulty
        self._most = 1 if extent == "sample" else extent
        self._chooser = Chooser(spec)
        self.kept = 0
        self.wanted = 0
        self.sound = 0
        self.unprotected = 0

    def list_rows(self) -> Iterator[Row]:
        """Yield the rows whose handouts are to be made.

        Raises:
            ContentError: The list has changed since it was checked.
        """
        password = self._spec.password_field
        secret = self._spec.columns.index(password) if password else None
        past = self._past
        for row in self._list_sound():
            self.sound += 1
            is_wanted = not isinstance(self._most, int) or self.sound <= self._most
            if is_wanted:
                self.wanted += 1
                self.unprotected += secret is not None and not row[1][secret]
            elif past is None:
                # Nothing that is there has to be looked at.
                continue
            if past is not None and self._is_done(past, row, is_wanted=is_wanted):
                self.kept += 1
            elif is_wanted:
                yield row

    def find_trials(self) -> list[Row]:
        """Return the first sound row of each variant that is asked for."""
        found: dict[int, Row] = {}
        is_one = len(self._spec.variants) == 1
        for row in self._list_sound():
            found.setdefault(self._chooser.choose(row[1]).variant, row)
            if is_one or len(found) == len(self._spec.variants):
                break
        return list(found.values())

    def _list_sound(self) -> Iterator[Row]:
        rows = self._recipients.read_values()
        return (row for row in rows if row[0] not in self._faulty) if self._faulty else rows

    def _is_done(self, past: MergeFolder, row: Row, *, is_wanted: bool) -> bool:
        """Tell whether a handout is there that would come out the same now, and keep it then.

        One that is to be made again, and was changed by somebody, is put aside before.
        """
        found = past.find(row[0])
        if found is None:
            return False
        place, entry = found
        number, values = row
        choice = self._chooser.choose(values)
        if entry.id != choice.namer.name(number, values):
            return False
        path = past.folder / f"{entry.id}.pdf"
        sha256 = read_digest(str(path))
        if sha256 != entry.sha256:
            if sha256 is not None and is_wanted:
                past.put_aside(path)
            return False
        variant = self._spec.variants[choice.variant]
        asked = (variant.made_from, choice.format, variant.language, variant.version)
        if asked != (entry.made_from, entry.format, entry.language, entry.version):
            return False
        past.keep(place)
        return True


def find_kinds(rows: Iterable[Row], spec: MergeSpec, most: int) -> list[Row]:
    """Return a row of each kind, as far as a look at the list tells kinds apart.

    Recipients are of one kind if they get the same variant and format, have values in the same
    columns, and these take as many lines. Of the last, nothing is known here; so one row more is
    that whose values differ most in length from the first one's.

    Args:
        rows: The list, which need not have been checked.
        spec: What is to be made.
        most: How many kinds are looked for at most.
    """
    most = min(most, _MOST_KINDS)
    if most == 1:
        return list(islice(rows, 1))
    chooser = Chooser(spec)
    found: dict[tuple[object, ...], Row] = {}
    looked_at = list(islice(rows, _LOOKED_THROUGH))
    for row in looked_at:
        choice = chooser.choose(row[1])
        found.setdefault((choice.variant, choice.format, *map(bool, row[1])), row)
    kinds = list(found.values())[:most]
    if 0 < len(kinds) < most:
        lengths = list(map(len, looked_at[0][1]))
        other = max(looked_at, key=lambda row: _measure_distance(map(len, row[1]), lengths))
        kinds += [other] if other not in kinds else []
    return kinds


def _measure_distance(some: Iterable[int], others: Iterable[int]) -> int:
    return sum(abs(one - other) for one, other in zip(some, others, strict=True))

"""Choose whose handouts are to be made: sound rows, as many as were asked for, not done before."""

from __future__ import annotations

from collections.abc import Iterator
from sys import maxsize

from handout.deliver.folder import MergeFolder
from handout.deliver.journal import SAMPLE, Extent
from handout.errors import UsageError
from handout.jobs.merging.spec import Chooser, MergeSpec
from handout.model import Place
from handout.read.recipients import Findings, RecipientList
from handout.read.recipients.keys import Row


class Selection:
    """Go through a list once, and count."""

    def __init__(
        self,
        recipients: RecipientList,
        spec: MergeSpec,
        past: MergeFolder | None,
        *,
        findings: Findings,
        extent: Extent,
    ) -> None:
        """Look at no row yet.

        Args:
            recipients: The list.
            spec: What is to be made.
            past: Knows what earlier runs made, if there were any.
            findings: Tell which rows to leave out, and which are alike.
            extent: How many are to be made.
        """
        self._recipients = recipients
        self._spec = spec
        self._past = past
        self._findings = findings
        self._most = extent if isinstance(extent, int) else 1 if extent == SAMPLE else maxsize
        self._options = spec.options
        columns = spec.columns
        self._named_by = [columns.index(name) for name in ("name", "email") if name in columns]
        self.chooser = Chooser(spec)
        self.kept = self.wanted = self.sound = self.unprotected = 0

    def count_wanted(self) -> int:
        """Return how many are to be made, or are there already.

        Raises:
            UsageError: Somebody was named, and nobody is called so.
        """
        if not self._options.has_choice:
            return min(self._findings.rows - len(self._findings.faulty), self._most)
        if count := sum(map(self._is_chosen, self._list_sound())):
            return count
        what = "none of these rows is in the list, and sound."
        hint = f"give the number of a {self._recipients.unit} as messages do."
        if self._options.only is not None:
            what = f"nobody in the list is called “{self._options.only}”."
            hint = "give a part of a name or of an e-mail address with “--only”."
        raise UsageError(what, where=Place(path=self._recipients.origin.path), hint=hint)

    def list_rows(self) -> Iterator[Row]:
        """Yield the rows whose handouts are to be made."""
        password = self._spec.password_field
        secret = self._spec.columns.index(password) if password else None
        past = self._past
        for row in self._list_sound():
            self.sound += 1
            is_wanted = self.sound <= self._most and self._is_chosen(row)
            if is_wanted:
                self.wanted += 1
                self.unprotected += secret is not None and not row[1][secret]
            elif past is None:
                # Nothing that is there has to be looked at.
                continue
            if past is not None and past.keep(self.chooser.identify(row), is_wanted=is_wanted):
                self.kept += 1
            elif is_wanted:
                yield row

    def _is_chosen(self, row: Row) -> bool:
        options = self._options
        return not options.has_choice or options.chooses(
            row[0], [row[1][place] for place in self._named_by]
        )

    def find_trials(self) -> list[Row]:
        """Return the first sound row of each variant that is asked for."""
        found: dict[int, Row] = {}
        for row in self._list_sound():
            found.setdefault(self.chooser.choose(row[1]).variant, row)
            if len(found) == len(self._spec.variants):
                break
        return list(found.values())

    def _list_sound(self) -> Iterator[Row]:
        twins, faulty = self._findings.twins, self._findings.faulty
        for number, values in self._recipients.rows:
            if number not in faulty:
                yield number, values, twins.get(number, 0)
